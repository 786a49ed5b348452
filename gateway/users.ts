/** The users that the settings name, created at start where they are absent. */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { readTokenFile } from '../network/identity/token-file';
import type { Config } from './config';
import type { Store } from './store/types';

/**
 * A token file that exists gives the token. Otherwise it is written before the user is made, so that a crash between leaves
 * a file that gives it the next time. Without a file nobody knows the token.
 */
export async function makeUsers(store: Store, users: Config['users']): Promise<void> {
  const existing = new Set((await store.users()).map(({ userName }) => userName));
  for (const { tokenFile, ...user } of users) {
    if (existing.has(user.userName)) continue;
    await store.createUser(user, tokenFile === undefined ? undefined : await tokenOf(tokenFile));
  }
}

async function tokenOf(file: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  try {
    await writeFile(file, token, { mode: 0o600, flag: 'wx' });
    return token;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readTokenFile(file, { minCharacters: 32 });
  }
}
