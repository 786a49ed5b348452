/** Plain-object fakes of the gateway's seams, and a gateway over them that listens on a port of its own. */
import { createHash } from 'node:crypto';
import type { ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import type { CommandName } from '../../../chaincode/api/commands';
import { commit } from '../../../chaincode/api/commitment';
import {
  type AllianceRecord,
  type ConfirmRecord,
  ledgerFormat,
  type PartyOrgType,
  type PlanRecord,
  type RedemptionRecord,
} from '../../../chaincode/api/records';
import { hashOfSealed, type SensitiveFields } from '../../../chaincode/api/sealed';
import { operations } from '../../../gateway/api/operations';
import type { User, UserRole } from '../../../gateway/api/roles';
import { origin } from '../../../gateway/audit/chain';
import type { HashedEntry } from '../../../gateway/audit/store';
import { newApp } from '../../../gateway/http/app';
import { type BodyLimits, defaultBodyLimits } from '../../../gateway/http/bodies';
import { docsRoutes } from '../../../gateway/http/docs';
import type { Lookups } from '../../../gateway/http/limits';
import { newLog } from '../../../gateway/http/log';
import { newMetrics } from '../../../gateway/http/metrics';
import type { Route } from '../../../gateway/http/route';
import { newServer } from '../../../gateway/http/server';
import { defaultStreamLimits, type StreamLimits } from '../../../gateway/http/streams';
import type { ImportTimes } from '../../../gateway/imports/deps';
import type { LedgerBlock, LedgerClient, SentCommand, SubmitOptions } from '../../../gateway/ledger/types';
import type { StoredEvent } from '../../../gateway/operations/event-store';
import type { Outbox, OutboxItem } from '../../../gateway/outbox/outbox';
import type { PeopleSettings } from '../../../gateway/people';
import type { OidcSettings } from '../../../gateway/sessions/settings';
import type { Store } from '../../../gateway/stores';
import type { AskedNumber, KnownKey, KnownSubject } from '../../../gateway/subjects/known-subjects';
import type { Voprf } from '../../../gateway/subjects/voprf';
import { newCreditVault } from '../../../gateway/vault/credit';
import { newSubjectSecrets } from '../../../gateway/vault/subject-secrets';
import type { Vault } from '../../../gateway/vault/types';
import type { WebhookSettings } from '../../../gateway/webhooks/deps';
import { newGateway } from '../../../gateway/wiring';
import { voprf } from '../subjects/lazy-voprf';
import { requireDocumented } from './documented';

export const self = 'HarbourMSP';
export const noon = '2026-03-01T12:00:00.000Z';
export const sealedRecord = 'the sealed record';
export const tokens: Readonly<Record<UserRole, string>> = {
  admin: 'token-of-the-admin',
  officer: 'token-of-the-officer',
  reviewer: 'token-of-the-reviewer',
  auditor: 'token-of-the-auditor',
};

/** `ownType` is the type of the institution whose gateway it is. */
export function allianceWith(ownType: PartyOrgType): AllianceRecord {
  const member = (partyId: string, partyOrgType: PartyOrgType) => ({
    partyId,
    partyName: partyId,
    partyOrgType,
    endorses: partyOrgType !== 'REGULATOR',
  });
  return {
    docType: 'alliance',
    format: ledgerFormat,
    version: 1,
    foundingHash: 'ab'.repeat(32),
    allianceName: 'alliance',
    members: [member(self, ownType), member('MeadowMSP', 'CREDITOR_ORG')],
    evaluators: [],
    daySeconds: 86_400,
    registrar: 'KeystoneMSP',
    parameters: {
      timeZone: 'Asia/Shanghai',
      clockWindowSeconds: 60,
      deliverWithinSeconds: 86_400,
      disputeWithinSeconds: 259_200,
      expiryGraceSeconds: 600,
      minConfirmRmb: 10_000,
      settleWithinSeconds: 259_200,
      objectWithinSeconds: 259_200,
      decideWithinDays: 30,
      proposalDays: 30,
      evaluationsPerDay: 20_000,
      packagePeriodSeconds: 60,
      packageBytes: 65_536,
      maxPriceFen: 100_000,
      summaryNeedsConsent: true,
      maxConsentSeconds: 31_622_400,
      maxConsentUses: 100,
      retentionDays: 1_826,
      disputeAnswerDays: 20,
      payoutDays: 7,
      keyWaitDays: 7,
    },
  };
}

export function plan(changes: Partial<PlanRecord> = {}): PlanRecord {
  return {
    docType: 'plan',
    assetId: `${self}:A1`,
    contributor: self,
    publishedTime: noon,
    borrowerPerson: { amountRmb: 150_000, loanKind: 'CASH' },
    riskControlResult: { score: 'B', loanLimitRmb: 150_000, shareLimitRmb: 100_000 },
    joinLimit: {
      sharedLimitRmb: 100_000,
      sharedRate: { minBps: 1_800, maxBps: 2_000 },
      tokenRateFen: 100,
      participantCount: 3,
      startTime: noon,
      endTime: '2026-03-08T12:00:00.000Z',
      form: 'JOINT',
    },
    fieldsCommitment: 'cd'.repeat(32),
    keyCommitment: 'ef'.repeat(32),
    sealedHash: hashOfSealed(sealedRecord),
    keyVersion: 1,
    status: 'OPEN',
    purged: false,
    remainingLimitRmb: 100_000,
    confirmIds: [],
    participations: [],
    ...changes,
  };
}

/** A confirm of Meadow's on Harbour's plan. */
export function confirm(changes: Partial<ConfirmRecord> = {}): ConfirmRecord {
  return {
    docType: 'confirm',
    confirmId: 'MeadowMSP:C1',
    assetId: `${self}:A1`,
    partyId: 'MeadowMSP',
    contributor: self,
    confirmTakeInLimitRmb: 80_000,
    confirmTakeInRateBps: 1_800,
    tokenFen: 800,
    confirmTime: noon,
    deliverBy: '2026-03-02T12:00:00.000Z',
    disputeWithinSeconds: 259_200,
    refundFrom: '2026-03-02T12:10:00.000Z',
    oneOffPublicKey: 'b25lLW9mZg',
    contributorKeyVersion: 1,
    participatorKeyVersion: 1,
    status: 'HELD',
    ...changes,
  };
}

export const wrap = { ephemeralPublicKey: 'ZXBoZW1lcmFs', wrappedKey: 'd3JhcHBlZA' };

export function redemption(changes: Partial<RedemptionRecord> = {}): RedemptionRecord {
  return {
    docType: 'redemption',
    redemptionId: `${self}:R1`,
    partyId: self,
    amountFen: 800,
    status: 'REQUESTED',
    requestedTime: noon,
    objectWithinSeconds: 259_200,
    decideWithinDays: 30,
    cancelFrom: '2026-03-05T00:00:00.000Z',
    ...changes,
  };
}

export const fields: SensitiveFields = {
  partyName: '张测试',
  loanIdent: '110101199003074514',
  loanMobile: '13800138000',
  assetData: {},
};

const nothing = () => Promise.resolve(undefined);
const emptyPage = () => Promise.resolve({ items: [] });
const emptyList = () => Promise.resolve([]);

function fakeImports(): Store['imports'] {
  return {
    create: () => Promise.resolve(),
    read: nothing,
    countRunning: () => Promise.resolve(0),
    list: emptyPage,
    next: nothing,
    begin: () => Promise.reject(new Error('there is no such import')),
    advance: () => Promise.resolve(false),
    leave: () => Promise.resolve(),
    cancel: () => Promise.resolve(),
    end: () => Promise.resolve(),
    errors: emptyPage,
  };
}

function fakeWebhooks(): Store['webhooks'] {
  const none = { pending: 0, dead: 0, isReplaying: false };
  return {
    create: () => Promise.resolve(false),
    read: nothing,
    list: emptyList,
    change: () => Promise.resolve(false),
    activate: () => Promise.resolve(false),
    remove: () => Promise.resolve(false),
    readQueue: () => Promise.resolve(none),
    fill: () => Promise.resolve(false),
    findDue: emptyList,
    settle: () => Promise.resolve(),
    deliveries: emptyPage,
    readDelivery: nothing,
    attempts: emptyPage,
    retry: () => Promise.resolve(),
    replay: () => Promise.resolve(false),
    removeAttemptsBefore: () => Promise.resolve(),
    summary: () => Promise.resolve({ byStatus: {}, pending: 0, dead: 0, oldestSeconds: 0 }),
  };
}

/** As the store's own, in memory, but for hashes. */
export function fakeAudit(): Store['audit'] {
  const entries: HashedEntry[] = [];
  return {
    append: async (added) => {
      for (const entry of added)
        entries.push({ ...entry, number: entries.length + 1, previous: origin.hash, hash: origin.hash });
    },
    list: async () => ({ items: [...entries].reverse() }),
    after: async (number) => entries.slice(number),
    head: async () => ({ number: entries.length, hash: origin.hash }),
  };
}

function fakeOutboxStore(): Store['outbox'] {
  return {
    add: () => Promise.resolve(),
    read: nothing,
    takeWaiting: emptyList,
    putBack: () => Promise.resolve(),
    dropExpired: () => Promise.resolve(),
    giveUp: () => Promise.resolve(),
    handAgain: () => Promise.resolve(),
    package: nothing,
    keepPackage: () => Promise.resolve(true),
    packageArrived: () => Promise.resolve(),
    markHanded: () => Promise.resolve(),
  };
}

function fakeRecordStore(): Store['records'] {
  return {
    change: () => Promise.resolve(true),
    dropLost: () => Promise.resolve(),
    ownRecord: nothing,
    ownRecords: emptyPage,
    ownFeedbacks: emptyList,
    creditRecord: nothing,
    waitingDues: emptyList,
    fallDue: () => Promise.resolve(),
    firstFiled: nothing,
    prompt: () => Promise.resolve(0),
    prompts: emptyPage,
    answersToGive: emptyList,
    sales: emptyPage,
    payouts: emptyList,
    dispute: nothing,
    disputes: emptyPage,
    recordDisputes: emptyList,
    keepDisputeDraft: () => Promise.resolve(),
    disputeDraft: nothing,
  };
}

function fakeRegistrarStore(): Store['registrar'] {
  return {
    answer: nothing,
    record: nothing,
    postedPeriod: nothing,
    takenPeriods: () => Promise.resolve(new Map()),
    setPostedPeriod: () => Promise.resolve(),
    noteLenders: () => Promise.resolve(),
    payout: nothing,
    keepPayout: () => Promise.resolve(true),
    payoutsToPost: emptyList,
    feedbacksToPurge: emptyList,
    recordsToPurge: emptyList,
  };
}

function fakeQueryStore(): Store['queries'] {
  return {
    consent: nothing,
    consents: emptyPage,
    creditQuery: nothing,
    creditQueries: emptyPage,
    creditAnswers: emptyList,
    answersToJudge: emptyList,
    answersToExpire: emptyList,
    historiesAbout: emptyList,
    histories: () => Promise.resolve(new Map()),
    opened: emptyList,
    keepOpened: () => Promise.resolve(),
    dropOpened: () => Promise.resolve(),
    noteReads: () => Promise.resolve(),
    reads: emptyPage,
  };
}

/** As the store's own, in memory. */
export function fakeSubjects(): Store['subjects'] {
  const known = new Map<string, KnownSubject>();
  const questions = new Map<string, AskedNumber & { readonly asked: string }>();
  const keys = new Map<string, KnownKey>();
  const lookups = new Map<string, string>();
  const all = () => [...known.values()];
  return {
    byIndex: async (blindIndex) => known.get(blindIndex),
    read: async (subjectId) => all().find((subject) => subject.subjectId === subjectId),
    keep: async (subject) => {
      questions.delete(subject.blindIndex);
      const kept = known.get(subject.blindIndex) ?? subject;
      known.set(subject.blindIndex, kept);
      return { kept, isFirst: kept === subject };
    },
    question: async (blindIndex) => questions.get(blindIndex),
    ask: async (evaluationId, asked, numbers) => {
      for (const [place, { blindIndex, sealed }] of numbers.entries()) {
        questions.set(blindIndex, { evaluationId, place, asked, sealed });
      }
    },
    forgetAskedBefore: async (time) => {
      for (const [index, { asked }] of questions) if (asked < time) questions.delete(index);
    },
    forget: async (evaluationId) => {
      for (const [index, question] of questions) if (question.evaluationId === evaluationId) questions.delete(index);
    },
    keys: async (subjectId) => [...keys.values()].filter((key) => key.subjectId === subjectId),
    keepKey: async (key) => {
      const kept = keys.get(key.keyId) ?? key;
      keys.set(key.keyId, kept);
      return { subjectId: kept.subjectId, isFirst: kept === key };
    },
    lookedUp: async (blindIndex) => lookups.get(blindIndex),
    keepLookup: async (blindIndex, sealed) => {
      questions.delete(blindIndex);
      if (!lookups.has(blindIndex)) lookups.set(blindIndex, sealed);
    },
  };
}

/** Knows the three users and the alliance, and nothing else. */
export function fakeStore(ownType: PartyOrgType, changes: Partial<Store> = {}): Store {
  const users = new Map<string, User>(
    Object.entries(tokens).map(([role, token]) => [token, { userName: role, role: role as UserRole }]),
  );
  return {
    checkpoint: nothing,
    applyBlock: async () => [],
    passedOver: async () => ({ count: 0 }),
    alliance: () => Promise.resolve(allianceWith(ownType)),
    ledgerDay: nothing,
    proposal: nothing,
    proposals: emptyPage,
    party: nothing,
    partyKey: nothing,
    plan: nothing,
    plans: emptyPage,
    countPlans: () => Promise.resolve({ OPEN: 0, FILLED: 0, CLOSED: 0, WITHDRAWN: 0 }),
    confirm: nothing,
    confirms: emptyPage,
    countConfirms: () => Promise.resolve({ HELD: 0, DELIVERED: 0, PAID: 0, REFUNDED: 0 }),
    account: () => Promise.resolve({ balanceFen: 0, heldFen: 0 }),
    accounts: emptyList,
    tokenCredits: emptyList,
    statement: emptyPage,
    recharge: nothing,
    recharges: emptyPage,
    redemption: nothing,
    redemptions: emptyPage,
    confirmsToDeliver: emptyList,
    confirmsToAccept: emptyList,
    confirmsToExpire: emptyList,
    plansToClose: emptyList,
    redemptionsDue: emptyList,
    evaluator: nothing,
    evaluation: nothing,
    evaluationAnswers: emptyList,
    evaluationsToAnswer: emptyList,
    attachment: nothing,
    subjectKey: nothing,
    subjectKeys: emptyList,
    ownerOfSubjectKey: nothing,
    events: emptyList,
    plansUpTo: () => Promise.resolve(new Set()),
    lastEventId: nothing,
    audit: fakeAudit(),
    chain: { blocks: emptyPage, block: nothing, transaction: nothing, history: emptyPage },
    imports: fakeImports(),
    webhooks: fakeWebhooks(),
    outbox: fakeOutboxStore(),
    records: fakeRecordStore(),
    registrar: fakeRegistrarStore(),
    reports: {
      choose: nothing,
      fillChunk: async () => false,
      beginAnew: nothing,
      dump: async () => ({ asOfBlock: -1, tables: [], hash: '' }),
    },
    queries: fakeQueryStore(),
    subjects: fakeSubjects(),
    userByToken: (token) => Promise.resolve(users.get(token)),
    createUser: async (user, token = `token-of-${user.userName}`) => {
      if ([...users.values()].some(({ userName }) => userName === user.userName)) return undefined;
      users.set(token, user);
      return token;
    },
    makeUser: async (user, token = `token-of-${user.userName}`) => void users.set(token, user),
    openSession: () => Promise.reject(new Error('nobody signs in')),
    sessionByValue: nothing,
    sessions: emptyList,
    endSession: async () => false,
    keepApproval: nothing,
    approval: nothing,
    approvals: emptyPage,
    endApproval: async () => false,
    expireApprovals: () => Promise.resolve(),
    userTokens: emptyList,
    addUserToken: async () => 'NO_USER',
    rotateUserToken: nothing,
    revokeUserToken: async () => false,
    wasUserMade: async (userName) => [...users.values()].some((user) => user.userName === userName),
    removeUser: async (userName) => {
      const found = [...users].find(([, user]) => user.userName === userName);
      if (found === undefined) return 'ABSENT';
      const admins = [...users.values()].filter(({ role }) => role === 'admin');
      if (found[1].role === 'admin' && admins.length === 1) return 'LAST_ADMINISTRATOR';
      users.delete(found[0]);
      return 'REMOVED';
    },
    users: () => Promise.resolve([...users.values()]),
    acquireLease: () => Promise.resolve(true),
    releaseLease: () => Promise.resolve(),
    close: () => Promise.resolve(),
    ...changes,
  };
}

export interface Sent {
  readonly name: CommandName;
  readonly command: SentCommand<CommandName>;
  readonly options: SubmitOptions | undefined;
}

/** Accepts everything in block 7, and remembers what it was sent. Blocks come when they are pushed. */
export class FakeLedger implements LedgerClient {
  readonly sent: Sent[] = [];
  readonly triedOut: Sent[] = [];
  readonly #blocks: LedgerBlock[] = [];
  #arrived: () => void = () => undefined;

  constructor(private readonly changes: Partial<LedgerClient> = {}) {}

  submit: LedgerClient['submit'] = async (name, command, options) => {
    this.sent.push({ name, command, options });
    if (this.changes.submit) return this.changes.submit(name, command, options);
    return { outcome: accepted(name, command), block: 7 };
  };

  tryOut: LedgerClient['tryOut'] = async (name, command, options) => {
    this.triedOut.push({ name, command, options });
    return this.changes.tryOut ? this.changes.tryOut(name, command, options) : accepted(name, command);
  };

  evaluate: LedgerClient['evaluate'] = async (query, argument) => {
    if (this.changes.evaluate) return this.changes.evaluate(query, argument);
    return query === 'plan:sealed' ? sealedRecord : null;
  };

  height = async () => this.changes.height?.() ?? (this.#blocks.at(-1)?.number ?? -1) + 1;
  isReady = () => this.changes.isReady?.() ?? Promise.resolve(true);
  close = () => Promise.resolve();

  push(block: LedgerBlock): void {
    this.#blocks.push(block);
    this.#arrived();
  }

  async *blocks(from: number, signal: AbortSignal): AsyncIterable<LedgerBlock> {
    const stopped = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    for (let index = 0; !signal.aborted; ) {
      const block = this.#blocks[index];
      if (block !== undefined) {
        index += 1;
        if (block.number >= from) yield block;
        continue;
      }
      const arrived = new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
      await Promise.race([arrived, stopped]);
    }
  }
}

/** What the chaincode answers, as far as routes look at it. */
// biome-ignore lint/suspicious/noExplicitAny: one answer stands for those of every kind
function accepted(_name: CommandName, command: SentCommand<CommandName>): any {
  return { status: 'ACCEPTED', repeated: false, answer: { ...command, warnings: [] } };
}

export function refuse(code: string, detail: Readonly<Record<string, string | number>> = {}): LedgerClient['submit'] {
  // biome-ignore lint/suspicious/noExplicitAny: codes are the tests' own business
  return async () => ({ outcome: { status: 'REFUSED', code, detail } }) as any;
}

/** Answers every command so. */
export function answering(answer: object, repeated = false): LedgerClient['submit'] {
  // biome-ignore lint/suspicious/noExplicitAny: one answer stands for those of every kind
  return async () => ({ outcome: { status: 'ACCEPTED', repeated, answer } }) as any;
}

export function block(number: number, changes: Partial<LedgerBlock> = {}): LedgerBlock {
  const hashes = { hash: `hash-${number}`, previousHash: `hash-${number - 1}` };
  return { number, ...hashes, transactions: [], passedOver: [], ...changes };
}

export function event(id: string): StoredEvent {
  return { id, time: noon, event: { name: 'PartyKeyEvent', partyId: self, version: Number(id.split('.')[0]) } };
}

export function fakeVault(changes: Partial<Vault> = {}): Vault {
  return {
    currentKey: { version: 1, publicKey: 'own public key' },
    prepareKey: (version) => Promise.resolve({ version, publicKey: `public key ${version}` }),
    activate: () => Promise.resolve(),
    seal: (assetId) =>
      Promise.resolve({
        sealedRecord: `sealed ${assetId}`,
        sealedHash: 'aa'.repeat(32),
        fieldsCommitment: 'bb'.repeat(32),
        keyCommitment: 'cc'.repeat(32),
        keyVersion: 1,
      }),
    openOwn: () => Promise.resolve(fields),
    oneOffPublicKey: (assetId, confirmId) => `one-off key of ${assetId} ${confirmId}`,
    revealOneOffKey: () => 'the one-off private key',
    wrapFor: () => Promise.resolve(wrap),
    openDelivered: () => Promise.resolve({ fields }),
    deriveMark: (context, text) => createHash('sha256').update(`${context}\n${text}`).digest('hex'),
    credit: newCreditVault({ channel: 'alliance', secret: Buffer.alloc(32, 1), keys: { unwrap: nothing } }),
    sealForMembers: (text, { recordId, side }) => ({
      sealed: `for members ${recordId} ${side} ${text}`,
      sealedHash: hashOfSealed(`for members ${recordId} ${side} ${text}`),
      salt: Buffer.alloc(32).toString('base64url'),
      commitment: commit(Buffer.alloc(32), text),
      keyCommitment: 'cc'.repeat(32),
    }),
    openForMembers: async (sealed, { recordId, side }) => ({
      text: sealed.slice(`for members ${recordId} ${side} `.length),
      unreadableFor: [],
    }),
    files: fakeFiles(),
    texts: { seal: (name, text) => `sealed ${name} ${text}`, open: (name, sealed) => sealed.slice(8 + name.length) },
    subjects: newSubjectSecrets(Buffer.alloc(32, 7), 'alliance'),
    ...changes,
  };
}

function fakeFiles(): Vault['files'] {
  const files = new Map<string, Buffer>();
  return {
    keep: async (name, bytes) => void files.set(name, Buffer.from(bytes)),
    read: async (name) => files.get(name),
    remove: async (name) => void files.delete(name),
    removeOlderThan: async () => {},
  };
}

/** Remembers what it was given. */
export class FakeOutbox implements Outbox {
  readonly items: OutboxItem[] = [];

  add = async (...items: readonly OutboxItem[]): Promise<void> => {
    for (const item of items) if (!this.items.some(({ key }) => key === item.key)) this.items.push(item);
  };
}

/** What a gateway needs for subjects; nothing runs in a thread. */
export function subjectSeams() {
  return { channel: 'alliance', voprf, outbox: new FakeOutbox() };
}

export interface Seams {
  readonly partyOrgType?: PartyOrgType;
  readonly store?: Partial<Store>;
  readonly ledger?: FakeLedger;
  readonly vault?: Partial<Vault>;
  readonly outbox?: Outbox;
  readonly voprf?: Partial<Voprf>;
  readonly evaluationWaitMs?: number;
  readonly requestsPerMinute?: number;
  readonly failedSignInsPerMinute?: number;
  readonly lookups?: Lookups;
  /** In place of the whole table. */
  readonly table?: readonly Route[];
  readonly isRegistered?: () => boolean;
  readonly webhooks?: WebhookSettings;
  readonly streamLimits?: Partial<StreamLimits>;
  readonly people?: PeopleSettings;
  readonly oidc?: OidcSettings;
  readonly importTimes?: Partial<ImportTimes>;
  readonly bodies?: Partial<BodyLimits>;
  readonly times?: ServerOptions;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every form
  readonly body: any;
}

export interface Request {
  readonly role?: UserRole | undefined;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Serves until `stop`; what it logs at the level trace is in `logged`. */
export async function startGateway(seams: Seams = {}) {
  const { partyOrgType = 'CREDITOR_ORG', requestsPerMinute = 100_000, isRegistered = () => true } = seams;
  const logged: string[] = [];
  const sink = new Writable({
    write: (line, _encoding, done) => {
      logged.push(String(line));
      done();
    },
  });
  const stopping = new AbortController();
  const ledger = seams.ledger ?? new FakeLedger();
  const vault = fakeVault(seams.vault);
  const gateway = newGateway({
    ...subjectSeams(),
    ...(seams.outbox === undefined ? {} : { outbox: seams.outbox }),
    ...(seams.voprf === undefined ? {} : { voprf: { ...voprf, ...seams.voprf } }),
    evaluationWaitMs: seams.evaluationWaitMs,
    partyId: self,
    store: fakeStore(partyOrgType, seams.store),
    vault,
    ledger,
    metrics: newMetrics(),
    log: newLog('trace', sink),
    stopping: stopping.signal,
    isRegistered,
    importBatchesInFlight: 2,
    importTimes: seams.importTimes,
    people: seams.people,
    oidc: seams.oidc,
    webhooks: seams.webhooks,
    streamLimits: seams.streamLimits && { ...defaultStreamLimits, ...seams.streamLimits },
  });
  const table = seams.table ?? [...gateway.routes, ...docsRoutes(operations, { version: '0' })];
  const { lookups = { perMinute: 1_000, perDay: 1_000 }, failedSignInsPerMinute = 100_000 } = seams;
  const bodies = { ...defaultBodyLimits, ...seams.bodies };
  const app = newApp(gateway, table, { requestsPerMinute, lookups, failedSignInsPerMinute, bodies });
  const server = newServer(app, gateway.log, { times: seams.times });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  /** As the officer unless said; `role: undefined` sends no token. */
  const open = (method: string, path: string, request: Request = {}): Promise<Response> => {
    const role = 'role' in request ? request.role : 'officer';
    const token = request.token ?? (role === undefined ? undefined : tokens[role]);
    const { body, headers, signal } = request;
    return fetch(url + path, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  };
  return {
    gateway,
    ledger,
    logged,
    url,
    vault,
    open,
    send: async (method: string, path: string, request?: Request): Promise<Answered> => {
      const response = await open(method, path, request);
      const text = await response.text();
      // Handlers of a test's own table say what the test needs.
      if (seams.table === undefined)
        requireDocumented(table, { method, path: new URL(url + path).pathname, response, text });
      const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: isJson && text !== '' ? JSON.parse(text) : undefined,
      };
    },
    server,
    /** Only tells the gateway to stop: streams end, requests go on. */
    tellToStop: () => stopping.abort(),
    stop: async () => {
      stopping.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await gateway.follower.stop();
    },
  };
}

export type Served = Awaited<ReturnType<typeof startGateway>>;

export function planSent(changes: object = {}, borrower: object = {}) {
  return {
    assetId: 'A1',
    borrowerPerson: {
      partyName: fields.partyName,
      loanIdent: fields.loanIdent,
      loanMobile: fields.loanMobile,
      amountRmb: 150_000,
      loanKind: 'CASH',
      ...borrower,
    },
    assetData: {},
    riskControlResult: { score: 'B', loanLimitRmb: 150_000, shareLimitRmb: 100_000 },
    joinLimit: {
      sharedLimitRmb: 100_000,
      sharedRate: { minBps: 1_800, maxBps: 2_000 },
      tokenRateFen: 100,
      participantCount: 3,
      startTime: '2026-03-01T20:00:00+08:00',
      endTime: '2026-03-08T12:00:00Z',
    },
    ...changes,
  };
}
