/** Failed sign-ins: whoever tries tokens is not heard for a while, and whoever signs in well is not counted. */
import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '../../../gateway/api/problem';
import { newSignIns } from '../../../gateway/http/sign-ins';
import { startGateway, tokens } from './fakes';

const path = '/v1/plans';
const limit = 3;
const guesses = (count: number) => Array.from({ length: count }, (_, index) => `guessed-token-${index}`);

async function afterGuesses(count: number) {
  const gateway = await startGateway({ failedSignInsPerMinute: limit });
  const statuses: number[] = [];
  for (const token of guesses(count)) statuses.push((await gateway.send('GET', path, { token })).status);
  return { gateway, statuses };
}

describe('an address with too many failed sign-ins in a minute', () => {
  it('is told to wait until the minute ends, also with a right token', async () => {
    const { gateway, statuses } = await afterGuesses(limit + 1);
    const right = await gateway.send('GET', path);
    await gateway.stop();

    expect(statuses).toEqual([401, 401, 401, 429]);
    expect(right).toMatchObject({ status: 429, body: { code: 'TOO_MANY_FAILED_SIGN_INS' } });
    expect(right.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const seconds = Number(right.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(50);
    expect(seconds).toBeLessThanOrEqual(60);
  });

  it.each([
    ['of every spelling', ['Bearer', 'bearer', 'BEARER', 'bEaReR'].map((scheme) => `${scheme} guessed-token`)],
    ['of other schemes', ['Basic b2ZmaWNlcjp4', 'Token x', 'Digest y', 'Negotiate']],
    ['without any form', ['Bearer', 'Bearer ', 'Bearer a b', '张', ', ,']],
    ['without a header', [undefined, undefined, undefined, undefined]],
  ])('is one whose headers are %s', async (_what, headers) => {
    const gateway = await startGateway({ failedSignInsPerMinute: limit });
    const statuses: number[] = [];
    for (const authorization of headers) {
      const sent = authorization === undefined ? {} : { authorization: Buffer.from(authorization).toString('latin1') };
      statuses.push((await gateway.send('GET', path, { role: undefined, headers: sent })).status);
    }
    await gateway.stop();
    expect(statuses.slice(0, limit + 1)).toEqual([401, 401, 401, 429]);
  });

  it('is stopped as well where it tries many at once', async () => {
    const gateway = await startGateway({ failedSignInsPerMinute: limit });
    const answers = await Promise.all(guesses(60).map((token) => gateway.send('GET', path, { token })));
    await gateway.stop();
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(limit);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(60 - limit);
  });

  it('still reaches what is open to everybody', async () => {
    const { gateway } = await afterGuesses(limit + 1);
    const { status } = await gateway.send('GET', '/healthz', { role: undefined });
    await gateway.stop();
    expect(status).toBe(200);
  });

  it('is logged once, without any token, and counted', async () => {
    const { gateway } = await afterGuesses(limit + 5);
    const logged = gateway.logged.filter((line) => line.includes('failed sign-ins'));
    const metrics = await gateway.gateway.metrics.text();
    await gateway.stop();

    expect(logged).toHaveLength(1);
    expect(JSON.parse(logged[0] ?? '')).toMatchObject({ level: 40, address: '127.0.0.1', failures: limit });
    for (const token of guesses(limit + 5)) expect(gateway.logged.join()).not.toContain(token);
    expect(metrics).toContain(`tallystick_failed_sign_ins_total{code="NOT_SIGNED_IN"} ${limit}`);
    expect(metrics).toContain('tallystick_failed_sign_ins_total{code="TOO_MANY_FAILED_SIGN_INS"} 5');
  });
});

describe('an address of many clerks', () => {
  it('is heard as often as they sign in well, however many ask at once', async () => {
    const { gateway } = await afterGuesses(limit - 1);
    const answers = await Promise.all(Array.from({ length: 50 }, () => gateway.send('GET', path)));
    await gateway.stop();
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  });

  it('is not held against another address', async () => {
    const signIns = newSignIns(nobodyListens, 1);
    await expect(signIns.attempt({ ip: '192.0.2.1' }, fail)).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
    await expect(signIns.attempt({ ip: '192.0.2.1' }, succeed)).rejects.toMatchObject({
      code: 'TOO_MANY_FAILED_SIGN_INS',
    });
    expect(await signIns.attempt({ ip: '192.0.2.2' }, succeed)).toBe('signed in');
  });

  it('is heard again when the minute has ended', async () => {
    const windowMs = 200;
    const signIns = newSignIns(nobodyListens, 1, windowMs);
    await expect(signIns.attempt({ ip: '192.0.2.1' }, fail)).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
    await delay(windowMs + 50);
    expect(await signIns.attempt({ ip: '192.0.2.1' }, succeed)).toBe('signed in');
  });

  it('is not charged with failures that are not theirs', async () => {
    const signIns = newSignIns(nobodyListens, 1);
    const broken = () => Promise.reject(new Problem('STORE_UNAVAILABLE'));
    await expect(signIns.attempt({ ip: '192.0.2.1' }, broken)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(await signIns.attempt({ ip: '192.0.2.1' }, succeed)).toBe('signed in');
  });
});

describe('a caller', () => {
  it('is one, however its token is sent', async () => {
    const gateway = await startGateway({ requestsPerMinute: 3 });
    const statuses: number[] = [];
    for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEARER']) {
      const headers = { authorization: `${scheme} ${tokens.officer}` };
      statuses.push((await gateway.send('GET', path, { role: undefined, headers })).status);
    }
    await gateway.stop();
    expect(statuses).toEqual([200, 200, 200, 429]);
  });

  it('is an address where nobody has to sign in, whatever it sends', async () => {
    const gateway = await startGateway({ requestsPerMinute: 3 });
    const statuses: number[] = [];
    for (const token of guesses(4)) statuses.push((await gateway.send('GET', '/healthz', { token })).status);
    await gateway.stop();
    expect(statuses).toEqual([200, 200, 200, 429]);
  });
});

const nobodyListens = { metrics: { countFailedSignIn: () => undefined }, log: { warn: () => undefined } };
const fail = () => Promise.reject(new Problem('NOT_SIGNED_IN'));
const succeed = async () => 'signed in';
