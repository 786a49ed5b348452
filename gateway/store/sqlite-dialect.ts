/** SQLite as Kysely knows it, but for one thing: a migration that a full disk cuts short leaves nothing behind. */
import { SqliteAdapter, SqliteDialect } from 'kysely';

class TransactionalAdapter extends SqliteAdapter {
  /** SQLite can; Kysely does not rely on it. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

export class TransactionalSqlite extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}
