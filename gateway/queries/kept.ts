/** Keeps what was opened, sealed by the vault, for as long as consent and retention allow. Reading it again needs no peer. */
import { canonicalJson } from '../../chaincode/api/canonical';
import type { ConsentRecord, CreditAnswerRecord, CreditQueryRecord } from '../../chaincode/api/records';
import { timeNow } from '../work/moments';
import type { QueryDeps } from './deps';
import type { OpenedDetails } from './details';
import { readRetention } from './retention';
import type { CreditHistory } from './store';

/** An answer with the query and the record to which it belongs. */
export interface Answered {
  readonly query: CreditQueryRecord;
  readonly answer: CreditAnswerRecord;
  readonly history: CreditHistory;
}

/** The parts of one answer: a number of details, or a side and its dispute. */
export type Kept = ReadonlyMap<string, unknown>;

export async function keepDetails(deps: QueryDeps, answered: Answered, details: OpenedDetails): Promise<Kept> {
  const parts = new Map([...details].map(([number, content]) => [String(number), content]));
  await keepParts(deps, answered, parts);
  return parts;
}

/** Seals each part under the names of answer and part. Keeps nothing under a consent that has ended. */
export async function keepParts(
  deps: QueryDeps,
  { query, answer: { answerId }, history }: Answered,
  contents: Kept,
): Promise<void> {
  const { store, vault } = deps;
  if (contents.size === 0 || query.consentId === undefined) return;
  const consent = await store.queries.consent(query.consentId);
  if (consent === undefined || !isInForce(consent, timeNow(deps))) return;
  const last = history.record.lastFeedbackDay ?? (await readRetention(deps)).day;
  const parts = [...contents].map(([part, content]) => ({
    answerId,
    part,
    sealed: vault.texts.seal(sealName(answerId, part), canonicalJson(content)),
    day: history.feedbacks.find(({ number }) => String(number) === part)?.day ?? last,
  }));
  await store.queries.keepOpened(parts, consent);
}

/** The kept parts of all the answers, by answerId. */
export async function readKept(
  { store, vault }: QueryDeps,
  answerIds: readonly string[],
): Promise<ReadonlyMap<string, Kept>> {
  const kept = new Map<string, Map<string, unknown>>(answerIds.map((answerId) => [answerId, new Map()]));
  for (const { answerId, part, sealed } of await store.queries.opened(answerIds)) {
    kept.get(answerId)?.set(part, JSON.parse(vault.texts.open(sealName(answerId, part), sealed)));
  }
  return kept;
}

function isInForce({ revokedTime, notAfter }: ConsentRecord, now: string): boolean {
  return revokedTime === undefined && now <= notAfter;
}

function sealName(answerId: string, part: string): string {
  return `credit answer ${answerId} ${part}`;
}
