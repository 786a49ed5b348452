/** All tables of the copy for reports. */
import { allianceTables } from './alliance-tables';
import { creditTables } from './credit-tables';
import type { ReportTable } from './description';
import { planTables } from './plan-tables';
import { tokenTables } from './token-tables';

export const reportTables: readonly ReportTable[] = [...planTables, ...tokenTables, ...creditTables, ...allianceTables];
