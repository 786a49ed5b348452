/**
 * A borrower objects to a record, and the record's lender answers. The objection is handed over as what lenders say is, since the
 * institution that takes it in is often the lender. Texts are sealed for the members: on the ledger only they read them.
 */
import { randomBytes } from 'node:crypto';
import { sameContent } from '../../chaincode/api/canonical';
import { type Command, maxDisputes } from '../../chaincode/api/commands';
import type { CreditDisputeRecord, DisputeVerdict } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import { isPastRetention } from '../../chaincode/api/retention';
import { hashOfSealed } from '../../chaincode/api/sealed';
import { disputeAnswerText, disputeText } from '../../chaincode/api/signatures';
import type { LedgerClient } from '../ledger/types';
import type { DisputeFilter, Page, Paged } from '../store/types';
import { SubjectRefused } from '../subjects/types';
import type { DisputeText, Vault } from '../vault/types';
import { type MembersTools, sealForAll } from './for-members';
import { itemKeys, type OutboxItem, outboxRowOf, outboxTextOf } from './outbox';
import { type CreditTools, filingIdOf, requirePersonSignature, timeOf } from './tools';
import type { DisputeAnswerRequest, Disputed, DisputeQuery, DisputeRequest, DisputeView } from './types';
import { disputeStateOf } from './views';

export interface DisputeTools extends CreditTools, MembersTools {
  readonly partyId: string;
  readonly store: CreditTools['store'] & MembersTools['store'];
  readonly vault: CreditTools['vault'] & MembersTools['vault'] & Pick<Vault, 'openForMembers'>;
  readonly ledger: Pick<LedgerClient, 'evaluate'>;
}

/** As it lies sealed in the store until the borrower has signed. */
interface Draft {
  readonly recordId: string;
  readonly subjectId: string;
  readonly statement: string;
  /** The statement, sealed for the members: what the signature is over. */
  readonly sealed: string;
}

/** A statement waits so long for its signature. */
const draftMs = 24 * 3_600_000;

/**
 * Without a signature: what is to be signed; with one: on its way to the ledger. Refusals in order: SUBJECT_NOT_VERIFIED_HERE,
 * CREDIT_RECORD_NOT_FOUND, RECORD_NOT_OF_SUBJECT, CREDIT_DISPUTES_EXHAUSTED, DETAILS_EXPIRED,
 * CREDIT_DISPUTE_EXISTS_WITH_OTHER_CONTENT; with a signature then CREDIT_DISPUTE_NOT_FOUND, SUBJECT_KEY_NOT_FOUND, SUBJECT_KEY_REVOKED,
 * SUBJECT_KEY_WAITING, SIGNATURE_INVALID.
 */
export async function disputeRecord(
  tools: DisputeTools,
  recordId: string,
  request: DisputeRequest,
): Promise<{ readonly disputed: Disputed; readonly repeated: boolean }> {
  const { subjectId, statement, keyId, signature } = request;
  const disputeId = request.disputeId ?? randomBytes(16).toString('hex');
  if ((await tools.store.subjects.read(subjectId)) === undefined) {
    throw new SubjectRefused('SUBJECT_NOT_VERIFIED_HERE');
  }
  const handedOver: Disputed = { disputeId, status: 'HANDED_OVER' };
  if (await isKnown(tools, { disputeId, recordId, subjectId, statement })) {
    return { disputed: handedOver, repeated: true };
  }
  await requireRecord(tools, recordId, subjectId);
  const isSigned = keyId !== undefined && signature !== undefined;
  const draft = isSigned
    ? await draftOf(tools, disputeId)
    : await keepDraft(tools, disputeId, { recordId, subjectId, statement });
  const { sealed, ...content } = draft;
  if (!sameContent(content, { recordId, subjectId, statement })) {
    reject('CREDIT_DISPUTE_EXISTS_WITH_OTHER_CONTENT', { disputeId });
  }
  const sealedHash = hashOfSealed(sealed);
  const message = disputeText({ channel: tools.channel, recordId }, disputeId, sealedHash);
  if (!isSigned) return { disputed: { disputeId, toSign: [{ role: 'SUBJECT', message }] }, repeated: false };
  const expected = { recordId, role: 'BORROWER', subjectId, message, use: 'REPORT' } as const;
  const command = { disputeId, recordId, sealedHash, ...(await requirePersonSignature(tools, request, expected)) };
  await put(tools, { name: 'credit:dispute', key: itemKeys.dispute(disputeId), command, private: sealed });
  return { disputed: handedOver, repeated: false };
}

