/** Files that are not what they say, or too much of it. Each is refused by its code, soon, in little memory. */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { inspect } from '../../../gateway/spreadsheets/reader';
import { within } from '../../run/pace';
import {
  bookXml,
  csv,
  fields,
  goodSheet,
  grid,
  manyRows,
  type Parts,
  parts,
  relationshipsXml,
  relationshipXml,
  rowXml,
  sheetXml,
  verdict,
  xlsx,
  zipOf,
} from './builders';
import { children, watched } from './children';

const sheet = 'xl/worksheets/sheet1.xml';
const headings = rowXml(grid([fields()])[0] ?? []);
const withCell = (cell: string) => ({ [sheet]: sheetXml(`${headings}<row r="2">${cell}</row>`) });
const withDtd = (dtd: string) => ({ [sheet]: goodSheet.replace('<worksheet', `${dtd}<worksheet`) });
const links = (more: string) => ({
  'xl/worksheets/_rels/sheet1.xml.rels': relationshipsXml(more),
});
const laughs = `<!DOCTYPE l [<!ENTITY a0 "ha">${Array.from({ length: 30 }, (_, i) => `<!ENTITY a${i + 1} "&a${i};&a${i};">`).join('')}]>`;

/** Text that does not compress, the same every time. */
function noise(bytes: number): string {
  let text = '';
  for (let index = 0; text.length < bytes; index++) text += createHash('sha512').update(`${index}`).digest('hex');
  return text.slice(0, bytes);
}

/** The same length stands in its place, wherever it stands. */
function replaced(bytes: Buffer, from: string, to: string): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
}

/** Changes the central directory's record of the sheet. */
function redeclared(bytes: Buffer, change: (record: Buffer) => void): Buffer {
  const copy = Buffer.from(bytes);
  change(copy.subarray(copy.lastIndexOf(sheet) - 46));
  return copy;
}

const stored = (overrides: Parts) => zipOf(parts(overrides), false);
const many = async () => xlsx({ [sheet]: sheetXml(grid(manyRows(500)).map(rowXml).join('')) });
const cut = (part: number) => async () => {
  const bytes = await many();
  return bytes.subarray(0, Math.floor(bytes.length * part));
};
const compound = (name: string) =>
  Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(1024), Buffer.from(name, 'utf16le')]);

type Hostile = readonly [title: string, make: () => Promise<Buffer> | Buffer, expected: string];

