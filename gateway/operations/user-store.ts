/** Keeps who may call the gateway. A token has 256 random bits, so its plain SHA-256 can be kept and looked up. */
import { createHash, randomBytes } from 'node:crypto';
import type { User } from '../api/roles';
import type { Database } from '../store/schema';

const tokenBytes = 32;

export interface UserStore {
  /** Tokens are kept as SHA-256 only. */
  userByToken(token: string): Promise<User | undefined>;
  /** Answers the new token, which is not shown again; undefined where the name is taken. With a token given, that one is used. */
  createUser(user: User, token?: string): Promise<string | undefined>;
  /** Makes a user of the settings, once for each name: what an administrator ended later stays ended. */
  makeUser(user: User, token: string | undefined): Promise<void>;
  wasUserMade(userName: string): Promise<boolean>;
  /** LAST_ADMINISTRATOR: nobody could let anybody in any more, so it stays. */
  removeUser(userName: string): Promise<'REMOVED' | 'ABSENT' | 'LAST_ADMINISTRATOR'>;
  users(): Promise<readonly User[]>;
}

export function newUserStore(db: Database): UserStore {
  const all = () => db.selectFrom('users').select(['user_name as userName', 'role']);
  return {
    userByToken: (token) => all().where('token_hash', '=', hashOfToken(token)).executeTakeFirst(),

    async createUser(user, token = newToken()) {
      return (await insert(db, user, token)) ? token : undefined;
    },

    makeUser: (user, token = newToken()) =>
      db.transaction().execute(async (sql) => {
        const { numInsertedOrUpdatedRows } = await sql
          .insertInto('made_users')
          .values({ user_name: user.userName })
          .onConflict((conflict) => conflict.column('user_name').doNothing())
          .executeTakeFirstOrThrow();
        if (numInsertedOrUpdatedRows === 1n) await insert(sql, user, token);
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
        await sql.deleteFrom('users').where('user_name', '=', userName).execute();
        return 'REMOVED';
      }),

    // Sorted here, because a database sorts by its own collation and pages of users go by code units.
    async users() {
      const found = await all().execute();
      return found.sort((one, other) => (one.userName < other.userName ? -1 : 1));
    },
  };
}

/** Answers whether the name was free. */
async function insert(db: Database, { userName, role }: User, token: string): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('users')
    .values({ user_name: userName, role, token_hash: hashOfToken(token) })
    .onConflict((conflict) => conflict.column('user_name').doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

function newToken(): string {
  return randomBytes(tokenBytes).toString('base64url');
}

function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
