/**
 * Reads of own writes for the commands of one transaction, which Fabric does not give, and one flush at the end.
 *
 * A command's writes count for those after it only once it is accepted; a refused one leaves nothing. There is no range
 * read here on purpose: it would make every incoming credit a phantom.
 */
import { canonicalJson } from '../api/canonical';
import { maxReads } from '../api/commands';
import type { LedgerRecord } from '../api/records';
import { reject } from '../api/refusals';
import { makeRecordKey } from './keys';
import type { TransactionPort, Write } from './port';

type RecordOf<D extends LedgerRecord['docType']> = Extract<LedgerRecord, { docType: D }>;

export class Overlay {
  /** The peer's answers by key; undefined where there is nothing. */
  readonly #read = new Map<string, LedgerRecord | undefined>();
  readonly #accepted = new Map<string, Write>();
  #current = new Map<string, Write>();
  readonly #records = new Map<string, LedgerRecord | undefined>();
  #reads = 0;
  #currentRecords = new Map<string, LedgerRecord | undefined>();

  constructor(private readonly port: TransactionPort) {}

  /** Reads keys that are known beforehand in as few messages as the peer allows. Throws TRANSACTION_MALFORMED before too many. */
  async preload(wanted: readonly string[]): Promise<void> {
    const missing = [...new Set(wanted)].filter((key) => !this.#read.has(key));
    if (missing.length === 0) return;
    this.#count(missing.length);
    const values = await this.port.getStates(missing);
    missing.forEach((key, index) => {
      const value = values[index];
      const present = value !== undefined && value.length > 0;
      this.#read.set(key, present ? (JSON.parse(Buffer.from(value).toString()) as LedgerRecord) : undefined);
    });
  }

  async get<D extends LedgerRecord['docType']>(docType: D, key: string): Promise<RecordOf<D> | undefined> {
    const record = await this.#lookUp(key);
    if (record !== undefined && record.docType !== docType) throw new TypeError(`no ${docType} under its key`);
    return record as RecordOf<D> | undefined;
  }

  /** Those that there are, in the order of the keys. */
  async getAll<D extends LedgerRecord['docType']>(docType: D, wanted: readonly string[]): Promise<RecordOf<D>[]> {
    await this.preload(wanted);
    const records: RecordOf<D>[] = [];
    for (const key of wanted) {
      const record = await this.get(docType, key);
      if (record !== undefined) records.push(record);
    }
    return records;
  }

  put(record: LedgerRecord): void {
    const key = makeRecordKey(record);
    this.#currentRecords.set(key, record);
    this.#current.set(key, { type: 'put', key, value: Buffer.from(canonicalJson(record)) });
  }

  delete(record: LedgerRecord): void {
    const key = makeRecordKey(record);
    this.#currentRecords.set(key, undefined);
    this.#current.set(key, { type: 'delete', key });
  }

  putPrivate(collection: string, key: string, value: string): void {
    this.#current.set(`${collection}/${key}`, { type: 'put', key, collection, value: Buffer.from(value) });
  }

  purgePrivate(collection: string, key: string): void {
    this.#current.set(`${collection}/${key}`, { type: 'purge', key, collection });
  }

  /** Private values are not overlaid: no command reads what another of its transaction has written there. */
  async getPrivate(collection: string, key: string): Promise<string> {
    this.#count(1);
    return Buffer.from(await this.port.getPrivate(collection, key)).toString();
  }

  /** Keeps what the command under way has written. */
  accept(): void {
    for (const [key, write] of this.#current) this.#accepted.set(key, write);
    for (const [key, record] of this.#currentRecords) this.#records.set(key, record);
    this.discard();
  }

  /** Forgets what the command under way has written. */
  discard(): void {
    this.#current = new Map();
    this.#currentRecords = new Map();
  }

  async flush(): Promise<void> {
    if (this.#accepted.size > 0) await this.port.write([...this.#accepted.values()]);
  }

  #count(reads: number): void {
    this.#reads += reads;
    if (this.#reads > maxReads) reject('TRANSACTION_MALFORMED', { maxReads });
  }

  async #lookUp(key: string): Promise<LedgerRecord | undefined> {
    if (this.#currentRecords.has(key)) return this.#currentRecords.get(key);
    if (this.#records.has(key)) return this.#records.get(key);
    if (!this.#read.has(key)) await this.preload([key]);
    return this.#read.get(key);
  }
}
