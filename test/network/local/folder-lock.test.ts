/** Who may change an alliance's folder: one process at a time, named to all others, and nobody for ever. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderInUse, findHolder, lockFolder, whileLocked } from '../../../network/local/folder-lock';
import { until } from '../../stories/running';

/** What holds a folder from another process runs from what was built. */
const built = join(__dirname, '..', '..', '..', 'dist', 'network', 'local', 'folder-lock.js');
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tallystick-lock-'));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

interface Contender {
  readonly child: ChildProcess;
  readonly said: Promise<string>;
}

/** Says `held`, and holds on; or says why it does not hold. */
function contend(): Contender {
  const program = `require(${JSON.stringify(built)}).lockFolder(${JSON.stringify(directory)})
    .then(() => { console.log('held'); setInterval(() => undefined, 1_000); }, ({ message }) => console.log(message));`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = once(child.stdout, 'data').then(([chunk]) => String(chunk).trim());
  return { child, said };
}

it('is held by one of many that come at once, and named to the others', async () => {
  const contenders = Array.from({ length: 8 }, contend);
  try {
    const said = await Promise.all(contenders.map(({ said }) => said));
    const holders = contenders.filter((_, index) => said[index] === 'held');
    expect(holders).toHaveLength(1);
    const pid = holders[0]?.child.pid;
    expect(findHolder(directory)).toBe(pid);
    await expect(lockFolder(directory)).rejects.toThrow(
      new RegExp(`^process ${pid} \\(.*\\) is at work in ${directory}: end it first, or choose another folder`),
    );
  } finally {
    for (const { child } of contenders) child.kill('SIGKILL');
  }
});

it('is free once its holder was killed, and whoever takes it then leaves time for what that had started', async () => {
  const { child, said } = contend();
  expect(await said).toBe('held');
  child.kill('SIGKILL');
  await until('nobody holds it', async () => findHolder(directory) === undefined);
  const lock = await lockFolder(directory);
  expect(lock.portsWithinMs).toBeGreaterThan(0);
  lock.release();
  expect(readdirSync(directory)).toEqual([]);
});

it('is free where another process got the id of its holder', async () => {
  writeFileSync(join(directory, `held-by-${process.ppid}-1-00000000`), '');
  expect(findHolder(directory)).toBeUndefined();
  await whileLocked(directory, async () => expect(findHolder(directory)).toBe(process.pid));
});

it('is not taken twice by one process, and is given back when its work fails', async () => {
  const failing = whileLocked(directory, async () => {
    await expect(lockFolder(directory)).rejects.toThrow(FolderInUse);
    throw new Error('no room');
  });
  await expect(failing).rejects.toThrow('no room');
  expect(findHolder(directory)).toBeUndefined();
});

it('is asked for where there is no folder', async () => {
  expect(findHolder(join(directory, 'none'))).toBeUndefined();
});

it('is refused, and left as it is, where the folder holds other things', async () => {
  writeFileSync(join(directory, 'somebody.txt'), '');
  await expect(lockFolder(directory)).rejects.toThrow(/holds other things and no alliance/);
  expect(readdirSync(directory)).toEqual(['somebody.txt']);
});

it.each([
  ['/proc/nowhere/alliance', /^\/proc\/nowhere cannot be written/],
  ['/', /is no folder for an alliance/],
  ['', /is no folder for an alliance/],
  [__filename, /is a file: choose a folder/],
])('is refused at once where no alliance can be: %j', async (place, words) => {
  await expect(lockFolder(place)).rejects.toThrow(words);
});
