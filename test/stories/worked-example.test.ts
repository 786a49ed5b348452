/** The worked example of the design over REST, to the fen, and the variants W-3A (a) to (i) of the requirements. */
import type { GatewayClient } from '../run/rest-client';
import { searchFor } from './canaries';
import { answersOfPeers } from './peers';
import {
  accountOf,
  confirmStatus,
  freshId,
  inSeconds,
  planOf,
  planSent,
  publish,
  recharge,
  sendConfirm,
  sensitive,
  sensitiveUrls,
} from './plans';
import { beginMs, beginStory, type Story, until } from './running';

let story: Story;
let keystone: GatewayClient;
let harbour: GatewayClient;
let meadow: GatewayClient;
let orchard: GatewayClient;
let watchtower: GatewayClient;

beforeAll(async () => {
  story = await beginStory({ delivery: { harbour: 'manual' }, logLevel: 'debug' });
  [keystone, harbour, meadow, orchard, watchtower] = ['keystone', 'harbour', 'meadow', 'orchard', 'watchtower'].map(
    (name) => story.client(name),
  ) as [GatewayClient, GatewayClient, GatewayClient, GatewayClient, GatewayClient];
}, beginMs);

afterAll(() => story?.end(), 30_000);

/** What nothing moved means: the same plan and the same account as before. */
async function unmoved<T>(
  assetId: string,
  partyId: string,
  client: GatewayClient,
  attempt: () => Promise<T>,
): Promise<T> {
  const before = [await planOf(client, assetId), await accountOf(client, partyId)];
  const result = await attempt();
  expect([await planOf(client, assetId), await accountOf(client, partyId)]).toEqual(before);
  return result;
}

it("is described by every peer as Fabric's own tools ask for it", async () => {
  const request = { name: 'org.hyperledger.fabric:GetMetadata', argument: '' } as const;
  const descriptions = await answersOfPeers(story, 'harbour', request);
  expect(descriptions).not.toEqual([]);
  for (const description of descriptions) {
    expect(description).toMatchObject({
      info: { title: 'tallystick' },
      contracts: { plan: { transactions: expect.arrayContaining([expect.objectContaining({ name: 'confirm' })]) } },
      components: { schemas: { PlanConfirm: { type: 'object' } } },
    });
  }
});

