/** Institutions with stores, vaults and credit records of their own, over one ledger that runs the chaincode's own executions. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { canonicalJson } from '../../../chaincode/api/canonical';
import type { Command, CommandName, Outcome } from '../../../chaincode/api/commands';
import { dayAt, dayCount } from '../../../chaincode/api/ledger-day';
import type { AllianceParameters, LedgerRecord } from '../../../chaincode/api/records';
import { hashOfDocument } from '../../../chaincode/domain/alliance';
import { makeRecordKey } from '../../../chaincode/state/keys';
import type { Write } from '../../../chaincode/state/port';
import type { Route } from '../../../gateway/http/route';
import { isDebit } from '../../../gateway/ledger/batches';
import {
  type LedgerBlock,
  type LedgerClient,
  LedgerUnavailable,
  type SentCommand,
  type SubmitOptions,
} from '../../../gateway/ledger/types';
import { handingOver } from '../../../gateway/outbox/hand-over';
import { newOutbox, type Outbox } from '../../../gateway/outbox/outbox';
import { newRecords } from '../../../gateway/records';
import { newAnswering } from '../../../gateway/records/answering';
import type { RegistrationRequest } from '../../../gateway/records/drafts';
import { newFallingDue } from '../../../gateway/records/due-times';
import type { CreditToSign } from '../../../gateway/records/texts';
import { payingOut } from '../../../gateway/registrar/paying-out';
import { posting } from '../../../gateway/registrar/posting';
import type { StoreLocation } from '../../../gateway/store/open';
import { openStore, type Store } from '../../../gateway/stores';
import type { Vault } from '../../../gateway/vault/types';
import { foundingDocument, harbour, keystone, meadow, orchard, parameters, watchtower } from '../../chaincode/builders';
import { aKey, anAttachment, type Signer, signer, subjectIdOf } from '../../chaincode/credit-builders';
import { type Envelope, LedgerDouble, outcomesOf } from '../../chaincode/ledger-double';
import { newVault, removeVaults } from '../vault/vaults';
import { type Desk, newDesk } from './desk';

export { harbour, keystone, meadow, orchard, watchtower };

export interface Institution {
  readonly partyId: string;
  readonly store: Store;
  readonly vault: Vault;
  readonly ledger: LedgerClient;
  readonly outbox: Outbox;
  /** Of credit records. */
  readonly routes: readonly Route[];
  readonly credit: Desk;
  readonly logged: string[];
  /** One step of each loop. */
  handOver(): Promise<number>;
  post(): Promise<number>;
  answer(): Promise<number>;
  fallDue(): Promise<void>;
  payOut(): Promise<number>;
}

export interface Sent {
  readonly by: string;
  readonly name: CommandName;
  readonly command: SentCommand<CommandName>;
  readonly options: SubmitOptions;
}

/** When a fault strikes: before anything is endorsed, or after the commit, whose answer is lost. */
export type Fault = (sent: Sent) => 'BEFORE' | 'AFTER' | undefined;

export class World {
  readonly ledger: LedgerDouble;
  readonly blocks: LedgerBlock[] = [];
  readonly sent: Sent[] = [];
  readonly #institutions = new Map<string, Institution>();
  /** Blocks are folded one after another, as a follower does. */
  #folded: Promise<void> = Promise.resolve();
  readonly #directory = mkdtempSync(join(tmpdir(), 'tallystick-credit-'));
  fault: Fault = () => undefined;
  /** Whether a peer fails on the question that its institution asks. */
  unread: (by: string, argument: string) => boolean = () => false;
  /** Whether the institutions' peers answer at all. */
  isReady = true;
  /** Of credits that one debit names. */
  maxFolds = 100;
  /** How far the clocks of all gateways are ahead of the ledger's. */
  aheadMs = 0;

  private constructor(changes: Partial<AllianceParameters>) {
    this.ledger = new LedgerDouble({ ...foundingDocument, parameters: { ...parameters, ...changes } });
  }

