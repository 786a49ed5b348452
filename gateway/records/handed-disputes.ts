/** Disputes and their answers on their way to the ledger: put into the outbox, and read from there. */
import type { Command } from '../../chaincode/api/commands';
import { makeOutboxRow, type OutboxItem, openOutboxRow } from '../outbox/outbox';
import type { SaidName, SaidText } from '../vault/types';
import { timeNow } from '../work/moments';
import type { RecordDeps } from './deps';
import { openForAll } from './for-members';

type DisputeCommand = 'credit:dispute' | 'credit:answerDispute';

export interface HandedDispute<N extends DisputeCommand> {
  readonly command: Command<N>;
  /** The text, sealed for the members. */
  readonly private?: string;
  readonly isGivenUp: boolean;
}

export async function handOver(deps: RecordDeps, item: OutboxItem): Promise<void> {
  await deps.store.outbox.add([makeOutboxRow(deps.vault, item, timeNow(deps))]);
}

/** Undefined where nothing waits under that key. */
export async function readHanded<N extends DisputeCommand>(
  { store, vault }: RecordDeps,
  key: string,
  _name: N,
): Promise<HandedDispute<N> | undefined> {
  const row = await store.outbox.read(key);
  if (row === undefined) return undefined;
  const { command, private: sealed } = JSON.parse(openOutboxRow(vault, row)) as Omit<HandedDispute<N>, 'isGivenUp'>;
  return { command, isGivenUp: row.givenUp, ...(sealed === undefined ? {} : { private: sealed }) };
}

export async function openHanded(
  deps: RecordDeps,
  handed: Pick<HandedDispute<DisputeCommand>, 'private'> | undefined,
  said: SaidName,
): Promise<SaidText | undefined> {
  return handed?.private === undefined ? undefined : openForAll(deps, handed.private, said);
}
