/** Asks every cell of the matrix: one story, a value of its own in every field, looked for in all that anybody can read. */

import { citizenNumber } from '../gateway/subjects/people';
import type { GatewayClient } from '../run/rest-client';
import { searchFor } from '../stories/canaries';
import { consent, type QuerySeen, sendQuery, sendSummary } from '../stories/consents';
import { dispute } from '../stories/disputes';
import { effective, file, loanSent, report } from '../stories/loans';
import { keyed, type Signing, verified } from '../stories/people-sign';
import { accountOf, confirmStatus, inSeconds, publish, recharge, sendConfirm } from '../stories/plans';
import { beginMs, beginStory, onFabric, type Story, until } from '../stories/running';
import { heardFrom, type Known, type RawLedger, rawLedger, statusesForStrangers } from './heard';
import { type Cell, matrix, type Role, type Row } from './matrix';

const institutions = {
  lender: 'harbour',
  asker: 'meadow',
  bystander: 'orchard',
  registrar: 'keystone',
  regulator: 'watchtower',
} as const satisfies Record<Exclude<Role, 'ledger'>, string>;
const gatewayRoles = Object.keys(institutions) as (keyof typeof institutions)[];

let story: Story;
let harbour: GatewayClient;
let meadow: GatewayClient;
let borrower: Signing;
let lender: Signing;
let recordId: string;
let known: Known;
/** What stands for each field, and is nowhere else. "Who lent" is no text: see `namesLender`. */
let marks: Readonly<Record<Exclude<Cell, 'credit record: who lent'>, string>>;
const heard = {} as Record<keyof typeof institutions, readonly string[]>;
const raw = {} as Record<keyof typeof institutions, RawLedger>;

const sensitive = {
  partyName: '矩阵之名',
  loanIdent: '11010519491231002X',
  loanMobile: '13999999917',
  licensePlateNumber: '京A·M4T1X',
  engineNumber: 'ENGINE-M4T1X',
};
const statement = '矩阵：我没有借过这笔钱';
const answer = '矩阵：凭证在此';
const sharedLimitRmb = 98_765_000;
const priceFen = 45_791;
const amountRmb = 87_654_321;
const borrowedOn = '2021-03-17';

beforeAll(async () => {
  story = await beginStory({
    daySeconds: 5,
    parameters: { packagePeriodSeconds: 1, packageBytes: 16_384, keyWaitDays: 1 },
    logLevel: 'debug',
  });
  [harbour, meadow] = [story.client('harbour'), story.client('meadow')];
  const name = '矩阵之人';
  const evidenceSha256 = '5e'.repeat(32);
  const changes = { name, verification: { method: 'COUNTER', evidenceSha256 } };
  borrower = await until('the evaluators are registered', () => verified(harbour, 1, changes).catch(() => undefined));
  lender = await verified(harbour, 2);
  await Promise.all([keyed(harbour, borrower), keyed(harbour, lender)]);
  await recharge(story.client('keystone'), meadow, 'MeadowMSP', 76_543_210);
  const { maturityTime, newMaturityTime } = await lend();
  const asked = await ask();
  const plan = await share();
  const { disputeId } = await quarrel(asked.queryId);
  const { balanceFen } = await accountOf(meadow, 'MeadowMSP');
  marks = {
    'person: identity number': citizenNumber(1),
    'person: name': name,
    'person: evidence of the verification': evidenceSha256,
    'person: subjectId': borrower.subjectId,
    'plan: shared limit': String(sharedLimitRmb),
    'plan: name': sensitive.partyName,
    'plan: identity number': sensitive.loanIdent,
    'plan: mobile number': sensitive.loanMobile,
    'plan: licence plate': sensitive.licensePlateNumber,
    'plan: engine number': sensitive.engineNumber,
    'plan: URL of further data': 'https://fines.example/1',
    'credit record: that there is one': recordId,
    'credit record: day': borrowedOn,
    'credit record: amount': String(amountRmb),
    'credit record: maturity': maturityTime,
    'credit record: outcome': newMaturityTime,
    'dispute: statement': statement,
    'dispute: answer': answer,
    'consent: that there is one, and for whom': asked.consentId,
    'query: who asked about whom': asked.queryId,
    'query: price paid': String(priceFen),
    'query: who read what it brought': await readBySomebody(asked.queryId),
    'account: balance': String(balanceFen),
  };
  const registered = await readRegistration();
  known = {
    params: {
      ...plan,
      recordId,
      subjectId: borrower.subjectId,
      consentId: asked.consentId,
      queryId: asked.queryId,
      partyId: 'MeadowMSP',
      proposalId: 'none',
      importId: 'none',
      redemptionId: 'none',
      approvalId: 'none',
      webhookId: 'none',
      eventId: '0.0.0',
      userName: 'matrix-reader',
      number: String(registered.block),
      transactionId: registered.transactionId,
    },
    query: {
      '/v1/subjects/{subjectId}/summary': {
        queryId: asked.summaryId,
        purpose: 'LOAN_APPLICATION',
        consentId: asked.consentId,
      },
      '/v1/subjects/{subjectId}/offers': { consentId: asked.consentId },
      '/v1/subjects/{subjectId}/report': { queryId: asked.queryId },
    },
  };
  await listen(plan.assetId, disputeId);
}, beginMs + 120_000);

