/** Every exchange and every redemption ends, whoever does nothing: deadlines of seconds, and institutions that lie or sleep. */
import { createECDH, createPrivateKey, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { wrapDataKey } from '../../chaincode/api/sealed';
import { newLedgerClient } from '../../gateway/ledger/client';
import type { LedgerClient } from '../../gateway/ledger/types';
import type { GatewayClient } from '../run/rest-client';
import { accountOf, confirmStatus, freshId, inSeconds, planOf, publish, recharge, sendConfirm } from './plans';
import { beginMs, beginStory, type Story, until } from './running';

let story: Story;
let keystone: GatewayClient;
let harbour: GatewayClient;
let meadow: GatewayClient;
let orchard: GatewayClient;

beforeAll(async () => {
  story = await beginStory({
    delivery: { harbour: 'manual' },
    redemptions: { harbour: 'manual', orchard: 'manual' },
    // So that the ledger's day, by which silence is judged, is seconds behind.
    daySeconds: 2,
    parameters: {
      clockWindowSeconds: 10,
      deliverWithinSeconds: 3,
      expiryGraceSeconds: 0,
      disputeWithinSeconds: 4,
      settleWithinSeconds: 4,
      objectWithinSeconds: 4,
      decideWithinDays: 3,
    },
  });
  [keystone, harbour, meadow, orchard] = ['keystone', 'harbour', 'meadow', 'orchard'].map((name) =>
    story.client(name),
  ) as [GatewayClient, GatewayClient, GatewayClient, GatewayClient];
  await recharge(keystone, meadow, 'MeadowMSP', 100_000);
  await recharge(keystone, harbour, 'HarbourMSP', 10_000);
  await recharge(keystone, orchard, 'OrchardMSP', 10_000);
}, beginMs);

afterAll(() => story?.end(), 30_000);

describe('an exchange that somebody leaves alone', () => {
  it('is refunded where the contributor delivers nothing, and the limit is there again', async () => {
    const before = await accountOf(meadow, 'MeadowMSP');
    const assetId = await publish(harbour, 'HarbourMSP', [meadow], { participantCount: 1 });
    const { body } = await sendConfirm(meadow, assetId);
    expect(await planOf(meadow, assetId)).toMatchObject({ status: 'FILLED', remainingLimitRmb: 20_000 });

    await confirmStatus(meadow, assetId, body.confirmId, 'REFUNDED');

    expect(await accountOf(meadow, 'MeadowMSP')).toEqual(before);
    expect(await planOf(meadow, assetId)).toMatchObject({ status: 'OPEN', remainingLimitRmb: 100_000 });
    expect((await meadow.send('GET', `/v1/plans/${assetId}/borrower`)).status).not.toBe(200);
  }, 60_000);

  it('is paid where the participator sleeps through its time to dispute', async () => {
    const before = await accountOf(harbour, 'HarbourMSP');
    const assetId = await publish(harbour, 'HarbourMSP', [meadow]);
    const { body } = await sendConfirm(meadow, assetId);
    const path = `/v1/plans/${assetId}/confirms/${body.confirmId}`;
    const sleeper = story.alliance.describe().processes['gateway-meadow'] ?? 0;
    process.kill(sleeper, 'SIGSTOP');
    try {
      await until('Harbour delivers', async () => (await harbour.send('POST', `${path}/delivery`)).status === 201);
      await confirmStatus(harbour, assetId, body.confirmId, 'PAID');
      expect((await accountOf(harbour, 'HarbourMSP')).balanceFen).toBe(before.balanceFen + 800);
    } finally {
      process.kill(sleeper, 'SIGCONT');
    }
    await confirmStatus(meadow, assetId, body.confirmId, 'PAID');
  }, 60_000);

  it('is refunded where the contributor hands over garbage: the participator disputes by itself and proves it', async () => {
    const before = await accountOf(meadow, 'MeadowMSP');
    const assetId = await publish(harbour, 'HarbourMSP', [meadow]);
    const { body } = await sendConfirm(meadow, assetId);
    const liar = ledgerClientOf('harbour', 'HarbourMSP');
    try {
      const oneOffPublicKey = await oneOffKeyOf(liar, body.confirmId);
      const ephemeral = createECDH('prime256v1');
      ephemeral.generateKeys();
      const context = { channel: 'alliance', assetId, confirmId: body.confirmId };
      const wrap = wrapDataKey(randomBytes(32), oneOffPublicKey, ephemeral.getPrivateKey(), context);
      const { outcome } = await liar.submit('plan:deliver', { assetId, confirmId: body.confirmId, wrap });
      expect(outcome.status).toBe('ACCEPTED');
    } finally {
      await liar.close();
    }
    await confirmStatus(meadow, assetId, body.confirmId, 'REFUNDED');
    expect(await accountOf(meadow, 'MeadowMSP')).toEqual(before);
  }, 60_000);

  it("refuses a false dispute, and the contributor's fee stays", async () => {
    const assetId = await publish(harbour, 'HarbourMSP', [meadow]);
    const { body } = await sendConfirm(meadow, assetId);
    const path = `/v1/plans/${assetId}/confirms/${body.confirmId}`;
    await until('Harbour delivers', async () => (await harbour.send('POST', `${path}/delivery`)).status === 201);
    await confirmStatus(meadow, assetId, body.confirmId, 'PAID');
    const disputed = await meadow.send('POST', `${path}/dispute`);
    expect(disputed.status).toBe(409);
    await confirmStatus(meadow, assetId, body.confirmId, 'PAID');
  }, 60_000);

  it('closes a plan by itself once endTime has passed', async () => {
    const assetId = await publish(harbour, 'HarbourMSP', [meadow], { endTime: inSeconds(2) });
    await until('the plan is closed', async () => (await planOf(meadow, assetId))?.status === 'CLOSED');
  }, 60_000);
});

/** Those that wait for the ledger's day wait at the same time; each has a holder of its own. */
describe('a redemption that somebody leaves alone', () => {
  it.concurrent('can be taken back where the issuer does not settle, and not before its time', async () => {
    const before = await accountOf(harbour, 'HarbourMSP');
    const path = await redeem();
    expect(await harbour.send('POST', `${path}/cancel`)).toMatchObject({
      status: 409,
      body: { code: 'REDEMPTION_NOT_DUE' },
    });
    await until(
      'Harbour may cancel',
      async () => (await harbour.send('POST', `${path}/cancel`)).status === 201,
      overMs,
    );
    expect(await accountOf(harbour, 'HarbourMSP')).toEqual(before);
  }, 60_000);

  it.concurrent('burns where the holder does not object to the settlement, and leaves it to its officers', async () => {
    const before = await accountOf(orchard, 'OrchardMSP');
    const path = await redeem(orchard);
    await settle(path);
    await redemptionStatus(path, 'EXPIRED', orchard);
    expect(await accountOf(orchard, 'OrchardMSP')).toEqual({ ...before, balanceFen: before.balanceFen - 500 });
  }, 60_000);

  it.concurrent("is taken back by the holder's gateway where nobody settles, and objected to where nobody says that it was paid", async () => {
    const before = await accountOf(meadow, 'MeadowMSP');
    const [unsettled, settled, acknowledged] = [await redeem(meadow), await redeem(meadow), await redeem(meadow)];
    for (const path of [settled, acknowledged]) await settle(path);
    await until(
      'Meadow acknowledges',
      async () => (await meadow.send('POST', `${acknowledged}/acknowledge`)).status === 201,
    );
    await redemptionStatus(settled, 'OBJECTED', meadow);
    await redemptionStatus(unsettled, 'CANCELLED', meadow);
    // Neither the issuer nor the members say anything.
    await redemptionStatus(settled, 'UNDECIDED', meadow);
    await redemptionStatus(acknowledged, 'ACKNOWLEDGED', meadow);
    expect(await accountOf(meadow, 'MeadowMSP')).toEqual({ ...before, balanceFen: before.balanceFen - 500 });
  }, 90_000);

  it('stands still where the holder objects, until the issuer gives the tokens back', async () => {
    const before = await accountOf(harbour, 'HarbourMSP');
    const path = await redeem();
    await settle(path);
    await until('Harbour objects', async () => (await harbour.send('POST', `${path}/object`)).status === 201);
    await until(
      'Keystone returns the tokens',
      async () => (await keystone.send('POST', `${path}/reject`)).status === 201,
    );
    await redemptionStatus(path, 'REJECTED');
    expect(await accountOf(harbour, 'HarbourMSP')).toEqual(before);
  }, 60_000);

  it('is decided by vote where holder and issuer do not agree, by the others', async () => {
    const before = await accountOf(harbour, 'HarbourMSP');
    const path = await redeem();
    const redemptionId = path.slice(path.lastIndexOf('/') + 1);
    await settle(path);
    await until('Harbour objects', async () => (await harbour.send('POST', `${path}/object`)).status === 201);

    const proposalId = freshId('proposal');
    const change = { type: 'REDEMPTION', redemptionId, verdict: 'RETURN' };
    await story.client('harbour', 'admin').post('/v1/alliance/proposals', { proposalId, change });
    const vote = (voter: string) =>
      story
        .client(voter, 'admin')
        .send('POST', `/v1/alliance/proposals/HarbourMSP:${proposalId}/vote`, { approve: true });
    expect(await vote('harbour')).toMatchObject({ status: 403, body: { code: 'VOTE_IN_OWN_CASE' } });
    for (const voter of ['meadow', 'orchard']) {
      await until(`${voter} votes`, async () => (await vote(voter)).status === 201);
    }
    await redemptionStatus(path, 'RETURNED');
    expect(await accountOf(harbour, 'HarbourMSP')).toEqual(before);
  }, 60_000);
});

/** The longest that a period of the alliance lasts until the ledger's day ends it. */
const overMs = 40_000;

/** 5 tokens; answers the redemption's path. */
async function redeem(holder = harbour): Promise<string> {
  const redemptionId = freshId('redemption');
  await holder.post('/v1/tokens/redemptions', { redemptionId, amountFen: 500 });
  const partyId = new Map([
    [harbour, 'HarbourMSP'],
    [meadow, 'MeadowMSP'],
    [orchard, 'OrchardMSP'],
  ]).get(holder);
  return `/v1/tokens/redemptions/${partyId}:${redemptionId}`;
}

async function settle(path: string): Promise<void> {
  const paymentReference = freshId('payout');
  await until('Keystone settles', async () => {
    const { status } = await keystone.send('POST', `${path}/settle`, { paymentReference });
    return status === 201;
  });
}

/** There is no path for one redemption; the list of the holder has it. */
async function redemptionStatus(path: string, status: string, holder = harbour): Promise<void> {
  const redemptionId = path.slice(path.lastIndexOf('/') + 1);
  const isReached = async () => {
    const { items } = await holder.get<{ items: { redemptionId: string; status: string }[] }>('/v1/tokens/redemptions');
    return items.find((item) => item.redemptionId === redemptionId)?.status === status;
  };
  await until(`the redemption is ${status}`, isReached, overMs);
}

/** From the blocks: the API does not show it. */
async function oneOffKeyOf(ledger: LedgerClient, confirmId: string): Promise<string> {
  const enough = new AbortController();
  for await (const { transactions } of ledger.blocks(0, enough.signal)) {
    for (const { record } of transactions.flatMap(({ writes }) => writes)) {
      if (record?.docType !== 'confirm' || record.confirmId !== confirmId) continue;
      enough.abort();
      return record.oneOffPublicKey;
    }
  }
  throw new Error('the blocks ended');
}

/** An institution that does not use its gateway: its own identity, straight to its peer. */
function ledgerClientOf(name: string, mspId: string): LedgerClient {
  const folder = join(story.directory, 'institutions', name, 'gateway');
  const read = (file: string) => readFileSync(resolve(folder, file), 'utf8');
  const config = JSON.parse(read('config.json')) as {
    channel: string;
    chaincode: string;
    peers: { endpoint: string; tlsRootCertificate?: string; hostAlias?: string }[];
    identities: { client: { certificate: string; privateKey: string } };
  };
  const { certificate, privateKey } = config.identities.client;
  return newLedgerClient({
    mspId,
    channel: config.channel,
    chaincode: config.chaincode,
    peers: config.peers.map(({ endpoint: address, tlsRootCertificate: root, hostAlias }) => ({
      address,
      hostAlias,
      tlsRootCertificate: root && read(root),
    })),
    client: { certificate: read(certificate), privateKey: createPrivateKey(read(privateKey)) },
    lease: { acquire: async () => true, release: async () => {} },
    tokenCredits: { tokenCreditsToFold: async () => [], waitForHeight: async () => {} },
  });
}
