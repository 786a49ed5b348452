/**
 * Leases work that only one gateway instance of an institution does at a time. Taking and renewing a lease is one statement, and
 * the time is the database's, so that instances whose clocks differ agree on who holds it. All ask for a lease of one length, so
 * one that ends later than two lengths from now was taken while the clock was ahead, and has ended.
 */
import type { RawBuilder } from 'kysely';
import type { Database } from './schema';

export interface Leases {
  /** A lease that only one gateway instance of the institution holds at a time; false where another holds it. */
  acquireLease(name: string, holder: string, ttlMs: number): Promise<boolean>;
  releaseLease(name: string, holder: string): Promise<void>;
}

export function newLeases(db: Database, nowMs: () => RawBuilder<number>): Leases {
  return {
    async acquireLease(name, holder, ttlMs) {
      const expires_ms = nowMs();
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('leases')
        .values((values) => ({ name, holder, expires_ms: values(expires_ms, '+', ttlMs) }))
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet((row) => ({ holder, expires_ms: row.ref('excluded.expires_ms') }))
            .where((row) =>
              row.or([
                row('leases.holder', '=', holder),
                row('leases.expires_ms', '<=', nowMs()),
                row('leases.expires_ms', '>', row(nowMs(), '+', 2 * ttlMs)),
              ]),
            ),
        )
        .executeTakeFirstOrThrow();
      return (numInsertedOrUpdatedRows ?? 0n) > 0n;
    },

    async releaseLease(name, holder) {
      await db.deleteFrom('leases').where('name', '=', name).where('holder', '=', holder).execute();
    },
  };
}
