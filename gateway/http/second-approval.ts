/** An institution may want two persons for some requests: such a request is kept instead of being carried out. */
import type { RequestHandler } from 'express';
import type { Operation } from '../api/operation';
import { Problem } from '../api/problem';

/** As it arrived, so that it is parsed again when it is carried out. */
export interface SentRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

export interface SecondApproval {
  /** Keeps the request, and throws SECOND_APPROVAL_NEEDED with its approvalId. Throws APPROVALS_TOO_MANY. */
  propose(operation: Operation, request: SentRequest, userName: string): Promise<never>;
}

export const refuseFile: RequestHandler = () => {
  throw new Problem('APPROVAL_NEEDS_JSON');
};
