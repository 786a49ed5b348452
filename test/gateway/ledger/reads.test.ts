/** A transaction is parted by what its commands make an endorser read; so no command may read more than is counted for it. */
import fc from 'fast-check';
import type { Command, CommandName } from '../../../chaincode/api/commands';
import { newItem } from '../../../gateway/ledger/batches';
import { harbour } from '../../chaincode/builders';
import { aBusyAlliance, history, toSend } from '../../chaincode/histories';

/** The alliance and the ledger's day, once a transaction. */
const always = 2;

it('no command of any history reads more keys than are counted for it', async () => {
  const kinds = new Set<CommandName>();
  for (const steps of fc.sample(history(60), { numRuns: 20, seed: 3 })) {
    const s = await aBusyAlliance();
    for (const step of steps) {
      s.ledger.passSeconds(step.passSeconds);
      const { name, commands, sender } = toSend(s, step);
      for (const [index, command] of commands.entries()) {
        const { private: parts, ...rest } = sender;
        const alone = { ...rest, ...(parts && { private: [parts[index] ?? ''] }) };
        const envelope = await s.ledger.endorse(name, [command], alone);
        const { folds = [] } = command as Partial<Command<'token:fold'>>;
        const counted = always + newItem(name, command, {}, harbour).reads + folds.length;
        expect([name, Math.max(counted, envelope.reads.size)]).toEqual([name, counted]);
        kinds.add(name);
      }
      await s.ledger.submit(name, commands as Command<CommandName>[], sender);
    }
  }
  expect(kinds.size).toBeGreaterThan(40);
}, 120_000);
