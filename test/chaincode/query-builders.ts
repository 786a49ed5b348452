/** Consents, queries, answers and disputes with defaults. Deterministic, as all builders are. */
import type { Command } from '../../chaincode/api/commands';
import { commit } from '../../chaincode/api/commitment';
import type { ConsentContent, DisputeVerdict, QueryPurpose } from '../../chaincode/api/records';
import {
  commitToKey,
  type DisputeContext,
  hashOfSealed,
  type MemberWrap,
  sealForMembers,
  wrapDataKey,
} from '../../chaincode/api/sealed';
import {
  answerText,
  consentRevocationText,
  consentText,
  disputeAnswerText,
  disputeText,
  identifierFrom,
} from '../../chaincode/api/signatures';
import { bytesOf, channel, creditors, meadow, oneOffKey } from './builders';
import { dataKeyOf, keyOf, type Loan, numberOf, recordIdOf, type Signer, subjectIdOf } from './credit-builders';

/** As they were last made, by name: identifiers follow from what is signed. */
const consentIds = new Map<string, string>();

/** The identifier of the consent last made under that name, or of the default one where there was none. */
export function consentIdOf(name: string): string {
  const made = consentIds.get(name);
  return made ?? identifierFrom(consentText(channel, consentContentFrom({ name })));
}

export interface ConsentOptions {
  /** So that consents which are otherwise the same differ in when they were signed. */
  readonly name?: string;
  readonly subject?: string;
  /** Who may ask. */
  readonly partyId?: string;
  readonly purpose?: QueryPurpose;
  readonly signedTime?: string;
  readonly notAfter?: string;
  readonly uses?: number;
  readonly key?: Signer;
  readonly signedFor?: string;
}

/** Li lets Meadow ask once for a loan application. */
export function aConsent(options: ConsentOptions = {}): Command<'consent:grant'> {
  const { key = keyOf(options.subject ?? 'li'), signedFor = channel } = options;
  const content = consentContentFrom(options);
  const signature = key.sign(consentText(signedFor, content));
  consentIds.set(options.name ?? 'q1', identifierFrom(consentText(channel, content)));
  const { partyId: _caller, ...granted } = content;
  return { ...granted, signature };
}

export function consentContentFrom(options: ConsentOptions): ConsentContent {
  const { name = 'q1', subject = 'li', partyId = meadow, purpose = 'LOAN_APPLICATION', uses = 1 } = options;
  const { notAfter = '2026-12-31T00:00:00.000Z', signedTime = signedTimeOf(name), key = keyOf(subject) } = options;
  return { subjectId: subjectIdOf(subject), keyId: key.keyId, partyId, purpose, signedTime, notAfter, uses };
}

/** Within the month before the ledgers of tests begin. */
function signedTimeOf(name: string): string {
  const ms = Number(numberOf(bytesOf(`signed ${name}`)) % BigInt(28 * 24 * 3_600_000));
  return new Date(Date.parse('2026-02-01T00:00:00.000Z') + ms).toISOString();
}

export interface RevocationOptions {
  readonly consentId?: string;
  readonly subject?: string;
  readonly key?: Signer;
  readonly signedFor?: string;
}

export function aConsentRevocation(options: RevocationOptions = {}): Command<'consent:revoke'> {
  const { consentId = consentIdOf('q1'), subject = 'li', key = keyOf(subject), signedFor = channel } = options;
  const revoked = { consentId, subjectId: subjectIdOf(subject) };
  return { ...revoked, keyId: key.keyId, signature: key.sign(consentRevocationText(signedFor, revoked)) };
}

export type AskedRecord = Command<'credit:query'>['records'][number];

export interface QueryOptions {
  /** The local part; the consent is the one of that name. */
  readonly name?: string;
  readonly subject?: string;
  readonly purpose?: QueryPurpose;
  readonly records?: readonly AskedRecord[];
  /** False for none. */
  readonly consent?: string | false;
  readonly folds?: readonly string[];
}

/** The one-off key with which a query of that name asks for the record in that place. */
export const askingKey = (name = 'q1', place = 0) => oneOffKey(`query ${name} ${place}`);

/** That of the answer. */
export function answerKey(answerId: string) {
  const [, name = '', place = ''] = /:(.*)\.(\d+)$/.exec(answerId) ?? [];
  return askingKey(name, Number(place));
}

export function aQuery(options: QueryOptions = {}): Command<'credit:query'> {
  const { name = 'q1', subject = 'li', purpose = 'LOAN_APPLICATION', records = [], consent = name } = options;
  const keyFor = (place: number) =>
    purpose === 'OWN_REPORT' ? {} : { oneOffPublicKey: askingKey(name, place).publicKey };
  return {
    queryId: name,
    subjectId: subjectIdOf(subject),
    purpose,
    ...(consent !== false && { consentId: consentIdOf(consent) }),
    records: records.map((record, place) => ({ ...keyFor(place), ...record, numbers: [...record.numbers] })),
    folds: [...(options.folds ?? [])],
  };
}

