/**
 * What a person may ask for, over REST, with the clock moved by the ledger's own days of a second: the own report, disputes and their
 * answers, the end of retention; and what stops somebody who tries numbers.
 */

import type { ToSign } from '../../gateway/client/words';
import type { Report } from '../../gateway/queries/report';
import { person } from '../gateway/subjects/people';
import type { GatewayClient } from '../run/rest-client';
import { type AnswerSeen, consent, type QuerySeen, type SummarySeen, sendQuery, sendSummary } from './consents';
import { effective, file, loanSent, notice, type Outcome, report } from './loans';
import { answersOfPeers } from './peers';
import { keyed, type Signing, verified } from './people-sign';
import { accountOf, freshId, inSeconds } from './plans';
import { openedReport, partsOf } from './reports';
import { beginMs, beginStory, onFabric, type Story, until } from './running';

const evaluationsPerDay = 8;
/** Long enough for what is endorsed on one of the ledger's days to be committed on it, on a busy machine too. */
const daySeconds = 3;
const disputeAnswerDays = 3;
const keyWaitDays = 1;
/** Time enough to see that what has not ended stays. */
const voteDays = onFabric ? 5 : 3;
const institutions = ['keystone', 'harbour', 'meadow', 'orchard', 'watchtower'] as const;

let story: Story;
let harbour: GatewayClient;
let meadow: GatewayClient;
let orchard: GatewayClient;
let watchtower: GatewayClient;
let borrower: Signing;
/** The ledger's, when the last of the loans had ended. */
let endedDay: number;

/** Of Harbour, which lends itself. The last one has long to run. */
const outcomes = {
  rejected: { outcome: 'PERFORMED', level: 'PUBLIC' },
  upheld: { outcome: 'BREACHED', level: 'PUBLIC', notice: notice() },
  unanswered: { outcome: 'PERFORMED', level: 'PUBLIC' },
  encrypted: { outcome: 'BREACHED', level: 'ENCRYPTED', notice: notice() },
} as const satisfies Record<string, Outcome>;
type Ended = keyof typeof outcomes;
const ended = Object.keys(outcomes) as Ended[];
type LoanName = Ended | 'running';
const recordIds = {} as Record<LoanName, string>;
const sides = () => ({ at: harbour, borrower });

beforeAll(async () => {
  story = await beginStory({
    daySeconds,
    parameters: {
      packagePeriodSeconds: 1,
      packageBytes: 16_384,
      evaluationsPerDay,
      disputeAnswerDays,
      keyWaitDays,
    },
    logLevel: 'debug',
  });
  [harbour, meadow, orchard, watchtower] = ['harbour', 'meadow', 'orchard', 'watchtower'].map((name) =>
    story.client(name),
  ) as [GatewayClient, GatewayClient, GatewayClient, GatewayClient];
  borrower = await until('the evaluators are registered', () => verified(harbour, 1).catch(() => undefined));
  await keyed(harbour, borrower);
  const maturityTime = inSeconds(onFabric ? 10 : 6);
  await Promise.all(
    [...ended, 'running' as const].map(async (name, index) => {
      const startTime = inSeconds(-86_400 * (index + 1));
      const due = name === 'running' ? inSeconds(3_600) : maturityTime;
      recordIds[name] = await file(sides(), loanSent({ relationKind: 'B2C', startTime, maturityTime: due }));
      await effective(sides(), recordIds[name]);
      if (name !== 'running') await report(sides(), recordIds[name], outcomes[name]);
    }),
  );
  endedDay = await ledgerDay();
}, beginMs + 60_000);

afterAll(() => story?.end(), 30_000);

const refused = (status: number, code: string) => ({ status, body: { code } });

async function ledgerDay(): Promise<number> {
  return (await meadow.get<{ ledgerDay: number }>('/v1/alliance')).ledgerDay;
}

