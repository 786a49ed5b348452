/** Every valid envelope that honest endorsers sign in random histories. */
import type { Command, CommandName } from '../../chaincode/api/commands';
import { Rejection } from '../../chaincode/api/refusals';
import { aBusyAlliance, quickDocument, type Step, toSend } from './histories';
import { type Envelope, LedgerDouble, type Verdict } from './ledger-double';

class Watched extends LedgerDouble {
  readonly envelopes: Envelope[] = [];

  /** Histories take days, and the guard of time would let none of them. */
  constructor() {
    super(quickDocument, undefined, () => {});
  }

  override commit(envelope: Envelope): Verdict {
    const verdict = super.commit(envelope);
    if (verdict === 'VALID') this.envelopes.push(envelope);
    return verdict;
  }
}

/** With those that bring the alliance to where the steps begin. */
export async function envelopesOf(steps: readonly Step[]): Promise<readonly Envelope[]> {
  const ledger = new Watched();
  const s = await aBusyAlliance(ledger);
  for (const step of steps) {
    ledger.passSeconds(step.passSeconds);
    const { name, commands, sender } = toSend(s, step);
    try {
      ledger.commit(await ledger.endorse(name, commands as Command<CommandName>[], sender));
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
    }
  }
  return ledger.envelopes;
}
