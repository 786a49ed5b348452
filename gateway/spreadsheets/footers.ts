/** Rows that are no entries of a spreadsheet: totals, who made and who checked it, notes, and headings that a printed page repeats. */
import { type Cell, cellText, type RawRow } from './cells';
import type { Column } from './columns';
import { plainText } from './heading-texts';
import { type Headings, newHeadingCount } from './headings';

const total =
  /^(?:.{0,12}(?:合计|总计|小计|共计|累计|汇总|平均)|sum|total|subtotal|grandtotal)(?:金额|人民币|笔数|数)?(?:[:(\d].*)?$|^共\d+[笔条户人]|^第\d+页|^大写:|^[—-]*以下(?:空白|无正文)/;
const signature =
  /^(?:制表|制单|填表|填报|编制|审核|复核|审批|经办|主管|负责|批准|打印|导出|公司盖章|盖章|签字|联系人|日期|备注|说明|填写说明|注|prepared by|checked by|approved by|note)(?:人|员|人员|单位|部门|机构|日期|时间|签字|签章){0,2}\d?(?:\s*:|\s|$)/;

/** So many names of columns do not stand in an entry. */
const enoughOfHeadings = 3;

/** True if a row may be something else than an entry: it holds no number of a person. */
function namesNobody({ cells }: RawRow, headings: Headings): boolean {
  return !headings.some((heading, index) => {
    const isOfPerson =
      typeof heading === 'object' && (heading.column.kind === 'ident' || heading.column.kind === 'mobile');
    return isOfPerson && /\d{6}/.test(cellText(cells[index]));
  });
}

/** Only where the row names nobody: it holds no number of a person, and a text at its beginning says what it is. */
export function isFooter(raw: RawRow, headings: Headings): boolean {
  if (!namesNobody(raw, headings)) return false;
  const filled = raw.cells
    .map((cell) => (typeof cell === 'string' ? cellText(cell) : ''))
    .filter((text) => text !== '');
  return filled.slice(0, 3).some((text) => {
    const plain = plainText(text);
    return total.test(plain.replace(/\s+/g, '')) || signature.test(plain);
  });
}

/** The headings once more. */
export function isRepeatedHeading({ cells }: RawRow, headingCells: readonly (Cell | undefined)[]): boolean {
  const filled = cells.flatMap((cell, index) => (cellText(cell) === '' ? [] : index));
  return filled.length > 1 && filled.every((index) => cellText(cells[index]) === cellText(headingCells[index]));
}

/** The headings of another table; what stands below them would be read under those of this one. */
export function newOtherHeadingCheck(headings: Headings, columns: readonly Column[]): (raw: RawRow) => boolean {
  const countHeadings = newHeadingCount(columns);
  return (raw) => namesNobody(raw, headings) && countHeadings(raw) >= enoughOfHeadings;
}
