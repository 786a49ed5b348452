/**
 * A borrower objects to a record, and the record's lender answers. The objection is handed over as what lenders say is, since the
 * institution that takes it in is often the lender. Texts are sealed for the members: on the ledger only they read them.
 */

import { sameContent } from '../../chaincode/api/canonical';
import { type Command, maxDisputes } from '../../chaincode/api/commands';
import type { CreditDisputeRecord, DisputeVerdict } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import { isPastRetention } from '../../chaincode/api/retention';
import { disputeAnswerText, disputeText, identifierFrom } from '../../chaincode/api/signatures';
import { Problem } from '../api/problem';
import { newToSign } from '../client/to-sign';
import { itemKeys, type OutboxItem, outboxRowOf, outboxTextOf } from '../outbox/outbox';
import type { DisputeFilter, Page, Paged } from '../store/types';
import type { SaidName, SaidText, SealedForAll } from '../vault/types';
import { shownTexts } from './dispute-texts';
import { answerName, openForAll, type ReadingTools, readTexts, sealForAll, statementName } from './for-members';
import { type CreditTools, filingIdOf, requirePersonSignature, timeOf } from './tools';
import type { DisputeAnswerRequest, Disputed, DisputeQuery, DisputeRequest, DisputeView } from './types';
import { disputeStateOf } from './views';

export interface DisputeTools extends CreditTools, ReadingTools {
  readonly store: CreditTools['store'] & ReadingTools['store'];
  readonly vault: CreditTools['vault'] & ReadingTools['vault'];
}

/** What is disputed, by whom, and with which words. */
interface Content {
  readonly recordId: string;
  readonly subjectId: string;
  readonly statement: string;
}

/** As it lies sealed in the store until the borrower has signed. */
interface Draft {
  readonly content: Content;
  readonly said: SealedForAll;
}

/** A statement waits so long for its signature. */
const draftMs = 24 * 3_600_000;

/**
 * Without a signature: what is to be signed; with one: on its way to the ledger. Refusals in order: SUBJECT_NOT_VERIFIED_HERE,
 * CREDIT_DISPUTE_NOT_FOUND where the identifier is another statement's, CREDIT_RECORD_NOT_FOUND, RECORD_NOT_OF_SUBJECT,
 * CREDIT_DISPUTES_EXHAUSTED, DETAILS_EXPIRED, CREDIT_DISPUTE_NOT_FOUND; with a signature then SUBJECT_KEY_NOT_FOUND,
 * SUBJECT_KEY_REVOKED, SUBJECT_KEY_WAITING, SIGNATURE_INVALID.
 */
export async function disputeRecord(
  tools: DisputeTools,
  recordId: string,
  request: DisputeRequest,
): Promise<{ readonly disputed: Disputed; readonly repeated: boolean }> {
  const { subjectId, statement, disputeId, keyId, signature } = request;
  const content: Content = { recordId, subjectId, statement };
  if ((await tools.store.subjects.read(subjectId)) === undefined) {
    throw new Problem('SUBJECT_NOT_VERIFIED_HERE');
  }
  if (disputeId !== undefined && (await isKnown(tools, disputeId, content))) {
    return { disputed: { disputeId, status: 'HANDED_OVER' }, repeated: true };
  }
  await requireRecord(tools, recordId, subjectId);
  const draft = disputeId === undefined ? await newDraft(tools, content) : await draftOf(tools, disputeId, content);
  if (keyId === undefined || signature === undefined) return { disputed: toBeSigned(tools, draft), repeated: false };
  const message = textOf(tools, draft);
  const expected = { recordId, role: 'BORROWER', subjectId, message, use: 'REPORT' } as const;
  const signed = await requirePersonSignature(tools, request, expected);
  const handedOver: Disputed = { disputeId: identifierFrom(message), status: 'HANDED_OVER' };
  const command = { recordId, ...statedIn(draft), ...signed };
  const key = itemKeys.dispute(handedOver.disputeId);
  await put(tools, { name: 'credit:dispute', key, command, private: draft.said.sealed });
  return { disputed: handedOver, repeated: false };
}

