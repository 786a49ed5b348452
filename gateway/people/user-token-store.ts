/** Keeps tokens, as SHA-256 only, and finds who signs in with one. */
import type { ExpressionBuilder, Selectable } from 'kysely';
import type { User, UserRole } from '../api/roles';
import { isInNetworks } from './networks';
import type { UserDatabase, UserTables, UserTokensTable } from './tables';
import { hashToken, isMistyped, newToken } from './token-text';

/** A token as it is listed: without its text, which nobody keeps. */
export interface TokenSeen {
  readonly tokenName: string;
  readonly role: UserRole;
  /** ISO; absent where it was made before this was kept. */
  readonly created?: string;
  readonly expires?: string;
  /** To five minutes. */
  readonly lastUsed?: string;
  readonly networks?: readonly string[];
}

export interface TokenToAdd {
  readonly userName: string;
  readonly tokenName: string;
  /** That of the user where it is absent. */
  readonly role?: UserRole | undefined;
  readonly expires: string;
  /** Every address may use it where this is absent. */
  readonly networks?: readonly string[] | undefined;
}

export interface Rotation {
  readonly expires: string;
  /** Until when the token before is valid, too; ISO. */
  readonly previousUntil: string;
}

export interface UserTokenStore {
  /** Undefined where the token is unknown, has expired, or may not be used from the address. */
  userByToken(token: string, address?: string): Promise<User | undefined>;
  /** Undefined where there is no such user. */
  userTokens(userName: string): Promise<readonly TokenSeen[] | undefined>;
  /** Answers the token, which is not shown again. */
  addUserToken(added: TokenToAdd): Promise<{ readonly token: string; readonly role: UserRole } | 'NO_USER' | 'EXISTS'>;
  /** Answers the new token; undefined where there is none of the name. */
  rotateUserToken(userName: string, tokenName: string, rotation: Rotation): Promise<string | undefined>;
  /** False where there was none of the name. */
  revokeUserToken(userName: string, tokenName: string): Promise<boolean>;
}

const usedWithinMs = 5 * 60_000;

export function newUserTokenStore(db: UserDatabase): UserTokenStore {
  return {
    userByToken: (token, address) => findUser(db, token, address),

    async userTokens(userName) {
      const user = await readUser(db, userName);
      if (user === undefined) return undefined;
      const rows = await db.selectFrom('user_tokens').selectAll().where('user_name', '=', userName).execute();
      return rows.map((row) => parseToken(row, user.role));
    },

    async addUserToken({ userName, tokenName, role, expires, networks }) {
      const user = await readUser(db, userName);
      if (user === undefined) return 'NO_USER';
      const token = newToken();
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('user_tokens')
        .values({
          user_name: userName,
          token_name: tokenName,
          role: role ?? null,
          token_hash: hashToken(token),
          created: new Date().toISOString(),
          expires,
          networks: networks?.join(' ') ?? null,
        })
        .onConflict((conflict) => conflict.columns(['user_name', 'token_name']).doNothing())
        .executeTakeFirstOrThrow();
      return numInsertedOrUpdatedRows === 1n ? { token, role: role ?? user.role } : 'EXISTS';
    },

    async rotateUserToken(userName, tokenName, { expires, previousUntil }) {
      const token = newToken();
      const { numUpdatedRows } = await db
        .updateTable('user_tokens')
        .set((row) => ({
          previous_hash: row.ref('token_hash'),
          previous_until: previousUntil,
          token_hash: hashToken(token),
          created: new Date().toISOString(),
          expires,
        }))
        .where(isNamed(userName, tokenName))
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n ? token : undefined;
    },

    async revokeUserToken(userName, tokenName) {
      const { numDeletedRows } = await db
        .deleteFrom('user_tokens')
        .where(isNamed(userName, tokenName))
        .executeTakeFirstOrThrow();
      return numDeletedRows === 1n;
    },
  };
}

/** A condition of a query of tokens. */
function isNamed(userName: string, tokenName: string) {
  return (row: ExpressionBuilder<UserTables, 'user_tokens'>) =>
    row.and([row('user_name', '=', userName), row('token_name', '=', tokenName)]);
}

async function findUser(db: UserDatabase, token: string, address: string | undefined): Promise<User | undefined> {
  if (isMistyped(token)) return undefined;
  const hash = hashToken(token);
  const found = await db
    .selectFrom('user_tokens')
    .innerJoin('users', 'users.user_name', 'user_tokens.user_name')
    .selectAll('user_tokens')
    .select('users.role as user_role')
    .where((row) => row.or([row('token_hash', '=', hash), row('previous_hash', '=', hash)]))
    .executeTakeFirst();
  if (found === undefined) return undefined;
  const now = new Date();
  const until = found.token_hash === hash ? found.expires : found.previous_until;
  if (until !== null && until <= now.toISOString()) return undefined;
  if (found.networks !== null && !isInNetworks(address ?? '', found.networks.split(' '))) return undefined;
  await noteUse(db, found, now);
  return { userName: found.user_name, role: found.role ?? found.user_role };
}

/** Once in some minutes, because each write costs a commit. */
async function noteUse(db: UserDatabase, token: Selectable<UserTokensTable>, now: Date): Promise<void> {
  if (token.last_used !== null && Date.parse(token.last_used) > now.getTime() - usedWithinMs) return;
  const update = db.updateTable('user_tokens').set({ last_used: now.toISOString() });
  await update.where(isNamed(token.user_name, token.token_name)).execute();
}

async function readUser(db: UserDatabase, userName: string): Promise<User | undefined> {
  const query = db.selectFrom('users').select(['user_name as userName', 'role']);
  return query.where('user_name', '=', userName).executeTakeFirst();
}

function parseToken(row: Selectable<UserTokensTable>, role: UserRole): TokenSeen {
  const { token_name: tokenName, created, expires, last_used: lastUsed, networks } = row;
  return {
    tokenName,
    role: row.role ?? role,
    ...(created === '' ? {} : { created }),
    ...(expires === null ? {} : { expires }),
    ...(lastUsed === null ? {} : { lastUsed }),
    ...(networks === null ? {} : { networks: networks.split(' ') }),
  };
}