afterAll(() => story?.end(), 30_000);

/** Person to person, extended. */
async function lend() {
  const sides = { at: harbour, borrower, lender };
  const maturityTime = inSeconds(onFabric ? 10 : 6);
  recordId = await file(sides, loanSent({ amountRmb, startTime: `${borrowedOn}T01:02:03.000Z`, maturityTime }));
  await effective(sides, recordId);
  const newMaturityTime = inSeconds(3_600);
  await report(sides, recordId, { outcome: 'EXTENDED', level: 'PAID', priceFen, newMaturityTime });
  return { maturityTime, newMaturityTime };
}

/** The transaction that put the record onto the ledger. */
async function readRegistration() {
  type History = { readonly items: readonly { readonly block: number; readonly transactionId: string }[] };
  const { items } = await harbour.get<History>(`/v1/credit-records/${recordId}/history`);
  return items[0] ?? Promise.reject(new Error('the record has no history'));
}

async function ask() {
  const consentId = await consent(meadow, borrower);
  const { body: summary } = await sendSummary(meadow, borrower.subjectId, { consentId });
  const { body } = await sendQuery(meadow, borrower.subjectId, { consentId, maxTotalFen: priceFen });
  await until('the answer is paid', async () => {
    const query = await meadow.get<QuerySeen>(`/v1/credit-queries/${body.queryId}`);
    return query.status === 'COMPLETE' && query.answers[0]?.details;
  });
  return { consentId, queryId: body.queryId, summaryId: summary.queryId };
}

/** A user whose name is nowhere else. */
async function readBySomebody(queryId: string): Promise<string> {
  const userName = 'matrix-reader';
  const body = { userName, role: 'auditor' };
  const { token } = await story.client('meadow', 'admin').post<{ token: string }>('/v1/users', body);
  const url = story.alliance.describe().institutions.meadow?.url ?? '';
  const read = await fetch(`${url}/v1/credit-queries/${queryId}`, { headers: { authorization: `Bearer ${token}` } });
  expect(read.status).toBe(200);
  return userName;
}

async function share() {
  const assetId = await publish(harbour, 'HarbourMSP', [meadow], { sharedLimitRmb }, sensitive);
  const { body } = await sendConfirm(meadow, assetId, { limitRmb: 80_000 });
  await confirmStatus(meadow, assetId, body.confirmId, 'PAID');
  return { assetId, confirmId: body.confirmId };
}

