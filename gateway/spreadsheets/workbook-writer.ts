/**
 * Writes .xlsx workbooks of texts, row by row. Nothing in them is ever evaluated: there are no formulas, and a text that
 * looks like one is marked as a text. The same rows give the same bytes.
 */
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { type Cell, cellName } from './cells';
import { isDayOnly, isEightDigits } from './days';

/**
 * How a column shows what is typed into it. Programs show a day or a time as it was typed where a column has no format, so only the
 * cells that are written have one.
 */
export type ColumnFormat = 'text' | 'number' | 'time';

export interface SheetToWrite {
  readonly name: string;
  readonly columns: readonly { readonly width: number; readonly format: ColumnFormat }[];
  /** The headings first. */
  readonly rows: Iterable<readonly (Cell | undefined)[]> | AsyncIterable<readonly (Cell | undefined)[]>;
}

/** Numbers of the formats in styles.xml. */
const styles = { number: 0, text: 1, quoted: 2, heading: 3, time: 4, day: 5 } as const;
const xmlHead = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const mediaTypes = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** `date1904` as in the book that number cells of times come from. */
export function writeWorkbook(sheets: readonly SheetToWrite[], date1904 = false): AsyncIterable<Buffer> {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  zip.on('error', (error) => output.destroy(error as Error));
  // ZIP knows no zones: the same local time gives the same bytes anywhere.
  const options = { mtime: new Date(2000, 0, 1), forceDosTimestamp: true };
  const add = (name: string, text: string) => zip.addBuffer(Buffer.from(xmlHead + text), name, options);
  add('[Content_Types].xml', contentTypes(sheets.length));
  add('_rels/.rels', relationships([['officeDocument', 'xl/workbook.xml']]));
  add('xl/workbook.xml', workbook(sheets, date1904));
  add('xl/_rels/workbook.xml.rels', relationships([...sheets.map(sheetRelation), ['styles', 'styles.xml']]));
  add('xl/styles.xml', stylesheet);
  sheets.forEach((sheet, index) => {
    zip.addReadStreamLazy(`xl/worksheets/sheet${index + 1}.xml`, options, (use) =>
      use(null, Readable.from(worksheet(sheet), { objectMode: false })),
    );
  });
  zip.end();
  return output;
}

function sheetRelation(_sheet: SheetToWrite, index: number): readonly [string, string] {
  return ['worksheet', `worksheets/sheet${index + 1}.xml`];
}

function relationships(targets: readonly (readonly [type: string, target: string])[]): string {
  const items = targets.map(
    ([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${relations}/${type}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="${packageRelations}">${items.join('')}</Relationships>`;
}

function contentTypes(sheets: number): string {
  const part = (name: string, type: string) =>
    `<Override PartName="/xl/${name}.xml" ContentType="${mediaTypes}.${type}+xml"/>`;
  const worksheets = Array.from({ length: sheets }, (_, index) => part(`worksheets/sheet${index + 1}`, 'worksheet'));
  return (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    '<Default Extension="xml" ContentType="application/xml"/>' +
    `${part('workbook', 'sheet.main')}${part('styles', 'styles')}${worksheets.join('')}</Types>`
  );
}

function workbook(sheets: readonly SheetToWrite[], date1904: boolean): string {
  const items = sheets.map(
    ({ name }, index) => `<sheet name="${escapeText(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  const properties = `<workbookPr date1904="${date1904 ? 1 : 0}"/>`;
  return `<workbook xmlns="${main}" xmlns:r="${relations}">${properties}<sheets>${items.join('')}</sheets></workbook>`;
}

/** Format 49 is text. A quote prefix keeps what begins like a formula a text even when the cell is edited. */
const stylesheet =
  `<styleSheet xmlns="${main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/>` +
  '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/></numFmts>' +
  '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="6">' +
  [
    'numFmtId="0" fontId="0"',
    'numFmtId="49" fontId="0" applyNumberFormat="1"',
    'numFmtId="49" fontId="0" applyNumberFormat="1" quotePrefix="1"',
    'numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"',
    'numFmtId="164" fontId="0" applyNumberFormat="1"',
    'numFmtId="165" fontId="0" applyNumberFormat="1"',
  ]
    .map((style) => `<xf ${style} fillId="0" borderId="0" xfId="0"/>`)
    .join('') +
  '</cellXfs></styleSheet>';

async function* worksheet({ columns, rows }: SheetToWrite): AsyncIterable<string> {
  const widths = columns.map(
    ({ width, format }, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${width}" style="${styles[format === 'time' ? 'number' : format]}" customWidth="1"/>`,
  );
  const frozen = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
  yield `${xmlHead}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0">${frozen}</sheetView></sheetViews>` +
    `<cols>${widths.join('')}</cols><sheetData>`;
  let number = 0;
  for await (const cells of rows) {
    number++;
    const written = Array.from(cells, (cell, index) =>
      cell === undefined
        ? ''
        : cellXml(cell, cellName(index, number), number === 1 ? 'heading' : columns[index]?.format),
    );
    yield `<row r="${number}">${written.join('')}</row>`;
  }
  yield '</sheetData></worksheet>';
}

function cellXml(cell: Cell, name: string, format: ColumnFormat | 'heading' = 'text'): string {
  if (typeof cell === 'string') {
    const style = format === 'heading' ? 'heading' : /^[=+\-@\t\r]/.test(cell) ? 'quoted' : 'text';
    const space = cell.trim() === cell ? '' : ' xml:space="preserve"';
    return `<c r="${name}" s="${styles[style]}" t="inlineStr"><is><t${space}>${escapeText(cell)}</t></is></c>`;
  }
  const value = cell.kind === 'boolean' ? Number(cell.text === 'TRUE') : escapeText(cell.text);
  const style = format === 'time' ? styleOfTime(cell) : format;
  return `<c r="${name}" s="${styles[style]}" t="${cell.kind.charAt(0)}"><v>${value}</v></c>`;
}

function styleOfTime(cell: Exclude<Cell, string>): keyof typeof styles {
  if (isEightDigits(cell.text)) return 'number';
  return isDayOnly(cell, cell.text) ? 'day' : 'time';
}

/** Characters that XML 1.0 cannot hold, those that parsers change, and what already looks like an escape. */
const unwritable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that have to be found
  /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function escapeText(text: string): string {
  return text
    .replace(unwritable, (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
