/** Signatures with WebCrypto: after a check, with the right key, in the one form that the ledger takes. */
import { deriveKeyId, isSignedBy, revocationText } from '../../../chaincode/api/signatures';
import { exportPublicKey, newSigningKeys, readKeyId, signTerms, signText } from '../../../gateway/client/signing';
import { newToSign } from '../../../gateway/client/to-sign';
import { channel } from '../../chaincode/builders';
import { subjectIdOf } from '../../chaincode/credit-builders';

const subjectId = subjectIdOf('li');

async function asked(keyId?: string) {
  const keys = await newSigningKeys();
  const ownId = await readKeyId(keys);
  const text = revocationText(channel, { subjectId, keyId: ownId });
  return { keys, ownId, text, toSign: newToSign('SUBJECT', text, {}, keyId) };
}

describe('a pair of keys', () => {
  it('is named as the ledger names it, and gives its private half to nobody', async () => {
    const { keys, ownId } = await asked();

    expect(ownId).toBe(deriveKeyId(await exportPublicKey(keys)));
    await expect(crypto.subtle.exportKey('pkcs8', keys.privateKey)).rejects.toThrow();
  });
});

describe('a signature', () => {
  it('counts on the ledger, whichever half s came from', async () => {
    const { keys, text } = await asked();
    const point = await exportPublicKey(keys);
    const signatures = await Promise.all(Array.from({ length: 32 }, () => signText(keys.privateKey, text)));

    expect(signatures.filter((signature) => !isSignedBy(point, text, signature))).toEqual([]);
  });

  it('is given for what is shown, with the name of its key', async () => {
    const { keys, ownId, text, toSign } = await asked();
    const { keyId, signature } = await signTerms(keys, toSign);

    expect(keyId).toBe(ownId);
    expect(isSignedBy(await exportPublicKey(keys), text, signature)).toBe(true);
  });

  it('is not given where another text would be signed, or another key is asked', async () => {
    const { keys, text, toSign } = await asked('ab'.repeat(32));

    await expect(signTerms(keys, toSign)).rejects.toThrow('another key is asked to sign');
    const changed = { ...newToSign('SUBJECT', text), message: text.replace('revocation', 'possession') };
    await expect(signTerms(keys, changed)).rejects.toThrow('what is shown is not what would be signed');
  });
});
