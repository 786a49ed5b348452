/** Who may call the gateway. A token has 256 random bits, so a plain SHA-256 of it can be kept and looked up. */
import { createHash, randomBytes } from 'node:crypto';
import type { Database } from './schema';
import type { Store } from './types';

const tokenBytes = 32;

export function usersOf(db: Database): Pick<Store, 'userByToken' | 'createUser' | 'removeUser' | 'users'> {
  const all = () => db.selectFrom('users').select(['user_name as userName', 'role']);
  return {
    userByToken: (token) => all().where('token_hash', '=', hashOfToken(token)).executeTakeFirst(),

    async createUser({ userName, role }, token = randomBytes(tokenBytes).toString('base64url')) {
      const token_hash = hashOfToken(token);
      await db
        .insertInto('users')
        .values({ user_name: userName, role, token_hash })
        .onConflict((conflict) => conflict.column('user_name').doUpdateSet({ role, token_hash }))
        .execute();
      return token;
    },

    async removeUser(userName) {
      const { numDeletedRows } = await db
        .deleteFrom('users')
        .where('user_name', '=', userName)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },

    // Sorted here, because a database sorts by its own collation and pages of users go by code units.
    async users() {
      const found = await all().execute();
      return found.sort((one, other) => (one.userName < other.userName ? -1 : 1));
    },
  };
}

function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
