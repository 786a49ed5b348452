/** Loans as they were wanted against the ledger, and against what their lender's gateways answer. */
import { canonicalJson } from '../../../chaincode/api/canonical';
import type { NamedInstance } from '../alliance';
import type { Chain } from '../chain';
import type { LoanWanted } from '../credit/history';
import { creditStands, readRecord } from '../credit/wishes';
import { type Call, Recorder } from '../recorder';
import type { Violation } from '../violation';

const isDone = ({ outcomes }: Call) => outcomes.some(({ outcome }) => outcome === 'ok');
const isCredit = ({ wish }: Call) => wish.method === 'POST' && /^\/v1\/(subjects|credit-records)/.test(wish.path);

/** What was acknowledged and is not yet on the ledger: the registrar has to post it. */
export function notPosted(calls: readonly Call[], chain: Chain): readonly string[] {
  const acknowledged = calls.filter((call) => isCredit(call) && isDone(call));
  const missing = acknowledged.filter(({ wish }) => creditStands(wish, chain) === false);
  return [
    ...missing.map(({ wish: { kind, id, institution } }) => `${kind} of ${id} at ${institution} is not posted`),
    ...attachments(acknowledged, chain).flatMap(({ keyId, institutions, found }) =>
      found < institutions ? [`of ${institutions} that verified ${keyId} ${found} are posted`] : [],
    ),
  ];
}

/** Each institution's verification once, no record that was not signed, and no outcome before the maturity. */
export function checkLoans(calls: readonly Call[], loans: readonly LoanWanted[], chain: Chain): readonly Violation[] {
  const asked = calls.filter(isCredit);
  const what = [
    ...notPosted(calls, chain),
    ...attachments(asked, chain).flatMap(({ keyId, institutions, found }) =>
      found > institutions ? [`${institutions} verified ${keyId}, and ${found} are posted`] : [],
    ),
    ...loans.flatMap(({ filingId, end }) => {
      const recordId = recordIdOf(filingId, asked);
      if (recordId === undefined) return [];
      const isStanding = chain.find('creditRecord', recordId) !== undefined;
      const unsigned = end === 'UNSIGNED' && isStanding ? [`${recordId} was never signed`] : [];
      return [...unsigned, ...early({ filingId, recordId }, asked, chain)];
    }),
  ];
  return what.map((each) => ({ invariant: 'CREDIT', what: each }));
}

/** As the answer to the filing told; undefined where none came. */
function recordIdOf(filingId: string, calls: readonly Call[]): string | undefined {
  const outcomes = calls.flatMap((call) =>
    call.wish.kind === 'file' && call.wish.id === filingId ? call.outcomes : [],
  );
  return outcomes.flatMap((outcome) => (outcome.outcome === 'ok' ? [String(outcome.body.recordId)] : []))[0];
}

/** How many institutions verified each person, of those calls, and how many verifications of it stand. */
function attachments(calls: readonly Call[], chain: Chain) {
  const byPerson = new Map<string, Set<string>>();
  for (const { wish } of calls) {
    if (wish.kind !== 'verify') continue;
    byPerson.set(wish.id, (byPerson.get(wish.id) ?? new Set()).add(wish.institution));
  }
  return [...byPerson].flatMap(([keyId, institutions]) => {
    const subjectId = chain.find('subjectKey', keyId)?.subjectId;
    if (subjectId === undefined) return [];
    const found = chain.all('attachment').filter((each) => each.subjectId === subjectId).length;
    return [{ keyId, institutions: institutions.size, found }];
  });
}

/** What a renewal ends, ends early. */
function early(
  { filingId, recordId }: { readonly filingId: string; readonly recordId: string },
  calls: readonly Call[],
  chain: Chain,
): readonly string[] {
  if (chain.find('creditRecord', recordId)?.renewedBy !== undefined) return [];
  const texts = (id: string, member: string) =>
    calls.flatMap(({ wish: { id: own, body } }) => (own === id ? [body?.[member]] : [])).map(String);
  const isEarly = (number: number, due: readonly string[]) => {
    const time = chain.find('creditFeedback', `${recordId}:${number}`)?.feedbackTime;
    return time !== undefined && !due.some((maturity) => maturity <= time);
  };
  return [
    ...(isEarly(1, texts(filingId, 'maturityTime')) ? [`${recordId} has an outcome before its maturity`] : []),
    ...(isEarly(2, texts(`${recordId}:1`, 'newMaturityTime')) ? [`${recordId} has an outcome before its end`] : []),
  ];
}

/** I7: what the lender's gateway shows is what the ledger says. */
export async function checkOwnRecords(
  instance: NamedInstance,
  loans: readonly LoanWanted[],
  calls: readonly Call[],
  chain: Chain,
): Promise<readonly Violation[]> {
  const { name, institution } = instance;
  const recorder = new Recorder(chain.height, [instance]);
  const own = loans.filter(({ lender }) => lender === institution);
  const filings = own.flatMap(({ filingId, nextFilingId }) => [filingId, nextFilingId]);
  const ids = filings.flatMap((filingId) => recordIdOf(filingId, calls) ?? []);
  const found = await Promise.all(
    ids.map(async (recordId) => {
      const answer = await recorder.ask(readRecord(institution, recordId));
      const seen = answer.outcome === 'ok' ? shown(answer.body) : answer.outcome;
      const expected = recorded(recordId, chain) ?? 'nothing';
      if (typeof seen !== 'string' && expected === 'nothing' && seen.status !== 'EFFECTIVE') return [];
      const same = canonicalJson(seen) === canonicalJson(expected);
      return same
        ? []
        : [`${recordId} is ${canonicalJson(seen)} at ${name} and ${canonicalJson(expected)} on the ledger`];
    }),
  );
  return found.flat().map((what) => ({ invariant: 'I7', what }));
}

type Shown = Readonly<Record<string, unknown>>;

function shown({ status, registeredTime, level, priceFen, renewedBy, correctedBy, feedbacks }: Shown) {
  const numbers = (feedbacks as readonly { number: number; status: string }[])
    .filter((feedback) => feedback.status === 'RECORDED')
    .map(({ number }) => number);
  return { status, registeredTime, level, priceFen, renewedBy, correctedBy, feedbacks: numbers };
}

function recorded(recordId: string, chain: Chain): Shown | undefined {
  const record = chain.find('creditRecord', recordId);
  if (record === undefined) return undefined;
  const { registeredTime, level, priceFen, renewedBy, correctedBy } = record;
  const given = chain.all('creditFeedback').filter((feedback) => feedback.recordId === recordId);
  const feedbacks = given.map(({ number }) => number).sort();
  return { status: 'EFFECTIVE', registeredTime, level, priceFen, renewedBy, correctedBy, feedbacks };
}
