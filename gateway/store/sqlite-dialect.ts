/**
 * SQLite as Kysely knows it, but for two things that a full disk shows: a migration that it cuts short leaves nothing behind, and
 * whoever writes learns that the disk is full.
 */
import { type DatabaseConnection, SqliteAdapter, type SqliteDatabase, SqliteDialect, SqliteDriver } from 'kysely';

class TransactionalAdapter extends SqliteAdapter {
  /** SQLite can; Kysely does not rely on it. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

export interface TransactedDatabase extends SqliteDatabase {
  readonly inTransaction: boolean;
}

class TransactionalDriver extends SqliteDriver {
  constructor(private readonly database: TransactedDatabase) {
    super({ database });
  }

  /** SQLite has undone the transaction by itself where the disk is full; to undo it again would hide that error behind another one. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.database.inTransaction) await super.rollbackTransaction(connection);
  }
}

export class TransactionalSqlite extends SqliteDialect {
  constructor(private readonly database: TransactedDatabase) {
    super({ database });
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }

  override createDriver(): SqliteDriver {
    return new TransactionalDriver(this.database);
  }
}
