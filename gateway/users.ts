/** The users that the settings name: each is made once, at the first start that names it. */
import { randomBytes } from 'node:crypto';
import { readTokenFile } from '../network/identity/token-file';
import { createWhole } from '../network/whole-file';
import type { Config } from './config';
import type { Store } from './store/types';

/**
 * A token file that exists gives the token. Otherwise it is written before the user is made, so that a crash between leaves
 * a file that gives it the next time. Without a file nobody knows the token. Afterwards the file counts for nothing: the users are the
 * administrators' to keep.
 */
export async function makeUsers(store: Store, users: Config['users']): Promise<void> {
  for (const { tokenFile, ...user } of users) {
    if (await store.wasUserMade(user.userName)) continue;
    await store.makeUser(user, tokenFile === undefined ? undefined : await tokenOf(tokenFile));
  }
}

async function tokenOf(file: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  return (await createWhole(file, token)) ? token : readTokenFile(file, { minCharacters: 32 });
}
