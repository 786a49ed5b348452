/** The stream of events: order, resuming, filters, slow readers, and its end. */
import type { LedgerEventName } from '../../../chaincode/api/events';
import { streamEventForms } from '../../../gateway/api/event-stream';
import type { StoredEvent } from '../../../gateway/operations/event-store';
import { within } from '../../run/pace';
import { block, event, noon, type Served, self, startGateway } from '../http/fakes';

const running: Served[] = [];
afterEach(async () => {
  for (const gateway of running.splice(0)) await gateway.stop();
});

/** A gateway over a store with these events; `happen` adds one with the next block. */
async function served(events: StoredEvent[]) {
  const pages: (string | undefined)[] = [];
  const order = ({ id }: { readonly id: string }) =>
    id
      .split('.')
      .map((part) => part.padStart(10, '0'))
      .join('.');
  const gateway = await startGateway({
    store: {
      lastEventId: async () => events.at(-1)?.id,
      events: async (after, names, limit) => {
        pages.push(after);
        return events
          .filter(({ id }) => after === undefined || order({ id }) > order({ id: after }))
          .filter((stored) => names === undefined || names.includes(stored.event.name))
          .slice(0, limit);
      },
    },
  });
  running.push(gateway);
  const happen = (number: number, stored = event(`${number}.0.0`)) => {
    events.push(stored);
    gateway.ledger.push(block(number));
  };
  return { gateway, happen, pages };
}

/** Reads until so many events have come after the position of the stream. */
async function read(response: Response, count: number): Promise<string[]> {
  return (await readAll(response, count + 1)).slice(1);
}

async function readAll(response: Response, count: number): Promise<string[]> {
  const reader = response.body?.getReader();
  let text = '';
  while (reader !== undefined && text.split('\n\n').length <= count) {
    const { done, value } = await reader.read();
    if (done) break;
    text += Buffer.from(value).toString();
  }
  await reader?.cancel();
  const events = text.split('\n\n').slice(0, count);
  for (const one of events) requireDocumented(one);
  return events;
}

/** Throws where the data has not the form that is documented for the event's name. */
function requireDocumented(text: string): void {
  const [, name, data] = /^event: (\w+)\ndata: (.*)$/m.exec(text) ?? [];
  if (name !== undefined) streamEventForms[name as keyof typeof streamEventForms].parse(JSON.parse(data ?? ''));
}

function positionAt(id: string): string {
  return `id: ${id}\nevent: PositionEvent\ndata: {"name":"PositionEvent","position":"${id}"}\n\n`;
}

function plansEvent(id: string): StoredEvent {
  const names = {
    name: 'LoanSharedPlanEvent',
    eventName: 'PUBLISHED',
    assetId: `${self}:A1`,
    contributor: self,
  } as const;
  return { id, time: noon, event: { ...names, status: 'OPEN', remainingLimitRmb: 1 } };
}

