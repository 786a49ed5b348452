/** What readers of the stream of events can do to others: many that catch up at once, and those that take nothing. */
import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamLimits } from '../../../gateway/http/streams';
import type { StoredEvent } from '../../../gateway/operations/event-store';
import type { Store } from '../../../gateway/stores';
import { block, noon, type Served, self, startGateway, tokens } from '../http/fakes';
import { publishingBlock } from '../store/chain';
import { onEachDatabase } from '../store/databases';

const running: Served[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const gateway of running.splice(0)) await gateway.stop();
});

/** Every token that looks like one is a user's of its own. */
const userByToken: Store['userByToken'] = async (token) => ({ userName: token, role: 'officer' });

async function serve(store: Partial<Store>, streamLimits: Partial<StreamLimits> = {}): Promise<Served> {
  const gateway = await startGateway({ store: { userByToken, ...store }, streamLimits });
  running.push(gateway);
  return gateway;
}

/** A reader on a socket of its own, which takes nothing unless it is resumed. */
function reader({ url }: Served, token: string = tokens.officer, after = '0.0.0'): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  sockets.push(socket);
  socket.on('error', () => undefined);
  socket.write(
    `GET /v1/events HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer ${token}\r\nLast-Event-ID: ${after}\r\n\r\n`,
  );
  return socket;
}

function connections({ server }: Served): Promise<number> {
  return new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(10);
}

onEachDatabase('while a hundred readers resume from the beginning', ({ open }) => {
  const plans = 6_000;
  const inBlock = 500;

  /** Pages are counted: timings say as much of the machine as of the gateway. */
  async function catchingUp() {
    const store = await open();
    for (let number = 0; number < plans / inBlock; number++) await store.applyBlock(publishingBlock(number, inBlock));
    let pages = 0;
    const events: Store['events'] = async (...of) => {
      pages += 1;
      return store.events(...of);
    };
    const gateway = await serve({ events, plans: store.plans, lastEventId: store.lastEventId });
    const resume = async () => {
      for (let index = 0; index < 99; index++) reader(gateway, `reader-${index}`).resume();
      await until(() => pages >= 200);
      return pages;
    };
    return { store, gateway, resume, pages: () => pages };
  }

  it("serves another caller's request among their pages", async () => {
    const { gateway, resume, pages } = await catchingUp();
    const before = await resume();
    const answer = await gateway.send('GET', '/v1/plans?limit=1');

    expect(answer.status).toBe(200);
    expect(pages() - before).toBeLessThan(200);
  });

  it('hands out what happens to a reader that has caught up among their pages', async () => {
    const { store, gateway, resume, pages } = await catchingUp();
    const response = await gateway.open('GET', '/v1/events', { token: 'at-the-end' });
    const stream = response.body?.getReader();
    expect(Buffer.from((await stream?.read())?.value ?? []).toString()).toMatch(
      /^id: 11\.0\.499\nevent: PositionEvent/,
    );
    await resume();
    const next = publishingBlock(plans / inBlock, 1);
    await store.applyBlock(next);
    const before = pages();
    gateway.ledger.push(next);
    const { value } = (await stream?.read()) ?? {};

    const text = Buffer.from(value ?? []).toString();
    expect(text).toMatch(/^id: 12\.0\.0\n/);
    // Were it to wait for its turn, all others would read a page before it.
    expect(pages() - before).toBeLessThan(50);
  });

  it('gives each of them everything in the end', async () => {
    const { gateway } = await catchingUp();
    const read = Array.from({ length: 10 }, () => '');
    for (const index of read.keys()) {
      reader(gateway, `reader-${index}`).on('data', (bytes) => {
        read[index] += bytes.toString();
      });
    }
    await until(() => read.every((text) => text.includes(`id: ${plans / inBlock - 1}.0.${inBlock - 1}\n`)));

    // The first event is the place that they resume from.
    expect(read.map((text) => text.match(/^event: LoanSharedPlanEvent/gm)?.length)).toEqual(read.map(() => plans - 1));
  });
});

