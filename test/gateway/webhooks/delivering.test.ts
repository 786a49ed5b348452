/** What receivers get, in which order, and what one in trouble costs the others. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { verify } from '../../../gateway/client/webhooks';
import { published, recharged } from './events';
import { admin, receiver, startWorld, stopAll, until, type World, written } from './world';

afterEach(stopAll);

const hourMs = 3_600_000;

async function read(world: World, webhookId = 'core') {
  return (await world.send('GET', `/v1/webhooks/${webhookId}`, admin)).body;
}

describe('a webhook', () => {
  it('gets each event once, signed so that a foreign verifier takes it, with a sequence for each key', async () => {
    const core = await receiver();
    const world = await startWorld({ real: true });
    await world.happen(published('before'));
    const { secret } = await world.hook('core', core);
    world.begin();
    await world.happen(published('A1'), published('A2'), recharged('R1'));
    await world.happen(published('A1'));
    await until('four deliveries', () => core.received.length === 4);

    const bodies = core.received.map(({ text, headers }) =>
      new Webhook(secret).verify(text, headers as Record<string, string>),
    ) as {
      readonly type: string;
      readonly data: { readonly id: string; readonly key: string; readonly sequence: number };
    }[];
    const told = bodies.map(({ type, data: { id, key, sequence } }) => `${type} ${id} ${key} ${sequence}`);
    expect(told.sort()).toEqual([
      'LoanSharedPlanEvent 2.0.0 plan:HarbourMSP:A1 1',
      'LoanSharedPlanEvent 2.0.1 plan:HarbourMSP:A2 1',
      'LoanSharedPlanEvent 3.0.0 plan:HarbourMSP:A1 2',
      'TokenRechargeEvent 2.0.2 account:HarbourMSP 1',
    ]);
    expect(core.received.map(({ headers }) => headers['webhook-id']).sort()[0]).toBe('evt_alliance_2_0_0');
    for (const { text, headers } of core.received) {
      expect(await verify(text, headers, secret)).toMatchObject({ type: JSON.parse(text).type });
    }
    await until('an empty queue', async () => (await read(world)).pending === 0);
    expect(await read(world)).toMatchObject({ status: 'ACTIVE', position: '3.0.0', dead: 0 });
  });

  it('gets the types that it asked for, and no others', async () => {
    const core = await receiver();
    const world = await startWorld();
    await world.hook('core', core, { types: ['TokenRechargeEvent'] });
    world.begin();
    await world.happen(published('A1'), recharged('R1'));
    await until('the position has moved', async () => (await read(world)).position === '1.0.1');
    await until('one delivery', () => core.received.length === 1);
    expect(core.received[0]?.body.type).toBe('TokenRechargeEvent');
  });

  it('gets events of one key in their order and one at a time, and other keys meanwhile', async () => {
    const core = await receiver(async ({ body }) => {
      await sleep(body.data.key === 'plan:HarbourMSP:A1' ? 60 : 1);
      return 204;
    });
    const world = await startWorld();
    await world.hook('core', core);
    world.begin();
    await world.happen(published('A1'), published('A1'), published('A1'), published('A2'), published('A3'));
    await until('five deliveries', () => core.received.length === 5);
    const ofA1 = core.received.filter(({ body }) => body.data.key === 'plan:HarbourMSP:A1');
    expect(ofA1.map(({ body }) => body.data.sequence)).toEqual([1, 2, 3]);
    expect(core.ids().indexOf('1.0.4')).toBeLessThan(core.ids().indexOf('1.0.1'));
  });

  it('has at most eight messages under way', async () => {
    const core = await receiver(async () => {
      await sleep(30);
      return 204;
    });
    const world = await startWorld();
    await world.hook('core', core);
    await world.happen(...Array.from({ length: 40 }, (_, index) => published(`A${index}`)));
    world.begin();
    await until('all deliveries', () => core.received.length === 40);
    expect(core.most).toBe(8);
  });

  it('waits while it is paused, and goes on where it was', async () => {
    const core = await receiver();
    const world = await startWorld();
    await world.hook('core', core);
    expect((await world.send('POST', '/v1/webhooks/core', { ...admin, body: { paused: true } })).body.status).toBe(
      'PAUSED',
    );
    world.begin();
    await world.happen(published('A1'));
    await sleep(200);
    expect(core.received).toEqual([]);
    await world.send('POST', '/v1/webhooks/core', { ...admin, body: { paused: false } });
    await until('the event', () => core.received.length === 1);
  });
});

describe('a receiver that refuses', () => {
  it('for an hour gets everything afterwards in its order, and the queue never passes what has not arrived', async () => {
    const core = await receiver(() => 500);
    const world = await startWorld();
    await world.hook('core', core);
    world.begin();
    await world.happen(published('A1'), published('A1'));
    await world.happen(published('A2'));
    await until('a failure of each key', () => new Set(core.ids()).size === 2);
    await written(world, core);
    for (const ms of [6_000, 7 * 60_000, 38 * 60_000, hourMs]) {
      world.clock.ms = ms;
      const before = core.received.length;
      await until('another attempt', () => core.received.length > before || ms === hourMs);
      await written(world, core);
      expect(await read(world)).toMatchObject({ pending: 3, dead: 0, oldestPending: '1.0.0' });
    }
    expect(core.ids()).not.toContain('1.0.1');
    expect(
      new Set(core.received.filter(({ body }) => body.data.id === '1.0.0').map(({ headers }) => headers['webhook-id'])),
    ).toEqual(new Set(['evt_alliance_1_0_0']));

    core.behave(() => 204);
    core.received.length = 0;
    world.clock.ms = 4 * hourMs;
    await until('all three', () => core.received.length === 3);
    expect(core.ids().indexOf('1.0.0')).toBeLessThan(core.ids().indexOf('1.0.1'));
    await until('an empty queue', async () => (await read(world)).pending === 0);
    expect(await read(world)).not.toHaveProperty('failingSince');
  });

  it('one event ten times loses it to the dead, goes on with the key, and shows the gap; a retry brings it', async () => {
    const core = await receiver(({ body }) => (body.data.id === '1.0.0' ? 422 : 204));
    const world = await startWorld();
    await world.hook('core', core);
    world.begin();
    await world.happen(published('A1'), published('A1'), published('A2'));
    const attempts = () => core.ids().filter((id) => id === '1.0.0').length;
    for (let count = 1; count <= 10; count++) {
      await until(`attempt ${count}`, () => attempts() === count);
      // What else arrives keeps the endpoint from being given up.
      await world.happen(published(`B${count}`));
      await until('another key', () => core.ids().includes(`${count + 1}.0.0`));
      await written(world, core);
      world.clock.ms += 30 * hourMs;
    }
    await until('the next of the key', () => core.ids().includes('1.0.1'));
    const ofKey = core.received.filter(
      ({ body }) => body.data.key === 'plan:HarbourMSP:A1' && body.data.id !== '1.0.0',
    );
    expect(ofKey.map(({ body }) => body.data.sequence)).toEqual([2]);
    expect(await read(world)).toMatchObject({ dead: 1, status: 'ACTIVE' });

    const dead = await world.send('GET', '/v1/webhooks/core/deliveries?status=DEAD', admin);
    expect(dead.body.items).toEqual([
      {
        eventId: '1.0.0',
        type: 'LoanSharedPlanEvent',
        key: 'plan:HarbourMSP:A1',
        sequence: 1,
        status: 'DEAD',
        attempts: 10,
      },
    ]);
    core.behave(() => 204);
    const retried = await world.send('POST', '/v1/webhooks/core/deliveries/1.0.0/retry', admin);
    expect(retried).toMatchObject({ status: 202, body: { status: 'PENDING' } });
    await until('the dead one', async () => (await read(world)).dead === 0 && attempts() === 11);
  });

  it('with 410 is disabled; a challenge makes it active again, and nothing is lost', async () => {
    const core = await receiver(() => 410);
    const world = await startWorld();
    await world.hook('core', core);
    world.begin();
    await world.happen(published('A1'));
    await until('it is disabled', async () => (await read(world)).status === 'DISABLED');
    expect(await read(world)).toMatchObject({ disabledBecause: 'GONE', pending: 1 });
    await world.happen(published('A1'));
    core.behave(() => 204);
    expect((await world.send('POST', '/v1/webhooks/core/challenge', admin)).body.status).toBe('ACTIVE');
    await until('both events', () => core.received.length === 3);
    expect(core.ids()).toEqual(['1.0.0', '1.0.0', '2.0.0']);
  });

  it('everything for five days is disabled', async () => {
    const core = await receiver(() => 503);
    const world = await startWorld();
    await world.hook('core', core);
    world.begin();
    await world.happen(published('A1'));
    await until('an attempt', () => core.received.length === 1);
    await written(world, core);
    world.clock.ms = 119 * hourMs;
    await until('another attempt', () => core.received.length === 2);
    await written(world, core);
    expect((await read(world)).status).toBe('ACTIVE');
    world.clock.ms = 121 * hourMs;
    await until('it is disabled', async () => (await read(world)).status === 'DISABLED');
    expect((await read(world)).disabledBecause).toBe('FAILING');
  });

  it('with Retry-After gets nothing of any key before that', async () => {
    const core = await receiver((_one, response) => {
      response.writeHead(429, { 'retry-after': '60' }).end();
      return undefined;
    });
    const world = await startWorld();
    await world.hook('core', core);
    world.begin();
    await world.happen(published('A1'));
    await until('an attempt', () => core.received.length === 1);
    await written(world, core);
    core.behave(() => 204);
    await world.happen(published('A2'));
    world.clock.ms = 59_000;
    await sleep(1_200);
    expect(core.received).toHaveLength(1);
    world.clock.ms = 61_000;
    await until('both', () => core.received.length === 3);
  });
});

describe('receivers side by side', () => {
  it('do not wait for one that is slow, one that is dead, and one that never ends its answer', async () => {
    const slow = await receiver(async () => {
      await sleep(800);
      return 204;
    });
    const endless = await receiver((_one, response) => {
      response.writeHead(200).write('x');
      return undefined;
    });
    const healthy = await receiver();
    const dead = await receiver();
    const world = await startWorld({ answerWithinMs: 1_500 });
    for (const [name, one] of Object.entries({ slow, endless, dead, healthy })) await world.hook(name, one);
    await dead.stop();
    await world.happen(...Array.from({ length: 100 }, (_, index) => published(`A${index}`)));
    world.begin();
    await until('all of the healthy one', () => healthy.received.length === 100);
    // Eight at a time, each of them for 800 ms.
    expect(slow.received.length).toBeLessThan(100);
    expect(slow.most).toBeLessThanOrEqual(8);
    const failed = await world.send('GET', '/v1/webhooks/dead/deliveries?limit=500', admin);
    expect(failed.body.items.filter(({ attempts }: { attempts: number }) => attempts > 0).length).toBeLessThan(20);
  });
});

describe('a delivery under way', () => {
  it('is sent again with the same id when the gateway stops before the receiver has answered', async () => {
    let answer = (): void => undefined;
    const answering = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const core = await receiver(async () => {
      await answering;
      return 204;
    });
    const world = await startWorld();
    await world.hook('core', core);
    world.begin();
    await world.happen(published('A1'));
    await until('it is under way', () => core.received.length === 1);
    await world.endWork();
    expect(await read(world)).toMatchObject({ pending: 1 });
    answer();
    world.begin();
    await until('it is sent again', () => core.received.length === 2);
    expect(core.ids()).toEqual(['1.0.0', '1.0.0']);
  });

  it('is no other instance’s: two of them deliver each event once', async () => {
    const core = await receiver(async () => {
      await sleep(5);
      return 204;
    });
    const one = await startWorld();
    const other = await startWorld({ store: one.store });
    await one.hook('core', core);
    await one.happen(...Array.from({ length: 60 }, (_, index) => published(`A${index % 20}`)));
    one.begin();
    other.begin();
    await until(
      'an empty queue',
      async () => (await read(one)).position === '1.0.59' && (await read(one)).pending === 0,
    );
    await one.happen(...Array.from({ length: 20 }, (_, index) => published(`B${index}`)));
    await until('all of it', () => core.received.length >= 80);
    await sleep(300);
    expect(core.ids().sort()).toEqual([...new Set(core.ids())].sort());
    expect(core.received).toHaveLength(80);
  });
});

describe('a replay', () => {
  it('delivers the past again with the same ids and sequences, and what was never due without one', async () => {
    const core = await receiver();
    const world = await startWorld();
    await world.happen(published('A1'), recharged('R1'));
    await world.hook('core', core, { types: ['LoanSharedPlanEvent'] });
    world.begin();
    await world.happen(published('A1'));
    await world.happen(published('A2'));
    await until('two deliveries', () => core.received.length === 2);
    await until('an empty queue', async () => (await read(world)).pending === 0);
    const before = core.received.splice(0).map(({ headers }) => headers['webhook-id']);

    const replay = (body: object) => world.send('POST', '/v1/webhooks/core/replay', { ...admin, body });
    expect(await replay({ from: '0.0.0', to: '2.0.0' })).toMatchObject({ status: 202 });
    await until('two of the past', () => core.received.length === 2);
    const told = core.received
      .splice(0)
      .map(({ headers, body: { data } }) => [headers['webhook-id'], data.id, data.sequence]);
    expect(told).toEqual([
      ['evt_alliance_1_0_0', '1.0.0', undefined],
      [before[0], '2.0.0', 1],
    ]);

    await until('it has ended', async () => !(await read(world)).isReplaying);
    expect(await replay({ from: '0.0.0', types: ['TokenRechargeEvent'] })).toMatchObject({ status: 202 });
    await until('the other type', () => core.received.length === 1);
    expect(core.ids()).toEqual(['1.0.1']);
  });

  it('runs one at a time', async () => {
    const core = await receiver();
    const world = await startWorld();
    await world.hook('core', core);
    const replay = () => world.send('POST', '/v1/webhooks/core/replay', { ...admin, body: { from: '0.0.0' } });
    expect((await replay()).body).toMatchObject({ isReplaying: true });
    expect(await replay()).toMatchObject({ status: 409, body: { code: 'WEBHOOK_REPLAY_RUNNING' } });
  });
});
