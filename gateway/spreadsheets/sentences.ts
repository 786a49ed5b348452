/** The sentences about a value that the form of its spreadsheet does not take. */
import type { z } from 'zod';
import { findStrayCharacter, type StrayCharacter, sayStray } from '../../chaincode/api/texts';
import { messageOf } from '../api/form-error';
import { said } from '../api/said';
import type { Column } from './columns';
import type { Part, Spreadsheet } from './spreadsheet';

export function sentence<T>(
  issue: z.core.$ZodIssue,
  column: Column | undefined,
  item: Part,
  spreadsheet: Spreadsheet<T>,
): string {
  if (column === undefined) return said(messageOf(issue), translateIssue(issue));
  const value = valueAt(item, column.path);
  if (value === undefined) {
    if (column.need === 'conditions') {
      return said('is neither in the row nor in the conditions of the file', '本行与整份文件的条件中均未填写');
    }
    return column.need === 'required' ? said('is missing', '未填写') : spreadsheet.missingBesides;
  }
  const stray = typeof value === 'string' ? findStrayCharacter(value) : undefined;
  if (stray !== undefined) return said(sayStray(stray), strayTexts[stray.kind](stray.code));
  const special = spreadsheet.sentences[column.field];
  if (issue.code === 'too_big' && issue.origin === 'string' && special === undefined) {
    return said(`has more than ${issue.maximum} characters`, `超过 ${issue.maximum} 个字符`);
  }
  return special ?? said(messageOf(issue), translateIssue(issue));
}

const strayTexts: Readonly<Record<StrayCharacter['kind'], (code: string) => string>> = {
  TABULATOR: () => '含有制表符，请删除',
  LINE_BREAK: () => '含有换行符，请删除',
  PRIVATE: (code) => `含有自造字 ${code}（仅特定字体可见），请改用 Unicode 标准汉字`,
  UNSEEN: (code) => `含有看不见的字符 ${code}，请删除后重新输入`,
};

function translateIssue(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return `小于 ${issue.minimum}`;
    case 'too_big':
      return `大于 ${issue.maximum}`;
    case 'invalid_value':
      return '不在可填选项之中';
    case 'custom':
      return typeof issue.params?.chinese === 'string' ? issue.params.chinese : '不符合要求';
    default:
      return '格式不符合要求';
  }
}

function valueAt(item: Part, path: readonly string[]): unknown {
  return path.reduce<unknown>((part, name) => (part as Part | undefined)?.[name], item);
}
