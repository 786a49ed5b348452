/** Events as a caller reads them: parsed out of bytes, once each, in order, over streams that break. */
import type { ServerResponse } from 'node:http';
import type { Delivered } from '../../../gateway/client/call';
import { newClient } from '../../../gateway/client/client';
import type { StreamEvent } from '../../../gateway/client/emitted';
import { type Message, readMessages } from '../../../gateway/client/server-sent-events';
import { event, startGateway, tokens } from '../http/fakes';
import { type Double, newDouble, problem, type Reply } from './double';

async function parse(chunks: readonly (string | Uint8Array)[]): Promise<readonly (Message | undefined)[]> {
  async function* bytes() {
    for (const chunk of chunks) yield typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
  }
  const found: (Message | undefined)[] = [];
  for await (const message of readMessages(bytes())) found.push(message);
  return found;
}

const message = (data: string, id = '', type = 'message') => ({ id, event: type, data });

describe('a stream of bytes', () => {
  it.each([
    ['LF', '\n'],
    ['CR', '\r'],
    ['CRLF', '\r\n'],
  ])('has lines that end with %s', async (_name, end) => {
    const text = [': hello', 'id: 1.0.0', 'event: A', 'data: x', '', 'data:y', 'data: z', '', ''].join(end);
    expect(await parse([text])).toEqual([message('x', '1.0.0', 'A'), message('y\nz', '1.0.0')]);
  });

  it('may be cut anywhere, inside a character and inside CRLF too', async () => {
    const bytes = new TextEncoder().encode('id: 1.0.0\r\ndata: 借款\r\n\r\n: still here\r\n\r\n');
    const whole = await parse([bytes]);
    expect(whole).toEqual([message('借款', '1.0.0'), undefined]);
    expect(await parse(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  it('loses a message that was not ended, and an id with a NUL', async () => {
    expect(await parse(['id: 1\0\ndata: x\n\ndata: half'])).toEqual([message('x')]);
  });
});

const text = (id: string, name = 'SubjectEvent') =>
  `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify({ name, subjectId: id })}\n\n`;
const position = (id: string) =>
  `id: ${id}\nevent: PositionEvent\ndata: {"name":"PositionEvent","position":"${id}"}\n\n`;

/** A stream that holds these texts, and then ends, breaks or stays. */
const stream =
  (texts: readonly string[], then: 'END' | 'BREAK' | 'STAY' = 'END'): Reply =>
  (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(texts.join(''));
    if (then === 'END') response.end();
    if (then === 'BREAK') setTimeout(() => response.destroy(), 20);
  };

let double: Double;
beforeEach(async () => {
  double = await newDouble();
});
afterEach(() => double.close());

async function take(count: number, events: AsyncIterable<Delivered<StreamEvent>>): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { id } of events) {
    ids.push(id);
    if (ids.length === count) break;
  }
  return ids;
}

describe("a gateway's events", () => {
  it('come through its own stream', async () => {
    const events = [event('1.0.0'), event('2.0.0')];
    const gateway = await startGateway({
      store: {
        lastEventId: async () => '2.0.0',
        events: async (after) => events.filter(({ id }) => after === undefined || id > after),
      },
    });
    try {
      const client = double.client({ url: gateway.url, token: tokens.officer });
      expect(await take(2, client.events({ after: '0.0.0' }))).toEqual(['1.0.0', '2.0.0']);
      expect(await take(1, client.events())).toEqual(['2.0.0']);
    } finally {
      await gateway.stop();
    }
  });
});

describe('events', () => {
  it('go on after the last one when a stream ends or breaks, and come once each', async () => {
    double.replies.push(
      stream([position('3.0.0'), text('4.0.0'), text('4.0.1')]),
      stream([position('4.0.1'), text('4.0.1'), text('4.0.2')], 'BREAK'),
      problem(503, 'NOT_CAUGHT_UP', { 'retry-after': '2' }),
      stream([position('4.0.2'), text('10.0.0')], 'STAY'),
    );

    const ids = await take(4, double.client().events({ after: '3.0.0', types: ['SubjectEvent', 'ConsentEvent'] }));
    expect(ids).toEqual(['4.0.0', '4.0.1', '4.0.2', '10.0.0']);
    expect(double.asked.map(({ headers }) => headers['last-event-id'])).toEqual(['3.0.0', '4.0.1', '4.0.2', '4.0.2']);
    expect(double.asked[0]?.url).toBe('/v1/events?types=SubjectEvent%2CConsentEvent');
    expect(double.pauses[2]).toBe(2_000);
  });

  it('begin with the position where the stream begins now, so that it can be stored before the first event', async () => {
    double.replies.push(stream([position('3.0.0')]), stream([position('3.0.0'), text('4.0.0')], 'STAY'));

    expect(await take(2, double.client().events())).toEqual(['3.0.0', '4.0.0']);
    expect(double.asked.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '3.0.0']);
  });

  it('wait longer from failure to failure, up to half a minute, and anew after an event', async () => {
    double.replies.push(...Array.from({ length: 8 }, (): Reply => 'BREAK'), stream([text('1.0.0')]), 'BREAK');
    double.replies.push(stream([text('1.0.1')], 'STAY'));

    await take(2, double.client().events({ after: '0.0.0' }));
    const most = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 1_000, 2_000];
    expect(double.pauses.filter((ms, at) => ms > (most[at] ?? 0) || ms < (most[at] ?? 0) / 2)).toEqual([]);
    expect(double.pauses).toHaveLength(most.length);
  });

  it.each([
    ['a position of another ledger', 409, 'POSITION_BEYOND_LEDGER'],
    ['a token that is not valid any more', 401, 'NOT_SIGNED_IN'],
  ])('end with a refusal for %s', async (_what, status, code) => {
    double.replies.push(stream([text('1.0.0')]), problem(status, code));

    await expect(take(2, double.client().events({ after: '0.0.0' }))).rejects.toMatchObject({ call: 'events', code });
  });

  it('end quietly when the caller says so', async () => {
    const ending = new AbortController();
    double.replies.push(stream([text('1.0.0')], 'STAY'));
    const ids: string[] = [];
    for await (const { id } of double.client().events({ after: '0.0.0', signal: ending.signal })) {
      ids.push(id);
      setTimeout(() => ending.abort(), 20);
    }

    expect(ids).toEqual(['1.0.0']);
  });

  it('leave no connection behind when the caller stops reading', async () => {
    const closed = new Promise<void>((resolve) => {
      double.replies.push((response) => {
        response.on('close', resolve);
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(text('1.0.0'));
      });
    });
    await take(1, double.client().events({ after: '0.0.0' }));

    await closed;
  });
});