describe('the worked example', () => {
  it('moves 8 tokens from Meadow to Harbour against the sealed record, and back out by redemption', async () => {
    await recharge(keystone, meadow, 'MeadowMSP', 10_000);
    const assetId = await publish(harbour, 'HarbourMSP', [meadow, orchard]);

    const confirmed = await sendConfirm(meadow, assetId, { confirmId: 'worked-1' });
    expect(confirmed).toMatchObject({ status: 201, body: { tokenFen: 800, status: 'HELD' } });
    expect(await accountOf(meadow, 'MeadowMSP')).toEqual({ balanceFen: 9_200, heldFen: 800 });

    const early = await meadow.send('GET', `/v1/plans/${assetId}/borrower`);
    expect(early).toMatchObject({ status: 409, body: { code: 'NOT_DELIVERED' } });

    const confirmPath = `/v1/plans/${assetId}/confirms/MeadowMSP:worked-1`;
    await until('Harbour sees the confirm', async () => (await harbour.send('GET', confirmPath)).status === 200);
    expect((await harbour.send('POST', `${confirmPath}/delivery`)).status).toBe(201);
    await confirmStatus(meadow, assetId, 'worked-1', 'PAID');

    expect(await accountOf(meadow, 'MeadowMSP')).toEqual({ balanceFen: 9_200, heldFen: 0 });
    await until('Harbour sees its fee', async () => (await accountOf(harbour, 'HarbourMSP')).balanceFen === 800);
    expect(await planOf(meadow, assetId)).toMatchObject({ status: 'OPEN', remainingLimitRmb: 20_000 });

    const everything = { ...sensitive, assetData: sensitiveUrls };
    expect(await meadow.get(`/v1/plans/${assetId}/borrower`)).toEqual(everything);
    expect(await harbour.get(`/v1/plans/${assetId}/borrower`)).toEqual(everything);
    for (const stranger of [orchard, keystone, watchtower, story.client('harbour', 'auditor')]) {
      expect((await stranger.send('GET', `/v1/plans/${assetId}/borrower`)).status).toBe(403);
    }

    await harbour.post('/v1/tokens/redemptions', { redemptionId: 'redeem-1', amountFen: 800 });
    expect(await accountOf(harbour, 'HarbourMSP')).toEqual({ balanceFen: 0, heldFen: 800 });
    const redemption = '/v1/tokens/redemptions/HarbourMSP:redeem-1';
    const settle = () => keystone.send('POST', `${redemption}/settle`, { paymentReference: 'payout-1' });
    await until('Keystone settles', async () => (await settle()).status === 201);
    await until(
      'Harbour acknowledges',
      async () => (await harbour.send('POST', `${redemption}/acknowledge`)).status === 201,
    );
    expect(await accountOf(harbour, 'HarbourMSP')).toEqual({ balanceFen: 0, heldFen: 0 });
  }, 60_000);

  it('answers a repeated publication and a repeated confirm as the first time, and refuses other content', async () => {
    const localId = freshId('loan');
    const plan = planSent(localId);
    const first = await harbour.send('POST', '/v1/plans', { plans: [plan] });
    const again = await harbour.send('POST', '/v1/plans', { plans: [plan] });
    const other = await harbour.send('POST', '/v1/plans', {
      plans: [{ ...plan, riskControlResult: { ...plan.riskControlResult, score: 'C' } }],
    });

    expect([first.status, again.status, other.status]).toEqual([201, 201, 409]);
    expect(again.body).toEqual(first.body);
    expect([first, again].map(({ headers }) => headers.get('idempotency-hit'))).toEqual([null, 'true']);
    expect(other.body).toMatchObject({ code: 'PLAN_EXISTS_WITH_OTHER_CONTENT' });

    const assetId = `HarbourMSP:${localId}`;
    await until('Meadow sees the plan', () => planOf(meadow, assetId));
    const confirmId = freshId('confirm');
    const confirmed = await sendConfirm(meadow, assetId, { confirmId });
    const repeated = await unmoved(assetId, 'MeadowMSP', meadow, () => sendConfirm(meadow, assetId, { confirmId }));
    const changed = await unmoved(assetId, 'MeadowMSP', meadow, () =>
      sendConfirm(meadow, assetId, { confirmId, rateBps: 1_900 }),
    );
    expect(repeated.body).toEqual(confirmed.body);
    expect(repeated.headers.get('idempotency-hit')).toBe('true');
    expect(changed).toMatchObject({ status: 409, body: { code: 'CONFIRM_EXISTS_WITH_OTHER_CONTENT' } });
  }, 60_000);
});