/**
 * Answers whether it was answered so before. Refusals in order: CREDIT_RECORD_NOT_FOUND, CREDIT_DISPUTE_NOT_FOUND,
 * CREDIT_DISPUTE_ANSWERED, DETAILS_EXPIRED.
 */
export async function answerDispute(
  tools: DisputeTools,
  recordId: string,
  { disputeId, verdict, text }: DisputeAnswerRequest,
): Promise<boolean> {
  const { channel, store, vault } = tools;
  const own = await store.credit.ownRecord(recordId);
  if (own?.status !== 'EFFECTIVE') reject('CREDIT_RECORD_NOT_FOUND', { recordId });
  const dispute = await store.lending.dispute(disputeId);
  if (dispute?.recordId !== recordId) return reject('CREDIT_DISPUTE_NOT_FOUND', { disputeId });
  const given = await givenAnswer(tools, dispute);
  if (given !== undefined) {
    const isSame = given.verdict === verdict && (given.text === undefined || given.text === text);
    if (!isSame) reject('CREDIT_DISPUTE_ANSWERED', { disputeId });
    await store.credit.handAgain(itemKeys.disputeAnswer(disputeId));
    return true;
  }
  if (await isOver(tools, recordId, await presentDay(tools))) reject('DETAILS_EXPIRED', { recordId });
  const sealed = await sealForAll(tools, text, { disputeId, side: 'answer' });
  const answer = { verdict, sealedHash: hashOfSealed(sealed) };
  const signed = disputeAnswerText({ channel, recordId }, disputeId, answer);
  const signature = vault.credit.signAsLender(await filingIdOf(tools, recordId), signed);
  const command = { disputeId, ...answer, signature };
  await put(tools, { name: 'credit:answerDispute', key: itemKeys.disputeAnswer(disputeId), command, private: sealed });
  return false;
}

/** A regulator's are all; others' those of own records, and of subjects who were verified here unless a role is given. */
export async function listDisputes(
  tools: DisputeTools,
  { status, overdue, role }: DisputeQuery,
  page: Page,
): Promise<Paged<DisputeView>> {
  const alliance = await tools.alliance();
  const isRegulator = alliance?.members.find(({ partyId }) => partyId === tools.partyId)?.partyOrgType === 'REGULATOR';
  const day = await presentDay(tools);
  const lenders = role === 'lender' ? 'LENT_HERE' : 'KNOWN_HERE';
  const whose: DisputeFilter['whose'] = isRegulator && role === undefined ? 'ALL' : lenders;
  const filter = { status, whose, overdue: overdue === undefined ? undefined : { is: overdue, day } };
  const { items, nextCursor } = await tools.store.lending.disputes(filter, page);
  const views: DisputeView[] = [];
  // One after another: a page of 500 would ask the peer for as much at once.
  for (const dispute of items) views.push(await disputeView(tools, dispute, day));
  return nextCursor === undefined ? { items: views } : { items: views, nextCursor };
}

/** What was said is told no longer than what it was said about, purged or not. */
async function disputeView(tools: DisputeTools, dispute: CreditDisputeRecord, day: number): Promise<DisputeView> {
  const { recordId, subjectId, answer } = dispute;
  const texts = (await isOver(tools, recordId, day)) ? {} : await readTexts(tools, dispute);
  return { ...disputeStateOf(dispute, day), recordId, subjectId, ...texts, answeredTime: answer?.answeredTime };
}

/** Whether the record is told no longer. */
async function isOver({ store, alliance }: DisputeTools, recordId: string, day: number): Promise<boolean> {
  const lastDay = (await store.credit.creditRecord(recordId))?.lastFeedbackDay;
  return isPastRetention(lastDay, { day, retentionDays: (await alliance())?.parameters.retentionDays ?? 0 });
}

/** The ledger's. */
async function presentDay({ store }: Pick<DisputeTools, 'store'>): Promise<number> {
  return (await store.lending.ledgerDay()) ?? 0;
}

/** What was said, as far as the own peer has it and it was sealed for this member. */
export async function readTexts(
  { ledger, partyId, vault }: Pick<DisputeTools, 'ledger' | 'partyId' | 'vault'>,
  { disputeId, sealedHash, answer }: CreditDisputeRecord,
): Promise<{ readonly statement?: string | undefined; readonly answer?: string | undefined }> {
  const texts = (await ledger.evaluate('credit:disputeTexts', disputeId)) as SealedTexts | null;
  const open = async (side: DisputeText['side'], sealed: string | null | undefined, hash: string | undefined) =>
    typeof sealed === 'string' && hashOfSealed(sealed) === hash
      ? vault.openForMembers(sealed, { disputeId, side, partyId })
      : undefined;
  return {
    statement: await open('statement', texts?.statement, sealedHash),
    answer: await open('answer', texts?.answer, answer?.sealedHash),
  };
}

