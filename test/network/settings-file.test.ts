/** Whatever is wrong with a file that an operator gave: its name, the fault and what to do, and nothing of what stands in it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { readSettings } from '../../network/settings-file';

const folder = mkdtempSync(join(tmpdir(), 'settings-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = join(folder, 'settings.json');
const form = z.strictObject({ port: z.int(), password: z.string() });
const description = { form, what: 'the settings', repair: 'restore it from a copy' };
const whole = JSON.stringify({ port: 1, password: 'correct-horse' }, undefined, 2);

function complaintAbout(content: string | Buffer, more: object = {}): string {
  writeFileSync(file, content);
  try {
    readSettings(file, { ...description, ...more });
  } catch (error) {
    return (error as Error).message;
  }
  return 'no complaint';
}

it('reads what has the form', () => {
  expect(complaintAbout(whole)).toBe('no complaint');
});

it.each<[string, string | Buffer, RegExp]>([
  ['empty', '', /is empty/],
  ['full of NULs', Buffer.alloc(40), /holds NUL bytes/],
  ['NULs at its end', `${whole.slice(0, 20)}\0\0\0`, /holds NUL bytes/],
  ['truncated', whole.slice(0, 40), /is damaged/],
  ['no UTF-8', Buffer.from([0x7b, 0xd5, 0xc5, 0x7d]), /not UTF-8/],
  ['no JSON', '{"password": correct-horse}', /is damaged/],
  ['a list', '[]', /the whole: /],
  ['null', 'null', /the whole: /],
  ['a text', '"correct-horse"', /the whole: /],
  ['of wrong types', '{"port": "correct-horse", "password": ["correct-horse"]}', /port: .*\n.*password: /],
])('names a file that is %s first, and says what to do', (_what, content, fault) => {
  const complaint = complaintAbout(content);
  expect(complaint).toMatch(fault);
  expect(complaint.startsWith(`${file} `)).toBe(true);
  expect(complaint).toContain('restore it from a copy');
  expect(complaint).not.toContain('correct');
});

it('names a file that does not exist', () => {
  rmSync(file, { force: true });
  expect(() => readSettings(file, description)).toThrow(`${file} does not exist: restore it from a copy`);
});

it('names a folder in its place', () => {
  expect(() => readSettings(folder, description)).toThrow(`${folder} cannot be read (EISDIR)`);
});

it('says in which line YAML cannot be parsed', () => {
  expect(complaintAbout('port: 1\npassword: [correct-horse\n', { parse })).toMatch(/is damaged \(line \d+ cannot/);
});

it('names no regular expression', () => {
  const strict = z.strictObject({ name: z.string().regex(/^[a-z]{1,3}$/) });
  expect(complaintAbout('{"name": "A"}', { form: strict })).toMatch(/name: has not the documented form$/);
});
