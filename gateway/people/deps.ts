/** The parts of the platform that users, their tokens and second approval work with. */
import type { Caller, JsonAnswer } from '../http/route';
import type { SentRequest } from '../http/second-approval';
import type { Streams } from '../http/streams';
import type { Vault } from '../vault/types';
import type { ApprovalStore } from './approval-store';
import type { UserStore } from './user-store';
import type { UserTokenStore } from './user-token-store';

export interface PeopleDeps {
  readonly store: UserStore & UserTokenStore & ApprovalStore;
  readonly vault: Pick<Vault, 'deriveMark' | 'texts'>;
  readonly streams: Pick<Streams, 'stopOf'>;
  /** Answers a request of the operation as if the caller had sent it. Throws what the operation refuses with. */
  carryOut(operationId: string, request: SentRequest, caller: Caller): Promise<JsonAnswer>;
  now(): number;
}
