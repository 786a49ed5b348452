/**
 * One transaction: a list of commands, one outcome for each, in order.
 *
 * A refused command changes nothing and spoils none of its neighbours. A fault of the whole transaction (its form, the
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
import { dayCount } from '../api/ledger-day';
import type { AllianceRecord, FoundingDocument } from '../api/records';
import { Rejection, reject } from '../api/refusals';
import { requireKnownFormat } from '../domain/alliance';
import { isoTime, type Moment } from '../domain/time';
import { keys } from '../state/keys';
import { Overlay } from '../state/overlay';
import type { TransactionPort } from '../state/port';
import { authorise, type Caller, requireOffice } from './caller';

/** The surroundings that every transaction of this chaincode process shares. */
export interface ProcessTerms {
  readonly foundingDocument: FoundingDocument;
  /**
   * Throws where the timestamp is too far from this endorser's clock; the one place where a clock counts. It changes only
   * whether this peer endorses.
   */
  guardTime(timestampMs: number, windowSeconds: number): void;
}

/** The means of a command. */
export interface CommandContext extends Moment {
  readonly state: Overlay;
  readonly caller: Caller;
  readonly alliance: AllianceRecord;
  /** The part of the transient field for this command; '' where there is none. */
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
  const transaction = await begin(name, state, port, terms);
  const { partyId } = transaction.caller;

  const parsed = commands.map((command) => commandForms[name].safeParse(command));
  const understood = parsed.filter(({ success }) => success).map(({ data }) => data as Command<N>);
  await state.preload(understood.flatMap((command) => execution.reads(command, partyId, port.channel)));

  const events: LedgerEvent[] = [];
  const outcomes: Outcome<N>[] = [];
  for (const [index, form] of parsed.entries()) {
    const announced: LedgerEvent[] = [];
    const part = { private: privateParts[index] ?? '', announce: (event: LedgerEvent) => void announced.push(event) };
    const execute = async () =>
      execution.execute(form.data as Command<N>, { ...(await readContext(transaction)), ...part });
    const outcome = form.success
      ? await runCommand(execute, state)
      : refused<N>(new Rejection('COMMAND_MALFORMED', { path: form.error.issues[0]?.path.join('.') ?? '' }));
    if (outcome.status === 'ACCEPTED') events.push(...announced);
    outcomes.push(outcome);
  }

  await state.flush();
  if (events.length > 0) port.announce(transactionEventName, Buffer.from(canonicalJson({ events })));
  return canonicalJson({ outcomes } satisfies TransactionResult<N>);
}

/** A transaction that may go on: its caller may call the function, by the rules as they were committed. */
interface Begun {
  readonly name: CommandName;
  readonly state: Overlay;
  readonly port: TransactionPort;
  /** Undefined before the founding. */
  readonly alliance: AllianceRecord | undefined;
  readonly rules: FoundingDocument;
  readonly caller: Caller;
}

/** Throws ALLIANCE_NOT_FOUNDED, LEDGER_FORMAT_UNKNOWN, CLOCK_OUT_OF_WINDOW, and what authorise throws. */
async function begin(name: CommandName, state: Overlay, port: TransactionPort, terms: ProcessTerms): Promise<Begun> {
  // The ledger's day is read, too, because an envelope that is held back has to die with it.
  await state.preload([keys.alliance(), keys.ledgerDay()]);
  const alliance = await state.get('alliance', keys.alliance());
  if (alliance === undefined && name !== 'alliance:found') reject('ALLIANCE_NOT_FOUNDED');
  if (alliance !== undefined) requireKnownFormat(alliance);
  const rules = alliance ?? terms.foundingDocument;
  terms.guardTime(port.timestampMs, rules.parameters.clockWindowSeconds);
  return { name, state, port, alliance, rules, caller: authorise(name, rules, port) };
}

/** The context of the next command, as earlier commands of the transaction left alliance, day and caller. */
async function readContext({ name, state, port, alliance, rules, caller }: Begun) {
  // Founding, the one command that runs before there is an alliance, does not look at it.
  const current = (await state.get('alliance', keys.alliance())) as AllianceRecord;
  const { day } = (await state.get('ledgerDay', keys.ledgerDay())) ?? unknownDay;
  const currentCaller = current === alliance ? caller : authorise(name, current, port);
  requireOffice(name, current, currentCaller);
  return {
    state,
    caller: currentCaller,
    alliance: current,
    time: isoTime(port.timestampMs),
    day,
    calendar: { day, ...dayCount(rules) },
    channel: port.channel,
  };
}

async function runCommand<N extends CommandName>(
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
