/** Describes a column of a spreadsheet of any kind. */

import type { Measure } from './units';

/** How a cell becomes a value: values.ts has a function for each. A day without a time begins, or ends as an `endTime`. */
export type ColumnKind =
  | Measure
  | 'identifier'
  | 'ident'
  | 'mobile'
  | 'text'
  | 'time'
  | 'endTime'
  | 'loanKind'
  | 'form'
  | 'identityKind'
  | 'method'
  | 'relationKind';

export interface Column {
  /** The API's name, and a heading itself. */
  readonly field: string;
  /** The value's place in the item that is read from a row. */
  readonly path: readonly [string] | readonly [string, string] | readonly [string, string, string];
  readonly kind: ColumnKind;
  /** `conditions`: in the row, or in the conditions of the whole file. */
  readonly need: 'required' | 'optional' | 'conditions';
  /** Headings that are understood as well; the template writes the first. */
  readonly chinese: readonly string[];
  readonly example: string;
  readonly english: string;
  readonly explanation: string;
}

/** The place and the heading of a column of an uploaded sheet. */
export interface PlacedColumn {
  readonly field: string;
  readonly letters: string;
  readonly heading: string;
}

/** A choice's codes, and what stands for them in Chinese. */
export type Choices<T extends string = string> = Readonly<Record<T, readonly string[]>>;

type Words = readonly [chinese: string, example: string, english: string, explanation: string];

/** A column whose value goes into one part, or to the top. The Chinese headings are parted by `|`. */
export function column(
  part: string | undefined,
  field: string,
  kind: ColumnKind,
  need: Column['need'],
  words: Words,
): Column {
  const [chinese, example, english, explanation] = words;
  const path = part === undefined ? ([field] as const) : ([part, field] as const);
  return { field, path, kind, need, chinese: chinese.split('|'), example, english, explanation };
}

/** Carries the reasons of a rejected workbook; ignored when that is uploaded again. */
export const reasonsColumn = { field: 'reasons', chinese: ['拒绝原因'] } as const;

/** As the template writes it. */
export function makeHeading({ field, chinese }: Pick<Column, 'field' | 'chinese'>): string {
  return `${field} ${chinese[0] ?? ''}`;
}

export function choices(names: Choices): string {
  return Object.entries(names)
    .map(([code, words]) => `${code} (${words.join(', ')})`)
    .join(', ');
}
