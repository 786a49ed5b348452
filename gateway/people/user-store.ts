/** Keeps the users of the institution. Their tokens are kept beside them (user-token-store.ts). */
import type { User } from '../api/roles';
import type { UserDatabase } from './tables';
import { hashToken, newToken } from './token-text';

export interface UserStore {
  /** With its first token; answers the token, which is not shown again, or undefined where the name is taken. */
  createUser(user: User, token?: string, expires?: string): Promise<string | undefined>;
  /** Makes a user of the settings, once for each name: what an administrator ended later stays ended. */
  makeUser(user: User, token: string | undefined): Promise<void>;
  wasUserMade(userName: string): Promise<boolean>;
  /** LAST_ADMINISTRATOR: nobody could let anybody in any more, so it stays. */
  removeUser(userName: string): Promise<'REMOVED' | 'ABSENT' | 'LAST_ADMINISTRATOR'>;
  users(): Promise<readonly User[]>;
}

export function newUserStore(db: UserDatabase): UserStore {
  return {
    createUser: (user, token = newToken(), expires) =>
      db.transaction().execute(async (sql) => ((await insert(sql, user, { token, expires })) ? token : undefined)),

    makeUser: (user, token = newToken()) =>
      db.transaction().execute(async (sql) => {
        const { numInsertedOrUpdatedRows } = await sql
          .insertInto('made_users')
          .values({ user_name: user.userName })
          .onConflict((conflict) => conflict.column('user_name').doNothing())
          .executeTakeFirstOrThrow();
        if (numInsertedOrUpdatedRows === 1n) await insert(sql, user, { token });
      }),

    async wasUserMade(userName) {
      const query = db.selectFrom('made_users').select('user_name').where('user_name', '=', userName);
      return (await query.executeTakeFirst()) !== undefined;
    },

    removeUser: (userName) =>
      db.transaction().execute(async (sql) => {
        // Takes the administrators' rows, so that no two of them remove each other at once.
        await sql.updateTable('users').set({ role: 'admin' }).where('role', '=', 'admin').execute();
        const users = await sql.selectFrom('users').select(['user_name', 'role']).execute();
        const user = users.find(({ user_name }) => user_name === userName);
        if (user === undefined) return 'ABSENT';
        const isOther = users.some(({ user_name, role }) => role === 'admin' && user_name !== userName);
        if (user.role === 'admin' && !isOther) return 'LAST_ADMINISTRATOR';
        await sql.deleteFrom('user_tokens').where('user_name', '=', userName).execute();
        await sql.deleteFrom('users').where('user_name', '=', userName).execute();
        return 'REMOVED';
      }),

    // Sorted here, because a database sorts by its own collation and pages of users go by code units.
    async users() {
      const found = await db.selectFrom('users').select(['user_name as userName', 'role']).execute();
      return found.sort((one, other) => (one.userName < other.userName ? -1 : 1));
    },
  };
}

interface FirstToken {
  readonly token: string;
  readonly expires?: string | undefined;
}

/** Answers whether the name was free. */
async function insert(sql: UserDatabase, { userName, role }: User, { token, expires }: FirstToken): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await sql
    .insertInto('users')
    .values({ user_name: userName, role })
    .onConflict((conflict) => conflict.column('user_name').doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows !== 1n) return false;
  await sql
    .insertInto('user_tokens')
    .values({
      user_name: userName,
      token_name: 'first',
      token_hash: hashToken(token),
      created: new Date().toISOString(),
      expires: expires ?? null,
    })
    .execute();
  return true;
}
