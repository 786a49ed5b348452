/**
 * A ledger in memory that runs the chaincode's own transaction functions: endorse on what is committed, check the versions
 * that were read, apply. No reads of own writes, and an endorsed envelope may be committed later, or never.
 */
import { canonicalJson } from '../../chaincode/api/canonical';
import type { Command, CommandName, Outcome, ReadFunctionName, TransactionResult } from '../../chaincode/api/commands';
import type { LedgerEvent, TransactionEvents } from '../../chaincode/api/events';
import type { FoundingDocument, LedgerRecord } from '../../chaincode/api/records';
import { newTimeGuard } from '../../chaincode/clock';
import { newExecutions } from '../../chaincode/contract/contracts';
import { runReadFunction } from '../../chaincode/contract/read-functions';
import { type Execution, type ProcessTerms, runTransaction } from '../../chaincode/contract/transaction';
import { keys } from '../../chaincode/state/keys';
import type { ReadPort, Write } from '../../chaincode/state/port';
import { memberCertificate, type Unit } from './certificates';

/** Who sends a proposal, and over which peer. All but `by` have defaults. */
export interface Sender {
  /** An MSP id. */
  readonly by: string;
  readonly unit?: Unit;
  /** PEM, instead of one of the unit. */
  readonly certificate?: string;
  /** The proposal's timestamp; the ledger's clock by default. */
  readonly atMs?: number;
  /** The transient field, one string for each command. */
  readonly private?: readonly string[];
  /** Keys of the private collection that the endorsing peer was never sent. */
  readonly lacking?: ReadonlySet<string>;
  /** The founding document that the endorsing peer holds. */
  readonly document?: FoundingDocument;
}

/** An endorsement fixes the versions that were read, the writes and the answer. */
export interface Envelope {
  readonly transactionId: string;
  readonly atMs: number;
  /** Version by key, 0 where there was nothing, in the order of the reads. */
  readonly reads: ReadonlyMap<string, number>;
  readonly writes: readonly Write[];
  readonly eventPayload: string | undefined;
  readonly response: string;
}

export type Verdict = 'VALID' | 'MVCC_READ_CONFLICT';

interface Versioned {
  readonly value: Buffer;
  readonly record: LedgerRecord;
  readonly version: number;
}

export class LedgerDouble {
  readonly channel = 'alliance';
  /** The time of the endorsers' clocks and, by default, of proposals. */
  nowMs: number;
  /** Everything that valid transactions announced, in order. */
  readonly events: LedgerEvent[] = [];
  readonly #state = new Map<string, Versioned>();
  readonly #private = new Map<string, Buffer>();
  readonly #history = new Map<string, { transactionId: string; timestampMs: number; value: Buffer | undefined }[]>();
  #height = 0;
  #proposals = 0;

  constructor(
    readonly document: FoundingDocument,
    startTime = '2026-03-01T08:00:00.000Z',
    /** Stands in for the guard of time where one transaction is run twice for comparison. */
    private readonly guardTime?: ProcessTerms['guardTime'],
  ) {
    this.nowMs = Date.parse(startTime);
  }

