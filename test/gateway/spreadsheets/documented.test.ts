/** The README of spreadsheets is true. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planWarnings } from '../../../chaincode/api/warnings';
import { fileRefusals } from '../../../gateway/api/file-problems';
import { noteCodes } from '../../../gateway/api/import-notes';
import { planColumns as columns } from '../../../gateway/spreadsheets/plan-columns';

const readme = readFileSync(join(__dirname, '../../../gateway/spreadsheets/README.md'), 'utf8');

it.each(planWarnings)('a note has words for the warning %s of the ledger', (warning) => {
  expect(noteCodes).toContain(warning);
});

describe('the README', () => {
  it.each(columns)('lists the column $field with its other headings', ({ field, chinese, need }) => {
    const row = readme.split('\n').find((line) => line.startsWith(`| \`${field}\` |`));

    expect(row).toContain(`| ${chinese.join(', ')} |`);
    expect(row).toContain(`| ${need} |`);
  });

  it.each(Object.keys(fileRefusals))('names the refusal %s', (code) => expect(readme).toContain(`\`${code}\``));
});
