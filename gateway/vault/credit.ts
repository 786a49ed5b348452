/** What credit records need of the vault: a key for each record, commitments, sealed texts, packages. All is derived but packages. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../chaincode/api/canonical';
import type { CreditAnswerRecord } from '../../chaincode/api/records';
import {
  commitToFields,
  commitToKey,
  hashOfSealed,
  oneOffPublicKeyOf,
  openCredit,
  sealCredit,
  unwrapDataKey,
  wrapDataKey,
} from '../../chaincode/api/sealed';
import { commitToTime } from '../../chaincode/api/signatures';
import type { KeyRing } from './key-ring';
import { openPackage, packageRoom, sealPackage } from './package';
import { derive, deriveP256Key } from './secret';
import { publicKeyOf, signText } from './signing-keys';
import { type AnswerName, type AnswerPart, type CreditVault, type OpenedAnswer, VaultError } from './types';

interface CreditKeys {
  readonly channel: string;
  readonly secret: Uint8Array;
  readonly keys: Pick<KeyRing, 'unwrap'>;
}

/** What a commitment to a time stands for that never comes. */
const never = 'never';
const dataKeyBytes = 32;
/** Characters of what is sealed: room for the longest terms and for the longest feedback, since a length is seen by every member. */
const room = { terms: 224, feedback: 520 } as const;

export function newCreditVault({ channel, secret, keys }: CreditKeys): CreditVault {
  const privateKey = (recordId: string) => deriveP256Key(secret, { label: 'lender key', channel, recordId });
  const answerKey = ({ queryId, recordId }: AnswerName) =>
    deriveP256Key(secret, { label: 'answer key', channel, queryId, recordId });
  const saltOf = (recordId: string, number: number) =>
    derive(secret, { label: 'credit maturity', channel, recordId, number: String(number) }, 32);

  // One key for the record's terms and for each feedback, so that it can be committed to, and signed, before the text is
  // complete, and found again with the vault alone. Salt and initial value differ with the content.
  const dataKeyOf = (recordId: string, number: number) =>
    derive(secret, { label: 'credit key', channel, recordId, number: String(number) }, 32);
  const saltsOf = (label: string, recordId: string, number: number, fields: object) => {
    const content = createHash('sha256').update(canonicalJson(fields)).digest('hex');
    const derived = derive(secret, { label, channel, recordId, number: String(number), content }, 32 + 12);
    return { salt: derived.subarray(0, 32), iv: derived.subarray(32) };
  };

  return {
    keyCommitment: (recordId, number) => commitToKey(dataKeyOf(recordId, number)),
    seal(recordId, number, content) {
      const fields = padded(content, number === 0 ? room.terms : room.feedback);
      const { salt, iv } = saltsOf('credit text', recordId, number, fields);
      const dataKey = dataKeyOf(recordId, number);
      const sealed = sealCredit({ salt, fields }, { dataKey, iv }, { channel, recordId, number });
      return { sealed, sealedHash: hashOfSealed(sealed), commitment: commitToFields(salt, fields) };
    },
    open: (recordId, number, sealed, commitment) =>
      unpadded(openCredit(sealed, dataKeyOf(recordId, number), { channel, recordId, number }, commitment)),
    commit(recordId, number, fields) {
      const { salt } = saltsOf('credit agreement', recordId, number, fields);
      return { commitment: commitToFields(salt, fields), salt: salt.toString('base64url') };
    },
    lenderKey: (recordId) => publicKeyOf(privateKey(recordId)),
    signAsLender: (recordId, text) => signText(privateKey(recordId), text),
    wrapAnswer(recordId, { answerId, numbers, oneOffPublicKey }) {
      const ofAnswer = {
        label: 'credit answer',
        channel,
        recordId,
        answerId,
        numbers: numbers.join(),
        oneOffPublicKey,
      };
      const dataKeys = Buffer.concat(numbers.map((number) => dataKeyOf(recordId, number)));
      const context = { channel, assetId: recordId, confirmId: answerId };
      return wrapDataKey(dataKeys, oneOffPublicKey, deriveP256Key(secret, ofAnswer), context);
    },
    maturitySalt: (recordId, number) => saltOf(recordId, number).toString('base64url'),
    commitToMaturity: (recordId, number, time) => commitToTime(saltOf(recordId, number), time ?? never),
    answerKey: (answer) => publicKeyOf(answerKey(answer)),
    revealAnswerKey: (answer) => answerKey(answer).toString('base64url'),
    openAnswer: (answer, parts) => openAnswer({ channel, oneOffKey: answerKey(answer) }, answer, parts),
    packageRoom,
    sealPackage: (text, bytes, key, context) => sealPackage(text, bytes, key, { ...context, channel }),
    openPackage: (sealed, context) =>
      openPackage(sealed, { ...context, channel }, async (version, wrapped) => {
        try {
          return await keys.unwrap(version, wrapped);
        } catch {
          return undefined;
        }
      }),
    momentOf: (period) =>
      derive(secret, { label: 'package', channel, period: String(period) }, 4).readUInt32BE() / 2 ** 32,
  };
}

interface AnswerKeys {
  readonly channel: string;
  readonly oneOffKey: Buffer;
}

function openAnswer(
  { channel, oneOffKey }: AnswerKeys,
  answer: CreditAnswerRecord,
  parts: readonly AnswerPart[],
): OpenedAnswer {
  const { answerId, recordId, numbers, wrap } = answer;
  const refuse = (why: string): never => {
    throw new VaultError('CONFIRM_UNREADABLE', `the answer ${answerId} ${why}`);
  };
  if (wrap === undefined) return refuse('has no delivery');
  if (oneOffPublicKeyOf(oneOffKey) !== answer.oneOffPublicKey) return refuse('is not for a key of this vault');
  if (parts.map(({ number }) => number).join() !== numbers.join()) return refuse('is about other numbers');
  const all = unwrapDataKey(wrap, oneOffKey, { channel, assetId: recordId, confirmId: answerId });
  if (all?.length !== dataKeyBytes * numbers.length) return { unusable: 'WRAP' };
  const keyed = parts.map((part, index) => {
    return { ...part, dataKey: all.subarray(index * dataKeyBytes, (index + 1) * dataKeyBytes) };
  });
  if (keyed.some(({ dataKey, keyCommitment }) => commitToKey(dataKey) !== keyCommitment)) return { unusable: 'KEY' };
  const fields = new Map<number, object>();
  for (const { number, sealed, dataKey, commitment } of keyed) {
    if (sealed === undefined) continue;
    const opened = unpadded(openCredit(sealed, dataKey, { channel, recordId, number }, commitment));
    if (opened === undefined) return { unusable: 'TEXT' };
    fields.set(number, opened);
  }
  return { fields };
}

function padded(fields: object, length: number): object {
  const bytes = Buffer.byteLength(canonicalJson({ ...fields, padding: '' }));
  return { ...fields, padding: ' '.repeat(Math.max(0, length - bytes)) };
}

/** A lender may have sealed what is no object at all. */
function unpadded(fields: object | null | undefined): object | undefined {
  if (fields === undefined) return undefined;
  const { padding: _, ...content } = (fields ?? {}) as { readonly padding?: unknown };
  return content;
}