/** Asked for by Meadow and read when all is delivered. */
async function asked(consentId: string): Promise<QuerySeen> {
  const { body } = await sendQuery(meadow, borrower.subjectId, { consentId });
  return complete(meadow, body.queryId);
}

function complete(asker: GatewayClient, queryId: string): Promise<QuerySeen> {
  return until(
    'the answers are complete',
    async () => {
      const query = await asker.get<QuerySeen>(`/v1/credit-queries/${queryId}`);
      return query.status === 'COMPLETE' && query;
    },
    40_000,
  );
}

const answerOf = ({ answers }: QuerySeen, name: LoanName) =>
  answers.find(({ recordId }) => recordId === recordIds[name]) as AnswerSeen;

describe('the own report', () => {
  let queryId: string;
  let seen: Report;

  it('is free and complete: every record, also the encrypted one and the one that runs, and who asked', async () => {
    const consentId = await consent(harbour, borrower, { purpose: 'OWN_REPORT', uses: 1 });
    const other = await consent(meadow, borrower);
    await sendSummary(meadow, borrower.subjectId, { consentId: other });
    const before = await accountOf(harbour, 'HarbourMSP');
    const { body } = await sendQuery(harbour, borrower.subjectId, { consentId, purpose: 'OWN_REPORT' });
    queryId = body.queryId;
    const { answers } = await complete(harbour, queryId);
    expect(answers.map(({ tokenFen }) => tokenFen)).toEqual([0, 0, 0, 0, 0]);
    expect(await accountOf(harbour, 'HarbourMSP')).toEqual(before);
    seen = await harbour.get<Report>(`/v1/subjects/${borrower.subjectId}/report?queryId=${queryId}`);
    expect(seen.records.map(({ record }) => record.recordId).sort()).toEqual(Object.values(recordIds).sort());
    expect(seen.queries).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ partyId: 'MeadowMSP', purpose: 'LOAN_APPLICATION', records: 0 }),
        expect.objectContaining({ partyId: 'HarbourMSP', purpose: 'OWN_REPORT', records: 5 }),
      ]),
    );
    expect(seen.consents).toEqual(
      expect.arrayContaining([expect.objectContaining({ consentId: other, partyId: 'MeadowMSP', used: 1 })]),
    );
  }, 60_000);

  it('shows the institution none of the details: they open with the person’s key', async () => {
    expect(JSON.stringify(seen)).not.toMatch(/PERFORMED|BREACHED|amountRmb/);
    const opened = await openedReport(seen, borrower.reportKey);
    for (const name of ended) {
      const { outcome } = outcomes[name];
      expect(partsOf(opened[recordIds[name]])).toMatchObject([{ amountRmb: 10_000, rateBps: 1_500 }, { outcome }]);
    }
    expect(partsOf(opened[recordIds.running])).toMatchObject([{ amountRmb: 10_000 }]);
    const other = { ...borrower.reportKey, x: borrower.reportKey.y ?? '' };
    await expect(openedReport(seen, other)).rejects.toThrow('OTHER_KEY');
  });

  it('lets the person see that its own key and the record’s signed every text of it', async () => {
    for (const record of Object.values(await openedReport(seen, borrower.reportKey))) {
      expect(record).toMatchObject({ borrower: { signedBy: borrower.keyId }, isSignedByLender: true });
    }
  });
});

describe('the keys of a person', () => {
  interface KeySeen {
    readonly keyId: string;
    readonly countsFromDay: number;
    readonly reportsFromDay: number;
    readonly waiting: boolean;
  }

  it('stand in its report, and at the institution that verified it, with the days from which they count', async () => {
    const { keys } = await harbour.get<{ keys: KeySeen[] }>(`/v1/subjects/${borrower.subjectId}`);
    expect(keys).toMatchObject([{ keyId: borrower.keyId, waiting: false }]);
    const [{ countsFromDay, reportsFromDay } = { countsFromDay: 0, reportsFromDay: 0 }] = keys;
    expect(reportsFromDay).toBeGreaterThanOrEqual(countsFromDay + keyWaitDays);
    expect(reportsFromDay).toBeLessThanOrEqual(await ledgerDay());
  });
});