function statedIn({ said: { commitment: statementCommitment, keyCommitment, sealedHash } }: Draft) {
  return { statementCommitment, keyCommitment, sealedHash };
}

function textOf({ channel }: Pick<DisputeTools, 'channel'>, draft: Draft): string {
  return disputeText({ channel, recordId: draft.content.recordId }, statedIn(draft));
}

function toBeSigned(tools: DisputeTools, draft: Draft): Disputed {
  const message = textOf(tools, draft);
  const statementCommitment = { salt: draft.said.salt, content: draft.content.statement };
  return { disputeId: identifierFrom(message), toSign: [newToSign('SUBJECT', message, { statementCommitment })] };
}

/**
 * Answers whether it was answered so before; what was given up is sealed anew, since other members may have a key now. Refusals in
 * order: CREDIT_RECORD_NOT_FOUND, CREDIT_DISPUTE_NOT_FOUND, CREDIT_DISPUTE_ANSWERED, DETAILS_EXPIRED.
 */
export async function answerDispute(
  tools: DisputeTools,
  recordId: string,
  { disputeId, verdict, text }: DisputeAnswerRequest,
): Promise<boolean> {
  const { channel, store, vault } = tools;
  const own = await store.records.ownRecord(recordId);
  if (own?.status !== 'EFFECTIVE') reject('CREDIT_RECORD_NOT_FOUND', { recordId });
  const dispute = await store.lending.dispute(disputeId);
  if (dispute?.recordId !== recordId) return reject('CREDIT_DISPUTE_NOT_FOUND', { disputeId });
  const given = await givenAnswer(tools, dispute);
  if (given !== undefined) {
    const isSame = given.verdict === verdict && (given.text === undefined || given.text === text);
    if (!isSame) reject('CREDIT_DISPUTE_ANSWERED', { disputeId });
    if (!given.isGivenUp) return true;
  }
  if (await isOver(tools, recordId, await presentDay(tools))) reject('DETAILS_EXPIRED', { recordId });
  const { sealed, sealedHash, commitment, keyCommitment } = await sealForAll(tools, text, { recordId, side: 'answer' });
  const answer = { verdict, answerCommitment: commitment, keyCommitment, sealedHash };
  const signed = disputeAnswerText({ channel, recordId }, disputeId, answer);
  const signature = vault.credit.signAsLender(await filingIdOf(tools, recordId), signed);
  const command = { disputeId, ...answer, signature };
  await put(tools, { name: 'credit:answerDispute', key: itemKeys.disputeAnswer(disputeId), command, private: sealed });
  return given !== undefined;
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
  return {
    ...disputeStateOf(dispute, day),
    recordId,
    subjectId,
    ...shownTexts(texts),
    answeredTime: answer?.answeredTime,
  };
}

/** Whether the record is told no longer. */
async function isOver({ store, alliance }: DisputeTools, recordId: string, day: number): Promise<boolean> {
  const lastDay = (await store.records.creditRecord(recordId))?.lastFeedbackDay;
  return isPastRetention(lastDay, { day, retentionDays: (await alliance())?.parameters.retentionDays ?? 0 });
}

/** The ledger's. */
async function presentDay({ store }: Pick<DisputeTools, 'store'>): Promise<number> {
  return (await store.lending.ledgerDay()) ?? 0;
}

/** Whether it is on its way or on the ledger. Throws CREDIT_DISPUTE_NOT_FOUND where that is a dispute of other content. */
async function isKnown(tools: DisputeTools, disputeId: string, content: Content): Promise<boolean> {
  const recorded = await tools.store.lending.dispute(disputeId);
  const handed = await handedOver(tools, itemKeys.dispute(disputeId), 'credit:dispute');
  const known = recorded ?? handed?.command;
  if (known === undefined) return false;
  const texts =
    recorded === undefined
      ? { statement: await openHanded(tools, handed, statementName(known)) }
      : await readTexts(tools, recorded);
  const isSame =
    known.recordId === content.recordId &&
    (recorded === undefined || recorded.subjectId === content.subjectId) &&
    [undefined, content.statement].includes(texts.statement?.text);
  if (!isSame) reject('CREDIT_DISPUTE_NOT_FOUND', { disputeId });
  await tools.store.outbox.handAgain(itemKeys.dispute(disputeId));
  return true;
}

