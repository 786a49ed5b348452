/** What an operator edited of a gateway's settings stays, what follows from the topology follows, and both are told. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rewrite, writeKeepingEdits } from '../../../network/local/kept-edits';

let folder: string;
let notes: string[];
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kept-edits-'));
  file = join(folder, 'config.json');
  notes = [];
});

afterEach(() => rmSync(folder, { recursive: true }));

const first = { delivery: 'auto', listen: { port: 8101 }, databaseUrl: undefined };
const write = (settings: object) => writeKeepingEdits(file, { ...settings }, (note) => void notes.push(note));
const read = () => JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
const edit = (change: object) => writeFileSync(file, JSON.stringify({ ...read(), ...change }));

it('are written where there are none, and again in silence', () => {
  write(first);
  write(first);
  expect(read()).toEqual({ delivery: 'auto', listen: { port: 8101 } });
  expect(notes).toEqual([]);
});

it('keep what was edited, added or removed, and say so at every start', () => {
  write(first);
  edit({ delivery: 'manual', databaseUrl: 'postgres://db', listen: undefined });
  for (let start = 0; start < 2; start++) {
    notes = [];
    write(first);
    expect(read()).toEqual({ delivery: 'manual', databaseUrl: 'postgres://db' });
    expect(notes.map((note) => note.replace(`${file}: `, '').split(' ')[0]).sort()).toEqual([
      'databaseUrl',
      'delivery',
      'listen',
    ]);
    expect(notes.every((note) => note.includes('stays as it was edited'))).toBe(true);
  }
});

it('follow the topology in what was not edited, and say what is rewritten', () => {
  write(first);
  edit({ delivery: 'manual' });
  write({ ...first, listen: { port: 9101 } });
  expect(read()).toEqual({ delivery: 'manual', listen: { port: 9101 } });
  expect(notes).toEqual([
    `${file}: delivery stays as it was edited; topology and options would have it otherwise`,
    `${file}: listen is rewritten, as topology and options have it now`,
  ]);
});

it('are the topology’s again where the file was removed', () => {
  write(first);
  edit({ delivery: 'manual' });
  rmSync(file);
  write(first);
  expect(read()).toEqual({ delivery: 'auto', listen: { port: 8101 } });
});

it.each<[string, string | Buffer]>([
  ['full of NULs', Buffer.alloc(100)],
  ['truncated', '{"delivery": "ma'],
  ['empty', ''],
])('are named where the file is %s, and not overwritten', (_what, content) => {
  write(first);
  writeFileSync(file, content);
  expect(() => write(first)).toThrow(new RegExp(`^${file} is .*remove it: it is written anew`));
  expect(readFileSync(file)).toEqual(Buffer.from(content));
});

it('a file of which nothing is kept is rewritten, and whoever edited it is told', () => {
  const tell = (note: string) => void notes.push(note);
  rewrite(file, 'one', tell);
  rewrite(file, 'one', tell);
  expect(notes).toEqual([]);
  writeFileSync(file, 'edited');
  rewrite(file, 'one', tell);
  expect(notes).toEqual([expect.stringMatching(`^${file} is rewritten`)]);
  expect(readFileSync(file, 'utf8')).toBe('one');
});
