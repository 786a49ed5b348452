/**
 * One transaction: a list of commands, one outcome for each, in order.
 *
 * A refused command changes nothing and spoils none of its neighbours. What concerns the whole transaction (its form, the
 * caller, the clock, this peer's data) fails it as a whole.
 */
import { canonicalJson } from '../api/canonical';
import {
  type Answers,
  type Command,
  type CommandName,
  commandForms,
  maxCommands,
  maxTransactionBytes,
  type Outcome,
  type TransactionResult,
} from '../api/commands';
import { type LedgerEvent, transactionEventName } from '../api/events';
import { parseForeignJson } from '../api/json';
import { type Calendar, dayCount } from '../api/ledger-day';
import type { AllianceRecord, FoundingDocument } from '../api/records';
import { Rejection, reject } from '../api/refusals';
import { requireKnownFormat } from '../domain/alliance';
import { isoTime } from '../domain/time';
import { keys } from '../state/keys';
import { Overlay } from '../state/overlay';
import type { TransactionPort } from '../state/port';
import { authorise, type Caller, requireOffice } from './caller';

/** What is the same for every transaction of this chaincode process. */
export interface ProcessTerms {
  readonly foundingDocument: FoundingDocument;
  /**
   * Throws where the timestamp is too far from this endorser's clock; the one place where a clock counts. It changes only
   * whether this peer endorses.
   */
  guardTime(timestampMs: number, windowSeconds: number): void;
}

/** What a command may use. */
export interface CommandContext {
  readonly state: Overlay;
  readonly caller: Caller;
  readonly alliance: AllianceRecord;
  /** ISO, from the transaction's timestamp. */
  readonly time: string;
  /** The ledger's day: as endorsed and as committed, since every transaction reads it. */
  readonly day: number;
  /** By which periods in which silence decides are judged. */
  readonly calendar: Calendar;
  readonly channel: string;
  /** What travelled for this command in the transient field; '' where nothing did. */
  readonly private: string;
  announce(event: LedgerEvent): void;
}

export interface Result<T> {
  readonly answer: T;
  /** The command had been done before; nothing was written. */
  readonly repeated?: boolean;
}

/** How one kind of command is carried out. */
export interface Execution<N extends CommandName> {
  /** Keys that the command will read, to be fetched together for the whole list. */
  readonly reads: (command: Command<N>, partyId: string, channel: string) => readonly string[];
  readonly execute: (command: Command<N>, context: CommandContext) => Promise<Result<Answers[N]>>;
}

/** Founding writes the first day and needs none. */
const unknownDay = { day: 0 } as const;

/** Answers the canonical JSON of the TransactionResult; throws a Rejection that concerns the whole transaction. */
export async function runTransaction<N extends CommandName>(
  name: N,
  execution: Execution<N>,
  argument: string,
  port: TransactionPort,
  terms: ProcessTerms,
): Promise<string> {
  requireSize(argument, port.privateField);
  const commands = parseArgument(argument);
  const privateParts = parsePrivate(port.privateField, commands.length);

  const state = new Overlay(port);
  // An envelope that is held back dies with the ledger's day.
  await state.preload([keys.alliance(), keys.ledgerDay()]);
  const alliance = await state.get('alliance', keys.alliance());
  if (alliance === undefined && name !== 'alliance:found') reject('ALLIANCE_NOT_FOUNDED');
  if (alliance !== undefined) requireKnownFormat(alliance);
  const rules = alliance ?? terms.foundingDocument;
  terms.guardTime(port.timestampMs, rules.parameters.clockWindowSeconds);
  const caller = authorise(name, rules, port);

  const parsed = commands.map((command) => commandForms[name].safeParse(command));
  const understood = parsed.filter(({ success }) => success).map(({ data }) => data as Command<N>);
  await state.preload(understood.flatMap((command) => execution.reads(command, caller.partyId, port.channel)));

  const events: LedgerEvent[] = [];
  const outcomes: Outcome<N>[] = [];
  for (const [index, form] of parsed.entries()) {
    const announced: LedgerEvent[] = [];
    // As earlier commands left it. Founding, the one command that runs before there is one, does not look at it.
    const current = (await state.get('alliance', keys.alliance())) as AllianceRecord;
    const { day } = (await state.get('ledgerDay', keys.ledgerDay())) ?? unknownDay;
    const execute = async (command: Command<N>) => {
      // An earlier command may have changed what the caller is.
      const currentCaller = current === alliance ? caller : authorise(name, current, port);
      requireOffice(name, current, currentCaller);
      return execution.execute(command, {
        state,
        caller: currentCaller,
        alliance: current,
        time: isoTime(port.timestampMs),
        day,
        calendar: { day, ...dayCount(rules) },
        channel: port.channel,
        private: privateParts[index] ?? '',
        announce: (event) => announced.push(event),
      });
    };
    const outcome = form.success
      ? await outcomeOf(() => execute(form.data as Command<N>), state)
      : refused<N>(new Rejection('COMMAND_MALFORMED', { path: form.error.issues[0]?.path.join('.') ?? '' }));
    if (outcome.status === 'ACCEPTED') events.push(...announced);
    outcomes.push(outcome);
  }

  await state.flush();
  if (events.length > 0) port.announce(transactionEventName, Buffer.from(canonicalJson({ events })));
  return canonicalJson({ outcomes } satisfies TransactionResult<N>);
}

async function outcomeOf<N extends CommandName>(
  execute: () => Promise<Result<Answers[N]>>,
  state: Overlay,
): Promise<Outcome<N>> {
  try {
    const { answer, repeated = false } = await execute();
    state.accept();
    return { status: 'ACCEPTED', repeated, answer };
  } catch (error) {
    state.discard();
    if (error instanceof Rejection && !concernsTransaction(error)) return refused(error);
    throw error;
  }
}

function concernsTransaction({ code, kind }: Rejection): boolean {
  return kind === 'unavailable' || code === 'TRANSACTION_MALFORMED';
}

function refused<N extends CommandName>({ code, detail }: Rejection): Outcome<N> {
  return { status: 'REFUSED', code, detail };
}

function parseArgument(argument: string): readonly unknown[] {
  const { commands } = parseJson(argument) as { commands?: unknown };
  if (!Array.isArray(commands) || commands.length === 0 || commands.length > maxCommands) {
    reject('TRANSACTION_MALFORMED');
  }
  return commands;
}

function parsePrivate(field: Uint8Array | undefined, count: number): readonly string[] {
  if (field === undefined) return [];
  const parts = parseJson(Buffer.from(field).toString());
  const wellFormed = Array.isArray(parts) && parts.length === count && parts.every((part) => typeof part === 'string');
  return wellFormed ? parts : reject('TRANSACTION_MALFORMED');
}

function parseJson(text: string): object {
  try {
    const value = parseForeignJson(text);
    return typeof value === 'object' && value !== null ? value : reject('TRANSACTION_MALFORMED');
  } catch {
    return reject('TRANSACTION_MALFORMED');
  }
}

function requireSize(argument: string, privateField: Uint8Array | undefined): void {
  const bytes = Buffer.byteLength(argument) + (privateField?.length ?? 0);
  if (bytes > maxTransactionBytes) reject('TRANSACTION_MALFORMED', { bytes });
}
