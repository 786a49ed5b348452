/** A workbook of one sheet with rows of plans under the API's names, for tests that change single cells of it. */
import { fields, grid, xlsx } from './builders';

export const sheet = 'xl/worksheets/sheet1.xml';
const [names = [], values = []] = grid([fields()]);
export const headings: readonly string[] = names;
export const at = (name: string) => headings.indexOf(name);
export const rowOf = (id: string, changes: Readonly<Record<string, string>> = {}) =>
  headings.map((name, index) => ({ assetId: id, ...changes })[name] ?? values[index] ?? '');
export const book = (xml: string) => xlsx({ [sheet]: xml });
