/** How cells show their numbers: the number formats of a workbook, as far as they change what a person reads. */
import type { Shown } from './cells';
import { type Attributes, scanXml } from './xml';

/** The formats that every program knows by number (ECMA-376, 18.8.30), those of dates aside; East Asian ones included. */
const builtIn: Readonly<Record<number, string>> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  37: '#,##0',
  38: '#,##0',
  39: '#,##0.00',
  40: '#,##0.00',
};
const isBuiltInDate = (id: number) =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 58 && id !== 48 && id !== 49);
/** More are no workbook of a person's. */
const maxStyles = 65_536;

/** By the number of a cell's style; undefined where a number is shown as it stands. */
export async function readShown(chunks: AsyncIterable<Buffer>): Promise<readonly (Shown | undefined)[]> {
  const codes = new Map<number, Shown | undefined>();
  const styles: (Shown | undefined)[] = [];
  let inCellStyles = false;
  const shownById = (id: number): Shown | undefined => {
    if (!codes.has(id)) codes.set(id, isBuiltInDate(id) ? { as: 'date' } : shownBy(builtIn[id] ?? ''));
    return codes.get(id);
  };
  await scanXml(chunks, {
    open: (name: string, { numFmtId, formatCode = '' }: Attributes) => {
      if (name === 'numFmt') codes.set(Number(numFmtId), shownBy(formatCode));
      else if (name === 'cellXfs') inCellStyles = true;
      else if (name === 'xf' && inCellStyles && styles.length < maxStyles)
        styles.push(shownById(Number(numFmtId ?? 0)));
    },
    close: (name) => {
      if (name === 'cellXfs') inCellStyles = false;
    },
  });
  return styles;
}

/** The parts of a format: a text between quotation marks, an escaped character, a space, a fill, a bracket, or a rest. */
const formatPart = /"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|([^"\\_*[]+)/gsu;
const currency = /[¥￥$\s(),.:\-+/]|CNY|RMB|人民币/giu;

/** Judged by the format's first section, the one of positive numbers; undefined where a number is shown as it stands. */
export function shownBy(formatCode: string): Shown | undefined {
  let literal = '';
  let marks = '';
  for (const [, quoted, escaped, symbol, rest] of formatCode.matchAll(formatPart)) {
    literal += quoted ?? escaped ?? symbol ?? '';
    marks += rest?.split(';')[0] ?? '';
    if (rest?.includes(';')) break;
  }
  const plain = marks.replace(/general|g\/通用格式|@/giu, '');
  if (/[ymdhs]/i.test(plain)) return { as: 'date' };
  const unit = (literal + plain.replace(/[0#?.,%E+\-/\s]/gi, '')).replace(currency, '');
  const beside = unit === '' ? {} : { unit };
  const isGeneral = marks !== plain;
  if (!/[0#?]/.test(plain)) return isGeneral || formatCode === '' ? shownAsIs(beside) : { as: 'otherwise' };
  // A comma behind the last digit leaves out thousands; a slash makes a fraction.
  if (/[0#?],+(?![0#?,])|\//.test(plain)) return { as: 'otherwise' };
  if (/e[+-]/i.test(plain)) return shownAsIs(beside);
  const places = /\.([0#?]*)/.exec(plain)?.[1]?.length ?? 0;
  return { as: plain.includes('%') ? 'percent' : 'number', places, ...beside };
}

function shownAsIs(beside: Pick<Shown, 'unit'>): Shown | undefined {
  return beside.unit === undefined ? undefined : { as: 'number', ...beside };
}
