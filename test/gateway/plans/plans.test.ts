/** Publishing plans and reading them. */
import { createHash } from 'node:crypto';
import { type Command, commandForms } from '../../../chaincode/api/commands';
import { planAnswer } from '../../../gateway/api/plans';
import type { LedgerClient } from '../../../gateway/ledger/types';
import { LedgerUnavailable } from '../../../gateway/ledger/types';
import {
  answering,
  confirm,
  FakeLedger,
  fields,
  plan,
  planSent,
  refuse,
  type Seams,
  self,
  startGateway,
} from '../http/fakes';

async function post(plans: readonly unknown[], seams: Seams = {}) {
  const gateway = await startGateway(seams);
  const answer = await gateway.send('POST', '/v1/plans', { body: { plans } });
  await gateway.stop();
  return { answer, sent: gateway.ledger.sent, gateway };
}

function ledgerThat(submit: LedgerClient['submit']): FakeLedger {
  return new FakeLedger({ submit });
}

/** Refuses the plans of these local ids. */
function refusing(...ids: readonly string[]): FakeLedger {
  return ledgerThat(async (name, command, options) => {
    const { assetId } = command as Command<'plan:publish'>;
    const isRefused = ids.some((id) => assetId.endsWith(`:${id}`));
    if (isRefused) return refuse('PLAN_EXISTS_WITH_OTHER_CONTENT', { assetId })(name, command, options);
    return answering({ assetId, warnings: [] })(name, command, options);
  });
}

