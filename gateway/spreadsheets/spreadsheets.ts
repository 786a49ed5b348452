/** Every kind of spreadsheet. */

import { loanSpreadsheet } from './loan-spreadsheet';
import { planSpreadsheet } from './plan-spreadsheet';
import type { Spreadsheet } from './spreadsheet';
import type { Items, SpreadsheetKind } from './types';

export const spreadsheets: { readonly [K in SpreadsheetKind]: Spreadsheet<Items[K]> } = {
  plan: planSpreadsheet,
  'credit-record': loanSpreadsheet,
};
