/** A worksheet's rows and cells out of its XML, as they come. */
import { boundedText, type Cell, columnLetters, type RawRow, type Shown } from './cells';
import { refuseFile } from './file-refused';
import { lastColumn, lastRow, maxColumns, maxRowElements } from './limits';
import type { SharedTexts } from './shared-texts';
import { collect, TextCollector, unescapeText } from './text-collector';
import { type Attributes, readXml, type XmlListener } from './xml';

/** The parts of a workbook that all of its sheets share. */
export interface BookParts {
  readonly texts: SharedTexts;
  /** By the number of a cell's style. */
  readonly shown: readonly (Shown | undefined)[];
}

export interface Worksheet {
  readonly hiddenColumns: ReadonlySet<number>;
  /** One batch for each chunk that was unpacked. */
  readonly batches: AsyncIterable<RawRow[]>;
}

export function readWorksheet(chunks: AsyncIterable<Buffer>, parts: BookParts): Worksheet {
  const reader = new WorksheetReader(parts);
  return { hiddenColumns: reader.hiddenColumns, batches: batches(chunks, reader) };
}

async function* batches(chunks: AsyncIterable<Buffer>, reader: WorksheetReader): AsyncIterable<RawRow[]> {
  for await (const _ of readXml(chunks, reader)) yield reader.takeRows();
  yield reader.takeRows();
}

class WorksheetReader implements XmlListener {
  readonly hiddenColumns = new Set<number>();
  private rows: RawRow[] = [];
  private elements = 0;
  private row = 0;
  private hidden = false;
  private cells: (Cell | undefined)[] = [];
  private column = -1;
  private type = 'n';
  private style = 0;
  private value = '';
  private hasValue = false;
  private isFormula = false;
  private inValue = false;
  private inCell = false;
  private readonly inline = new TextCollector();

  constructor(private readonly parts: BookParts) {}

  takeRows(): RawRow[] {
    const rows = this.rows;
    this.rows = [];
    return rows;
  }

  open(name: string, attributes: Attributes): void {
    if (name === 'c') this.openCell(attributes);
    else if (name === 'v') this.hasValue = this.inValue = this.inCell;
    else if (name === 'row') this.openRow(attributes);
    else if (name === 'f') this.isFormula = this.inCell;
    else if (name === 'col') this.addColumn(attributes);
    else if (this.inCell) this.inline.open(name);
  }

  text(text: string): void {
    if (this.inValue) this.value = collect(this.value, text);
    else if (this.inCell) this.inline.text(text);
  }

  close(name: string): void {
    if (name === 'v') this.inValue = false;
    else if (name === 'c') this.closeCell();
    else if (name === 'row') this.closeRow();
    else if (this.inCell) this.inline.close(name);
  }

  private addColumn({ min, max, hidden, width }: Attributes): void {
    if (!isOn(hidden) && Number(width ?? 1) !== 0) return;
    const last = Math.min(Number(max), maxColumns);
    for (let column = Number(min); column <= last; column++) this.hiddenColumns.add(column - 1);
  }

  /** Numbers may be left out, and then follow one another. */
  private openRow({ r, hidden, ht }: Attributes): void {
    const row = r === undefined ? this.row + 1 : Number(r);
    if (!Number.isInteger(row) || row <= this.row || row > lastRow) refuseFile('FILE_DAMAGED');
    if (++this.elements > maxRowElements) refuseFile('TOO_MANY_ROWS');
    this.row = row;
    this.hidden = isOn(hidden) || Number(ht ?? 1) === 0;
    this.cells = [];
    this.column = -1;
  }

  private closeRow(): void {
    const { row, cells } = this;
    this.rows.push(this.hidden ? { row, cells, hidden: true } : { row, cells });
  }

  private openCell({ r, t, s }: Attributes): void {
    const column = r === undefined ? this.column + 1 : parseColumn(r);
    if (column <= this.column) refuseFile('FILE_DAMAGED');
    if (column >= lastColumn) refuseFile('TOO_MANY_COLUMNS', { column: columnLetters(maxColumns) });
    this.column = column;
    this.type = t ?? 'n';
    this.style = Number(s ?? 0);
    this.value = '';
    this.hasValue = this.isFormula = false;
    this.inCell = true;
  }

  private closeCell(): void {
    this.inCell = false;
    const value = this.readCell(this.value, this.inline.take());
    const cell = this.isFormula ? this.formula(value) : value;
    if (cell === undefined) return;
    if (this.column >= maxColumns) refuseFile('TOO_MANY_COLUMNS', { column: columnLetters(maxColumns) });
    this.cells[this.column] = cell;
  }

  private formula(result: Cell | undefined): Cell {
    const text = typeof result === 'string' ? result : result?.text;
    // A program that does not reckon writes an empty result, too, but not as a text.
    const isEmptyText = this.hasValue && this.type === 'str';
    return { kind: 'formula', text: text ?? (isEmptyText ? '' : '=') };
  }

  private readCell(value: string, inline: string): Cell | undefined {
    if (this.type === 'inlineStr') return inline === '' ? undefined : this.shownText(inline);
    if (value === '') return undefined;
    switch (this.type) {
      case 's':
        return this.shownText(this.parts.texts.at(Number(value)));
      case 'str':
        return this.shownText(unescapeText(value));
      case 'd':
        return this.styled('date', this.bounded(value));
      case 'n':
        if (!/^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:E[-+]?\d+)?\s*$/i.test(value)) refuseFile('FILE_DAMAGED');
        return this.styled('number', this.bounded(value.trim()));
      case 'b':
        return { kind: 'boolean', text: value === '0' ? 'FALSE' : 'TRUE' };
      case 'e':
        return { kind: 'error', text: this.bounded(value) };
      default:
        return refuseFile('FILE_DAMAGED');
    }
  }

  private styled(kind: 'number' | 'date', text: string): Cell {
    const shown = this.parts.shown[this.style];
    return shown === undefined ? { kind, text } : { kind, text, shown };
  }

  private shownText(text: string): string {
    const [before, after] = this.parts.shown[this.style]?.around ?? ['', ''];
    return this.bounded(text === '' ? text : before + text + after);
  }

  private bounded(text: string): string {
    return boundedText(text, this.column, this.row);
  }
}

function isOn(flag: string | undefined): boolean {
  return flag === '1' || flag === 'true';
}

/** 27 for `AB12`. -1 for what is no name of a cell. */
function parseColumn(name: string): number {
  let column = 0;
  for (let index = 0; index < name.length; index++) {
    const code = name.charCodeAt(index);
    if (code >= 48 && code <= 57) break;
    if (code < 65 || code > 90 || index > 7) return -1;
    column = column * 26 + code - 64;
  }
  return column - 1;
}
