/**
 * A value that the database does not take, now or ever, by the codes that PostgreSQL and SQLite give. Everything else, such as a
 * lost connection, a full disk or a defect of ours, is tried again.
 */
import { NoRows } from './ledger-rows';

/** PostgreSQL: data (22), constraints (23), and limits of the program (54), such as the length of an index entry. */
const sqlStates = /^(?:22|23|54)[0-9A-Z]{3}$/;
const sqlite = /^SQLITE_(?:CONSTRAINT|MISMATCH|TOOBIG)/;

export function isRefusedByDatabase(error: unknown): boolean {
  if (error instanceof NoRows) return true;
  if (!(error instanceof Error)) return false;
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' && (sqlStates.test(code) || sqlite.test(code));
}
