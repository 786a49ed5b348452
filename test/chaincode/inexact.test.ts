/** A text without a canonical form refuses its own command and spoils no other: otherwise an endorser would fail them all. */
import fc from 'fast-check';
import type { Command, CommandName } from '../../chaincode/api/commands';
import { harbour, keystone } from './builders';
import { aBusyAlliance, history, type Sent, toSend } from './histories';
import { outcomesOf } from './ledger-double';
import { secondPublicKey } from './public-keys';
import { anAlliance, type Scenario } from './scenario';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

const lone = '\ud800';
const inexactNumbers = [2 ** 53, -(2 ** 53), 0.5, 1e300];

/** The same value with one leaf changed, or with a member's name that is none; one after another. */
function* changed(value: Json): Generator<Json> {
  if (typeof value === 'string') yield* [lone, value + lone, `${lone}${value}`];
  else if (typeof value === 'number') yield* inexactNumbers;
  else if (Array.isArray(value)) {
    for (const [index, member] of value.entries()) {
      for (const other of changed(member)) yield value.with(index, other);
    }
  } else if (typeof value === 'object' && value !== null) {
    yield { ...value, [lone]: 1 };
    for (const [name, member] of Object.entries(value)) {
      for (const other of changed(member)) yield { ...value, [name]: other };
    }
  }
}

/** The answers to the changed commands, all of them in one list with the unchanged one behind them. */
async function answers(s: Scenario, { name, commands, sender }: Sent): Promise<readonly string[]> {
  const [command] = commands;
  const [part] = sender.private ?? [];
  const wrong = [...changed(command as Json)].slice(0, 400);
  const argument = JSON.stringify({ commands: [...wrong, command] });
  const parts = part === undefined ? {} : { private: [...wrong.map(() => ''), part] };
  const outcomes = outcomesOf(await s.ledger.endorseArgument(name, argument, { ...sender, ...parts }));
  const alone = outcomesOf(
    await s.ledger.endorse(name, [command as Command<CommandName>], { ...sender, ...(part && { private: [part] }) }),
  );
  expect(outcomes.at(-1)).toEqual(alone[0]);
  return outcomes.slice(0, -1).map((outcome) => (outcome.status === 'REFUSED' ? outcome.code : outcome.status));
}

it('is refused by its form alone, wherever it stands in a command of any kind', async () => {
  const s = await aBusyAlliance();
  const seen = new Set<string>();
  for (const step of fc.sample(history(40), { numRuns: 60, seed: 11 }).flat()) {
    if (seen.has(step.name)) continue;
    seen.add(step.name);
    const codes = await answers(s, toSend(s, step));
    expect([step.name, ...new Set(codes)]).toEqual([step.name, 'COMMAND_MALFORMED']);
  }
  expect(seen.size).toBeGreaterThan(40);
});

it.each<[string, CommandName, string, Command<CommandName>]>([
  [
    "a member's name",
    'alliance:propose',
    keystone,
    {
      proposalId: 'p1',
      change: {
        type: 'MEMBER',
        member: { partyId: 'BrookMSP', partyName: 'Brook', partyOrgType: 'CREDITOR_ORG', endorses: false },
      },
    },
  ],
  ['a public key', 'party:registerKey', harbour, { version: 2, publicKey: `note\n${secondPublicKey}` }],
])('is refused by its form alone in %s', async (_what, name, by, command) => {
  const s = await anAlliance();
  const codes = await answers(s, { name, commands: [command], sender: { by, unit: 'admin' } });
  expect([...new Set(codes)]).toEqual(['COMMAND_MALFORMED']);
});
