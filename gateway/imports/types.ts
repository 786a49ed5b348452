/** Uploads of spreadsheets as routes see them. */
import type { SpreadsheetFile } from '../intake/types';
import type { ImportView } from '../store/types';

export interface PlanImports {
  /** Durable when it answers; the rows follow by themselves. Throws FileRefused, and ImportsBusy. */
  accept(file: SpreadsheetFile): Promise<ImportView>;
  /** The rejected rows as a workbook; undefined where there are none, or none any more. */
  rejected(importId: string): Promise<Buffer | undefined>;
}

/** As many uploads as may wait do so already. */
export class ImportsBusy extends Error {
  override readonly name = 'ImportsBusy';

  constructor() {
    super('too many uploads wait');
  }
}
