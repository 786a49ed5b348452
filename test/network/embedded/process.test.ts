/** What becomes of calls and blocks when processes end: the chaincode's, and the ledger's own. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { within } from '../../run/pace';
import { Alliance } from './foreign/alliance';
import { type ForeignClient, failure, newClient } from './foreign/client';

let alliance: Alliance;
let harbour: ForeignClient;

beforeAll(async () => {
  alliance = await Alliance.start({ config: { executeTimeoutMs: 3_000 } });
  harbour = newClient(alliance, 'Harbour');
}, 120_000);

afterAll(async () => {
  harbour?.close();
  await alliance?.stop();
});

async function eventually<T>(call: () => Promise<T>, deadlineMs = 15_000): Promise<T> {
  const end = Date.now() + within(deadlineMs);
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(100);
    }
  }
}

describe('the chaincode process', () => {
  test('its end fails the invocation, and a new one is found by itself', async () => {
    const { code, details } = await failure(harbour.submit('die'));
    expect(code).toBe(10);
    expect(details[0]?.message).toMatch(
      /^error in simulation: failed to execute transaction [0-9a-f]{64}: .*chaincode stream terminated$/,
    );
    alliance.startChaincode('Harbour');
    expect(await eventually(() => harbour.submit('put', 'after-death', 'x'))).toBe('after-death');
  });

  test('an invocation without end is ended by its time limit', async () => {
    const { details } = await failure(harbour.submit('hang', 'k'));
    expect(details[0]?.message).toMatch(
      /^error in simulation: failed to execute transaction [0-9a-f]{64}: error sending: timeout expired while executing transaction$/,
    );
  });
});

describe('the ledger process', () => {
  test('says at its start that it is for development and trials only', () => {
    const starting = alliance.ledger?.states.find(({ state }) => state === 'starting');
    expect(starting?.notice).toMatch(/for development and trials only/);
  });

  test('makes every file for its owner alone, also those that LevelDB makes', () => {
    const folder = join(alliance.folder, 'ledger');
    const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    expect(entries.some((path) => path.endsWith('.log'))).toBe(true);
    expect(entries.filter((path) => (statSync(join(folder, path)).mode & 0o077) !== 0)).toEqual([]);
  });

  test('goes on when those who read its output are gone', async () => {
    alliance.ledger?.child.stdout?.destroy();
    alliance.ledger?.child.stderr?.destroy();
    // Each is a line in a log that nobody reads any more.
    for (let round = 0; round < 3; round++) {
      await failure(harbour.submit('die'));
      alliance.startChaincode('Harbour');
      expect(await eventually(() => harbour.submit('put', 'unread', `${round}`))).toBe('unread');
    }
    await alliance.endLedger('SIGTERM');
    await alliance.startLedger();
  });

  test('ends within two seconds of SIGTERM, and its listeners learn that it was no clean end', async () => {
    const blocks = await harbour.network.getBlockEvents();
    const listening = (async () => {
      for await (const block of blocks) void block;
    })();
    await sleep(200);
    const before = Date.now();
    const ended = expect(listening).rejects.toThrow('14 UNAVAILABLE');
    expect(await alliance.endLedger('SIGTERM')).toBe(0);
    expect(Date.now() - before).toBeLessThan(within(2_000));
    await ended;
    await alliance.startLedger();
  });

  test('after a restart the same blocks and the same state are there', async () => {
    await eventually(() => harbour.submit('put', 'kept', 'value'));
    const qscc = harbour.network.getContract('qscc');
    const before = await qscc.evaluateTransaction('GetChainInfo', 'alliance');
    await alliance.endLedger('SIGTERM');
    await alliance.startLedger();
    expect(await eventually(() => qscc.evaluateTransaction('GetChainInfo', 'alliance'))).toEqual(before);
    expect(await harbour.evaluate('get', 'kept')).toBe('value');
  });

  test('every transaction that was told to be valid survives a kill -9 while clients submit', async () => {
    for (const round of [1, 2]) {
      await eventually(() => harbour.submit('put', 'ready', 'x'));
      const acknowledged: string[] = [];
      let isRunning = true;
      const submitters = Array.from({ length: 16 }, async (_, submitter) => {
        for (let index = 0; isRunning; index++) {
          const key = `crash-${round}-${submitter}-${index}`;
          await harbour.submit('put', key, key).then(
            () => acknowledged.push(key),
            () => sleep(20),
          );
        }
      });
      await eventually(async () => expect(acknowledged.length).toBeGreaterThan(100), 30_000);
      await sleep(37 * round);
      await alliance.endLedger('SIGKILL');
      isRunning = false;
      await Promise.all(submitters);
      await alliance.startLedger();
      const values = await eventually(() => Promise.all(acknowledged.map((key) => harbour.evaluate('get', key))));
      expect(values).toEqual(acknowledged);
    }
  }, 120_000);
});
