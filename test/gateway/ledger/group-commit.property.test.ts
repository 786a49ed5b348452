/** Whatever conflicts, refusals and failures happen in whatever order, each caller gets one outcome, and it is its own. */
import fc from 'fast-check';
import type { CommandName } from '../../../chaincode/api/commands';
import type { Execution, TransactionRequest } from '../../../gateway/ledger/submit';
import { LedgerUnavailable } from '../../../gateway/ledger/types';
import { accept, accepted, commandsOf, confirm, groupCommit, idOf, noSleep, portOf, redeem, refused } from './builders';

type Fate = 'commit' | 'conflict' | 'unknown' | 'insufficient';

const fates = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.constant<Fate>('conflict') },
    { weight: 4, arbitrary: fc.constant<Fate>('commit') },
    { weight: 1, arbitrary: fc.constant<Fate>('unknown') },
    { weight: 2, arbitrary: fc.constant<Fate>('insufficient') },
  ),
  { maxLength: 60 },
);
const kinds = fc.constantFrom<CommandName>('plan:confirm', 'plan:accept', 'token:redeem');
const commands = fc.array(fc.record({ kind: kinds, plan: fc.nat(3), pauses: fc.nat(3) }), {
  minLength: 1,
  maxLength: 60,
});

function outcomesOf(request: TransactionRequest, refuse: boolean) {
  return commandsOf(request).map((command, index) =>
    refuse && index % 2 === 0 ? refused('BALANCE_INSUFFICIENT') : accepted({ id: idOf(command) }),
  );
}

describe('each caller', () => {
  it('gets exactly one outcome, its own, whatever the interleaving of conflicts', async () => {
    await fc.assert(
      fc.asyncProperty(fates, commands, async (script, all) => {
        const committedIds: string[] = [];
        const unknownIds = new Set<string>();
        let debitsInFlight = 0;
        let mostDebits = 0;
        const port = portOf(async (request, count): Promise<Execution> => {
          const isDebit = request.name !== 'plan:accept';
          if (isDebit) mostDebits = Math.max(mostDebits, ++debitsInFlight);
          await noSleep(0);
          if (isDebit) debitsInFlight--;
          const ids = commandsOf(request).map(idOf);
          const fate = script[count - 1] ?? 'commit';
          if (fate === 'conflict') {
            const outcomes = outcomesOf(request, isDebit && count % 2 === 0);
            return { kind: 'conflict', outcomes, transactionId: `tx${count}`, block: count };
          }
          if (fate === 'unknown') {
            for (const id of ids) unknownIds.add(id);
            throw new LedgerUnavailable('commit', `tx${count}`);
          }
          const outcomes = outcomesOf(request, fate === 'insufficient' && isDebit);
          committedIds.push(...ids.filter((_, index) => outcomes[index]?.status === 'ACCEPTED'));
          return { kind: 'committed', block: count, outcomes };
        });
        const ledger = groupCommit(port, { limits: { maxConflicts: 1_000 } });

        const results = await Promise.allSettled(
          all.map(async ({ kind, plan, pauses }, index) => {
            for (let turn = 0; turn < pauses; turn++) await noSleep(0);
            const id = `${kind}-${index}`;
            if (kind === 'plan:confirm') return ledger.submit(kind, confirm(id, `MeadowMSP:p${plan}`));
            return kind === 'plan:accept' ? ledger.submit(kind, accept(id)) : ledger.submit('token:redeem', redeem(id));
          }),
        );

        for (const [index, result] of results.entries()) {
          const id = `${all[index]?.kind}-${index}`;
          if (result.status === 'rejected') {
            expect(result.reason).toBeInstanceOf(LedgerUnavailable);
            expect(unknownIds).toContain(id);
          } else if (result.value.outcome.status === 'ACCEPTED') {
            expect(result.value.outcome.answer).toEqual({ id });
            expect(committedIds.filter((each) => each === id)).toHaveLength(1);
          } else {
            expect(committedIds).not.toContain(id);
          }
        }
        expect(mostDebits).toBeLessThanOrEqual(1);
        for (const id of unknownIds) expect(committedIds).not.toContain(id);
      }),
      { numRuns: 150 },
    );
  });
});
