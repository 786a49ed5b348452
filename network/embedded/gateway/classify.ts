/** Judges a peer's answer as Fabric's gateway does: success, or a code, a text, and whether another peer could help. */
import { status } from '@grpc/grpc-js';
import type { ProposalAnswer } from '../peer/endorser';
import type { PeerFailure } from '../rpc/status';

export interface Failure {
  readonly code: status;
  readonly message: string;
  readonly mayRetry: boolean;
}

/**
 * Undefined where the chaincode answered with success. A peer's refusal reaches another peer's gateway as a gRPC error, so to
 * that gateway the peer looks as if it were away.
 */
export function findFailure(answer: ProposalAnswer, { isOwnPeer = true } = {}): Failure | undefined {
  if (answer.kind === 'refused') {
    const looksAway = answer.filtered || !isOwnPeer;
    const code = looksAway ? status.UNAVAILABLE : status.FAILED_PRECONDITION;
    return { code, message: answer.message, mayRetry: looksAway };
  }
  if (answer.status >= 200 && answer.status < 400) return undefined;
  if (answer.payload === undefined && answer.status === 500) {
    return { code: status.ABORTED, message: answer.message, mayRetry: true };
  }
  return { code: status.UNKNOWN, message: `chaincode response ${answer.status}, ${answer.message}`, mayRetry: false };
}

export function peerFailure(peer: { readonly address: string; readonly mspId: string }, message: string): PeerFailure {
  return { address: peer.address, mspId: peer.mspId, message };
}
