/**
 * SQLite as Kysely knows it, but for two things that a full disk shows: a migration that it cuts short leaves nothing behind, and
 * whoever writes learns that the disk is full.
 */
import { type DatabaseConnection, SqliteAdapter, SqliteDialect, type SqliteDialectConfig, SqliteDriver } from 'kysely';

class TransactionalAdapter extends SqliteAdapter {
  /** SQLite can; Kysely does not rely on it. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

const alreadyUndone = /no transaction is active/;

class TransactionalDriver extends SqliteDriver {
  /**
   * Passes over a transaction that SQLite has undone by itself, as it does where the disk is full: the error would hide that one. (To ask
   * libsql for `inTransaction` ends the process where the file is closed.)
   */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await super.rollbackTransaction(connection);
    } catch (error) {
      if (!(error instanceof Error) || !alreadyUndone.test(error.message)) throw error;
    }
  }
}

export class TransactionalSqlite extends SqliteDialect {
  constructor(private readonly given: SqliteDialectConfig) {
    super(given);
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }

  override createDriver(): SqliteDriver {
    return new TransactionalDriver(this.given);
  }
}
