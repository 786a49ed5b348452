/**
 * A borrower objects to a record. The objection is handed over as everything that lenders say, because the institution that
 * takes it in is often the lender. The statement is sealed for the members: on the ledger only they read it.
 */
import { sameContent } from '../../chaincode/api/canonical';
import { maxDisputes } from '../../chaincode/api/commands';
import { reject } from '../../chaincode/api/refusals';
import { disputeText, identifierFrom } from '../../chaincode/api/signatures';
import type * as rest from '../api/credit-disputes';
import type { Sent, ShownBody } from '../api/operation';
import { Problem } from '../api/problem';
import { newToSign } from '../client/to-sign';
import { itemKeys } from '../outbox/outbox';
import type { SealedForAll } from '../vault/types';
import { timeNow } from '../work/moments';
import type { RecordDeps } from './deps';
import { isDisclosed, readRetention } from './disclosure';
import { readTexts, sealForAll, statementName } from './for-members';
import { handOver, openHanded, readHanded } from './handed-disputes';
import { requirePersonSignature } from './person-signatures';

type DisputeRequest = Sent<typeof rest.disputeCreditRecord>['body'];

/** The text that the subject still has to sign, or that the dispute is on its way. */
export type Disputed = ShownBody<typeof rest.disputeCreditRecord>;

/** The record, who disputes it, and with which words. */
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
 * A request without a signature returns the text to sign. A request with one hands the dispute over. Refusals in order:
 * SUBJECT_NOT_VERIFIED_HERE, CREDIT_DISPUTE_NOT_FOUND where the identifier is another statement's, CREDIT_RECORD_NOT_FOUND,
 * RECORD_NOT_OF_SUBJECT, CREDIT_DISPUTES_EXHAUSTED, DETAILS_EXPIRED, CREDIT_DISPUTE_NOT_FOUND; with a signature then
 * SUBJECT_KEY_NOT_FOUND, SUBJECT_KEY_REVOKED, SUBJECT_KEY_WAITING, SIGNATURE_INVALID.
 */
export async function disputeRecord(
  deps: RecordDeps,
  recordId: string,
  request: DisputeRequest,
): Promise<{ readonly disputed: Disputed; readonly repeated: boolean }> {
  const { subjectId, statement, disputeId, keyId, signature } = request;
  const content: Content = { recordId, subjectId, statement };
  if ((await deps.store.subjects.read(subjectId)) === undefined) throw new Problem('SUBJECT_NOT_VERIFIED_HERE');
  if (disputeId !== undefined && (await isKnown(deps, disputeId, content))) {
    return { disputed: { disputeId, status: 'HANDED_OVER' }, repeated: true };
  }
  await requireRecord(deps, recordId, subjectId);
  const draft = disputeId === undefined ? await newDraft(deps, content) : await readDraft(deps, disputeId, content);
  if (keyId === undefined || signature === undefined) return { disputed: toBeSigned(deps, draft), repeated: false };
  const message = signedText(deps, draft);
  const expected = { recordId, role: 'BORROWER', subjectId, message, use: 'REPORT' } as const;
  const signed = await requirePersonSignature(deps, request, expected);
  const handedId = identifierFrom(message);
  const command = { recordId, ...statedIn(draft), ...signed };
  const key = itemKeys.dispute(handedId);
  await handOver(deps, { name: 'credit:dispute', key, command, private: draft.said.sealed });
  return { disputed: { disputeId: handedId, status: 'HANDED_OVER' }, repeated: false };
}

function statedIn({ said: { commitment: statementCommitment, keyCommitment, sealedHash } }: Draft) {
  return { statementCommitment, keyCommitment, sealedHash };
}

function signedText({ channel }: Pick<RecordDeps, 'channel'>, draft: Draft): string {
  return disputeText({ channel, recordId: draft.content.recordId }, statedIn(draft));
}

function toBeSigned(deps: RecordDeps, draft: Draft): Disputed {
  const message = signedText(deps, draft);
  const statementCommitment = { salt: draft.said.salt, content: draft.content.statement };
  return { disputeId: identifierFrom(message), toSign: [newToSign('SUBJECT', message, { statementCommitment })] };
}

/** Returns whether it is on its way or on the ledger. Throws CREDIT_DISPUTE_NOT_FOUND where that is a dispute of other content. */
async function isKnown(deps: RecordDeps, disputeId: string, content: Content): Promise<boolean> {
  const recorded = await deps.store.records.dispute(disputeId);
  const handed = await readHanded(deps, itemKeys.dispute(disputeId), 'credit:dispute');
  const known = recorded ?? handed?.command;
  if (known === undefined) return false;
  const statement =
    recorded === undefined
      ? await openHanded(deps, handed, statementName(known))
      : (await readTexts(deps, recorded)).statement;
  const isSame =
    known.recordId === content.recordId &&
    (recorded === undefined || recorded.subjectId === content.subjectId) &&
    [undefined, content.statement].includes(statement?.text);
  if (!isSame) reject('CREDIT_DISPUTE_NOT_FOUND', { disputeId });
  await deps.store.outbox.handAgain(itemKeys.dispute(disputeId));
  return true;
}

async function requireRecord(deps: RecordDeps, recordId: string, subjectId: string): Promise<void> {
  const record = await deps.store.records.creditRecord(recordId);
  if (record === undefined) return reject('CREDIT_RECORD_NOT_FOUND', { recordId });
  if (record.subjectId !== subjectId) reject('RECORD_NOT_OF_SUBJECT', { recordId });
  if (record.disputeIds.length >= maxDisputes) reject('CREDIT_DISPUTES_EXHAUSTED', { recordId });
  if (!(await isDisclosed(deps, recordId, await readRetention(deps)))) reject('DETAILS_EXPIRED', { recordId });
}

/** Throws CREDIT_DISPUTE_NOT_FOUND, also where it holds another statement. */
async function readDraft(deps: RecordDeps, disputeId: string, content: Content): Promise<Draft> {
  const { store, vault } = deps;
  const kept = await store.records.disputeDraft(disputeId, earliest(deps));
  if (kept === undefined) return reject('CREDIT_DISPUTE_NOT_FOUND', { disputeId });
  const draft = JSON.parse(vault.texts.open(draftContext(disputeId), kept.sealed)) as Draft;
  return sameContent(draft.content, content) ? draft : reject('CREDIT_DISPUTE_NOT_FOUND', { disputeId });
}

async function newDraft(deps: RecordDeps, content: Content): Promise<Draft> {
  const { store, vault } = deps;
  const said = await sealForAll(deps, content.statement, { recordId: content.recordId, side: 'statement' });
  const draft = { content, said };
  const disputeId = identifierFrom(signedText(deps, draft));
  const sealed = vault.texts.seal(draftContext(disputeId), JSON.stringify(draft));
  await store.records.keepDisputeDraft({ disputeId, created: timeNow(deps), sealed }, earliest(deps));
  return draft;
}

function earliest({ now }: Pick<RecordDeps, 'now'>): string {
  return new Date(now() - draftMs).toISOString();
}

function draftContext(disputeId: string): string {
  return `credit dispute ${disputeId}`;
}
