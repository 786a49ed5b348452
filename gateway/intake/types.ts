/** What goes into the intake and what comes out of it. */
import { z } from 'zod';
import { joinLimitForm } from '../../chaincode/api/commands';
import { type PlanAsSent, time } from '../plan-form';

export { type FileRefusalCode, type FileRefusalDetail, FileRefused, fileRefusals } from './file-refusals';

/** What holds for every row of a file that does not say otherwise: any members of a joinLimit. */
export const conditionsForm = z
  .strictObject({
    ...joinLimitForm.partial().shape,
    sharedRate: joinLimitForm.shape.sharedRate.partial().optional(),
    startTime: time.optional(),
    endTime: time.optional(),
  })
  .meta({ id: 'ImportConditions' });

export type Conditions = z.infer<typeof conditionsForm>;

export interface SpreadsheetFile {
  /** .xlsx or .csv: recognised from the content, not from a name. */
  readonly bytes: Uint8Array;
  readonly conditions: Conditions;
}

export interface RowError {
  /** The API field's name, or a column's letter where it has none. */
  readonly column: string;
  /** A predicate in English that follows the column's name; never repeats the cell's value. */
  readonly reason: string;
}

/** `row` is the number that a spreadsheet program shows; the headings are row 1. */
export type SheetRow =
  | { readonly row: number; readonly plan: PlanAsSent }
  | { readonly row: number; readonly errors: readonly RowError[] };

export interface RejectedRow {
  readonly row: number;
  readonly reasons: readonly string[];
}
