/**
 * Hands over what somebody pays for. Every endorser of a delivery sees it, so the buyer is asked to endorse only if the ledger
 * cannot do without. It would have the data, and could refuse its endorsement and pay nothing.
 */
import type { CommandName } from '../../chaincode/api/commands';
import type { AllianceRecord, Member } from '../../chaincode/api/records';
import { type LedgerClient, LedgerUnavailable, type SentCommand, type Submitted } from './types';

export interface HandOver<N extends CommandName> {
  readonly name: N;
  readonly command: SentCommand<N>;
  /** An MSP id. */
  readonly buyer: string;
}

interface HandingOver {
  readonly ledger: Pick<LedgerClient, 'submit'>;
  alliance(): Promise<AllianceRecord | undefined>;
}

/** Throws LedgerUnavailable as `submit` does. Nothing has been ordered if the others do not endorse, so all are asked. */
export async function submitPastBuyer<N extends CommandName>(
  { ledger, alliance }: HandingOver,
  { name, command, buyer }: HandOver<N>,
): Promise<Submitted<N>> {
  const endorsers = endorsersBut(buyer, (await alliance())?.members ?? []);
  if (endorsers === undefined) return ledger.submit(name, command);
  try {
    return await ledger.submit(name, command, { endorsers });
  } catch (error) {
    if (!(error instanceof LedgerUnavailable) || error.step !== 'endorse') throw error;
    return ledger.submit(name, command);
  }
}

/** All endorsing members but the buyer, where it is one of them and the others make a majority. */
export function endorsersBut(buyer: string, members: readonly Member[]): readonly string[] | undefined {
  const endorsing = members.filter(({ endorses }) => endorses).map(({ partyId }) => partyId);
  const others = endorsing.filter((partyId) => partyId !== buyer);
  return others.length < endorsing.length && others.length > endorsing.length / 2 ? others : undefined;
}
