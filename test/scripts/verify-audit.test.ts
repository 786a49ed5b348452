/** `tallystick verify-audit`: what an auditor runs over an export. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tallystick } from '../../scripts/tallystick';
import { exportOf, newEntry, noted } from '../gateway/audit/entries';
import { type Desk, newDesk } from './fake-gateway';

const whole = exportOf([newEntry(), newEntry({ userName: 'bert' })]);
let desk: Desk;

beforeEach(() => {
  desk = newDesk();
});
afterEach(() => desk.clear());

function verify(text: string, ...options: string[]) {
  const file = join(desk.folder, 'audit.ndjson');
  writeFileSync(file, text);
  return tallystick(['verify-audit', file, ...options], desk.around);
}

it('says that a whole chain holds, and which link to note', async () => {
  const { number, hash } = noted(whole, 2);
  expect(await verify(whole)).toBe(0);
  expect(desk.stdout()).toContain(`--known ${number}:${hash}`);
  expect(await verify(whole, '--known', `${number}:${hash}`)).toBe(0);
});

it('ends with 4 and names the line where one byte is changed', async () => {
  expect(await verify(whole.replace('bert', 'bart'))).toBe(4);
  expect(desk.stderr()).toBe('The chain is broken at line 2: has another hash than its content.\n');
});

it('ends with 4 where the file has not the entry that was noted', async () => {
  expect(await verify(whole, '--known', `2:${'0'.repeat(64)}`)).toBe(4);
});

it('ends with 2 where there is no file, or the option is none', async () => {
  expect(await tallystick(['verify-audit', join(desk.folder, 'none')], desk.around)).toBe(2);
  expect(await verify(whole, '--known', 'nothing')).toBe(2);
});