/** More than sockets take by themselves. */
const longEvents = Array.from({ length: 5_000 }, (_, index): StoredEvent => {
  const assetId = `${self}:${'x'.repeat(20_000)}`;
  const names = { name: 'LoanSharedPlanEvent', eventName: 'PUBLISHED', assetId, contributor: self } as const;
  return { id: `1.0.${index}`, time: noon, event: { ...names, status: 'OPEN', remainingLimitRmb: 1 } };
});

async function serveLongEvents(limits: Partial<StreamLimits>) {
  let pages = 0;
  const events: Store['events'] = async (after, _names, limit) => {
    pages += 1;
    const start = longEvents.findIndex(({ id }) => id === after) + 1;
    return longEvents.slice(start, start + limit);
  };
  const gateway = await serve({ events, lastEventId: async () => longEvents.at(-1)?.id }, limits);
  return { gateway, pages: () => pages };
}

describe('a reader that takes nothing', () => {
  it('is cut off after a time, and nothing of it stays', async () => {
    const { gateway, pages } = await serveLongEvents({ drainMs: 200, ofCaller: 1 });
    reader(gateway);
    await until(async () => pages() > 0 && (await connections(gateway)) === 0);
    const before = pages();
    gateway.ledger.push(block(1));
    await sleep(100);

    expect(pages()).toBe(before);
    const response = await gateway.open('GET', '/v1/events');
    expect(response.status).toBe(200);
    await response.body?.cancel();
  });

  it('does not keep the gateway from stopping', async () => {
    const { gateway, pages } = await serveLongEvents({ drainMs: 60_000 });
    reader(gateway);
    await until(() => pages() > 0);
    await sleep(100);
    gateway.tellToStop();
    await until(async () => (await connections(gateway)) === 0);
    expect(await connections(gateway)).toBe(0);
  });
});

it('leaves no listeners behind where a reader takes page after page', async () => {
  const { gateway, pages } = await serveLongEvents({});
  const responses: ServerResponse[] = [];
  gateway.server.on('request', (_request, response) => responses.push(response));
  reader(gateway).resume();
  await until(() => pages() > 1 && responses.length > 0);
  const before = responses.map((response) => response.listenerCount('close'));
  await until(() => pages() > 30);
  expect(responses.map((response) => response.listenerCount('close') <= (before[0] ?? 0) + 1)).toEqual([true]);
});

describe('how many streams there are', () => {
  const limits = { ofCaller: 2, altogether: 3 };
  const follow = (gateway: Served, token: string) => gateway.open('GET', '/v1/events', { token });
  const begin = () => serve({ lastEventId: async () => undefined, events: async () => [] }, limits);

  it('is bounded for a caller: one more is told to come later, and others are served', async () => {
    const gateway = await begin();
    expect([(await follow(gateway, 'one')).status, (await follow(gateway, 'one')).status]).toEqual([200, 200]);
    const third = await gateway.send('GET', '/v1/events', { token: 'one' });
    expect(third).toMatchObject({ status: 429, body: { code: 'TOO_MANY_STREAMS' } });
    expect(third.headers.get('retry-after')).toBe('10');
    expect((await follow(gateway, 'another')).status).toBe(200);
  });

  it('is bounded for the institution, and a place is free again once its reader is gone', async () => {
    const gateway = await begin();
    const going = await follow(gateway, 'one');
    for (const token of ['one', 'another']) await follow(gateway, token);
    expect((await gateway.send('GET', '/v1/events', { token: 'third' })).status).toBe(429);
    await going.body?.cancel();
    await until(async () => (await follow(gateway, 'third')).status === 200);
    expect((await gateway.send('GET', '/v1/events', { token: 'fourth' })).status).toBe(429);
  });
});