describe('publishing', () => {
  it('seals the sensitive fields and puts the rest on the ledger, under the whole identifier', async () => {
    const seal = jest.fn();
    const car = { licensePlateNumber: '京A·D0001', engineNumber: 'E1', mileageKm: 42_000 };
    const sent = planSent({
      carMortgageInfo: { ...car, timeToBuy: '2023-05-01T00:00:00Z' },
      assetData: { phoneRecordDataUrl: 'https://data.example/1' },
    });
    const { answer, sent: submitted } = await post([sent], {
      vault: {
        seal: async (...content) => {
          seal(...content);
          return {
            sealedRecord: 'sealed',
            sealedHash: createHash('sha256').update('sealed').digest('hex'),
            fieldsCommitment: 'bb'.repeat(32),
            keyCommitment: 'cc'.repeat(32),
            keyVersion: 3,
          };
        },
      },
    });

    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ outcomes: [{ assetId: `${self}:A1`, status: 'ACCEPTED' }] });
    expect(seal).toHaveBeenCalledWith(`${self}:A1`, {
      partyName: fields.partyName,
      loanIdent: fields.loanIdent,
      loanMobile: fields.loanMobile,
      licensePlateNumber: '京A·D0001',
      engineNumber: 'E1',
      assetData: { phoneRecordDataUrl: 'https://data.example/1' },
    });
    const [{ name, command, options } = { name: '', command: {}, options: undefined }] = submitted;
    expect([name, options]).toEqual(['plan:publish', { private: 'sealed' }]);
    expect(commandForms['plan:publish'].parse(command)).toMatchObject({
      assetId: `${self}:A1`,
      borrowerPerson: { amountRmb: 150_000, loanKind: 'CASH' },
      carMortgageInfo: { mileageKm: 42_000, timeToBuy: '2023-05-01T00:00:00.000Z' },
      keyVersion: 3,
    });
    const secrets = [fields.partyName, fields.loanIdent, fields.loanMobile, 'D0001', 'data.example'];
    expect(secrets.filter((secret) => JSON.stringify(command).includes(secret))).toEqual([]);
  });

  it('takes any zone, and puts the same moment on the ledger in the same words; the form is JOINT unless said', async () => {
    const { joinLimit } = planSent();
    const { sent } = await post([
      planSent({ joinLimit: { ...joinLimit, startTime: '2026-03-01T20:00:00+08:00' } }),
      planSent({ joinLimit: { ...joinLimit, startTime: '2026-03-01T12:00:00.0000000Z', form: 'JOINT' } }),
    ]);

    const commands = sent.map(({ command }) => command as Command<'plan:publish'>);
    expect(commands[0]).toEqual(commands[1]);
    expect(commands[0]?.joinLimit).toMatchObject({ startTime: '2026-03-01T12:00:00.000Z', form: 'JOINT' });
  });

  it('answers a single refused plan with its own status', async () => {
    const { answer } = await post([planSent()], { ledger: refusing('A1') });
    expect(answer).toMatchObject({
      status: 409,
      body: { code: 'PLAN_EXISTS_WITH_OTHER_CONTENT', status: 409, assetId: `${self}:A1` },
    });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it('answers several with 201, and with 207 as soon as one is refused, in the order sent', async () => {
    const plans = ['A1', 'A2', 'A3'].map((assetId) => planSent({ assetId }));
    expect((await post(plans)).answer.status).toBe(201);

    const { answer } = await post(plans, { ledger: refusing('A2') });
    expect(answer.status).toBe(207);
    expect(answer.body.outcomes).toMatchObject([
      { assetId: `${self}:A1`, status: 'ACCEPTED' },
      { assetId: `${self}:A2`, status: 'REFUSED', code: 'PLAN_EXISTS_WITH_OTHER_CONTENT', detail: expect.any(String) },
      { assetId: `${self}:A3`, status: 'ACCEPTED' },
    ]);
    expect((await post(plans, { ledger: refusing('A1', 'A2', 'A3') })).answer.status).toBe(207);
  });

  it('says that it was a repetition only when every outcome repeats', async () => {
    const repeating = (...ids: readonly string[]) =>
      ledgerThat(async (name, command, options) => {
        const { assetId } = command as Command<'plan:publish'>;
        const repeated = ids.some((id) => assetId.endsWith(`:${id}`));
        return answering({ assetId, warnings: [] }, repeated)(name, command, options);
      });
    const plans = ['A1', 'A2'].map((assetId) => planSent({ assetId }));

    const all = (await post(plans, { ledger: repeating('A1', 'A2') })).answer;
    const one = (await post(plans, { ledger: repeating('A1') })).answer;
    expect([all, one].map(({ status, headers }) => [status, headers.get('idempotency-hit')])).toEqual([
      [201, 'true'],
      [201, null],
    ]);
  });

  it('shows what the ledger warns of', async () => {
    const warnings = ['SHARED_LIMIT_ABOVE_SHARE_LIMIT'];
    const ledger = ledgerThat(answering({ assetId: `${self}:A1`, warnings }));
    const { answer } = await post([planSent()], { ledger });
    expect(answer.body.outcomes[0]).toMatchObject({ warnings });
  });

  it('answers 503 for a list of which one outcome is unknown: repeating all of it is safe', async () => {
    const ledger = ledgerThat(async (name, command, options) => {
      const { assetId } = command as Command<'plan:publish'>;
      if (assetId.endsWith(':A2')) throw new LedgerUnavailable('commit', 'tx');
      return refusing().submit(name, command, options);
    });
    const { answer } = await post(
      ['A1', 'A2'].map((assetId) => planSent({ assetId })),
      { ledger },
    );
    expect(answer).toMatchObject({ status: 503, body: { code: 'LEDGER_UNAVAILABLE' } });
    expect(answer.headers.get('retry-after')).toBe('2');
  });

  it("seals nothing under another's identifier, or one that holds a person's number, and does not repeat the latter", async () => {
    const plans = ['MeadowMSP:A1', 'loan-13800138000', 'A3'].map((assetId) => planSent({ assetId }));
    const { answer, sent } = await post(plans);

    expect(answer.status).toBe(207);
    expect(answer.body.outcomes).toMatchObject([
      { assetId: 'MeadowMSP:A1', code: 'IDENTIFIER_NOT_OWN' },
      { code: 'IDENTIFIER_PERSONAL' },
      { assetId: `${self}:A3`, status: 'ACCEPTED' },
    ]);
    expect(answer.text).not.toContain('13800138000');
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['an identity number with a wrong check digit', { loanIdent: '110101199003074513' }, 'loanIdent'],
    ['an identity number of a day that never was', { loanIdent: '110101199002304517' }, 'loanIdent'],
    ['a credit code with a wrong check character', { loanIdent: '91350100M000100Y44' }, 'loanIdent'],
    ['the thirtieth of February', { loanIdent: '110101200002304512' }, 'loanIdent'],
    ['somebody who is not born yet', { loanIdent: '11010120990101451X' }, 'loanIdent'],
    ["a citizen's number with one digit wrong", { loanIdent: '320101198504171001' }, 'loanIdent'],
    ['a code without an authority', { loanIdent: '00110101700000000X' }, 'loanIdent'],
    ['a name that turns around', { partyName: '张\u202e三' }, 'partyName'],
    ['a name with a zero-width space', { partyName: '张\u200b三' }, 'partyName'],
    ['a blank name', { partyName: '\u3000' }, 'partyName'],
    ['a landline', { loanMobile: '01088888888' }, 'loanMobile'],
    ['an empty name', { partyName: '' }, 'partyName'],
    ['a name beyond 256 characters', { partyName: 'x'.repeat(257) }, 'partyName'],
  ])('refuses %s by form, without repeating it', async (_what, borrower, field) => {
    const { answer, sent } = await post([planSent({}, borrower)]);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toMatchObject([{ path: `plans[0].borrowerPerson.${field}` }]);
    expect(Object.values(borrower).some((value) => value !== '' && answer.text.includes(value))).toBe(false);
    expect(sent).toEqual([]);
  });

  it.each(['91350100M000100Y43', '91310115591693856A', '92141127MA0KD1Y64A', '12440600MB2C07549J'])(
    'takes the social credit code %s of an enterprise',
    async (loanIdent) => expect((await post([planSent({}, { loanIdent })])).answer.status).toBe(201),
  );

  it.each([
    [{ loanIdent: '11010519491231002x' }, { loanIdent: '11010519491231002X' }],
    [{ loanIdent: ' １１０１０１１９９００３０７４５１４' }, { loanIdent: '110101199003074514' }],
    [{ loanMobile: '１３８００１３８０００ ' }, { loanMobile: '13800138000' }],
    [{ partyName: ' Jose\u0301' }, { partyName: 'Jos\u00e9' }],
  ])('seals %j as %j, so that a repetition is found', async (sent, sealed) => {
    const seal = jest.fn();
    const vault = { seal: async (...content: readonly unknown[]) => seal(...content) };
    await post([planSent({}, sent)], { vault }).catch(() => undefined);
    expect(seal).toHaveBeenCalledWith(`${self}:A1`, expect.objectContaining(sealed));
  });

  it.each([
    ['A+', 201],
    ['86.5', 201],
    ['Ａ＋ ', 201],
    ['-3', 201],
    ['13800138000', 400],
    ['a'.repeat(17), 400],
    ['张三', 400],
    ['A B', 400],
  ])('takes the score %j with %d', async (score, status) => {
    const riskControlResult = { score, loanLimitRmb: 150_000, shareLimitRmb: 100_000 };
    const { answer } = await post([planSent({ riskControlResult })]);
    expect(answer.status).toBe(status);
    if (status === 400) expect(answer.text).not.toContain(score);
  });

  it.each([
    '0000-01-01T00:00:00+08:00',
    '9999-12-31T23:59:59-08:00',
    '1899-12-31T23:59:59Z',
    '2200-01-01T00:00:00Z',
    '2026-03-01T12:00:00.0009Z',
    '2026-03-01T20:00:00.1234567+08:00',
  ])('refuses the time %s', async (startTime) => {
    const { joinLimit } = planSent();
    const { answer } = await post([planSent({ joinLimit: { ...joinLimit, startTime } })]);
    expect(answer.body.errors).toEqual([
      { path: 'plans[0].joinLimit.startTime', message: 'is no time from 1900 to 2199, to the millisecond' },
    ]);
  });

  it('refuses no plan and more than 500 plans', async () => {
    expect((await post([])).answer.status).toBe(400);
    const many = Array.from({ length: 501 }, (_, index) => planSent({ assetId: `A${index}` }));
    expect((await post(many)).answer.body.errors).toMatchObject([{ path: 'plans' }]);
  });
});