async function quarrel(queryId: string) {
  const disputeId = await dispute(harbour, borrower, { recordId, statement });
  const shown = async () => (await meadow.get<QuerySeen>(`/v1/credit-queries/${queryId}`)).answers[0]?.disputes?.[0];
  await until('the dispute is shown', shown);
  const body = { disputeId, verdict: 'UNDETERMINED', text: answer };
  await until('the lender sees it', async () => {
    return (await harbour.send('POST', `/v1/credit-records/${recordId}/dispute-answers`, body)).status === 201;
  });
  await until('the answer is shown', async () => (await shown())?.answer);
  return { disputeId };
}

async function listen(assetId: string, disputeId: string): Promise<void> {
  const { asOfBlock } = await meadow.get<{ asOfBlock: number }>('/v1/alliance');
  const sealed = [
    { name: 'credit:sealed', argument: `${recordId}:0` },
    { name: 'credit:sealed', argument: `${recordId}:1` },
    { name: 'credit:disputeTexts', argument: disputeId },
    { name: 'plan:sealed', argument: assetId },
  ] as const;
  for (const role of gatewayRoles) {
    heard[role] = await heardFrom(story, institutions[role], known);
    raw[role] = await rawLedger(story, institutions[role], sealed, asOfBlock);
  }
}

/** Where an object of an answer is about the record, and says who lent. */
function namesLender(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const members = Object.values(value);
  const isAbout = members.some((member) => typeof member === 'string' && member.includes(recordId));
  const text = JSON.stringify(value);
  return (isAbout && (text.includes(lender.subjectId) || text.includes('HarbourMSP'))) || members.some(namesLender);
}

function jsonIn(body: string): readonly unknown[] {
  // The export of the audit log has an object a line.
  const lines = body.includes('}\n{') ? body.trim().split('\n') : [body];
  const texts = body.startsWith('{') ? lines : [...body.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => data);
  return texts.map((text) => JSON.parse(text));
}

function isSeen(cell: Cell, role: Role): boolean {
  if (cell === 'credit record: who lent') {
    return role === 'ledger'
      ? gatewayRoles.some((each) => raw[each].transactions.some(tellsLender))
      : heard[role].flatMap(jsonIn).some(namesLender);
  }
  const mark = marks[cell];
  return role === 'ledger'
    ? gatewayRoles.some((each) => searchFor([mark], raw[each].folder).found.length > 0)
    : heard[role].some((body) => body.includes(mark));
}

/** What names all creditors alike, as the reads of a dispute do, tells none of them apart. */
function tellsLender({ creator, content }: RawLedger['transactions'][number]): boolean {
  if (!content.includes(recordId)) return false;
  const namesAll = ['HarbourMSP', 'MeadowMSP', 'OrchardMSP'].every((partyId) => content.includes(partyId));
  const namesHarbour = content.includes('HarbourMSP') && !namesAll;
  return creator === 'HarbourMSP' || namesHarbour || content.includes(lender.subjectId);
}

describe.each(matrix.map((row: Row) => [`${row.object}: ${row.field}` as Cell, row] as const))('%s', (cell, row) => {
  it.each(['ledger', ...gatewayRoles] as const)(`${cell}, asked as the %s`, (role) => {
    expect(isSeen(cell, role)).toBe(row.seenBy.includes(role));
  });
});

it('strangers read nothing at any gateway', async () => {
  for (const { url } of Object.values(story.alliance.describe().institutions)) {
    const statuses = await statusesForStrangers(url, known);
    // An address with so many failed sign-ins is not heard for a while.
    statuses.delete(429);
    expect(statuses).toEqual(new Set([401]));
  }
});

it('every institution holds the same blocks', () => {
  const counts = gatewayRoles.map((role) => raw[role].transactions.length);
  expect(counts[0]).toBeGreaterThan(20);
  expect(new Set(counts).size).toBe(1);
});
