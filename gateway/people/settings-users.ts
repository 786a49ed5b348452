/** The users that the settings name: each is made once, at the first start that names it. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readTokenFile } from '../../network/identity/token-file';
import { createWhole } from '../../network/whole-file';
import type { User } from '../api/roles';
import type { UserStore } from './user-store';
import type { UserTokenStore } from './user-token-store';

type Users = UserStore & Pick<UserTokenStore, 'userByToken'>;

export interface SettingsUser extends User {
  readonly tokenFile?: string | undefined;
}

/**
 * A token file that exists gives the token. Otherwise it is written before the user is made, so that a crash between leaves
 * a file that gives it the next time. Without a file nobody knows the token. Afterwards nobody reads the file, because administrators
 * keep the users. Answers the names of users who exist and whose file holds another token.
 */
export async function makeUsers(store: Users, users: readonly SettingsUser[]): Promise<readonly string[]> {
  const strange: string[] = [];
  for (const { tokenFile, ...user } of users) {
    if (await store.wasUserMade(user.userName)) {
      if (tokenFile !== undefined && (await isStrange(store, user.userName, tokenFile))) strange.push(user.userName);
    } else await store.makeUser(user, tokenFile === undefined ? undefined : await readOrMakeToken(tokenFile));
  }
  return strange;
}

/** A file that is gone deceives nobody, and neither does that of a user whom an administrator removed. */
async function isStrange(store: Users, userName: string, file: string): Promise<boolean> {
  if (!existsSync(file) || !(await store.users()).some((user) => user.userName === userName)) return false;
  const owner = await store.userByToken(readFileSync(file, 'utf8').trim());
  return owner?.userName !== userName;
}

async function readOrMakeToken(file: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  return (await createWhole(file, token)) ? token : readTokenFile(file, { minCharacters: 32 });
}
