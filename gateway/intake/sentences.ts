/** What is said of a value that the form of its book does not take. */
import type { z } from 'zod';
import { messageOf } from '../form-error';
import type { Book, Part } from './book';
import type { Column } from './columns';
import { said } from './said';

export function sentence<T>(issue: z.core.$ZodIssue, column: Column | undefined, item: Part, book: Book<T>): string {
  if (column === undefined) return said(messageOf(issue), chineseOf(issue));
  if (valueAt(item, column.path) === undefined) {
    if (column.need === 'conditions') {
      return said('is neither in the row nor in the conditions of the file', '本行与整份文件的条件中均未填写');
    }
    return column.need === 'required' ? said('is missing', '未填写') : book.missingBesides;
  }
  const special = book.sentences[column.field];
  if (issue.code === 'too_big' && issue.origin === 'string' && special === undefined) {
    return said(`has more than ${issue.maximum} characters`, `超过 ${issue.maximum} 个字符`);
  }
  return special ?? said(messageOf(issue), chineseOf(issue));
}

function chineseOf(issue: z.core.$ZodIssue): string {
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
