import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { LedgerDamaged } from '../../../../network/embedded/ledger/damage';
import type { LedgerOptions } from '../../../../network/embedded/ledger/ledger';
import {
  CHAINCODE,
  codes,
  historyOf,
  newCollection,
  newOptions,
  ordered,
  put,
  read,
  readText,
  reopened,
  submit,
} from './harness';

const SCRIPT = resolve(__dirname, '../../../../dist/test/network/embedded/ledger/committing-process.js');

const options = (): LedgerOptions => newOptions({ collections: [newCollection({ members: ['Harbour'] })] });

function start(directory: string, mode = 'commit'): ChildProcess {
  return spawn(process.execPath, [SCRIPT, directory, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Reads lines until there are enough, kills without warning, and gives all that was printed. */
async function killedAfter(child: ChildProcess, lines: number): Promise<string[]> {
  const printed: string[] = [];
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    printed.push(line);
    if (printed.length === lines) {
      child.kill('SIGKILL');
    }
  }
  if (child.exitCode === null && child.signalCode === null) {
    await once(child, 'exit');
  }
  return printed;
}

describe('a ledger whose process is killed', () => {
  test('has every block that was acknowledged, whole, time after time', async () => {
    const settings = options();
    let acknowledged = -1;
    for (const lines of [1, 25, 7, 120, 3, 60]) {
      const printed = await killedAfter(start(settings.directory), lines);
      expect(printed.map(Number)).toEqual(printed.map((_, i) => Number(printed[0]) + i));
      acknowledged = Number(printed.at(-1));
      const ledger = await reopened(settings);
      expect(ledger.height).toBeGreaterThan(acknowledged);
      expect(ledger.height).toBeLessThanOrEqual(acknowledged + 2);
      expect(await readText(ledger, 'last')).toBe(String(ledger.height - 1));
      expect(await historyOf(ledger, 'last')).toHaveLength(ledger.height);
      for (let number = 0; number < ledger.height; number++) {
        expect(await readText(ledger, `key${number}`)).toBe(Buffer.alloc(2000, String(number)).toString());
        const secret = await read(ledger, (simulation) => simulation.getPrivate(CHAINCODE, 'sealed', `key${number}`));
        expect(secret.toString()).toBe(`secret ${number}`);
        expect(await ledger.transactionStatus(`tx${number}`)).toEqual({ block: number, code: 0 });
        expect((await ledger.privateData(number, 'Harbour')).size).toBe(1);
      }
      await ledger.close();
    }
    expect(acknowledged).toBeGreaterThan(200);
  }, 120_000);

  test('has the private writes of a transaction that was endorsed and not yet committed', async () => {
    const settings = options();
    const [line] = await killedAfter(start(settings.directory, 'keep'), 1);
    const { txId, publicResults } = JSON.parse(line as string);
    const ledger = await reopened(settings);
    expect(codes(await ledger.commit([ordered({ txId }, Buffer.from(publicResults, 'hex'))]))).toEqual([0]);
    const secret = await read(ledger, (simulation) => simulation.getPrivate(CHAINCODE, 'sealed', 'kept'));
    expect(secret.toString()).toBe('secret kept');
  });
});

describe('a ledger that is opened again', () => {
  test('gives the same blocks and the same answers', async () => {
    const settings = newOptions();
    const ledger = await reopened(settings);
    const blocks = [];
    for (let i = 0; i < 5; i++) {
      blocks.push((await submit(ledger, put(['a', String(i)], [`k${i}`, 'x']))).bytes);
    }
    const history = await historyOf(ledger, 'a');
    await ledger.close();
    await ledger.close();
    const again = await reopened(settings);
    expect(again.height).toBe(5);
    expect(await Promise.all(blocks.map((_, number) => again.block(number)))).toEqual(blocks);
    expect(await historyOf(again, 'a')).toEqual(history);
    expect(await readText(again, 'a')).toBe('4');
    await submit(again, put(['a', '5']));
    expect(again.height).toBe(6);
  });

  test('is not taken for that of another channel, and two channels do not see each other', async () => {
    const one = newOptions();
    const ledger = await reopened(one);
    await submit(ledger, put(['a', '1']));
    const other = await reopened(newOptions({ channelId: 'car-loans' }));
    expect(await readText(other, 'a')).toBe('');
    await ledger.close();
    await expect(reopened({ ...one, channelId: 'car-loans' })).rejects.toThrow(
      'is of channel alliance, not of car-loans',
    );
  });

  test('is refused, and not called damaged, while somebody has it open', async () => {
    const settings = newOptions();
    const ledger = await reopened(settings);
    await submit(ledger, put(['a', '1']));
    const second = reopened(settings);
    await expect(second).rejects.toThrow('is open in another process');
    await expect(second).rejects.not.toBeInstanceOf(LedgerDamaged);
    await submit(ledger, put(['a', '2']));
    expect(await readText(ledger, 'a')).toBe('2');
  });

  test('may have been given up before its first block', async () => {
    const settings = newOptions();
    await (await reopened(settings)).close();
    const ledger = await reopened(settings);
    expect(ledger.height).toBe(0);
  });
});