/** Terms and first feedback. */
export function asking({ recordId }: Pick<Loan, 'recordId'>, priceFen = 0, numbers = [0, 1]): AskedRecord {
  return { recordId, priceFen, numbers };
}

export interface AnswerOptions {
  readonly numbers?: readonly number[];
  readonly oneOffPublicKey?: string;
  /** Instead of the data keys of the numbers. */
  readonly keys?: Uint8Array;
  readonly key?: Signer;
  readonly signedFor?: string;
  readonly boundTo?: { readonly assetId?: string; readonly confirmId?: string; readonly channel?: string };
}

/** The wrap that the lender's gateway makes of the data keys. */
export function anAnswer(
  answerId: string,
  { recordId, lenderKey }: Pick<Loan, 'recordId' | 'lenderKey'>,
  options: AnswerOptions = {},
): Command<'credit:deliver'> {
  const { numbers = [0, 1], oneOffPublicKey = answerKey(answerId).publicKey, key = lenderKey } = options;
  const keys = options.keys ?? Buffer.concat(numbers.map((number) => dataKeyOf(recordId, number)));
  const context = { channel, assetId: recordId, confirmId: answerId, ...options.boundTo };
  const wrap = wrapDataKey(keys, oneOffPublicKey, bytesOf(`ephemeral ${answerId}`), context);
  const signature = key.sign(answerText({ channel: options.signedFor ?? channel, recordId }, answerId, wrap));
  return { answerId, wrap, signature };
}

export interface Said<C> {
  readonly command: C;
  /** As it travels in the transient field. */
  readonly private: string;
}

interface DisputeOptions {
  /** The data key follows from the name. */
  readonly name?: string;
  readonly text?: string;
  readonly key?: Signer;
  readonly signedFor?: string;
  /** For whom it is sealed; all that have a key unless said. */
  readonly members?: readonly Pick<MemberWrap, 'partyId' | 'keyVersion'>[];
}

export function aDispute(
  { recordId }: Pick<Loan, 'recordId'>,
  options: DisputeOptions = {},
): Said<Command<'credit:dispute'>> & { readonly disputeId: string } {
  const { name = 'd1', text = '我没有逾期。', key = keyOf('li'), members } = options;
  const {
    sealed,
    commitment: statementCommitment,
    ...rest
  } = sealedFor({ recordId, side: 'statement', name, text, members });
  const said = { statementCommitment, ...rest };
  const signature = key.sign(disputeText({ channel: options.signedFor ?? channel, recordId }, said));
  return {
    disputeId: identifierFrom(disputeText({ channel, recordId }, said)),
    command: { recordId, ...said, keyId: key.keyId, signature },
    private: sealed,
  };
}

/** The identifier of the dispute of that name about that loan, with the default text. */
export function disputeIdOf(
  name = 'd1',
  { recordId }: Pick<Loan, 'recordId'> = { recordId: recordIdOf('l1') },
): string {
  return aDispute({ recordId }, { name }).disputeId;
}

export function aDisputeAnswer(
  { recordId, lenderKey }: Pick<Loan, 'recordId' | 'lenderKey'>,
  options: DisputeOptions & { readonly disputeId?: string; readonly verdict?: DisputeVerdict } = {},
): Said<Command<'credit:answerDispute'>> {
  const { disputeId = disputeIdOf('d1', { recordId }), text = '记录无误。', verdict = 'REJECTED' } = options;
  const { key = lenderKey, members } = options;
  const made = sealedFor({ recordId, side: 'answer', name: disputeId, text, members });
  const { sealed, commitment: answerCommitment, ...rest } = made;
  const answer = { verdict, answerCommitment, ...rest };
  const purpose = { channel: options.signedFor ?? channel, recordId };
  const signature = key.sign(disputeAnswerText(purpose, disputeId, answer));
  return { command: { disputeId, ...answer, signature }, private: sealed };
}

/** The data key of what is said in a dispute; members have it from their wraps. */
export const sayingKey = (name: string, side: string) => bytesOf(`saying ${name} ${side}`);

const keyed = creditors.map((partyId) => ({ partyId, keyVersion: 1 }));

function sealedFor({
  recordId,
  side,
  name,
  text,
  members = keyed,
}: Pick<DisputeContext, 'recordId' | 'side'> & {
  readonly name: string;
  readonly text: string;
  readonly members: DisputeOptions['members'] | undefined;
}) {
  const salt = bytesOf(`salt ${name} ${side}`);
  const dataKey = sayingKey(name, side);
  const commitment = commit(salt, text);
  const wraps = members.map((member) => ({ ...member, wrappedKey: bytesOf(member.partyId).toString('base64url') }));
  const key = { dataKey, iv: bytesOf(`iv ${name} ${side}`).subarray(0, 12) };
  const sealed = sealForMembers({ salt, text }, key, wraps, { channel, recordId, side, commitment });
  return { sealed, commitment, keyCommitment: commitToKey(dataKey), sealedHash: hashOfSealed(sealed) };
}
