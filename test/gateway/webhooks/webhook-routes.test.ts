/** Webhooks over HTTP: who keeps them, what is shown, and what is refused. */
import { Webhook } from 'standardwebhooks';
import { webhookChallenge } from '../../../gateway/api/webhooks';
import { published } from './events';
import { admin, receiver, startWorld, stopAll, until, type World, written } from './world';

afterEach(stopAll);

const url = 'http://127.0.0.1:1/hook';
const post = (world: World, path: string, body?: object) =>
  world.send('POST', `/v1/webhooks${path}`, { ...admin, ...(body === undefined ? {} : { body }) });
const read = (world: World, path = '/core') => world.send('GET', `/v1/webhooks${path}`, admin);

describe('a webhook', () => {
  it('is created with a secret that is shown once, and awaits a challenge', async () => {
    const world = await startWorld();
    const created = await post(world, '', { webhookId: 'core', url });
    expect(created).toMatchObject({
      status: 201,
      body: { webhookId: 'core', url, status: 'PENDING', position: '0.0.0', pending: 0, dead: 0, isReplaying: false },
    });
    const { secret, ...shown } = created.body;
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect((await read(world)).body).toEqual(shown);
    expect(await read(world, '')).toMatchObject({ body: { items: [shown] } });
    expect(world.logged.join()).not.toContain(secret);
    expect(await post(world, '', { webhookId: 'core', url })).toMatchObject({ body: { code: 'WEBHOOK_EXISTS' } });
  });

  it('is kept without its URL and secret in clear', async () => {
    const world = await startWorld();
    const { secret } = (await post(world, '', { webhookId: 'core', url })).body;
    const sealed = JSON.stringify(await world.store.webhooks.read('core'));
    // The fake vault says under which name it sealed.
    expect(sealed).toContain('sealed webhook core');
    const { sealed: _, ...clear } = JSON.parse(sealed);
    expect(JSON.stringify(clear)).not.toContain(secret);
    expect(JSON.stringify(clear)).not.toContain('127.0.0.1');
  });

  it('leaves in the audit log who created it and rotated its secret, without secret and URL', async () => {
    const world = await startWorld();
    const { secret } = (await post(world, '', { webhookId: 'core', url })).body;
    await post(world, '/core/secret');
    const { body, text } = await world.send('GET', '/v1/audit', { role: 'auditor' });
    const entries = body.items.map(({ operation, userName, about }: Record<string, unknown>) => [
      operation,
      userName,
      about,
    ]);
    expect(entries).toEqual(
      expect.arrayContaining([
        ['createWebhook', 'admin', ['core']],
        ['rotateWebhookSecret', 'admin', ['core']],
      ]),
    );
    expect([secret, url].filter((word) => text.includes(word))).toEqual([]);
  });

  it.each(['officer', 'auditor'] as const)('is not for a user of the role %s', async (role) => {
    const world = await startWorld();
    expect(await world.send('GET', '/v1/webhooks', { role })).toMatchObject({ body: { code: 'ROLE_NOT_ALLOWED' } });
  });

  it.each([
    ['https://10.0.0.1/', 'ADDRESS'],
    ['https://user:secret@hooks.harbour.example/', 'USER_INFO'],
    ['https://hooks.harbour.example:22/', 'PORT'],
    ['ftp://hooks.harbour.example/', 'SCHEME'],
  ])('is refused with the URL %s, at its creation and at a change', async (hostile, fault) => {
    const world = await startWorld();
    const refused = { status: 422, body: { code: 'WEBHOOK_URL_REFUSED', fault } };
    expect(await post(world, '', { webhookId: 'core', url: hostile })).toMatchObject(refused);
    await post(world, '', { webhookId: 'core', url });
    expect(await post(world, '/core', { url: hostile })).toMatchObject(refused);
    expect((await read(world)).body.url).toBe(url);
  });

  it('is active once its receiver has answered a challenge, which is signed', async () => {
    const bodies: string[] = [];
    const world = await startWorld({ real: true });
    const core = await receiver();
    const { secret } = (await post(world, '', { webhookId: 'core', url: core.url })).body;
    core.onChallenge(({ text, headers }) => {
      bodies.push(text);
      new Webhook(secret).verify(text, headers as Record<string, string>);
      return undefined;
    });
    expect(await post(world, '/core/challenge')).toMatchObject({ status: 200, body: { status: 'ACTIVE' } });
    expect(bodies.map((body) => webhookChallenge.safeParse(JSON.parse(body)).success)).toEqual([true]);
  });

  it.each([
    ['sends back what it gets', (text: string) => text, 'ANSWER_WRONG'],
    ['answers something else', () => '{"challenge":"x"}', 'ANSWER_WRONG'],
    ['answers no JSON', () => 'ok', 'ANSWER_WRONG'],
  ])('stays inactive where the receiver %s', async (_what, answer, outcome) => {
    const world = await startWorld();
    const core = await receiver();
    core.onChallenge(({ text }) => answer(text));
    await post(world, '', { webhookId: 'core', url: core.url });
    expect(await post(world, '/core/challenge')).toMatchObject({
      status: 409,
      body: { code: 'WEBHOOK_CHALLENGE_FAILED', outcome, answeredStatus: 200 },
    });
    expect((await read(world)).body.status).toBe('PENDING');
  });

  it('stays inactive where the gateway stops before the receiver has answered', async () => {
    const world = await startWorld();
    const core = await receiver();
    core.onChallenge(() => new Promise(() => undefined));
    await post(world, '', { webhookId: 'core', url: core.url });
    const challenged = post(world, '/core/challenge');
    setTimeout(() => world.tellToStop(), 100);
    expect(await challenged).toMatchObject({ body: { code: 'WEBHOOK_CHALLENGE_FAILED', outcome: 'NOT_SENT' } });
  });

  it('cannot be paused before it is active, and not be activated by a change', async () => {
    const world = await startWorld();
    await post(world, '', { webhookId: 'core', url });
    for (const paused of [true, false])
      expect(await post(world, '/core', { paused })).toMatchObject({
        status: 409,
        body: { code: 'WEBHOOK_NOT_ACTIVE' },
      });
    expect(await post(world, '/core/challenge')).toMatchObject({
      body: { code: 'WEBHOOK_CHALLENGE_FAILED', outcome: 'CONNECTION_FAILED' },
    });
  });

  it('awaits a challenge again at another URL, and keeps its queue', async () => {
    const world = await startWorld();
    const [core, other] = [await receiver(() => 500), await receiver()];
    await world.hook('core', core);
    world.begin();
    await world.happen(published('A1'));
    await until('a failure', () => core.received.length === 1);
    await written(world, core);
    expect(await post(world, '/core', { url: other.url })).toMatchObject({
      body: { status: 'PENDING', url: other.url },
    });
    await world.happen(published('A2'));
    expect(await post(world, '/core/challenge')).toMatchObject({ body: { status: 'ACTIVE' } });
    world.clock.ms = 10_000;
    await until('both', () => other.received.length === 2);
  });

  it('signs with two secrets for a day after a rotation', async () => {
    const world = await startWorld({ real: true });
    const core = await receiver();
    const { secret: old } = await world.hook('core', core);
    const rotated = await post(world, '/core/secret');
    expect(rotated).toMatchObject({ status: 201, body: { oldSecretUntil: expect.any(String) } });
    expect(rotated.body.secret).not.toBe(old);
    world.begin();
    await world.happen(published('A1'));
    await until('the event', () => core.received.length === 1);
    const { text = '', headers = {} } = core.received[0] ?? {};
    for (const secret of [old, rotated.body.secret])
      expect(new Webhook(secret).verify(text, headers as Record<string, string>)).toMatchObject({
        type: 'LoanSharedPlanEvent',
      });
  });

  it('is gone with its queue when it is removed', async () => {
    const world = await startWorld();
    const core = await receiver(() => 500);
    await world.hook('core', core);
    world.begin();
    await world.happen(published('A1'));
    await until('a failure', () => core.received.length === 1);
    expect((await world.send('DELETE', '/v1/webhooks/core', admin)).status).toBe(204);
    expect(await read(world)).toMatchObject({ status: 404, body: { code: 'WEBHOOK_NOT_FOUND' } });
    expect(await world.send('DELETE', '/v1/webhooks/core', admin)).toMatchObject({ status: 404 });
    await world.hook('core', core);
    expect((await read(world, '/core/deliveries')).body.items).toEqual([]);
  });

  it.each([
    ['GET', ''],
    ['POST', ''],
    ['DELETE', ''],
    ['POST', '/secret'],
    ['POST', '/challenge'],
    ['GET', '/deliveries'],
    ['GET', '/deliveries/1.0.0/attempts'],
    ['POST', '/deliveries/1.0.0/retry'],
    ['POST', '/replay'],
  ])('that nobody created is not found by %s %s', async (method, path) => {
    const world = await startWorld();
    const body =
      path === '/replay'
        ? { from: '0.0.0' }
        : path === '' && method === 'POST'
          ? { types: ['PartyKeyEvent'] }
          : undefined;
    const request = { ...admin, ...(body === undefined ? {} : { body }) };
    expect(await world.send(method, `/v1/webhooks/none${path}`, request)).toMatchObject({
      status: 404,
      body: { code: 'WEBHOOK_NOT_FOUND' },
    });
  });

  it('is changed by one of two who change it at once', async () => {
    const world = await startWorld();
    await post(world, '', { webhookId: 'core', url });
    const seen = await world.store.webhooks.read('core');
    if (seen === undefined) throw new Error('there is none');
    expect(await world.store.webhooks.change(seen, { sealed: 'one' })).toBe(true);
    expect(await world.store.webhooks.change(seen, { sealed: 'other' })).toBe(false);
  });
});