const hostile: readonly Hostile[] = [
  // Other things
  ['an empty file', () => Buffer.alloc(0), 'FILE_TYPE_NOT_SUPPORTED'],
  [
    'a picture',
    () => Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), deflateSync('x')]),
    'FILE_TYPE_NOT_SUPPORTED',
  ],
  ['a PDF', () => Buffer.from('%PDF-1.7\n1 0 obj'), 'FILE_TYPE_NOT_SUPPORTED'],
  ['a web page', () => Buffer.from('<!DOCTYPE html><table><tr><td>assetId'), 'FILE_TYPE_NOT_SUPPORTED'],
  ['a workbook of before 2007', () => compound('Workbook'), 'FILE_TYPE_NOT_SUPPORTED {"found":"xls"}'],
  ['a workbook with a password', () => compound('EncryptedPackage'), 'FILE_ENCRYPTED'],
  ['an archive of something else', () => zipOf({ 'a.txt': 'a' }), 'FILE_TYPE_NOT_SUPPORTED {"found":"zip"}'],
  [
    'a text document',
    () => xlsx({ 'xl/workbook.xml': '<w:document xmlns:w="w"/>' }),
    'FILE_TYPE_NOT_SUPPORTED {"found":"document"}',
  ],
  ['a program', () => Buffer.from('7f454c4602010100', 'hex'), 'FILE_TYPE_NOT_SUPPORTED'],
  // Damage
  ['the first bytes of a workbook', cut(0.01), 'FILE_DAMAGED'],
  ['half a workbook', cut(0.5), 'FILE_DAMAGED'],
  ['a workbook without its last bytes', cut(0.999), 'FILE_DAMAGED'],
  ['no workbook part', () => xlsx({ 'xl/workbook.xml': undefined }), 'FILE_DAMAGED'],
  ['no sheet part', () => xlsx({ [sheet]: undefined }), 'FILE_DAMAGED'],
  ['no sheet in the list', () => xlsx({ 'xl/workbook.xml': bookXml('') }), 'FILE_DAMAGED'],
  ['XML that ends early', () => xlsx({ [sheet]: goodSheet.slice(0, -20) }), 'FILE_DAMAGED'],
  ['XML in UTF-16', () => xlsx({ [sheet]: Buffer.from(goodSheet, 'utf16le') }), 'FILE_DAMAGED'],
  ['an entity that is not declared', () => xlsx(withCell('<c t="str"><v>&secret;</v></c>')), 'FILE_DAMAGED'],
  ['a shared text that is not there', () => xlsx(withCell('<c t="s"><v>7</v></c>')), 'FILE_DAMAGED'],
  ['a shared text before the first', () => xlsx(withCell('<c t="s"><v>-1</v></c>')), 'FILE_DAMAGED'],
  ['rows in descending order', () => xlsx({ [sheet]: sheetXml('<row r="2"/><row r="1"/>') }), 'FILE_DAMAGED'],
  ['a row beyond the last', () => xlsx({ [sheet]: sheetXml('<row r="1048577"/>') }), 'FILE_DAMAGED'],
  ['cells in descending order', () => xlsx(withCell('<c r="B2"/><c r="A2"/>')), 'FILE_DAMAGED'],
  [
    'two entries of one name',
    () => zipOf([...Object.entries(parts()), [sheet, 'x']] as [string, string][]),
    'FILE_DAMAGED',
  ],
  [
    'an entry that leads out',
    async () => replaced(await xlsx({ 'xx/evil.xml': 'x' }), 'xx/evil.xml', '../evil.xml'),
    'FILE_DAMAGED',
  ],
  [
    'an entry from the root',
    async () => replaced(await xlsx({ 'xx/evil.xml': 'x' }), 'xx/evil.xml', '/x/evil.xml'),
    'FILE_DAMAGED',
  ],
  [
    'a size that lies downwards',
    async () => redeclared(await many(), (record) => record.writeUInt32LE(1000, 24)),
    'FILE_DAMAGED',
  ],
  [
    'a size that lies upwards',
    async () => redeclared(await many(), (record) => record.writeUInt32LE(900_000, 24)),
    'FILE_DAMAGED',
  ],
  ['a wrong checksum', async () => redeclared(await many(), (record) => record.writeUInt32LE(1, 16)), 'FILE_DAMAGED'],
  [
    'a compression nobody knows',
    async () => redeclared(await many(), (record) => record.writeUInt16LE(99, 10)),
    'FILE_DAMAGED',
  ],
  [
    'an entry with a password',
    async () => redeclared(await many(), (record) => record.writeUInt16LE(0x0801, 8)),
    'FILE_ENCRYPTED',
  ],
  ['depth', () => xlsx({ [sheet]: sheetXml('<row>'.repeat(5000)) }), 'FILE_DAMAGED'],
  // What a workbook must not hold
  [
    'a formula',
    () => xlsx(withCell('<c r="C2"><f>1+1</f><v>2</v></c>')),
    'FILE_HAS_FORMULAS {"sheet":"A","cell":"C2"}',
  ],
  [
    'a formula without a value',
    () => xlsx(withCell('<c/><c><f t="shared" si="0"/></c>')),
    'FILE_HAS_FORMULAS {"sheet":"A","cell":"B2"}',
  ],
  ['macros', () => xlsx({ 'xl/vbaProject.bin': 'x' }), 'FILE_HAS_MACROS'],
  ['a macro sheet', () => xlsx({ 'xl/macrosheets/sheet1.xml': 'x' }), 'FILE_HAS_MACROS'],
  [
    'the content type of macros',
    () =>
      xlsx({
        '[Content_Types].xml':
          '<Types><Override PartName="/xl/code.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
        'xl/code.bin': 'x',
      }),
    'FILE_HAS_MACROS',
  ],
  ['a link to another workbook', () => xlsx({ 'xl/externalLinks/externalLink1.xml': 'x' }), 'FILE_HAS_EXTERNAL_LINKS'],
  [
    'a picture from elsewhere',
    () => xlsx(links(relationshipXml('r1', 'image', 'https://a.example/x.png', ' TargetMode="External"'))),
    'FILE_HAS_EXTERNAL_LINKS',
  ],
  [
    'a hyperlink, which only a person follows',
    () => xlsx(links(relationshipXml('r1', 'hyperlink', 'https://a.example/', ' TargetMode="External"'))),
    '1 rows',
  ],
  ['a document type', () => xlsx(withDtd('<!DOCTYPE worksheet>')), 'FILE_HAS_DTD'],
  ['a billion laughs', () => xlsx(withDtd(laughs)), 'FILE_HAS_DTD'],
  [
    'a file from elsewhere as an entity',
    () => xlsx(withDtd('<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]>')),
    'FILE_HAS_DTD',
  ],
  // Too much
  ['a file of 21 MB', () => Buffer.alloc(21 * 1024 * 1024, 'a'), 'FILE_TOO_LARGE'],
  ['300 MB of zeros', () => xlsx({ [sheet]: Buffer.alloc(300 * 1024 * 1024) }), 'FILE_TOO_LARGE'],
  [
    '300 MB of zeros as shared texts',
    () => xlsx({ 'xl/sharedStrings.xml': Buffer.alloc(300 * 1024 * 1024) }),
    'FILE_TOO_LARGE',
  ],
  [
    '300 MB of zeros that declare themselves as 1 MB',
    async () =>
      redeclared(await xlsx({ [sheet]: Buffer.alloc(300 * 1024 * 1024) }), (record) =>
        record.writeUInt32LE(1_000_000, 24),
      ),
    'FILE_DAMAGED',
  ],
  [
    '2 MB of one row again and again',
    () => xlsx({ [sheet]: sheetXml('<row></row>'.repeat(200_000)) }),
    'FILE_TOO_LARGE',
  ],
  [
    '20,000 entries',
    () =>
      zipOf(
        Array.from({ length: 20_000 }, (_, index) => [`${index}`, ''] as const),
        false,
      ),
    'FILE_TOO_LARGE {"entries":20000}',
  ],
  ['a million blank rows', () => stored({ [sheet]: sheetXml(headings + '<row/>'.repeat(1_000_000)) }), 'TOO_MANY_ROWS'],
  ['a million blank lines', () => Buffer.concat([csv([fields()]), Buffer.alloc(1_000_000, '\n')]), 'TOO_MANY_ROWS'],
  [
    '50,001 rows',
    () => stored({ [sheet]: sheetXml(headings + '<row><c><v>1</v></c></row>'.repeat(50_001)) }),
    'TOO_MANY_ROWS',
  ],
  ['50,001 lines', () => Buffer.concat([csv([fields()]), Buffer.from('LN-1\n'.repeat(50_000))]), 'TOO_MANY_ROWS'],
  [
    'a million cells in a row',
    () => stored(withCell('<c><v>1</v></c>'.repeat(1_000_000))),
    'TOO_MANY_COLUMNS {"sheet":"A","column":"CW"}',
  ],
  [
    'a million blank cells in a row',
    () => stored(withCell('<c/>'.repeat(1_000_000))),
    'TOO_MANY_COLUMNS {"sheet":"A","column":"CW"}',
  ],
  ['the millionth column', () => xlsx(withCell('<c r="BDWGN2"/>')), 'TOO_MANY_COLUMNS {"sheet":"A","column":"CW"}'],
  [
    'a cell of 5,000 characters',
    () => xlsx(withCell(`<c t="str"><v>${noise(5000)}</v></c>`)),
    'CELL_TOO_LONG {"sheet":"A","cell":"A2"}',
  ],
  ['a cell of 10 MB', () => xlsx(withCell(`<c t="str"><v>${noise(1e7)}</v></c>`)), 'FILE_TOO_LARGE'],
  [
    'a cell of 10 MB in runs',
    () => stored(withCell(`<c t="inlineStr"><is>${`<t>${noise(1000)}</t>`.repeat(10_000)}</is></c>`)),
    'CELL_TOO_LONG {"sheet":"A","cell":"A2"}',
  ],
  ['an attribute of 10 MB', () => xlsx(withCell(`<c x="${noise(1e7)}"/>`)), 'FILE_TOO_LARGE'],
  ['a document type of 10 MB', () => xlsx(withDtd(`<!DOCTYPE w [${noise(1e7)}]>`)), 'FILE_TOO_LARGE'],
];

describe('a file that is or holds', () => {
  it.each(hostile)('%s', async (_, make, expected) => {
    const bytes = await make();
    const since = performance.now();
    const { result, peakMb } = await watched(verdict(inspect({ bytes, kind: 'plan', conditions: {} })));

    expect(result).toBe(expected);
    expect(performance.now() - since).toBeLessThan(within(10_000));
    expect(peakMb).toBeLessThan(160);
    expect(process.platform === 'linux' ? children() : []).toEqual([]);
  });
});
