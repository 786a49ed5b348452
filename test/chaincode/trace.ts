/** A corpus of histories run on fresh ledgers, with everything that an endorsement fixes written down as text. */
import type { Command, CommandName } from '../../chaincode/api/commands';
import { Rejection } from '../../chaincode/api/refusals';
import { aBusyAlliance, type Step, toSend, unguardedLedger } from './histories';

/** One line for each transaction: reads in their order, writes, event and response, or why the whole of it failed. */
export async function traceOf(corpus: readonly (readonly Step[])[]): Promise<string[]> {
  const lines: string[] = [];
  const begin = await aBusyAlliance(unguardedLedger());
  for (const steps of corpus) {
    const s = begin.copy();
    for (const step of steps) {
      s.ledger.passSeconds(step.passSeconds);
      const { name, commands, sender } = toSend(s, step);
      try {
        const envelope = await s.ledger.endorse(name, commands as Command<CommandName>[], sender);
        const writes = envelope.writes.map((write) =>
          write.type === 'put' ? { ...write, value: Buffer.from(write.value).toString() } : write,
        );
        const { response, eventPayload } = envelope;
        lines.push(JSON.stringify({ name, reads: [...envelope.reads], writes, eventPayload, response }));
        s.ledger.commit(envelope);
      } catch (error) {
        if (!(error instanceof Rejection)) throw error;
        lines.push(error.message);
      }
    }
    lines.push(s.ledger.dump());
  }
  return lines;
}
