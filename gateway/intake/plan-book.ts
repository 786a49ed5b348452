/** A spreadsheet of plans. */
import { type PlanAsSent, planForm } from '../plan-form';
import type { Book } from './book';
import { planColumns } from './plan-columns';
import type { Conditions } from './types';

export const planBook: Book<PlanAsSent> = {
  sheetName: 'Plans 资产',
  columns: planColumns,
  form: planForm,
  blank: (conditions: Conditions) => ({
    borrowerPerson: {},
    assetData: {},
    riskControlResult: {},
    joinLimit: { ...conditions, sharedRate: { ...conditions.sharedRate } },
  }),
  /** The own institution is not known here, so only the local part counts. */
  keyOf: ({ assetId = '' }) => assetId.slice(assetId.lastIndexOf(':') + 1) || undefined,
  keyColumn: 'assetId',
  sentences: {
    assetId: 'is no identifier of 1 to 64 letters, digits, dots, underscores and hyphens',
    loanIdent: 'is no identity number (GB 11643) and no social credit code (GB 32100)',
    loanMobile: 'is no mobile number of 11 digits',
  },
  missingBesides: 'is missing while other columns of the car are filled',
};