describe('deliveries', () => {
  it('are listed page by page, newest event first, each with its attempts and the beginning of each answer', async () => {
    const core = await receiver((_one, response) => {
      response.writeHead(500).end(`no room: ${'x'.repeat(2_000)}`);
      return undefined;
    });
    const world = await startWorld();
    await world.hook('core', core);
    world.begin();
    await world.happen(published('A1'), published('A2'), published('A3'));
    await until('a failure of each', () => core.received.length >= 3);
    await until('all are written', async () =>
      (await read(world, '/core/deliveries')).body.items.every(({ attempts }: { attempts: number }) => attempts === 1),
    );
    const first = await read(world, '/core/deliveries?limit=2');
    expect(first.body.items.map(({ eventId }: { eventId: string }) => eventId)).toEqual(['1.0.2', '1.0.1']);
    expect(first.body.items[0]).toMatchObject({
      sequence: 1,
      status: 'PENDING',
      nextAttempt: '2026-03-01T12:00:05.000Z',
    });
    const second = await read(world, `/core/deliveries?limit=2&cursor=${first.body.nextCursor}`);
    expect(second.body.items.map(({ eventId }: { eventId: string }) => eventId)).toEqual(['1.0.0']);
    world.clock.ms = 6_000;
    await until('a second attempt', () => core.received.length >= 6);
    await until(
      'it is written',
      async () => (await read(world, '/core/deliveries/1.0.0/attempts')).body.items.length === 2,
    );
    const { items } = (await read(world, '/core/deliveries/1.0.0/attempts')).body;
    expect(items.map(({ time }: { time: string }) => time)).toEqual([
      '2026-03-01T12:00:06.000Z',
      '2026-03-01T12:00:00.000Z',
    ]);
    expect(items[0]).toMatchObject({ outcome: 'STATUS', status: 500 });
    expect(items[0].answer).toHaveLength(1_024);
  });

  it('that arrived are not retried, and others are not known', async () => {
    const core = await receiver();
    const world = await startWorld();
    await world.hook('core', core);
    world.begin();
    await world.happen(published('A1'));
    await until(
      'it has arrived',
      async () => (await read(world, '/core/deliveries?status=DELIVERED')).body.items.length === 1,
    );
    expect(await post(world, '/core/deliveries/1.0.0/retry')).toMatchObject({
      body: { code: 'WEBHOOK_DELIVERY_ARRIVED' },
    });
    for (const path of ['1.0.1/retry'])
      expect(await post(world, `/core/deliveries/${path}`)).toMatchObject({
        body: { code: 'WEBHOOK_DELIVERY_NOT_FOUND' },
      });
    expect(await read(world, '/core/deliveries/1.0.1/attempts')).toMatchObject({ status: 404 });
  });

  it('are counted in the metrics, without a name', async () => {
    const core = await receiver(() => 500);
    const world = await startWorld();
    await world.hook('core', core);
    world.begin();
    await world.happen(published('A1'));
    await until('a failure', () => core.received.length === 1);
    world.clock.ms = 2_000;
    const metrics = async () => (await world.send('GET', '/metrics', { role: 'auditor' })).text;
    await until('it is counted', async () =>
      (await metrics()).includes('tallystick_webhook_attempts_total{outcome="STATUS"} 1'),
    );
    expect(await metrics()).toContain('tallystick_webhook_deliveries{status="PENDING"} 1');
    expect(await metrics()).toContain('tallystick_webhooks{status="ACTIVE"} 1');
    expect(await metrics()).toContain('tallystick_webhook_oldest_pending_seconds 2');
    expect(await metrics()).not.toContain('core');
  });

  it('leave neither URL nor answer nor event in the log', async () => {
    const core = await receiver((_one, response) => {
      response.writeHead(410).end('canary-answer');
      return undefined;
    });
    const world = await startWorld();
    await world.hook('core', core);
    world.begin();
    await world.happen(published('canary-plan'));
    await until('it is disabled', async () => (await read(world)).body.status === 'DISABLED');
    const logged = world.logged.join();
    expect(logged).toContain('a webhook is disabled');
    expect(['canary-answer', 'canary-plan', core.url].filter((text) => logged.includes(text))).toEqual([]);
  });
});