describe('the stream of events', () => {
  it('hands out what comes, one by one, with its id, its name and its JSON', async () => {
    const { gateway, happen } = await served([event('1.0.0')]);
    gateway.ledger.push(block(1));
    await gateway.gateway.follower.waitForBlock(1, 1_000);
    const response = await gateway.open('GET', '/v1/events');
    happen(2, plansEvent('2.0.0'));
    happen(3);

    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const [first = '', second = ''] = await read(response, 2);
    expect(first.split('\n').slice(0, 2)).toEqual(['id: 2.0.0', 'event: LoanSharedPlanEvent']);
    expect(JSON.parse(first.split('data: ')[1] ?? '')).toEqual(plansEvent('2.0.0').event);
    expect(second).toMatch(/^id: 3\.0\.0\nevent: PartyKeyEvent\n/);
  });

  it('resumes after any id, across pages, and goes on with what comes', async () => {
    const stored = Array.from({ length: 250 }, (_, index) => event(`1.0.${index}`));
    const { gateway, happen, pages } = await served([...stored]);
    const response = await gateway.open('GET', '/v1/events', { headers: { 'Last-Event-ID': '1.0.9' } });
    const reading = read(response, 241);
    happen(2);
    const ids = (await reading).map((text) => /^id: (.*)/.exec(text)?.[1]);

    expect(ids).toEqual([...stored.slice(10).map(({ id }) => id), '2.0.0']);
    expect(pages.slice(0, 3)).toEqual(['1.0.9', '1.0.109', '1.0.209']);
  });

  it('begins at the beginning where it is asked to', async () => {
    const { gateway } = await served([event('0.1.0'), event('1.0.0')]);
    const response = await gateway.open('GET', '/v1/events', { headers: { 'Last-Event-ID': '0.0.0' } });
    expect((await read(response, 2)).map((text) => /^id: (.*)/.exec(text)?.[1])).toEqual(['0.1.0', '1.0.0']);
  });

  it('hands out only the types that are asked for', async () => {
    const { gateway } = await served([event('1.0.0'), plansEvent('1.0.1'), event('1.0.2'), plansEvent('1.0.3')]);
    const headers = { 'Last-Event-ID': '0.0.0' };
    const name: LedgerEventName = 'LoanSharedPlanEvent';
    const response = await gateway.open('GET', `/v1/events?types=${name},AllianceEvent`, { headers });
    expect((await read(response, 2)).map((text) => /^id: (.*)/.exec(text)?.[1])).toEqual(['1.0.1', '1.0.3']);
  });

  it('begins with its position, before anything happens', async () => {
    const { gateway } = await served([event('1.0.0'), event('3.1.2')]);
    const response = await gateway.open('GET', '/v1/events');
    expect(`${await readAll(response, 1)}\n\n`).toBe(positionAt('3.1.2'));
  });

  it('loses nothing for a reader that was cut off before the first event', async () => {
    const { gateway, happen } = await served([event('1.0.0')]);
    const [position = ''] = await readAll(await gateway.open('GET', '/v1/events'), 1);
    happen(2);
    happen(3);
    const headers = { 'Last-Event-ID': /^id: (.*)/.exec(position)?.[1] ?? '' };
    const events = await read(await gateway.open('GET', '/v1/events', { headers }), 2);
    expect(events.map((text) => /^id: (.*)/.exec(text)?.[1])).toEqual(['2.0.0', '3.0.0']);
  });

  it('begins with the position that was asked for, or with the beginning of an empty ledger', async () => {
    const { gateway } = await served([event('1.0.0'), event('2.0.0')]);
    const headers = { 'Last-Event-ID': '1.0.0' };
    const [position] = await readAll(await gateway.open('GET', '/v1/events', { headers }), 1);
    expect(`${position}\n\n`).toBe(positionAt('1.0.0'));
    const { gateway: empty } = await served([]);
    expect(`${await readAll(await empty.open('GET', '/v1/events'), 1)}\n\n`).toBe(positionAt('0.0.0'));
  });

  it.each(['999999.0.0', '3.0.0', '9999999999.99999.999999'])(
    'is refused at the position %s, which the ledger does not have',
    async (position) => {
      const { gateway } = await served([event('1.0.0'), event('2.0.0')]);
      for (const number of [0, 1, 2]) gateway.ledger.push(block(number));
      const answer = await gateway.send('GET', '/v1/events', { headers: { 'Last-Event-ID': position } });
      expect(answer).toMatchObject({ status: 409, body: { code: 'POSITION_BEYOND_LEDGER' } });
    },
  );

  it('goes on after a position in a block without any later event', async () => {
    const { gateway, happen } = await served([event('1.0.0')]);
    for (const number of [0, 1, 2]) gateway.ledger.push(block(number));
    await gateway.gateway.follower.waitForBlock(2, 1_000);
    const response = await gateway.open('GET', '/v1/events', { headers: { 'Last-Event-ID': '2.99999.5' } });
    happen(3);
    expect((await read(response, 1)).map((text) => /^id: (.*)/.exec(text)?.[1])).toEqual(['3.0.0']);
  });

  it('waits for a block that the ledger has and the gateway has not folded', async () => {
    const { gateway, happen } = await served([event('1.0.0')]);
    const height = () => Promise.resolve(8);
    gateway.ledger.height = height;
    const opening = gateway.open('GET', '/v1/events', { headers: { 'Last-Event-ID': '7.0.0' } });
    for (const number of [1, 2, 3, 4, 5, 6, 7]) gateway.ledger.push(block(number));
    const response = await opening;
    happen(8);
    expect(response.status).toBe(200);
    expect((await read(response, 1)).map((text) => /^id: (.*)/.exec(text)?.[1])).toEqual(['8.0.0']);
  });

  it.each([
    ['an unknown type', '/v1/events?types=SomeEvent', {}],
    ['no type', '/v1/events?types=', {}],
    ...[
      'yesterday',
      '',
      '-1.0.0',
      '1.0',
      '1.0.0.0',
      '01.0.0',
      '1.00.0',
      '1.0.0,2.0.0',
      '1.0.0 ',
      '10000000000.0.0',
      '1e3.0.0',
    ].map(
      (id) =>
        [`the id ${JSON.stringify(id)}`, '/v1/events', { 'Last-Event-ID': id.trim() === id ? id : `${id}x` }] as const,
    ),
  ] as [string, string, Record<string, string>][])('refuses %s', async (_what, path, headers) => {
    const { gateway } = await served([]);
    const answer = await gateway.send('GET', path, { headers });
    const [name = 'types'] = Object.keys(headers);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: expect.stringContaining(name) }] } });
  });

  it('reads no further than its reader does', async () => {
    const long = 'x'.repeat(20_000);
    const stored = Array.from({ length: 5_000 }, (_, index): StoredEvent => {
      const { event: content } = plansEvent('');
      return { id: `1.0.${index}`, time: noon, event: { ...content, assetId: long } as StoredEvent['event'] };
    });
    const { gateway, pages } = await served(stored);
    const response = await gateway.open('GET', '/v1/events', { headers: { 'Last-Event-ID': '0.0.0' } });
    await new Promise((resolve) => setTimeout(resolve, 500));
    const pagesWhileNobodyReads = pages.length;
    await response.body?.cancel();

    expect(pagesWhileNobodyReads).toBeLessThan(25);
  });

  it('ends when the gateway stops', async () => {
    const { gateway } = await served([]);
    const response = await gateway.open('GET', '/v1/events');
    const ended = response.text();
    gateway.tellToStop();
    await expect(ended).resolves.toBe(positionAt('0.0.0'));
  });

  it('ends at once for a user who is removed, and for nobody else', async () => {
    const { gateway, happen } = await served([]);
    const ended = (await gateway.open('GET', '/v1/events')).text();
    const other = await gateway.open('GET', '/v1/events', { role: 'auditor' });
    const begun = performance.now();
    expect((await gateway.send('DELETE', '/v1/users/officer', { role: 'admin' })).status).toBe(204);
    happen(1);
    expect(await ended).toBe(positionAt('0.0.0'));
    expect(performance.now() - begun).toBeLessThan(within(5_000));
    expect((await read(other, 1))[0]).toMatch(/^id: 1\.0\.0/);
  });

  it('sends its comments also where the clock is put back', async () => {
    const { gateway } = await served([]);
    const response = await gateway.open('GET', '/v1/events');
    const dayBefore = Date.now() - 86_400_000;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => dayBefore);
    try {
      expect(await read(response, 1)).toEqual([': still here']);
    } finally {
      clock.mockRestore();
    }
  }, 20_000);

  it('sends its comments in time also where other events come in between', async () => {
    const { gateway, happen } = await served([]);
    const begun = performance.now();
    const response = await gateway.open('GET', '/v1/events?types=CreditPayoutEvent');
    setTimeout(() => happen(1), 6_000);
    expect(await read(response, 1)).toEqual([': still here']);
    expect(performance.now() - begun).toBeLessThan(within(14_000));
  }, 30_000);

  it('lets go of a reader that went away', async () => {
    const { gateway, happen, pages } = await served([]);
    const reader = new AbortController();
    await gateway.open('GET', '/v1/events', { signal: reader.signal });
    reader.abort();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = pages.length;
    happen(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(pages.length).toBe(before);
  });
});