describe('a dispute', () => {
  const disputes = {} as Record<'rejected' | 'upheld' | 'unanswered', string>;
  const statement = (name: string) => `这笔记录有误 ${name}`;
  let consentId: string;
  let before: QuerySeen;

  const summaryOf = async (): Promise<SummarySeen> =>
    (await sendSummary(meadow, borrower.subjectId, { queryId: 'watched', consentId })).body;
  const marked = ({ entries }: SummarySeen) => entries.filter(({ disputed }) => disputed).length;

  async function dispute(name: keyof typeof disputes): Promise<string> {
    const path = `/v1/credit-records/${recordIds[name]}/disputes`;
    const body = { subjectId: borrower.subjectId, statement: statement(name) };
    const { disputeId, toSign } = await harbour.post<{ disputeId: string; toSign: ToSign[] }>(path, body);
    expect(toSign[0]?.words.zh).toContain(body.statement);
    const forged = { ...body, disputeId, ...(await borrower.sign(`${toSign[0]?.message} `)) };
    expect(await harbour.send('POST', path, forged)).toMatchObject(refused(422, 'SIGNATURE_INVALID'));
    const signed = { ...body, disputeId, ...(await borrower.signShown(toSign, 'SUBJECT')) };
    expect(await harbour.send('POST', path, signed)).toMatchObject({ status: 201, body: { status: 'HANDED_OVER' } });
    return disputeId;
  }

  const answered = (path: string, body: object) =>
    until('the lender sees the dispute', async () => (await harbour.send('POST', path, body)).status === 201);

  it('marks the record in every later answer from its block on, with what the person says', async () => {
    consentId = await consent(meadow, borrower, { uses: 10 });
    before = await asked(consentId);
    expect(before.answers.map(({ disputed }) => disputed)).toEqual([undefined, undefined, undefined]);
    expect(marked(await summaryOf())).toBe(0);
    const news = await eventsAt('meadow', 'DISPUTED', 3);
    for (const name of ['rejected', 'upheld', 'unanswered'] as const) disputes[name] = await dispute(name);
    // Each event tells of a block that the gateway has folded: what is asked for from then on has the mark.
    await news.all;
    expect(marked(await summaryOf())).toBe(3);
    const read = await meadow.get<QuerySeen>(`/v1/credit-queries/${before.queryId}`);
    for (const name of ['rejected', 'upheld', 'unanswered'] as const) {
      expect(answerOf(read, name)).toMatchObject({ disputed: true, disputes: [{ statement: statement(name) }] });
    }
  }, 60_000);

  it('is made by the borrower only, where it was verified', async () => {
    const body = { subjectId: borrower.subjectId, statement: 'x' };
    const path = `/v1/credit-records/${recordIds.running}/disputes`;
    expect(await orchard.send('POST', path, body)).toMatchObject(refused(404, 'SUBJECT_NOT_VERIFIED_HERE'));
  });

  it('is answered by the lender only: REJECTED lifts the mark and leaves the statement', async () => {
    const path = `/v1/credit-records/${recordIds.rejected}/dispute-answers`;
    const answer = { disputeId: disputes.rejected, verdict: 'REJECTED', text: '记录无误，附凭证' };
    expect(await meadow.send('POST', path, answer)).toMatchObject(refused(404, 'CREDIT_RECORD_NOT_FOUND'));
    await answered(path, answer);
    const read = await until('the mark is lifted', async () => {
      const query = await meadow.get<QuerySeen>(`/v1/credit-queries/${before.queryId}`);
      return answerOf(query, 'rejected').disputed === undefined && query;
    });
    expect(answerOf(read, 'rejected').disputes).toMatchObject([
      { statement: statement('rejected'), verdict: 'REJECTED', answer: answer.text },
    ]);
    expect(marked(await summaryOf())).toBe(2);
    const other = { ...answer, verdict: 'UPHELD' };
    expect(await harbour.send('POST', path, other)).toMatchObject(refused(409, 'CREDIT_DISPUTE_ANSWERED'));
  }, 40_000);

  it('UPHELD keeps the mark until the lender has put the record right', async () => {
    const path = `/v1/credit-records/${recordIds.upheld}/dispute-answers`;
    await answered(path, { disputeId: disputes.upheld, verdict: 'UPHELD', text: '已更正' });
    await until('the answer is there', async () => {
      const query = await meadow.get<QuerySeen>(`/v1/credit-queries/${before.queryId}`);
      return answerOf(query, 'upheld').disputes?.[0]?.verdict === 'UPHELD';
    });
    expect(marked(await summaryOf())).toBe(2);
    await report(sides(), recordIds.upheld, { outcome: 'PERFORMED', level: 'PUBLIC', corrects: 1 });
    await until('the mark is gone', async () => marked(await summaryOf()) === 1);
    const { details } = answerOf(await asked(consentId), 'upheld');
    expect(details?.feedbacks).toMatchObject([
      { number: 1, outcome: 'BREACHED' },
      { number: 2, outcome: 'PERFORMED', corrects: 1 },
    ]);
  }, 60_000);

  it('that is not answered within its days is overdue for the regulator to see, and stays marked', async () => {
    type Listed = { items: { disputeId: string; statement: string; answerByDay: number; overdue: boolean }[] };
    const overdue = await until('the days pass', async () => {
      const { items } = await watchtower.get<Listed>('/v1/credit-disputes?overdue=true');
      return items.length > 0 && items;
    });
    expect(overdue).toMatchObject([
      { disputeId: disputes.unanswered, statement: statement('unanswered'), overdue: true },
    ]);
    expect(overdue[0]?.answerByDay).toBeLessThan(await ledgerDay());
    expect((await watchtower.get<Listed>('/v1/credit-disputes?overdue=false')).items).toHaveLength(2);
    expect((await orchard.get<Listed>('/v1/credit-disputes')).items).toEqual([]);
    expect(marked(await summaryOf())).toBe(1);
  }, 60_000);
});