interface SealedTexts {
  readonly statement: string | null;
  readonly answer: string | null;
}

/** Whether it is on its way or on the ledger. Throws CREDIT_DISPUTE_EXISTS_WITH_OTHER_CONTENT. */
async function isKnown(
  tools: DisputeTools,
  { disputeId, recordId, subjectId, statement }: Omit<Draft, 'sealed'> & { readonly disputeId: string },
): Promise<boolean> {
  const recorded = await tools.store.lending.dispute(disputeId);
  const handed = await handedOver(tools, itemKeys.dispute(disputeId), 'credit:dispute');
  if (recorded === undefined && handed === undefined) return false;
  const said =
    recorded === undefined
      ? await openOwn(tools, { disputeId, side: 'statement' }, handed?.private)
      : (await readTexts(tools, recorded)).statement;
  const known = recorded ?? { ...handed?.command, subjectId };
  const isSame = known.recordId === recordId && known.subjectId === subjectId;
  if (!isSame || (said !== undefined && said !== statement)) {
    reject('CREDIT_DISPUTE_EXISTS_WITH_OTHER_CONTENT', { disputeId });
  }
  await tools.store.credit.handAgain(itemKeys.dispute(disputeId));
  return true;
}

/** On the ledger, or on its way. */
async function givenAnswer(tools: DisputeTools, dispute: CreditDisputeRecord) {
  const { disputeId, status } = dispute;
  if (status !== 'OPEN') return { verdict: status, text: (await readTexts(tools, dispute)).answer };
  const handed = await handedOver(tools, itemKeys.disputeAnswer(disputeId), 'credit:answerDispute');
  if (handed === undefined) return undefined;
  const verdict: DisputeVerdict = handed.command.verdict;
  return { verdict, text: await openOwn(tools, { disputeId, side: 'answer' }, handed.private) };
}

type DisputeCommand = 'credit:dispute' | 'credit:answerDispute';

async function handedOver<N extends DisputeCommand>({ store, vault }: DisputeTools, key: string, _name: N) {
  const row = await store.credit.outboxItem(key);
  if (row === undefined) return undefined;
  return JSON.parse(outboxTextOf(vault, row)) as { readonly command: Command<N>; readonly private?: string };
}

function openOwn({ vault, partyId }: DisputeTools, text: DisputeText, sealed: string | undefined) {
  return sealed === undefined ? undefined : vault.openForMembers(sealed, { ...text, partyId });
}

async function requireRecord(tools: DisputeTools, recordId: string, subjectId: string): Promise<void> {
  const record = await tools.store.credit.creditRecord(recordId);
  if (record === undefined) return reject('CREDIT_RECORD_NOT_FOUND', { recordId });
  if (record.subjectId !== subjectId) reject('RECORD_NOT_OF_SUBJECT', { recordId });
  if (record.disputeIds.length >= maxDisputes) reject('CREDIT_DISPUTES_EXHAUSTED', { recordId });
  if (await isOver(tools, recordId, await presentDay(tools))) reject('DETAILS_EXPIRED', { recordId });
}

async function draftOf(tools: DisputeTools, disputeId: string): Promise<Draft> {
  const kept = await tools.store.lending.disputeDraft(disputeId, earliest(tools));
  if (kept === undefined) return reject('CREDIT_DISPUTE_NOT_FOUND', { disputeId });
  return JSON.parse(tools.vault.texts.open(draftContext(disputeId), kept.sealed)) as Draft;
}

/** Answers what is kept: an earlier one of the same identifier, where there is one. */
async function keepDraft(tools: DisputeTools, disputeId: string, content: Omit<Draft, 'sealed'>): Promise<Draft> {
  const { store, vault } = tools;
  const sealed = await sealForAll(tools, content.statement, { disputeId, side: 'statement' });
  const text = vault.texts.seal(draftContext(disputeId), JSON.stringify({ ...content, sealed }));
  const draft = { disputeId, created: timeOf(tools), sealed: text };
  const kept = await store.lending.keepDisputeDraft(draft, earliest(tools));
  return JSON.parse(vault.texts.open(draftContext(disputeId), kept.sealed)) as Draft;
}

function earliest({ now }: DisputeTools): string {
  return new Date(now() - draftMs).toISOString();
}

async function put({ store, vault, now }: DisputeTools, item: OutboxItem): Promise<void> {
  await store.credit.change({ outbox: [outboxRowOf(vault, item, timeOf({ now }))] });
}

function draftContext(disputeId: string): string {
  return `credit dispute ${disputeId}`;
}