describe('the variants of the worked example', () => {
  it('(a) refuses more than the plan has, at once and with what is left', async () => {
    const assetId = await publish(harbour, 'HarbourMSP', [meadow]);
    const tooMuch = await unmoved(assetId, 'MeadowMSP', meadow, () =>
      sendConfirm(meadow, assetId, { limitRmb: 110_000 }),
    );
    expect(tooMuch).toMatchObject({ status: 409, body: { code: 'LIMIT_EXCEEDED' } });

    await sendConfirm(meadow, assetId, { limitRmb: 80_000 });
    const second = await unmoved(assetId, 'MeadowMSP', meadow, () =>
      sendConfirm(meadow, assetId, { limitRmb: 30_000 }),
    );
    expect(second).toMatchObject({
      status: 409,
      body: { code: 'LIMIT_EXCEEDED', remainingLimitRmb: 20_000 },
    });
  }, 60_000);

  it.each([1_700, 2_100])(
    '(b) refuses a rate of %i basis points',
    async (rateBps) => {
      const assetId = await publish(harbour, 'HarbourMSP', [meadow]);
      const refused = await unmoved(assetId, 'MeadowMSP', meadow, () => sendConfirm(meadow, assetId, { rateBps }));
      expect(refused).toMatchObject({ status: 409, body: { code: 'RATE_OUT_OF_RANGE' } });
    },
    60_000,
  );

  it('(c) refuses as a whole what the balance does not cover, and the five items stay closed', async () => {
    await recharge(keystone, orchard, 'OrchardMSP', 700);
    const assetId = await publish(harbour, 'HarbourMSP', [orchard]);
    const refused = await unmoved(assetId, 'OrchardMSP', orchard, () => sendConfirm(orchard, assetId));
    expect(refused).toMatchObject({ status: 409, body: { code: 'BALANCE_INSUFFICIENT' } });
    expect((await orchard.send('GET', `/v1/plans/${assetId}/borrower`)).status).toBe(403);
  }, 60_000);

  it('(d) refuses a confirm before startTime and after endTime', async () => {
    const later = await publish(harbour, 'HarbourMSP', [meadow], { startTime: inSeconds(3_600) });
    const early = await unmoved(later, 'MeadowMSP', meadow, () => sendConfirm(meadow, later));
    expect(early).toMatchObject({ status: 409, body: { code: 'PLAN_NOT_STARTED' } });

    const short = await publish(harbour, 'HarbourMSP', [meadow], { endTime: inSeconds(2) });
    const late = await until('endTime passes', async () => {
      const { status, body } = await sendConfirm(meadow, short, { rateBps: 1_700 });
      return body.code === 'RATE_OUT_OF_RANGE' ? undefined : { status, body };
    });
    expect(late.status).toBe(409);
    expect(['PLAN_ENDED', 'PLAN_NOT_OPEN']).toContain(late.body.code);
  }, 60_000);

  it('(e) takes one institution where the plan admits one: the second is refused', async () => {
    await recharge(keystone, orchard, 'OrchardMSP', 1_000);
    const assetId = await publish(harbour, 'HarbourMSP', [meadow, orchard], {
      participantCount: 1,
      form: 'FIRST_COME',
    });
    expect((await sendConfirm(meadow, assetId)).status).toBe(201);
    await until('Orchard sees the confirm', async () => (await planOf(orchard, assetId))?.status === 'FILLED');
    const second = await unmoved(assetId, 'OrchardMSP', orchard, () =>
      sendConfirm(orchard, assetId, { limitRmb: 20_000 }),
    );
    expect(second).toMatchObject({ status: 409, body: { code: 'PLAN_NOT_OPEN' } });
  }, 60_000);

  it('(f) rounds the fee for 85,000 RMB up to 8.50, and (h) takes exactly 100,000 at 20 % for 10.00', async () => {
    const odd = await publish(harbour, 'HarbourMSP', [meadow]);
    expect(await sendConfirm(meadow, odd, { limitRmb: 85_000 })).toMatchObject({
      status: 201,
      body: { tokenFen: 850 },
    });

    const exact = await publish(harbour, 'HarbourMSP', [meadow]);
    const whole = await sendConfirm(meadow, exact, { limitRmb: 100_000, rateBps: 2_000 });
    expect(whole).toMatchObject({ status: 201, body: { tokenFen: 1_000 } });
    expect(await planOf(meadow, exact)).toMatchObject({ status: 'FILLED', remainingLimitRmb: 0 });
  }, 60_000);

  it('(g) refuses the decryption to an institution without a confirm, and to the contributor without a confirm to serve', async () => {
    const assetId = await publish(harbour, 'HarbourMSP', [orchard]);
    expect((await orchard.send('GET', `/v1/plans/${assetId}/borrower`)).status).toBe(403);
    const nothing = await harbour.send('POST', `/v1/plans/${assetId}/confirms/OrchardMSP:none/delivery`);
    expect(nothing).toMatchObject({ status: 404, body: { code: 'CONFIRM_NOT_FOUND' } });
  }, 60_000);

  it('(i) refuses a recharge by another, of nothing, of less than nothing, and without or with two targets', async () => {
    const body = {
      rechargeId: freshId('recharge'),
      partyId: 'MeadowMSP',
      amountFen: 100,
      paymentReference: freshId('payment'),
    };
    const sent = async (client: GatewayClient, change: object) => {
      const { status, body: answer } = await client.send<{ code?: string }>('POST', '/v1/tokens/recharges', {
        ...body,
        ...change,
      });
      return [status, answer.code];
    };
    const before = await accountOf(meadow, 'MeadowMSP');

    expect((await sent(harbour, {}))[0]).toBe(403);
    expect(await sent(keystone, { amountFen: 0 })).toEqual([422, 'AMOUNT_NOT_POSITIVE']);
    expect(await sent(keystone, { amountFen: -1 })).toEqual([422, 'AMOUNT_NOT_POSITIVE']);
    expect((await sent(keystone, { amountFen: 1.5 }))[0]).toBe(400);
    expect((await sent(keystone, { partyId: undefined }))[0]).toBe(400);
    expect((await sent(keystone, { partyId: ['MeadowMSP', 'HarbourMSP'] }))[0]).toBe(400);
    expect((await sent(keystone, { partyId: 'WatchtowerMSP' }))[1]).toBe('RECHARGE_TARGET_NOT_CREDITOR');
    expect(await accountOf(meadow, 'MeadowMSP')).toEqual(before);
  }, 60_000);
});

