/** How scenarios send honest commands past a gateway, and what the ledger says to them. */
import { status } from '@grpc/grpc-js';
import { EndorseError } from '@hyperledger/fabric-gateway';
import { canonicalJson } from '../../../chaincode/api/canonical';
import type { Command, CommandName, Outcome, TransactionResult } from '../../../chaincode/api/commands';
import { until } from '../../stories/running';
import type { Ground } from '../ground';
import type { Asked, Committed, HeldTransaction, HostileMember } from '../member';

type Options = Omit<Asked, 'name' | 'args'>;

/** One transaction with the commands, which nobody but its maker has. */
export function endorseCommands<N extends CommandName>(
  member: HostileMember,
  name: N,
  commands: readonly Command<N>[],
  options: Options = {},
): Promise<HeldTransaction> {
  return member.endorse({ name, args: [canonicalJson({ commands })], ...options });
}

export function outcomesIn<N extends CommandName>({ result }: HeldTransaction): readonly Outcome<N>[] {
  return (JSON.parse(result) as TransactionResult<N>).outcomes;
}

/**
 * Endorsed and committed at once. Another's transaction or a new day may spoil it, or part the peers that endorse it, so it is repeated
 * until it is not spoilt.
 */
export async function submitCommands<N extends CommandName>(
  member: HostileMember,
  name: N,
  commands: readonly Command<N>[],
  options: Options = {},
): Promise<{ readonly outcomes: readonly Outcome<N>[]; readonly committed: Committed }> {
  return until(`${name} is committed`, async () => {
    const held = await endorseCommands(member, name, commands, options).catch(unlessParted);
    if (held === undefined) return false;
    const committed = await held.commit();
    return committed.code !== 'MVCC_READ_CONFLICT' && { outcomes: outcomesIn<N>(held), committed };
  });
}

/** Peers of which one has the next day already do not come to the same bytes. */
function unlessParted(error: unknown): undefined {
  if (error instanceof EndorseError && error.code === status.ABORTED) return undefined;
  throw error;
}

interface AllianceSeen {
  readonly ledgerDay: number;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export function allianceSeen({ story }: Ground): Promise<AllianceSeen> {
  return story.client('harbour').get<AllianceSeen>('/v1/alliance');
}

/** Resolves on the ledger's next day. */
export async function nextDay(ground: Ground): Promise<void> {
  const { ledgerDay } = await allianceSeen(ground);
  await until("the ledger's day has ended", async () => (await allianceSeen(ground)).ledgerDay > ledgerDay, 60_000);
}
