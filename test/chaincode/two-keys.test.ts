/** A text for all members reads one way: under the committed key, to the committed words. */
import { createDecipheriv } from 'node:crypto';
import { commit } from '../../chaincode/api/commitment';
import { commitToKey, openForMembers } from '../../chaincode/api/sealed';
import { boundTo } from '../../chaincode/api/sealed-forms';
import { bytesOf, channel } from './builders';
import { recordIdOf } from './credit-builders';
import { forTwoKeys } from './two-keys';

const keys = [bytesOf('the first face'), bytesOf('the second face')] as const;
const iv = bytesOf('iv').subarray(0, 12);
const salt = bytesOf('salt');
const words = 'No.';
const context = { channel, recordId: recordIdOf('l1'), side: 'statement', commitment: commit(salt, words) } as const;
const aad = Buffer.from(boundTo.dispute(context));
const said = Buffer.from(`{"salt":"${salt.toString('base64url')}","text":"${words}"}`);
const bytes = forTwoKeys(Buffer.concat([said, Buffer.alloc(16 - (said.length % 16), ' ')]), { keys, iv, aad });
const sealed = { iv: iv.toString('base64url'), ciphertext: bytes.toString('base64url') };

/** As whoever looks at the tag alone. */
function authentic(key: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: 16 }).setAAD(aad);
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]);
}

it('the tag alone holds no key: one ciphertext is authentic under two, and says two things', () => {
  const [first, second] = keys.map((key) => authentic(key));
  expect(first?.subarray(0, said.length)).toEqual(said);
  expect(second?.subarray(0, said.length)).not.toEqual(said);
});

it('opens under no key but the committed one', () => {
  expect(openForMembers(sealed, keys[1], context, commitToKey(keys[0]))).toBeUndefined();
});

it('opens to nothing but the committed words in the one form, under either', () => {
  for (const key of keys) expect(openForMembers(sealed, key, context, commitToKey(key))).toBeUndefined();
});
