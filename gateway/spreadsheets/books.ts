/** Every kind of spreadsheet. */
import type { Book } from './book';
import { loanBook } from './loan-book';
import { planBook } from './plan-book';
import type { BookKind, Items } from './types';

export const books: { readonly [K in BookKind]: Book<Items[K]> } = { plan: planBook, 'credit-record': loanBook };
