/** The page of threats names tests that exist, and where no test is named something stands in the place of what stops it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const lines = readFileSync(join(root, 'chaincode', 'threats.md'), 'utf8').split('\n');
const rows = lines
  .filter((line) => line.startsWith('| ') && !line.startsWith('| at what') && !line.startsWith('| who '))
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
const references = rows.flatMap(([what = '', could = '', , heldBy = '']) =>
  [...heldBy.matchAll(/`([^`]+)` "([^"]+)"/g)].map(([, file = '', title = '']) => ({ what, could, file, title })),
);

describe('the page of threats', () => {
  it('says in every row what could be done, and what stops it', () => {
    expect(rows.length).toBeGreaterThan(30);
    expect(rows.filter((cells) => cells.length !== 4 || cells.slice(0, 3).some((cell) => cell === ''))).toEqual([]);
  });

  it.each(references)('names a test that is there: $file "$title"', ({ file, title }) => {
    const path = join(root, 'test', `${file}.ts`);
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, 'utf8').includes(title)).toBe(true);
  });
});