describe('the metrics', () => {
  it('count calls and commands of the ledger client by kind and code, and name nobody', async () => {
    const { url, tokens } = story.alliance.describe().institutions.harbour ?? { url: '', tokens: { auditor: '' } };
    const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${tokens.auditor}` } });
    const text = await response.text();

    expect(text).toMatch(/tallystick_ledger_call_seconds_count\{step="commit",code="VALID"\} [1-9]/);
    expect(text).toMatch(/tallystick_ledger_transaction_commands_count\{kind="plan:publish"\} [1-9]/);
    expect(text).not.toContain('MSP');
  });
});

describe('personal data', () => {
  it('stands in clear in no file that the run wrote', async () => {
    const canaries = {
      partyName: `canaryname${freshId('n')}`,
      loanIdent: '11010519491231002X',
      loanMobile: '13999999917',
      licensePlateNumber: `canaryplate${freshId('p')}`,
      engineNumber: `canaryengine${freshId('e')}`,
    };
    const assetId = await publish(harbour, 'HarbourMSP', [meadow], {}, canaries);
    const { body } = await sendConfirm(meadow, assetId, { limitRmb: 10_000 });
    const confirmPath = `/v1/plans/${assetId}/confirms/${body.confirmId}`;
    await until('Harbour sees the confirm', async () => (await harbour.send('GET', confirmPath)).status === 200);
    await harbour.post(`${confirmPath}/delivery`);
    await confirmStatus(meadow, assetId, body.confirmId, 'PAID');
    expect(await meadow.get(`/v1/plans/${assetId}/borrower`)).toMatchObject(canaries);
    // Bad input with the same values must not be repeated anywhere either.
    const bad = planSent(freshId('loan'), {}, { ...canaries, loanMobile: '139999999171' });
    expect((await harbour.send('POST', '/v1/plans', { plans: [bad] })).status).toBe(400);

    const { files, found } = searchFor([...Object.values(canaries), '139999999171'], story.directory);
    expect(files).toBeGreaterThan(30);
    expect(found).toEqual([]);
  }, 60_000);
});
