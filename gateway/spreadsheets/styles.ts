/** How cells show their numbers: the number formats of a workbook, as far as they change what a person reads. */
import type { Shown } from './cells';
import { type Attributes, scanXml } from './xml';

/** The formats that every program knows by number (ECMA-376, 18.8.30); the East Asian ones as Chinese programs have them. */
const builtIn: Readonly<Record<number, string>> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  14: 'm/d/yy',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm',
  19: 'h:mm:ss',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'm/d/yy h:mm',
  27: 'yyyy"年"m"月"',
  28: 'm"月"d"日"',
  29: 'm"月"d"日"',
  30: 'm-d-yy',
  31: 'yyyy"年"m"月"d"日"',
  32: 'h"时"mm"分"',
  33: 'h"时"mm"分"ss"秒"',
  34: 'h"时"mm"分"',
  35: 'h"时"mm"分"ss"秒"',
  36: 'yyyy"年"m"月"',
  37: '#,##0',
  38: '#,##0',
  39: '#,##0.00',
  40: '#,##0.00',
  45: 'mm:ss',
  46: 'mm:ss',
  47: 'mm:ss',
  50: 'yyyy"年"m"月"',
  51: 'm"月"d"日"',
  52: 'yyyy"年"m"月"',
  53: 'm"月"d"日"',
  54: 'm"月"d"日"',
  55: 'h"时"mm"分"',
  56: 'h"时"mm"分"ss"秒"',
  57: 'yyyy"年"m"月"',
  58: 'm"月"d"日"',
};
/** More are no workbook of a person's. */
const maxStyles = 65_536;

/** By the number of a cell's style; undefined where a number is shown as it stands. */
export async function readShown(chunks: AsyncIterable<Buffer>): Promise<readonly (Shown | undefined)[]> {
  const codes = new Map<number, Shown | undefined>();
  const styles: (Shown | undefined)[] = [];
  let inCellStyles = false;
  const shownById = (id: number): Shown | undefined => {
    if (!codes.has(id)) codes.set(id, shownBy(builtIn[id] ?? ''));
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
const currency = /[¥￥\s(),.:\-+/]|CNY|RMB|人民币/giu;

/** Judged by the format's first section, the one of positive numbers; undefined where a number is shown as it stands. */
export function shownBy(formatCode: string): Shown | undefined {
  const around = aroundText(formatCode);
  const shown = numberShownBy(formatCode);
  return around === undefined ? shown : { as: 'number', ...shown, around };
}

/** The section that holds `@` is that of texts. */
function aroundText(formatCode: string): Shown['around'] {
  let [before, after] = ['', ''];
  let isBehind = false;
  for (const [, quoted, escaped, , rest] of formatCode.matchAll(formatPart)) {
    if (quoted !== undefined || escaped !== undefined) {
      if (isBehind) after += quoted ?? escaped;
      else before += quoted ?? escaped;
    }
    for (const mark of rest ?? '') {
      if (mark === '@') isBehind = true;
      else if (mark === ';' && isBehind) return makeAround(before, after);
      else if (mark === ';') before = '';
    }
  }
  return isBehind ? makeAround(before, after) : undefined;
}

function makeAround(before: string, after: string): Shown['around'] {
  return (before + after).trim() === '' ? undefined : [before, after];
}

function numberShownBy(formatCode: string): Shown | undefined {
  // Which section counts depends on the number.
  if (/\[[<>=]/.test(formatCode)) return { as: 'otherwise' };
  let unit = '';
  let marks = '';
  for (const [, quoted, escaped, symbol, rest] of formatCode.matchAll(formatPart)) {
    const literal = (quoted ?? escaped ?? symbol ?? '').replace(currency, '');
    unit += literal;
    // It stands where the unit does, or a point that is none, so that one between digits is seen.
    const isSeen = literal !== '' || /[.,:\-/]/.test(quoted ?? escaped ?? '');
    marks += isSeen ? beside : (rest?.split(';')[0] ?? '');
    if (rest?.includes(';')) break;
  }
  const isGeneral = /general|g\/通用格式|@/iu;
  const plain = marks.replace(isGeneral, '');
  if (/[ymdhs]/i.test(plain)) return dateShownBy(plain);
  unit += plain
    .replace(/[0#?.,%E+\-/\s]/gi, '')
    .replaceAll(beside, '')
    .replace(currency, '');
  const shownBeside = unit === '' ? {} : { unit };
  if (!/[0#?]/.test(plain))
    return isGeneral.test(marks) || formatCode === '' ? shownAsIs(shownBeside) : { as: 'otherwise' };
  // A comma behind the last digit leaves out thousands; a slash makes a fraction; 15万0000 is no number with a unit.
  if (/[0#?],+(?![0#?,])|\//.test(plain) || isUnitInside(plain)) return { as: 'otherwise' };
  if (/e[+-]/i.test(plain)) return shownAsIs(shownBeside);
  const places = /\.([0#?]*)/.exec(plain)?.[1]?.length ?? 0;
  const digits = plain.split('.')[0]?.replace(/[^0]/g, '').length ?? 0;
  const zeros = digits > 1 ? { digits } : {};
  return { as: plain.includes('%') ? 'percent' : 'number', places, ...zeros, ...shownBeside };
}

const beside = '\u0000';

function isUnitInside(plain: string): boolean {
  const drawn = plain.replace(/[.,%E+\-/\s]/gi, '').replace(currency, '');
  return /[0#?][^0#?]+[0#?]/.test(drawn);
}

function dateShownBy(plain: string): Shown {
  const wholeDay = /[ye]/i.test(plain) && /m/i.test(plain) && /(?<!d)d{1,2}(?!d)/i.test(plain);
  return { as: 'date', wholeDay, hours: /h/i.test(plain) };
}

function shownAsIs(beside: Pick<Shown, 'unit'>): Shown | undefined {
  return beside.unit === undefined ? undefined : { as: 'number', ...beside };
}
