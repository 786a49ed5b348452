/** Every call's outcome against the ledger: ok stands, refused does not, and all that was answered ok was answered alike. */
import { canonicalJson } from '../../../chaincode/api/canonical';
import type { Chain } from '../chain';
import { lastingOf } from '../credit/wishes';
import type { Call, Outcome, Wish } from '../recorder';
import type { Violation } from '../violation';
import { stands } from '../wishes';

/** For a holder that says nothing. */
const doneByGateways = ['cancel', 'object'];

/** A fault around it is no excuse for a gateway to fail by itself. */
export function checkDefects(calls: readonly Call[]): readonly Violation[] {
  const isDefect = (outcome: Outcome) => outcome.outcome === 'unknown' && outcome.why === 'INTERNAL';
  return calls
    .filter(({ outcomes }) => outcomes.some(isDefect))
    .map(({ wish: { kind, id, institution } }) => ({
      invariant: 'OUTCOME',
      what: `${kind} of ${id} at ${institution} was answered 500`,
    }));
}

/** What one is told of the same wish may differ from call to call; what came of it may not. */
export function checkOutcomes(calls: readonly Call[], chain: Chain): readonly Violation[] {
  const byWish = new Map<string, { readonly wish: Wish; readonly outcomes: Outcome[] }>();
  for (const { wish, outcomes } of calls) {
    if (wish.method === 'GET') continue;
    const key = canonicalJson([wish.kind, wish.institution, wish.id, wish.body ?? {}]);
    const same = byWish.get(key) ?? { wish, outcomes: [] };
    same.outcomes.push(...outcomes);
    byWish.set(key, same);
  }
  return [...byWish.values()].flatMap(({ wish, outcomes }) =>
    faultsOf(wish, outcomes, chain).map((fault) => ({
      invariant: 'OUTCOME' as const,
      what: `${wish.kind} of ${wish.id} at ${wish.institution} ${fault} (${outcomes.map(wordOf).join(', ')})`,
    })),
  );
}

function faultsOf(wish: Wish, outcomes: readonly Outcome[], chain: Chain): readonly string[] {
  const done = outcomes.flatMap((outcome) => (outcome.outcome === 'ok' ? [outcome] : []));
  const isStanding = stands(wish, chain);
  if (done.length === 0) {
    const isRefused = outcomes.every(({ outcome }) => outcome === 'refused');
    const isMade = isRefused && isStanding === true && !doneByGateways.includes(wish.kind);
    return isMade ? ['was refused and stands on the ledger'] : [];
  }
  const isCredit = wish.path.startsWith('/v1/credit-records');
  const answers = new Set(done.map(({ body }) => canonicalJson(isCredit ? lastingOf(body) : body)));
  const firsts = done.filter(({ repeated }) => !repeated).length;
  const knownMs = Math.min(...done.map(({ endedMs }) => endedMs));
  const later = outcomes.filter(({ outcome, invokedMs }) => outcome === 'refused' && invokedMs > knownMs);
  return [
    ...(later.length > 0 ? ['was answered ok and then refused'] : []),
    ...(isStanding !== false ? [] : ['was answered ok and does not stand on the ledger']),
    ...(answers.size > 1 ? ['was answered in different ways'] : []),
    ...(firsts > 1 ? [`was answered ${firsts} times as if for the first time`] : []),
  ];
}

function wordOf(outcome: Outcome): string {
  switch (outcome.outcome) {
    case 'ok':
      return outcome.repeated ? 'ok again' : 'ok';
    case 'refused':
      return `refused ${outcome.code}`;
    case 'unknown':
      return `unknown ${outcome.why}`;
  }
}