describe('a plan', () => {
  const view = { plan: plan({ confirmIds: ['MeadowMSP:C1'] }), confirms: [confirm()] };
  const store = { plan: async (assetId: string) => (assetId === `${self}:A1` ? view : undefined) };

  it.each(['A1', `${self}:A1`, `${self}%3AA1`])(
    'is found as %s, with its confirms and without secrets',
    async (name) => {
      const gateway = await startGateway({ store });
      const { status, body } = await gateway.send('GET', `/v1/plans/${name}`);
      await gateway.stop();

      expect(status).toBe(200);
      expect(planAnswer.strict().parse(body)).toMatchObject({
        assetId: `${self}:A1`,
        contributor: self,
        status: 'OPEN',
        remainingLimitRmb: 100_000,
        loanShareConfirms: [{ confirmId: 'MeadowMSP:C1', tokenFen: 800, status: 'HELD' }],
      });
      expect(JSON.stringify(body)).not.toMatch(/ommitment|sealed|oneOff|wrap|docType/);
    },
  );

  it('of another institution is not found by its local part, and one that is not there is absent', async () => {
    const gateway = await startGateway({ store });
    const absent = await gateway.send('GET', '/v1/plans/MeadowMSP:A1');
    await gateway.stop();
    expect(absent).toMatchObject({ status: 404, body: { code: 'PLAN_NOT_FOUND', assetId: 'MeadowMSP:A1' } });
  });

  it('is listed by filters and pages', async () => {
    const plans = jest.fn(async (..._asked: unknown[]) => ({ items: [view], nextCursor: 'next' }));
    const gateway = await startGateway({ store: { plans } });
    const query = '/v1/plans?status=OPEN&contributor=HarbourMSP&participator=MeadowMSP&loanKind=CASH';
    const { body } = await gateway.send('GET', `${query}&limit=7`);
    const second = await gateway.send('GET', `${query}&limit=8&cursor=${body.nextCursor}`);
    await gateway.stop();

    const filter = { status: 'OPEN', contributor: self, participator: 'MeadowMSP', loanKind: 'CASH' };
    const order = { by: 'position', direction: 'desc' };
    expect(plans.mock.calls).toEqual([
      [filter, { limit: 7, order }],
      [filter, { cursor: 'next', limit: 8, order }],
    ]);
    expect(body).toMatchObject({ items: [{ assetId: `${self}:A1` }], asOfBlock: -1 });
    expect(second.body).toEqual(body);
  });

  it('goes on by a cursor in the list that gave it out, with its filters, and in no other', async () => {
    const page = async () => ({ items: [], nextCursor: 'next' });
    const gateway = await startGateway({ store: { plans: page, proposals: page } });
    const { nextCursor } = (await gateway.send('GET', '/v1/plans?status=OPEN')).body;
    const statusOf = async (path: string) => (await gateway.send('GET', path)).status;
    const at = `cursor=${nextCursor}`;
    const paths = [
      'plans?status=OPEN&',
      'plans?',
      'plans?status=FILLED&',
      'alliance/proposals?status=OPEN&',
      'parties?',
    ];
    const statuses = [];
    for (const path of paths) statuses.push(await statusOf(`/v1/${path}${at}`));
    expect(statuses).toEqual([200, 422, 422, 422, 422]);
    expect([await statusOf('/v1/parties?cursor=null'), await statusOf('/v1/plans?cursor=next')]).toEqual([422, 422]);
    await gateway.stop();
  });

  it.each(['withdraw', 'close', 'purge'])('takes the step %s under its whole identifier', async (step) => {
    const gateway = await startGateway();
    const answer = await gateway.send('POST', `/v1/plans/A1/${step}`);
    await gateway.stop();

    expect(gateway.ledger.sent).toMatchObject([{ name: `plan:${step}`, command: { assetId: `${self}:A1` } }]);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('block-height')).toBe('7');
  });
});
