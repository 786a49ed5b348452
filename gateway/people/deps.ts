/** The parts of the platform that users and their tokens work with. */
import type { Streams } from '../http/streams';
import type { UserStore } from './user-store';
import type { UserTokenStore } from './user-token-store';

export interface PeopleDeps {
  readonly store: UserStore & UserTokenStore;
  readonly streams: Pick<Streams, 'stopOf'>;
  now(): number;
}
