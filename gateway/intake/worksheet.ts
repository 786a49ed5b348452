/** A worksheet's rows and cells out of its XML, as they come. */
import { boundedText, type Cell, cellName, columnLetters, type RawRow } from './cells';
import { refuseFile } from './file-refusals';
import { lastColumn, lastRow, maxColumns, maxRowElements } from './limits';
import type { SharedTexts } from './shared-texts';
import { collect, TextCollector, unescapeText } from './text-collector';
import { type Attributes, readXml, type XmlListener } from './xml';

/** One batch for each chunk that was unpacked. */
export async function* worksheetRows(chunks: AsyncIterable<Buffer>, texts: SharedTexts): AsyncIterable<RawRow[]> {
  const reader = new WorksheetReader(texts);
  for await (const _ of readXml(chunks, reader)) yield reader.takeRows();
  yield reader.takeRows();
}

class WorksheetReader implements XmlListener {
  private rows: RawRow[] = [];
  private elements = 0;
  private row = 0;
  private cells: (Cell | undefined)[] = [];
  private column = -1;
  private type = 'n';
  private value = '';
  private inValue = false;
  private inCell = false;
  private readonly inline = new TextCollector();

  constructor(private readonly texts: SharedTexts) {}

  takeRows(): RawRow[] {
    const rows = this.rows;
    this.rows = [];
    return rows;
  }

  open(name: string, attributes: Attributes): void {
    if (name === 'c') this.openCell(attributes);
    else if (name === 'v') this.inValue = this.inCell;
    else if (name === 'row') this.openRow(attributes.r);
    else if (name === 'f') refuseFile('FILE_HAS_FORMULAS', { cell: cellName(Math.max(this.column, 0), this.row) });
    else if (this.inCell) this.inline.open(name);
  }

  text(text: string): void {
    if (this.inValue) this.value = collect(this.value, text);
    else if (this.inCell) this.inline.text(text);
  }

  close(name: string): void {
    if (name === 'v') this.inValue = false;
    else if (name === 'c') this.closeCell();
    else if (name === 'row') this.rows.push({ row: this.row, cells: this.cells });
    else if (this.inCell) this.inline.close(name);
  }

  /** Numbers may be left out, and then follow one another. */
  private openRow(written: string | undefined): void {
    const row = written === undefined ? this.row + 1 : Number(written);
    if (!Number.isInteger(row) || row <= this.row || row > lastRow) refuseFile('FILE_DAMAGED');
    if (++this.elements > maxRowElements) refuseFile('TOO_MANY_ROWS');
    this.row = row;
    this.cells = [];
    this.column = -1;
  }

  private openCell({ r, t }: Attributes): void {
    const column = r === undefined ? this.column + 1 : columnOf(r);
    if (column <= this.column) refuseFile('FILE_DAMAGED');
    if (column >= lastColumn) refuseFile('TOO_MANY_COLUMNS', { column: columnLetters(maxColumns) });
    this.column = column;
    this.type = t ?? 'n';
    this.value = '';
    this.inCell = true;
  }

  private closeCell(): void {
    this.inCell = false;
    const cell = this.cellOf(this.value, this.inline.take());
    if (cell === undefined) return;
    if (this.column >= maxColumns) refuseFile('TOO_MANY_COLUMNS', { column: columnLetters(maxColumns) });
    this.cells[this.column] = cell;
  }

  private cellOf(value: string, inline: string): Cell | undefined {
    if (this.type === 'inlineStr') return inline === '' ? undefined : this.bounded(inline);
    if (value === '') return undefined;
    switch (this.type) {
      case 's':
        return this.bounded(this.texts.at(Number(value)));
      case 'str':
        return this.bounded(unescapeText(value));
      case 'd':
        return { kind: 'date', text: this.bounded(value) };
      case 'n':
        if (!/^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:E[-+]?\d+)?\s*$/i.test(value)) refuseFile('FILE_DAMAGED');
        return { kind: 'number', text: this.bounded(value.trim()) };
      case 'b':
        return { kind: 'boolean', text: value === '0' ? 'FALSE' : 'TRUE' };
      case 'e':
        return { kind: 'error', text: this.bounded(value) };
      default:
        return refuseFile('FILE_DAMAGED');
    }
  }

  private bounded(text: string): string {
    return boundedText(text, this.column, this.row);
  }
}

/** 27 for `AB12`. -1 for what is no name of a cell. */
function columnOf(name: string): number {
  let column = 0;
  for (let index = 0; index < name.length; index++) {
    const code = name.charCodeAt(index);
    if (code >= 48 && code <= 57) break;
    if (code < 65 || code > 90 || index > 7) return -1;
    column = column * 26 + code - 64;
  }
  return column - 1;
}