  static async begin(
    partyIds: readonly string[] = [harbour],
    changes: Partial<AllianceParameters> = {},
    /** Where an institution's store is; a SQLite file of its own unless said. */
    place: () => Promise<StoreLocation | undefined> = async () => undefined,
  ): Promise<World> {
    const world = new World(changes);
    for (const partyId of [keystone, ...partyIds]) await world.#join(partyId, await place());
    const foundingHash = hashOfDocument(world.ledger.document);
    await world.act(keystone, 'alliance:found', { foundingHash }, { unit: 'admin' });
    for (const partyId of [keystone, ...partyIds]) {
      const { version, publicKey } = world.of(partyId).vault.currentKey;
      await world.act(partyId, 'party:registerKey', { version, publicKey }, { unit: 'admin' });
    }
    return world;
  }

  of(partyId: string): Institution {
    const found = this.#institutions.get(partyId);
    if (found === undefined) throw new Error(`${partyId} is not here`);
    return found;
  }

  async end(): Promise<void> {
    for (const { store } of this.#institutions.values()) await store.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  now = () => this.ledger.nowMs;

  get period(): number {
    return Math.floor(this.now() / 1_000 / this.ledger.document.parameters.packagePeriodSeconds);
  }

  /** Meanwhile the registrar has found nothing to post. */
  async passTo(time: string): Promise<void> {
    this.ledger.passSeconds((Date.parse(time) - this.now()) / 1_000);
    await this.of(keystone).store.registrar.setPostedPeriod(this.period - 1);
  }

  /** The ledger's day follows the clock. */
  async advanceDay(): Promise<void> {
    const { document } = this.ledger;
    const day = dayAt(this.now() - document.parameters.clockWindowSeconds * 1_000, dayCount(document));
    await this.act(watchtower, 'alliance:advanceDay', { day });
  }

  /** When this resolves, the first keys that there are count for disputes, too. */
  async passKeyWait(): Promise<void> {
    const { daySeconds, parameters } = this.ledger.document;
    await this.passTo(new Date(this.now() + parameters.keyWaitDays * daySeconds * 1_000).toISOString());
    await this.advanceDay();
  }

  /** Everybody answers, and hands over near the end of this period, and the registrar posts in the next one. */
  async turn(): Promise<void> {
    const { packagePeriodSeconds } = this.ledger.document.parameters;
    for (const { answer } of this.#institutions.values()) await answer();
    this.ledger.passSeconds(((this.period + 0.9) * packagePeriodSeconds * 1_000 - this.now()) / 1_000);
    for (const { handOver } of this.#institutions.values()) await handOver();
    this.ledger.passSeconds(packagePeriodSeconds * 0.4);
    await this.of(keystone).post();
  }

  /** In a transaction and a block of its own. */
  async act<N extends CommandName>(
    by: string,
    name: N,
    command: Command<N>,
    options: { readonly unit?: 'admin'; readonly private?: string } = {},
  ): Promise<Outcome<N>> {
    const { private: part, ...rest } = options;
    const sender = { ...rest, by, ...(part === undefined ? {} : { private: [part] }) };
    const envelope = await this.ledger.endorse(name, [command], sender);
    const [outcome] = outcomesOf<N>(envelope);
    if (outcome === undefined) throw new Error('no outcome');
    if (outcome.status === 'ACCEPTED' && !outcome.repeated) await this.#commit(envelope);
    return outcome;
  }

  /** Puts records onto the ledger that its present rules would not take. */
  async plant(...records: readonly LedgerRecord[]): Promise<void> {
    const writes = records.map((record): Write => {
      return { type: 'put', key: makeRecordKey(record), value: Buffer.from(canonicalJson(record)) };
    });
    const unsigned = { reads: new Map(), eventPayload: undefined, response: '' };
    await this.#commit({ transactionId: `planted-${this.blocks.length}`, atMs: this.now(), writes, ...unsigned });
  }

  /** A person whom the institution verified, with a key on the ledger. */
  async person(name: string, { at = harbour, identityKind = 'ID_CARD' }: PersonOptions = {}): Promise<Person> {
    const subjectId = subjectIdOf(name);
    const key = signer(name);
    await this.act(keystone, 'subject:attach', anAttachment(name));
    await this.act(keystone, 'subject:addKey', aKey(name, key));
    await this.knows(at, subjectId, identityKind);
    return { subjectId, ...key };
  }

  async knows(partyId: string, subjectId: string, identityKind: 'ID_CARD' | 'CREDIT_CODE' = 'ID_CARD'): Promise<void> {
    const created = new Date(this.now()).toISOString();
    const known = { blindIndex: subjectId, subjectId, identityKind, fingerprint: 'f', sealed: 's', created };
    await this.of(partyId).store.subjects.keep(known);
  }

  async #join(partyId: string, place: StoreLocation | undefined): Promise<void> {
    const store = await openStore(place ?? { file: join(this.#directory, `${partyId}.db`) });
    const vault = await vaultOf(partyId);
    const logged: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
    const ledger = this.#clientOf(partyId);
    const follower = { onBlock: () => () => undefined, waitForBlock: async () => true, lastWritten: 0 };
    const { channel } = this.ledger;
    const seams = { partyId, channel, store, vault, ledger, follower, log };
    const now = () => this.now() + this.aheadMs;
    const alliance = () => store.alliance();
    const registrarKey = () => store.partyKey(keystone, 1);
    const settings = { ...seams, now, alliance, ledgerDay: () => store.ledgerDay(), registrarKey };
    const { routes } = newRecords(settings);
    this.#institutions.set(partyId, {
      ...settings,
      logged,
      outbox: newOutbox({ store, vault }, () => new Date(now()).toISOString()),
      routes,
      credit: newDesk(routes, () => this.#typeOf(partyId)),
      fallDue: newFallingDue(settings),
      handOver: handingOver(settings),
      post: posting(settings),
      answer: newAnswering(settings),
      payOut: payingOut(settings),
    });
  }

  #typeOf(partyId: string) {
    return this.ledger.document.members.find((member) => member.partyId === partyId)?.partyOrgType;
  }

  #clientOf(partyId: string): LedgerClient {
    const submit: LedgerClient['submit'] = async (name, command, options = {}) => {
      const sent = { by: partyId, name, command, options };
      this.sent.push(sent);
      const fault = this.fault(sent);
      if (fault === 'BEFORE') throw new LedgerUnavailable('endorse');
      const before = this.blocks.length;
      const outcome = await this.act(
        partyId,
        name,
        await this.#folding(partyId, name, command),
        options.private === undefined ? {} : options,
      );
      if (fault === 'AFTER') throw new LedgerUnavailable('commit', 'tx');
      return this.blocks.length > before ? { outcome, block: this.blocks.length - 1 } : { outcome };
    };
    const nobody = () => Promise.reject(new Error('nobody asks for this here'));
    return {
      submit,
      tryOut: async (name, command, { private: part } = {}) => {
        if (!this.isReady) throw new LedgerUnavailable('evaluate');
        const sender = { by: partyId, ...(part === undefined ? {} : { private: [part] }) };
        const [outcome] = outcomesOf<typeof name>(
          await this.ledger.endorse(name, [await this.#folding(partyId, name, command)], sender),
        );
        return outcome ?? nobody();
      },
      evaluate: async (query, argument) => {
        if (!this.isReady || this.unread(partyId, argument)) throw new LedgerUnavailable('evaluate');
        return this.ledger.query(query, argument, { by: partyId });
      },
      blocks: () => ({ [Symbol.asyncIterator]: () => ({ next: nobody }) }),
      height: async () => this.blocks.length,
      isReady: async () => this.isReady,
      close: async () => undefined,
    };
  }

  /** As the ledger's client does for debits. */
  async #folding<N extends CommandName>(partyId: string, name: N, command: SentCommand<N>): Promise<Command<N>> {
    if (!isDebit(name)) return command as Command<N>;
    const credits = await this.of(partyId).store.tokenCredits(partyId, this.maxFolds);
    return { ...command, folds: credits.map(({ tokenCreditId }) => tokenCreditId) } as unknown as Command<N>;
  }

  async #commit({ transactionId, atMs, writes, eventPayload, ...envelope }: Envelope): Promise<void> {
    const whole = { transactionId, atMs, writes, eventPayload, ...envelope };
    if (this.ledger.commit(whole) !== 'VALID') throw new LedgerUnavailable('commit', transactionId);
    const number = this.blocks.length;
    const publicWrites = writes.flatMap((write) => {
      if (write.type === 'delete') return [{ key: write.key }];
      if (write.type === 'purge' || write.collection !== undefined) return [];
      const text = Buffer.from(write.value).toString();
      return [{ key: write.key, record: JSON.parse(text), text }];
    });
    const events = eventPayload === undefined ? [] : JSON.parse(eventPayload).events;
    const time = new Date(atMs).toISOString();
    const transaction = { index: 0, transactionId, time, writes: publicWrites, events };
    const hashes = { hash: `hash-${number}`, previousHash: `hash-${number - 1}` };
    const block = { number, ...hashes, transactions: [transaction], passedOver: [] };
    this.blocks.push(block);
    this.#folded = this.#folded.then(async () => {
      for (const { store } of this.#institutions.values()) await store.applyBlock(block);
    });
    await this.#folded;
  }
}

interface PersonOptions {
  readonly at?: string;
  readonly identityKind?: 'ID_CARD' | 'CREDIT_CODE';
}

export interface Person extends Signer {
  readonly subjectId: string;
}

/** Making keys takes a second, so the worlds of one suite share vaults. */
const vaults = new Map<string, Promise<Vault>>();

function vaultOf(partyId: string): Promise<Vault> {
  const vault = vaults.get(partyId) ?? newVault();
  vaults.set(partyId, vault);
  return vault;
}

export function removeAll(): void {
  removeVaults();
}

/** 10,000 RMB for 90 days from the present, person to person unless said. */
export function loan(world: World, borrower: Person, changes: Partial<RegistrationRequest> = {}): RegistrationRequest {
  const startTime = new Date(world.now()).toISOString();
  const maturityTime = new Date(world.now() + 90 * 86_400_000).toISOString();
  const { subjectId } = borrower;
  return {
    relationKind: 'B2C',
    borrower: { subjectId },
    amountRmb: 10_000,
    rateBps: 1_500,
    startTime,
    maturityTime,
    ...changes,
  };
}

export function messageFor(role: CreditToSign['role'], toSign: readonly CreditToSign[]): string {
  return toSign.find((each) => each.role === role)?.message ?? '';
}

/** Signed by the borrower, and by the lender, a person or the institution itself; not handed over. */
export async function signed(
  { credit }: Institution,
  request: RegistrationRequest,
  { borrower, lender }: { readonly borrower: Person; readonly lender?: Person },
): Promise<string> {
  const { view } = await credit.file({ ...request, ...(lender && { lender: { subjectId: lender.subjectId } }) });
  const { recordId, toSign } = view;
  await credit.sign(recordId, { role: 'BORROWER', ...by(borrower, messageFor('BORROWER', toSign)) });
  await credit.sign(recordId, {
    role: 'LENDER',
    ...(lender === undefined ? {} : by(lender, messageFor('LENDER', toSign))),
  });
  return recordId;
}

export function by({ keyId, sign }: Signer, message: string) {
  return { keyId, signature: sign(message) };
}
