/** What a client repeats, after which pause, and what it does not. */
import { type Double, newDouble, problem, type Reply } from './double';

let double: Double;
beforeEach(async () => {
  double = await newDouble();
});
afterEach(() => double.close());

const alive: Reply = { body: { state: 'ALIVE' } };
const read = (settings = {}, options = {}) => double.client(settings).gateway.readHealth({}, options);

describe('a request is repeated', () => {
  it.each([
    ['a connection that breaks', 'BREAK' as Reply],
    ['429', problem(429, 'TOO_MANY_REQUESTS')],
    ['502', { status: 502, body: 'bad gateway' }],
    ['503', problem(503, 'LEDGER_UNAVAILABLE')],
    ['504', { status: 504 }],
  ])('after %s', async (_what, reply) => {
    double.replies.push(reply, alive);

    expect(await read()).toMatchObject({ state: 'ALIVE' });
    expect(double.asked).toHaveLength(2);
  });

  it('after an answer that breaks off', async () => {
    double.replies.push((response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"state":');
      setTimeout(() => response.destroy(), 20);
    }, alive);

    expect(await read()).toMatchObject({ state: 'ALIVE' });
  });

  it('after an attempt that takes too long', async () => {
    double.replies.push('SILENCE', alive);

    expect(await read({ timeoutMs: 100 })).toMatchObject({ state: 'ALIVE' });
  });

  it('three times unless said, with pauses that double and differ', async () => {
    double.replies.push(...Array.from({ length: 9 }, (): Reply => 'BREAK'));

    await expect(read()).rejects.toMatchObject({ name: 'TypeError', cause: expect.anything() });
    expect(double.asked).toHaveLength(4);
    const bounds = [500, 1_000, 2_000];
    expect(double.pauses.map((ms, at) => ms <= (bounds[at] ?? 0) && ms >= (bounds[at] ?? 0) / 2)).toEqual([
      true,
      true,
      true,
    ]);
    await expect(read({}, { maxRetries: 1 })).rejects.toThrow();
    expect(double.asked).toHaveLength(6);
  });

  it('after eight seconds at most, and as Retry-After says where it says so', async () => {
    double.replies.push(...Array.from({ length: 6 }, (): Reply => 'BREAK'));
    double.replies.push(problem(429, 'TOO_MANY_REQUESTS', { 'retry-after': '17' }), alive);

    await read({ maxRetries: 10 });
    expect(Math.max(...double.pauses.slice(0, 6))).toBeLessThanOrEqual(8_000);
    expect(double.pauses[6]).toBe(17_000);
  });
});

describe('a request is not repeated', () => {
  it.each([
    ['what repeating does not change', problem(409, 'PLAN_NOT_OPEN')],
    ['a defect of the gateway', problem(500, 'INTERNAL')],
    ['a wait of more than a minute, about which the caller decides', problem(429, 'X', { 'retry-after': '61' })],
  ])('after %s', async (_what, reply) => {
    double.replies.push(reply, alive);

    await expect(read()).rejects.toMatchObject({ name: 'Refused' });
    expect(double.asked).toHaveLength(1);
  });

  it('where it shows a token once', async () => {
    double.replies.push('BREAK');

    await expect(double.client().users.add({ userName: 'reviewer', role: 'officer' })).rejects.toThrow();
    expect(double.asked).toHaveLength(1);
  });

  it('where nothing names what it makes', async () => {
    double.replies.push('BREAK', 'BREAK', { body: { version: 3 } });

    await expect(double.client().parties.rotateKey()).rejects.toThrow();
    expect(await double.client().parties.rotateKey({ version: 3 })).toMatchObject({ version: 3 });
  });

  it('once the caller ends it, in a pause or under way', async () => {
    const ending = new AbortController();
    double.replies.push('BREAK', 'SILENCE');
    const paused = read(
      {
        pause: async () => {
          ending.abort(new Error('the caller goes'));
          throw ending.signal.reason;
        },
      },
      { signal: ending.signal },
    );

    await expect(paused).rejects.toThrow('the caller goes');
    const signal = AbortSignal.timeout(50);
    await expect(read({ signal })).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(double.asked.length).toBeLessThanOrEqual(2);
  });
});
