import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandForms, readFunctionNames } from '../../chaincode/api/commands';
import { ledgerEventNames } from '../../chaincode/api/events';
import { refusals } from '../../chaincode/api/refusals';
import { sections, withGeneratedParts } from './readme';

const file = join(__dirname, '../../chaincode/README.md');
const repair = 'UPDATE_README=1 npx jest test/chaincode/readme';

it(`is current; if not, ${repair} repairs it`, () => {
  if (process.env.UPDATE_README) writeFileSync(file, withGeneratedParts(readFileSync(file, 'utf8')));
  const readme = readFileSync(file, 'utf8');
  if (readme !== withGeneratedParts(readme)) throw new Error(`chaincode/README.md is out of date: ${repair}`);
});

it('names every transaction, read function, event and refusal', () => {
  const readme = readFileSync(file, 'utf8');
  const names = [...Object.keys(commandForms), ...readFunctionNames, ...ledgerEventNames, ...Object.keys(refusals)];
  expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});

it('is short where people wrote it', () => {
  let written = readFileSync(file, 'utf8');
  for (const section of sections) {
    const pattern = new RegExp(`<!-- generated: ${section} -->[\\s\\S]*<!-- end: ${section} -->`);
    written = written.replace(pattern, '');
  }
  expect(written.split('\n').length).toBeLessThanOrEqual(250);
});

it('has its markers in place: a README without them is no README', () => {
  expect(() => withGeneratedParts('')).toThrow('no markers for transactions');
});

it('says of every transaction, once, what its envelope can do that is held back', () => {
  const page = readFileSync(join(__dirname, '../../chaincode/time.md'), 'utf8');
  const table = page.slice(page.indexOf('## What an envelope can do'));
  const firstCells = table.split('\n').flatMap((line) => (line.startsWith('| `') ? (line.split('|')[1] ?? '') : []));
  const named = firstCells.flatMap((cell) => cell.match(/[a-z]+:[a-zA-Z]+/g) ?? []);
  expect(named.sort()).toEqual(Object.keys(commandForms).sort());
});
