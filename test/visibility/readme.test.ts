/** README.md shows the matrix as it is asked. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rendered } from './matrix';

const file = join(__dirname, 'README.md');
const repair = 'UPDATE_README=1 npx jest test/visibility/readme';
const between = /(?<=<!-- generated: matrix -->\n\n)[\s\S]*(?=\n\n<!-- end: matrix -->)/;

it(`shows the matrix; if not, ${repair} repairs it`, () => {
  if (process.env.UPDATE_README) writeFileSync(file, readFileSync(file, 'utf8').replace(between, rendered()));
  expect(between.exec(readFileSync(file, 'utf8'))?.[0]).toBe(rendered());
});