describe('somebody who tries numbers', () => {
  const look = (sequence: number) => {
    const { identityKind, identityNumber } = person(sequence);
    return orchard.send<{ subjectId?: string }>('POST', '/v1/subjects/lookup', { identityKind, identityNumber });
  };

  it('is stopped by the allowance, of which every new number takes one', async () => {
    for (let tried = 0; tried < evaluationsPerDay; tried++) expect((await look(tried + 1)).status).toBe(200);
    expect(await look(evaluationsPerDay + 1)).toMatchObject(refused(409, 'ALLOWANCE_EXHAUSTED'));
    expect((await look(1)).status).toBe(200);
  }, 60_000);

  it('is stopped by the rate, also with numbers that it knows', async () => {
    const last = await until('the rate is reached', async () => {
      const answer = await look(1);
      return answer.status !== 200 && answer;
    });
    expect(last).toMatchObject(refused(429, 'TOO_MANY_LOOKUPS'));
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  }, 60_000);
});

describe('the end of retention', () => {
  const sealed = async () => {
    const requests = ended.flatMap((name) => [
      { name: 'credit:sealed', argument: `${recordIds[name]}:0` } as const,
      { name: 'credit:sealed', argument: `${recordIds[name]}:1` } as const,
    ]);
    const answers = institutions.flatMap((institution) =>
      requests.map((request) => answersOfPeers(story, institution, request)),
    );
    return (await Promise.all(answers)).flat();
  };

  it('is set by vote, comes with the ledger’s day, and takes ended records out of every answer', async () => {
    const consentId = await consent(meadow, borrower, { uses: 10 });
    const before = await asked(consentId);
    expect(before.answers).toHaveLength(3);
    expect(await sealed()).not.toContain(null);
    const entries = async () => {
      const { body } = await sendSummary(meadow, borrower.subjectId, { queryId: 'retention', consentId });
      return body.entries.length;
    };
    await vote({ retentionDays: (await ledgerDay()) - endedDay + voteDays });
    expect(await entries()).toBe(5);
    // What was put right counts from what was wrong: nobody makes an entry last longer by correcting it.
    await until('the days pass', async () => (await entries()) === 1, 60_000);
    expect((await meadow.get<QuerySeen>(`/v1/credit-queries/${before.queryId}`)).answers).toEqual([]);
    const { offers } = await meadow.get<{ offers: unknown[] }>(
      `/v1/subjects/${borrower.subjectId}/offers?consentId=${consentId}`,
    );
    expect(offers).toEqual([]);
    const late = { consentId, records: [{ recordId: recordIds.rejected, priceFen: 0 }] };
    expect(await sendQuery(meadow, borrower.subjectId, late)).toMatchObject(refused(409, 'DETAILS_EXPIRED'));
  }, 120_000);

  it('has the details purged on every institution’s peers, and what was said in disputes', async () => {
    await until('all is purged', async () => (await sealed()).every((answer) => answer === null), 40_000);
    const { items } = await watchtower.get<{ items: { statement?: string; answer?: string }[] }>('/v1/credit-disputes');
    expect(items).toHaveLength(3);
    for (const { statement, answer } of items) expect([statement, answer]).toEqual([undefined, undefined]);
  }, 60_000);

  it('leaves the own report what is not over', async () => {
    const consentId = await consent(harbour, borrower, { purpose: 'OWN_REPORT', uses: 1 });
    const { body } = await sendQuery(harbour, borrower.subjectId, { consentId, purpose: 'OWN_REPORT' });
    await complete(harbour, body.queryId);
    const seen = await harbour.get<Report>(`/v1/subjects/${borrower.subjectId}/report?queryId=${body.queryId}`);
    const opened = await openedReport(seen, borrower.reportKey);
    expect(Object.keys(opened)).toEqual([recordIds.running]);
    expect(partsOf(opened[recordIds.running])).toMatchObject([{ amountRmb: 10_000 }]);
  }, 60_000);
});

