/** Texts as sheets: encodings, delimiters, and that nothing is lost. */
import fc from 'fast-check';
import { encode } from 'iconv-lite';
import { findTextFault, spellText } from '../../../chaincode/api/texts';
import { planColumns } from '../../../gateway/spreadsheets/plan-columns';
import { openTable } from '../../../gateway/spreadsheets/table';
import { csv, csvOf, fields, grid, manyRows, rowsOf, verdict } from './builders';

const rows = manyRows(200);
const utf8 = csv(rows);
const gb18030 = encode(utf8.toString(), 'gb18030');

function patch(bytes: Buffer, ...patches: readonly (readonly [line: number, bytes: Buffer])[]): Buffer {
  const lines = bytes.toString('latin1').split('\r\n');
  for (const [line, replacement] of patches) lines[line] = replacement.toString('latin1');
  return Buffer.from(lines.join('\r\n'), 'latin1');
}
const line = (index: number, encoding: 'utf8' | 'gb18030') =>
  encode(grid(rows)[index]?.join(',') ?? '', encoding === 'utf8' ? 'utf8' : 'gb18030');

describe('the encoding of a text', () => {
  it.each<[string, Buffer, string]>([
    ['UTF-8', utf8, '200 rows'],
    ['UTF-8 with a mark', Buffer.concat([Buffer.from('\ufeff'), utf8]), '200 rows'],
    ['GB18030, as Chinese programs save', gb18030, '200 rows'],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${utf8}`, 'utf16le'), 'ENCODING_NOT_SUPPORTED {"found":"UTF-16"}'],
    ['UTF-16 without', Buffer.from(utf8.toString(), 'utf16le'), 'ENCODING_NOT_SUPPORTED {"found":"UTF-16"}'],
    ['UTF-8 mark and GB18030', Buffer.concat([Buffer.from('\ufeff'), gb18030]), 'ENCODING_MIXED'],
    ['bytes of neither', Buffer.concat([gb18030, Buffer.from([0xff, 0xff])]), 'ENCODING_MIXED'],
    [
      'GB18030 with three lines of UTF-8',
      patch(gb18030, [5, line(5, 'utf8')], [6, line(6, 'utf8')], [7, line(7, 'utf8')]),
      'ENCODING_MIXED',
    ],
    ['UTF-8 with a line of GB18030', patch(utf8, [5, line(5, 'gb18030')]), 'ENCODING_MIXED'],
    ['NUL bytes', Buffer.concat([utf8, Buffer.from([0, 0])]), 'FILE_TYPE_NOT_SUPPORTED'],
  ])('%s', async (_, bytes, expected) => expect(await verdict(rowsOf(bytes))).toBe(expected));

  it.each([
    ['GB18030, since others look like it', gb18030, ['ENCODING_READ']],
    ['UTF-8, and no more', utf8, []],
  ])('is noted where it is %s', async (_, bytes, codes) => {
    const { notes } = await openTable(bytes, planColumns);

    expect(notes.list().map(({ code }) => code)).toEqual(codes);
  });

  it('gives the same rows in UTF-8 and GB18030', async () => {
    expect(await rowsOf(gb18030)).toEqual(await rowsOf(utf8));
  });

  it('gives back every text that was written, in either encoding', async () => {
    const text = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 40 })
      .map((value) => spellText(`张${value}`))
      .filter((value) => findTextFault(value) === undefined);
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom(',', ';', '\t'), async (partyName, delimiter) => {
        const bytes = csv([fields({ partyName })], delimiter);
        const other = encode(bytes.toString(), 'gb18030');
        for (const encoded of [bytes, other]) {
          expect(await rowsOf(encoded)).toMatchObject([{ item: { borrowerPerson: { partyName } } }]);
        }
      }),
      { numRuns: 100, seed: 20250701 },
    );
  });
});

describe('the form of a text', () => {
  it.each<[string, Buffer, string]>([
    ['semicolons', csv(rows, ';'), '200 rows'],
    ['tabulators', csv(rows, '\t'), '200 rows'],
    ['bars', csv(rows, '|'), '200 rows'],
    ['full-width commas', csv(rows, '，'), '200 rows'],
    ['full-width commas in GB18030', encode(csv(rows, '，').toString(), 'gb18030'), '200 rows'],
    ['the mark with which DOS ends a text', Buffer.concat([utf8, Buffer.from([0x1a])]), '200 rows'],
    ['lines that end as on Unix', Buffer.from(utf8.toString().replaceAll('\r', '')), '200 rows'],
    ['a last line without an end', utf8.subarray(0, -2), '200 rows'],
    ['a quotation mark inside a cell', Buffer.from(csv([fields()]).toString().replace('A+', 'A"B')), '1 rows'],
    ['a quotation that is never closed', Buffer.concat([utf8, Buffer.from('"LN')]), 'FILE_DAMAGED {"row":202}'],
    ['headings alone', csvOf(grid([fields()]).slice(0, 1)), 'NO_ROWS'],
    ['blank lines alone', Buffer.from('\r\n,,\r\n'), 'NO_ROWS'],
    ['a long cell', csv([fields({ score: 'x'.repeat(5000) })]), expect.stringContaining('CELL_TOO_LONG') as never],
    ['a huge cell', csv([fields({ score: 'x'.repeat(1e6) })]), expect.stringContaining('CELL_TOO_LONG') as never],
    ['a hundred and one columns', csvOf([Array(101).fill('x')]), 'TOO_MANY_COLUMNS {"column":"CW"}'],
  ])('%s', async (_, bytes, expected) => expect(await verdict(rowsOf(bytes))).toEqual(expected));
});
