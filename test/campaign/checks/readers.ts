/** I5: whoever was or is shown a borrower's data is its contributor or paid for it, and sees what was sent. */
import type { Chain } from '../chain';
import type { PlanWanted } from '../history';
import type { Call, Outcome, Recorder } from '../recorder';
import type { Violation } from '../violation';
import { assetIdOf, nameOn, partyIds, readBorrower } from '../wishes';

/** What was read during the round, by the end of which a delivery to the reader must stand on the ledger. */
export function checkReadersThen(
  calls: readonly Call[],
  plans: readonly PlanWanted[],
  chain: Chain,
): readonly Violation[] {
  return calls.flatMap(({ wish, outcomes }) => {
    const plan = plans.find((candidate) => assetIdOf(candidate) === wish.id);
    if (wish.kind !== 'read' || plan === undefined) return [];
    const mayRead = wish.institution === plan.contributor || wasDelivered(chain, wish.id, wish.institution);
    return outcomes.flatMap((outcome) => wrongShow(outcome, { plan, reader: wish.institution, mayRead }));
  });
}

/** Everybody asks now: exactly the entitled ones are shown the data. */
export async function checkReadersNow(
  recorder: Recorder,
  plans: readonly PlanWanted[],
  chain: Chain,
): Promise<readonly Violation[]> {
  const questions = plans
    .filter((plan) => chain.find('plan', assetIdOf(plan)) !== undefined)
    .flatMap((plan) => Object.keys(partyIds).map((reader) => ({ plan, reader })));
  const found = await Promise.all(
    questions.map(async ({ plan, reader }) => {
      const mayRead = isEntitled(chain, plan, reader);
      const outcome = await recorder.ask(readBorrower(reader, plan));
      if (mayRead && outcome.outcome !== 'ok') {
        const why = outcome.outcome === 'refused' ? outcome.code : outcome.why;
        return [{ invariant: 'I5' as const, what: `${reader} is not shown ${assetIdOf(plan)}: ${why}` }];
      }
      return wrongShow(outcome, { plan, reader, mayRead });
    }),
  );
  return found.flat();
}

function wrongShow(
  outcome: Outcome,
  { plan, reader, mayRead }: { plan: PlanWanted; reader: string; mayRead: boolean },
): readonly Violation[] {
  if (outcome.outcome !== 'ok') return [];
  if (!mayRead) return [{ invariant: 'I5', what: `${reader} was shown ${assetIdOf(plan)} without having paid` }];
  const isSame = outcome.body.partyName === nameOn(plan);
  return isSame ? [] : [{ invariant: 'I5', what: `${reader} was shown other data than those of ${assetIdOf(plan)}` }];
}

function wasDelivered({ events }: Chain, assetId: string, reader: string): boolean {
  return events.some(
    ({ event }) =>
      event.name === 'DataProcessingEvent' && event.assetId === assetId && event.participator === partyIds[reader],
  );
}

function isEntitled(chain: Chain, plan: PlanWanted, reader: string): boolean {
  const record = chain.find('plan', assetIdOf(plan));
  if (record === undefined || record.purged) return false;
  if (reader === plan.contributor) return true;
  const confirms = chain.all('confirm').filter(({ assetId }) => assetId === record.assetId);
  return confirms.some(
    ({ partyId, status }) => partyId === partyIds[reader] && (status === 'PAID' || status === 'DELIVERED'),
  );
}