/** In force when this resolves at Meadow's gateway. */
async function vote(parameters: Readonly<Record<string, number>>): Promise<void> {
  const proposalId = freshId('retention');
  const path = '/v1/alliance/proposals';
  await story.client('harbour', 'admin').post(path, { proposalId, change: { type: 'PARAMETERS', parameters } });
  const wholeId = `HarbourMSP:${proposalId}`;
  for (const name of ['harbour', 'meadow', 'orchard']) {
    const admin = story.client(name, 'admin');
    await until('the proposal is seen', async () => (await admin.send('GET', `${path}/${wholeId}`)).status === 200);
    const { status, body } = await admin.send<{ code?: string }>('POST', `${path}/${wholeId}/vote`, { approve: true });
    if (status !== 201 && body.code !== 'VOTE_ALREADY_CAST') throw new Error(`${name} cannot vote: ${body.code}`);
  }
  await until('the change is in force', async () => {
    const alliance = await meadow.get<{ parameters: Record<string, unknown> }>('/v1/alliance');
    return Object.entries(parameters).every(([name, value]) => alliance.parameters[name] === value);
  });
}

/** Listens from now on; `all` resolves when so many events of that kind have come. */
async function eventsAt(
  institution: string,
  eventName: string,
  count: number,
): Promise<{ readonly all: Promise<void> }> {
  const { url, tokens } = story.alliance.describe().institutions[institution] ?? { url: '', tokens: { officer: '' } };
  const response = await fetch(`${url}/v1/events?types=CreditRecordEvent`, {
    headers: { authorization: `Bearer ${tokens.officer}` },
  });
  const heard = async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.split(`"${eventName}"`).length > count) return;
    }
    throw new Error('the stream has ended');
  };
  const all = heard();
  all.catch(() => {});
  return { all };
}
