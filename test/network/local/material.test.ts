/** What lies in an alliance's folder before its processes start. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultTopology } from '../../../network/local/alliance';
import { prepareMaterial } from '../../../network/local/material';
import { makePrivateFolder } from '../../../network/local/private-folder';
import { Supervised } from '../../../network/local/processes';
import { openToOthers, withUmask } from '../modes';

const root = mkdtempSync(join(tmpdir(), 'tallystick-material-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe.each([0o000, 0o022])("an alliance's folder, whatever the umask (%i)", (mask) => {
  it('is made for its owner alone, with all that lies in it', async () => {
    const layout = { directory: join(root, `new-${mask}`), portBase: 1 };
    await withUmask(mask, () => prepareMaterial(defaultTopology(), layout, {}));
    expect(openToOthers(layout.directory)).toEqual([]);
  }, 60_000);

  it('keeps logs, secrets and settings from others also where the folder was made before, and open', async () => {
    const layout = { directory: join(root, `old-${mask}`), portBase: 1 };
    const logs = join(layout.directory, 'logs');
    mkdirSync(logs, { recursive: true });
    for (const folder of [layout.directory, logs]) chmodSync(folder, 0o777);
    await withUmask(mask, () => prepareMaterial(defaultTopology(), layout, {}));
    for (const folder of [layout.directory, logs]) expect(statSync(folder).mode & 0o777).toBe(0o700);
  }, 60_000);

  it('is written anew where a copy of the founding is damaged, and that is told', async () => {
    const layout = { directory: join(root, `founding-${mask}`), portBase: 1 };
    const notes: string[] = [];
    await prepareMaterial(defaultTopology(), layout, {});
    writeFileSync(join(layout.directory, 'alliance.json'), Buffer.alloc(40));
    await prepareMaterial(defaultTopology(), layout, { onNote: (note) => void notes.push(note) });
    expect(notes).toEqual([expect.stringMatching(/alliance\.json is rewritten/)]);
  }, 60_000);

  it('is not made where an earlier version founded an alliance, and nothing is written there', async () => {
    const layout = { directory: join(root, `earlier-${mask}`), portBase: 1 };
    mkdirSync(join(layout.directory, 'gateways'), { recursive: true });
    await expect(prepareMaterial(defaultTopology(), layout, {})).rejects.toThrow(
      /an earlier version founded: .*--fresh/,
    );
    expect(readdirSync(layout.directory)).toEqual(['gateways']);
  });

  it('is not started from where a token file is damaged, which is named', async () => {
    const layout = { directory: join(root, `token-${mask}`), portBase: 1 };
    await prepareMaterial(defaultTopology(), layout, {});
    const file = join(layout.directory, 'institutions', 'meadow', 'gateway', 'token-officer');
    writeFileSync(file, Buffer.alloc(43));
    await expect(prepareMaterial(defaultTopology(), layout, {})).rejects.toThrow(`${file} is damaged`);
  }, 60_000);

  it('takes logs that nobody else reads', async () => {
    const logFile = join(root, `one-${mask}.log`);
    const events = { restarted: () => undefined, failing: () => undefined, recovered: () => undefined };
    const args = ['-e', "console.log('ready')"];
    const one = new Supervised({ name: 'one', args, logFile, readyText: 'ready' }, events);
    await withUmask(mask, () => one.start());
    await one.stop();
    expect(statSync(logFile).mode & 0o777).toBe(0o600);
  });
});

it('a folder whose path is too long for the stores below it is refused before anything is made', async () => {
  const parts = [join(root, 'long'), ...Array.from({ length: 3 }, () => '名'.repeat(60))];
  await expect(makePrivateFolder(join(...parts))).rejects.toThrow('is too long a path (more than 440 bytes)');
  expect(existsSync(join(root, 'long'))).toBe(false);
});

/** A file system that Linux always has, and that keeps no modes. */
const withoutModes = '/proc/self';
const whereThereIsOne = existsSync(withoutModes) ? describe : describe.skip;

whereThereIsOne('a folder whose file system keeps no modes', () => {
  it('is refused with what to do', async () => {
    await expect(makePrivateFolder(withoutModes)).rejects.toThrow(
      /^the file system of \/proc\/self keeps no modes, .*: choose a --directory on another one, .* --files-open-to-others$/,
    );
  });

  it('is taken for a trial', async () => {
    await makePrivateFolder(withoutModes, { filesOpenToOthers: true });
  });
});