describe('a silent stream', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['performance'] }));
  afterEach(() => void jest.useRealTimers());

  /** Its first stream says one thing and nothing more; comments keep the second one alive. */
  function silent(): { readonly ids: string[]; readonly opened: () => number; readonly end: () => void } {
    const ending = new AbortController();
    const [ids, streams]: [string[], ReadableStreamDefaultController<Uint8Array>[]] = [[], []];
    const client = newClient({
      url: 'http://127.0.0.1:1',
      token: '',
      pause: async () => undefined,
      fetch: async (_url, init) => {
        const body = new ReadableStream<Uint8Array>({
          start(controller) {
            streams.push(controller);
            controller.enqueue(new TextEncoder().encode(text(`${streams.length}.0.0`)));
            init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason));
          },
        });
        return new Response(body);
      },
    });
    void (async () => {
      for await (const { id } of client.events({ after: '0.0.0', signal: ending.signal })) ids.push(id);
    })();
    return { ids, opened: () => streams.length, end: () => ending.abort() };
  }

  it('is dead after 45 seconds', async () => {
    const { ids, opened, end } = silent();
    await jest.advanceTimersByTimeAsync(44_000);
    expect([ids, opened()]).toEqual([['1.0.0'], 1]);
    await jest.advanceTimersByTimeAsync(2_000);
    expect([ids, opened()]).toEqual([['1.0.0', '2.0.0'], 2]);
    end();
  });
});