/** On the ledger, or on its way. */
async function givenAnswer(tools: DisputeTools, dispute: CreditDisputeRecord) {
  const { disputeId, recordId, status } = dispute;
  if (status !== 'OPEN') {
    return { verdict: status, text: (await readTexts(tools, dispute)).answer?.text, isGivenUp: false };
  }
  const handed = await handedOver(tools, itemKeys.disputeAnswer(disputeId), 'credit:answerDispute');
  if (handed === undefined) return undefined;
  const verdict: DisputeVerdict = handed.command.verdict;
  const text = (await openHanded(tools, handed, answerName(recordId, handed.command)))?.text;
  return { verdict, text, isGivenUp: handed.isGivenUp };
}

type DisputeCommand = 'credit:dispute' | 'credit:answerDispute';

async function handedOver<N extends DisputeCommand>({ store, vault }: DisputeTools, key: string, _name: N) {
  const row = await store.outbox.read(key);
  if (row === undefined) return undefined;
  const item = JSON.parse(outboxTextOf(vault, row)) as { readonly command: Command<N>; readonly private?: string };
  return { ...item, isGivenUp: row.givenUp };
}

async function openHanded(
  tools: DisputeTools,
  handed: { readonly private?: string } | undefined,
  said: SaidName,
): Promise<SaidText | undefined> {
  return handed?.private === undefined ? undefined : openForAll(tools, handed.private, said);
}

async function requireRecord(tools: DisputeTools, recordId: string, subjectId: string): Promise<void> {
  const record = await tools.store.records.creditRecord(recordId);
  if (record === undefined) return reject('CREDIT_RECORD_NOT_FOUND', { recordId });
  if (record.subjectId !== subjectId) reject('RECORD_NOT_OF_SUBJECT', { recordId });
  if (record.disputeIds.length >= maxDisputes) reject('CREDIT_DISPUTES_EXHAUSTED', { recordId });
  if (await isOver(tools, recordId, await presentDay(tools))) reject('DETAILS_EXPIRED', { recordId });
}

/** Throws CREDIT_DISPUTE_NOT_FOUND, also where it holds another statement. */
async function draftOf({ store, vault, now }: DisputeTools, disputeId: string, content: Content): Promise<Draft> {
  const kept = await store.lending.disputeDraft(disputeId, earliest({ now }));
  if (kept === undefined) return reject('CREDIT_DISPUTE_NOT_FOUND', { disputeId });
  const draft = JSON.parse(vault.texts.open(draftContext(disputeId), kept.sealed)) as Draft;
  return sameContent(draft.content, content) ? draft : reject('CREDIT_DISPUTE_NOT_FOUND', { disputeId });
}

async function newDraft(tools: DisputeTools, content: Content): Promise<Draft> {
  const { store, vault } = tools;
  const said = await sealForAll(tools, content.statement, { recordId: content.recordId, side: 'statement' });
  const draft = { content, said };
  const disputeId = identifierFrom(textOf(tools, draft));
  const sealed = vault.texts.seal(draftContext(disputeId), JSON.stringify(draft));
  await store.lending.keepDisputeDraft({ disputeId, created: timeOf(tools), sealed }, earliest(tools));
  return draft;
}

function earliest({ now }: Pick<DisputeTools, 'now'>): string {
  return new Date(now() - draftMs).toISOString();
}

async function put({ store, vault, now }: DisputeTools, item: OutboxItem): Promise<void> {
  await store.outbox.add([outboxRowOf(vault, item, timeOf({ now }))]);
}

function draftContext(disputeId: string): string {
  return `credit dispute ${disputeId}`;
}
