/**
 * Serves credit records from the vault: a key for each record, commitments, sealed texts, packages. All is derived but packages.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../chaincode/api/canonical';
import { commit } from '../../chaincode/api/commitment';
import type { CreditAnswerRecord } from '../../chaincode/api/records';
import {
  commitToKey,
  deriveOneOffPublicKey,
  hashOfSealed,
  openCredit,
  sealCredit,
  unwrapDataKeys,
  wrapDataKey,
} from '../../chaincode/api/sealed';
import { recordIdFrom } from '../../chaincode/api/signatures';
import type { KeyRing } from './key-ring';
import { openPackage, packageRoom, sealPackage } from './package';
import { derive, deriveP256Key } from './secret';
import { signText, writePublicKey } from './signing-keys';
import { type AnswerName, type AnswerPart, type CreditVault, type OpenedAnswer, VaultError } from './types';

interface CreditKeys {
  readonly channel: string;
  readonly secret: Uint8Array;
  readonly keys: Pick<KeyRing, 'unwrap'>;
}

/** The content of a commitment to a time that never comes. */
const never = 'never';
/** Bytes of the fields that are sealed: room for the longest terms and for the longest feedback, since every member sees a length. */
const room = { terms: 384, feedback: 520 } as const;

export function newCreditVault({ channel, secret, keys }: CreditKeys): CreditVault {
  const privateKey = (filingId: string) => deriveP256Key(secret, { label: 'lender key', channel, filingId });
  const answerKey = ({ queryId, recordId }: AnswerName) =>
    deriveP256Key(secret, { label: 'answer key', channel, queryId, recordId });
  const maturitySalt = (recordId: string, number: number) =>
    derive(secret, { label: 'credit maturity', channel, recordId, number: String(number) }, 32);
  const mandateSalt = (recordId: string) => derive(secret, { label: 'credit mandate', channel, recordId }, 32);

  // A key follows from what both sides agree on, so that it can be committed to, and signed, before the text is complete, and
  // no key ever seals two agreements. Salt and initial value differ with the whole content.
  const hashContent = (content: object) => createHash('sha256').update(canonicalJson(content)).digest('hex');
  const deriveDataKey = (recordId: string, number: number, agreed: object) =>
    derive(secret, { label: 'credit key', channel, recordId, number: String(number), agreed: hashContent(agreed) }, 32);
  const deriveSalts = (label: string, recordId: string, number: number, fields: object) => {
    const content = hashContent(fields);
    const derived = derive(secret, { label, channel, recordId, number: String(number), content }, 32 + 12);
    return { salt: derived.subarray(0, 32), iv: derived.subarray(32) };
  };

  return {
    keyCommitment: (recordId, number, agreed) => commitToKey(deriveDataKey(recordId, number, agreed)),
    seal(recordId, number, fields, agreed = fields) {
      const { salt, iv } = deriveSalts('credit text', recordId, number, fields);
      const dataKey = deriveDataKey(recordId, number, agreed);
      const content = { salt, fields, room: number === 0 ? room.terms : room.feedback };
      const sealed = sealCredit(content, { dataKey, iv }, { channel, recordId, number });
      const opening = { salt: base64url(salt), content: fields };
      return { sealed, sealedHash: hashOfSealed(sealed), commitment: commit(salt, fields), opening };
    },
    commit(recordId, number, fields) {
      const { salt } = deriveSalts('credit agreement', recordId, number, fields);
      return { commitment: commit(salt, fields), salt: base64url(salt) };
    },
    deriveRecord(filingId) {
      const lenderKey = writePublicKey(privateKey(filingId));
      return { recordId: recordIdFrom(lenderKey), lenderKey };
    },
    signAsLender: (filingId, text) => signText(privateKey(filingId), text),
    wrapAnswer(recordId, { answerId, oneOffPublicKey }, agreed) {
      const numbers = [...agreed.keys()];
      const ofAnswer = {
        label: 'credit answer',
        channel,
        recordId,
        answerId,
        numbers: numbers.join(),
        oneOffPublicKey,
      };
      const dataKeys = Buffer.concat([...agreed].map(([number, content]) => deriveDataKey(recordId, number, content)));
      const context = { channel, assetId: recordId, confirmId: answerId };
      return wrapDataKey(dataKeys, oneOffPublicKey, deriveP256Key(secret, ofAnswer), context);
    },
    maturity(recordId, number, time = never) {
      const salt = maturitySalt(recordId, number);
      return { commitment: commit(salt, time), salt: base64url(salt) };
    },
    mandate(recordId, mandateSha256) {
      const salt = mandateSalt(recordId);
      return { commitment: commit(salt, mandateSha256), salt: base64url(salt) };
    },
    answerKey: (answer) => writePublicKey(answerKey(answer)),
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
    deriveMoment: (period) =>
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
  if (deriveOneOffPublicKey(oneOffKey) !== answer.oneOffPublicKey) return refuse('is not for a key of this vault');
  if (parts.map(({ number }) => number).join() !== numbers.join()) return refuse('is about other numbers');
  const context = { channel, assetId: recordId, confirmId: answerId };
  const dataKeys = unwrapDataKeys(wrap, numbers.length, oneOffKey, context);
  if (dataKeys === undefined) return { unusable: 'WRAP' };
  const keyed = parts.map((part, index) => ({ ...part, dataKey: dataKeys[index] ?? Buffer.alloc(0) }));
  if (keyed.some(({ dataKey, keyCommitment }) => commitToKey(dataKey) !== keyCommitment)) return { unusable: 'KEY' };
  const fields = new Map<number, object>();
  for (const { number, sealed, dataKey, commitment } of keyed) {
    if (sealed === undefined) continue;
    const opened = openCredit(sealed, dataKey, { channel, recordId, number }, commitment);
    if (opened === undefined) return { unusable: 'TEXT' };
    fields.set(number, opened);
  }
  return { fields };
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
