/** Good workbooks with random bytes changed: each is refused or read, and nothing else ever happens. */
import { inspect } from '../../../gateway/spreadsheets/reader';
import { goodSheet, grid, manyRows, rowsOf, verdict, xlsx, xlsxOf } from './builders';

const seed = 20250701;

/** Numbers below 2^32, the same every time. */
function* random(state: number): Generator<number, never> {
  for (let value = state; ; ) {
    value = (Math.imul(value, 1664525) + 1013904223) >>> 0;
    yield value;
  }
}

const splinters = [
  '<',
  '>',
  '&',
  '"',
  '<row>',
  '</row>',
  '<c ',
  ' r="',
  ' t="s"',
  '<f/>',
  '-1',
  ']]>',
  '<t>',
  '</c>',
  'x:',
  '1e999',
];

function flipped(good: Buffer, numbers: Generator<number, never>): Buffer {
  const bytes = Buffer.from(good);
  for (let flips = 1 + ((numbers.next().value >>> 8) % 8); flips > 0; flips--) {
    bytes[(numbers.next().value >>> 3) % bytes.length] = numbers.next().value >>> 24;
  }
  return bytes;
}

describe(`a workbook with bytes changed at random (seed ${seed})`, () => {
  const told = /^(?:[A-Z_]+(?: \{.*\})?|\d+ rows)$/;

  it('is refused or read, 300 times', async () => {
    const good = await xlsxOf(grid(manyRows(30)));
    const numbers = random(seed);
    const verdicts = new Set<string>();
    for (let turn = 0; turn < 300; turn++) verdicts.add(await verdict(rowsOf(flipped(good, numbers))));

    expect([...verdicts].filter((text) => !told.test(text))).toEqual([]);
    expect(verdicts.has('FILE_DAMAGED')).toBe(true);
  });

  it('is refused or read when it is the sheet that was changed, checksum and all', async () => {
    const numbers = random(seed + 2);
    const pick = <T>(from: ArrayLike<T>) => from[(numbers.next().value >>> 4) % from.length] as T;
    const verdicts = new Set<string>();
    for (let turn = 0; turn < 300; turn++) {
      const place = (numbers.next().value >>> 4) % goodSheet.length;
      const changed = goodSheet.slice(0, place) + pick(splinters) + goodSheet.slice(place + pick([0, 1, 2]));
      verdicts.add(await verdict(rowsOf(await xlsx({ 'xl/worksheets/sheet1.xml': changed }))));
    }

    expect([...verdicts].filter((text) => !told.test(text))).toEqual([]);
    expect(verdicts.has('1 rows')).toBe(true);
  });

  it('is refused or read by the process that reads, and never fails it', async () => {
    const good = await xlsxOf(grid(manyRows(30)));
    const numbers = random(seed + 1);
    for (let turn = 0; turn < 30; turn++) {
      const text = await verdict(inspect({ bytes: flipped(good, numbers), kind: 'plan', conditions: {} }));

      expect(text).toMatch(told);
      expect(text).not.toMatch(/^READING/);
    }
  });
});
