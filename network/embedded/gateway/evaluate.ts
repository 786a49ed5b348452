/** Evaluate: one peer runs the chaincode and its result comes back; nothing is ordered and nothing is kept. */
import { status } from '@grpc/grpc-js';
import { gateway, peer as protos } from '@hyperledger/fabric-protos';
import type { Channel } from '../channel/channel';
import type { Peer } from '../channel/peer';
import { addressedChaincode, MalformedProposal, type Proposal, unpackProposal } from '../messages/proposal';
import { type Answered, processProposal } from '../peer/endorser';
import { isSystemChaincode } from '../peer/system';
import { type PeerFailure, statusError } from '../rpc/status';
import { findFailure, peerFailure } from './classify';
import type { GatewayContext } from './context';

export async function evaluate(
  context: GatewayContext,
  request: gateway.EvaluateRequest,
): Promise<gateway.EvaluateResponse> {
  const proposal = unpack(request);
  const channel = context.channel(proposal.channelId);
  if (!channel) {
    const text = `failed to get config for channel [${proposal.channelId}]: could not get last config for channel ${proposal.channelId}`;
    throw statusError(status.UNAVAILABLE, text);
  }
  const peers = evaluators(context, channel, proposal, request.getTargetOrganizationsList());
  const answer = await firstSuccess(context, channel, proposal, peers);
  const result = new protos.Response();
  result.setStatus(answer.status);
  result.setMessage(answer.message);
  result.setPayload(answer.result);
  const response = new gateway.EvaluateResponse();
  response.setResult(result);
  return response;
}

/** A gateway needs to know the channel and the chaincode before it can choose a peer. */
function unpack(request: gateway.EvaluateRequest): Proposal {
  const refuse = (reason: string): never => {
    throw statusError(status.INVALID_ARGUMENT, `failed to unpack transaction proposal: ${reason}`);
  };
  const signed = request.getProposedTransaction();
  if (!signed?.getProposalBytes_asU8().length) return refuse('a signed proposal is required');
  try {
    const proposal = unpackProposal(signed);
    const { channelId, spec } = proposal;
    if (!channelId) return refuse('no channel id provided');
    if (!spec) return refuse(`no chaincode spec is provided, channel id [${channelId}]`);
    if (!spec.getChaincodeId()) return refuse(`no chaincode id is provided, channel id [${channelId}]`);
    if (!spec.getChaincodeId()?.getName()) return refuse(`no chaincode name is provided, channel id [${channelId}]`);
    return proposal;
  } catch (error) {
    if (!(error instanceof MalformedProposal)) throw error;
    return refuse(error.message);
  }
}

/** This organisation comes first. Transient data goes to no other organisation unless the client says so. */
function evaluators(context: GatewayContext, channel: Channel, proposal: Proposal, targets: readonly string[]): Peer[] {
  const chaincode = addressedChaincode(proposal);
  const isProtected = proposal.hasTransient && targets.length === 0;
  const wanted = isProtected ? [context.peer.mspId] : targets;
  const peers = context
    .ownFirst(channel)
    .filter(({ mspId }) => wanted.length === 0 || wanted.includes(mspId))
    .filter((peer) => hasChaincode(channel, peer, chaincode));
  if (peers.length > 0) return peers;
  const text = `no peers available to evaluate chaincode ${chaincode} in channel ${channel.name}`;
  if (!isProtected) throw statusError(status.FAILED_PRECONDITION, text);
  const advice =
    "no endorsers found in the gateway's organization; retry specifying target organization(s) to protect transient data";
  throw statusError(status.FAILED_PRECONDITION, `${advice}: ${text}`);
}

export function hasChaincode(channel: Channel, peer: Peer, chaincode: string): boolean {
  return isSystemChaincode(chaincode) || (channel.definitions.has(chaincode) && peer.chaincodes.has(chaincode));
}

async function firstSuccess(
  context: GatewayContext,
  channel: Channel,
  proposal: Proposal,
  peers: Peer[],
): Promise<Answered> {
  const failures: PeerFailure[] = [];
  let code = status.UNAVAILABLE;
  for (const peer of peers) {
    const snapshot = channel.ledger.snapshot();
    const task = { peer, channel, proposal, snapshot, endorse: false };
    const answer = await processProposal(task, context.check(channel)).finally(() => snapshot.close());
    const failure = findFailure(answer, { isOwnPeer: peer === context.peer });
    if (!failure) return answer as Answered;
    failures.push(peerFailure(peer, failure.message));
    code = failure.code;
    if (!failure.mayRetry)
      throw statusError(code, `evaluate call to endorser returned error: ${failure.message}`, failures);
  }
  throw statusError(code, 'failed to evaluate transaction, see attached details for more info', failures);
}