  /** A ledger with the same past, which goes its own way from now on. */
  copy(): LedgerDouble {
    const copy = new LedgerDouble(this.document, this.time, this.guardTime);
    copy.nowMs = this.nowMs;
    copy.events.push(...this.events);
    for (const [key, entry] of this.#state) copy.#state.set(key, entry);
    for (const [key, value] of this.#private) copy.#private.set(key, value);
    for (const [key, past] of this.#history) copy.#history.set(key, past);
    copy.#height = this.#height;
    copy.#proposals = this.#proposals;
    return copy;
  }

  get time(): string {
    return new Date(this.nowMs).toISOString();
  }

  passSeconds(seconds: number): void {
    this.nowMs += seconds * 1000;
  }

  /** Throws the Rejection that failed the whole proposal. */
  endorse<N extends CommandName>(name: N, commands: readonly Command<N>[], sender: Sender): Promise<Envelope> {
    return this.endorseArgument(name, canonicalJson({ commands }), sender);
  }

  /** The same with an argument of any form. */
  async endorseArgument(name: CommandName, argument: string, sender: Sender): Promise<Envelope> {
    const reads = new Map<string, number>();
    const writes: Write[] = [];
    let eventPayload: string | undefined;
    const port = {
      ...(await this.#port(sender, reads)),
      write: async (all: readonly Write[]) => {
        writes.push(...all);
      },
      announce: (_name: string, payload: Uint8Array) => {
        eventPayload = Buffer.from(payload).toString();
      },
    };
    const terms: ProcessTerms = {
      foundingDocument: sender.document ?? this.document,
      guardTime: this.guardTime ?? newTimeGuard(() => this.nowMs),
    };
    const execution = newExecutions(terms)[name] as unknown as Execution<CommandName>;
    const response = await runTransaction(name, execution, argument, port, terms);
    const transactionId = `tx${++this.#proposals}`;
    return { transactionId, atMs: port.timestampMs, reads, writes, eventPayload, response };
  }

  /** Orders and validates an envelope as the next block. */
  commit(envelope: Envelope): Verdict {
    const current = [...envelope.reads].every(([key, version]) => (this.#state.get(key)?.version ?? 0) === version);
    if (!current) return 'MVCC_READ_CONFLICT';
    this.#height++;
    for (const write of envelope.writes) this.#apply(write, envelope);
    if (envelope.eventPayload !== undefined) {
      this.events.push(...(JSON.parse(envelope.eventPayload) as TransactionEvents).events);
    }
    return 'VALID';
  }

  /** The alliance as the first format of the ledger had it: without a number. */
  foundInFirstFormat(): void {
    const alliance = { ...this.document, docType: 'alliance', version: 1, foundingHash: 'ab'.repeat(32) };
    const write = { type: 'put', key: keys.alliance(), value: Buffer.from(canonicalJson(alliance)) } as const;
    this.#height++;
    this.#apply(write, { transactionId: 'founding', atMs: this.nowMs });
  }

  async submit<N extends CommandName>(
    name: N,
    commands: readonly Command<N>[],
    sender: Sender,
  ): Promise<readonly Outcome<N>[]> {
    const envelope = await this.endorse(name, commands, sender);
    const verdict = this.commit(envelope);
    if (verdict !== 'VALID') throw new Error(verdict);
    return outcomesOf<N>(envelope);
  }

  async query(name: ReadFunctionName, argument: string, sender: Sender): Promise<unknown> {
    const port: ReadPort = {
      ...(await this.#port(sender, new Map())),
      write: () => Promise.reject(new Error('a query writes')),
      announce: () => {
        throw new Error('a query announces');
      },
      getStatesUnder: (kind, parts) => this.#under(`\u0000${[kind, ...parts].join('\u0000')}\u0000`),
      getHistory: (key) => this.#past(key),
    };
    return JSON.parse(await runReadFunction(name, argument, port));
  }

  /** All records of a kind, in the order of their keys. */
  records<D extends LedgerRecord['docType']>(docType: D): Extract<LedgerRecord, { docType: D }>[] {
    return [...this.#state]
      .filter((entry) => entry[1].record.docType === docType)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([, { record }]) => record as Extract<LedgerRecord, { docType: D }>);
  }

  /** Key and value of everything committed, private data included; equal texts are equal states. */
  dump(): string {
    const state = [...this.#state].map(([key, { value }]) => [key, value.toString()]);
    const sealed = [...this.#private].map(([key, value]) => [key, value.toString()]);
    return canonicalJson({ state: state.sort(), sealed: sealed.sort() });
  }

  get privateKeys(): readonly string[] {
    return [...this.#private.keys()];
  }

  async #port(sender: Sender, reads: Map<string, number>) {
    const certificate = sender.certificate ?? (await memberCertificate(sender.unit ?? 'client'));
    return {
      channel: this.channel,
      mspId: sender.by,
      certificate,
      timestampMs: sender.atMs ?? this.nowMs,
      privateField: sender.private === undefined ? undefined : Buffer.from(JSON.stringify(sender.private)),
      getStates: async (keys: readonly string[]) =>
        keys.map((key) => {
          reads.set(key, this.#state.get(key)?.version ?? 0);
          return this.#state.get(key)?.value ?? Buffer.alloc(0);
        }),
      getPrivate: async (collection: string, key: string) => {
        if (sender.lacking?.has(key)) throw new Error('private data matching public hash version is not available');
        return this.#private.get(`${collection}/${key}`) ?? Buffer.alloc(0);
      },
    };
  }

  #apply(write: Write, { transactionId, atMs }: Pick<Envelope, 'transactionId' | 'atMs'>): void {
    if (write.type === 'purge') {
      this.#private.delete(`${write.collection}/${write.key}`);
      return;
    }
    if (write.type === 'put' && write.collection !== undefined) {
      this.#private.set(`${write.collection}/${write.key}`, Buffer.from(write.value));
      return;
    }
    const value = write.type === 'put' ? Buffer.from(write.value) : undefined;
    if (value === undefined) this.#state.delete(write.key);
    else {
      const record = JSON.parse(value.toString()) as LedgerRecord;
      this.#state.set(write.key, { value, record, version: this.#height });
    }
    const past = this.#history.get(write.key) ?? [];
    this.#history.set(write.key, [{ transactionId, timestampMs: atMs, value }, ...past]);
  }

  async *#under(prefix: string): AsyncIterable<Uint8Array> {
    for (const key of [...this.#state.keys()].sort()) {
      if (key.startsWith(prefix)) yield this.#state.get(key)?.value ?? Buffer.alloc(0);
    }
  }

  async *#past(key: string) {
    yield* this.#history.get(key) ?? [];
  }
}

export function outcomesOf<N extends CommandName>(envelope: Envelope): readonly Outcome<N>[] {
  return (JSON.parse(envelope.response) as TransactionResult<N>).outcomes;
}
