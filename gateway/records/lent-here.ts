/** The condition by which lists find records that were lent at this gateway. */
import { sql } from 'kysely';

/**
 * Holds where the column names a record that took effect and was filed here. Each row is looked up, because the list of all
 * records is long.
 */
export function isLentHere(column: 'records.about' | 'records.other') {
  const lent = sql.ref(column);
  return sql<boolean>`exists (select record_id from credit_records where record_id = ${lent} and status = 'EFFECTIVE')`;
}
