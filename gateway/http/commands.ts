/** How routes put commands to the ledger, and how its outcomes become answers. */
import type { Answers, CommandName, Outcome } from '../../chaincode/api/commands';
import { parseOwnedId, wholeId } from '../../chaincode/api/identifiers';
import { Rejection } from '../../chaincode/api/refusals';
import type { LedgerClient, SentCommand, SubmitOptions, Submitted } from '../ledger/types';
import type { JsonAnswer } from './route';

/** The whole identifier of what the caller names, its own ones by their local part. */
export function whole({ partyId }: { readonly partyId: string }, identifier: string): string {
  return wholeId(parseOwnedId(identifier, partyId));
}

/** Submits one command and answers 201 with what the ledger answers; throws its refusal. */
export async function command<N extends CommandName>(
  { ledger }: { readonly ledger: Pick<LedgerClient, 'submit'> },
  name: N,
  content: SentCommand<N>,
  options?: SubmitOptions,
): Promise<JsonAnswer<Answers[N]>> {
  return done(await ledger.submit(name, content, options));
}

export function done<N extends CommandName>({ outcome, block }: Submitted<N>): JsonAnswer<Answers[N]> {
  const { answer, repeated } = acceptedOrThrow(outcome);
  return { status: 201, body: answer, repeated, block };
}

function acceptedOrThrow<N extends CommandName>(
  outcome: Outcome<N>,
): { readonly answer: Answers[N]; readonly repeated: boolean } {
  if (outcome.status === 'REFUSED') throw new Rejection(outcome.code, outcome.detail);
  return outcome;
}
