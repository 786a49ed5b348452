/** `protos.Endorser`, the older way to a single peer's endorsement: the same answer as under the gateway, as a ProposalResponse. */
import { status, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { peer as protos } from '@hyperledger/fabric-protos';
import { MalformedProposal, type Proposal, unpackProposal } from '../messages/proposal';
import { newEndorsement } from '../messages/transaction';
import { type Answered, type ProposalAnswer, processProposal } from '../peer/endorser';
import { isSystemChaincode } from '../peer/system';
import type { Calls } from '../rpc/calls';
import { statusError } from '../rpc/status';
import type { GatewayContext } from './context';

export function endorserService(context: GatewayContext, calls: Calls): UntypedServiceImplementation {
  return {
    processProposal: calls.unary(async (signed: protos.SignedProposal) => {
      const answer = await process(context, unpack(signed));
      if (answer.kind === 'refused') throw statusError(status.UNKNOWN, answer.message);
      return proposalResponse(answer);
    }),
  };
}

function unpack(signed: protos.SignedProposal): Proposal {
  try {
    return unpackProposal(signed);
  } catch (error) {
    if (!(error instanceof MalformedProposal)) throw error;
    throw statusError(status.UNKNOWN, `${filterWords[error.part] ?? ''}${error.message}`);
  }
}

/** A peer's filters put these words before the message where they are the first to read the part. */
const filterWords: Readonly<Record<string, string>> = {
  Proposal: 'failed parsing proposal: ',
  Header: 'failed parsing header: ',
  ChannelHeader: 'failed parsing channel header: ',
};

async function process(context: GatewayContext, proposal: Proposal): Promise<ProposalAnswer> {
  if (proposal.fault) return { kind: 'refused', ...proposal.fault };
  if (proposal.channelId === '') return processWithoutChannel(context, proposal);
  const channel = context.channel(proposal.channelId);
  if (!channel) return failed(`channel '${proposal.channelId}' not found`);
  const snapshot = channel.ledger.snapshot();
  const task = { peer: context.peer, channel, proposal, snapshot, endorse: true };
  return processProposal(task, context.check(channel)).finally(() => snapshot.close());
}

/** As `peer channel getinfo` asks: only system chaincodes run without a channel, and what they answer is not endorsed. */
async function processWithoutChannel(context: GatewayContext, proposal: Proposal): Promise<ProposalAnswer> {
  const { chaincode, args } = proposal;
  if (!isSystemChaincode(chaincode)) {
    return failed(
      `make sure the chaincode ${chaincode} has been successfully defined on channel  and try again: could not get channel config for channel ''`,
    );
  }
  const name = Buffer.from(args[1] ?? []).toString();
  const channel = context.channel(name);
  if (!channel) return failed(`Invalid chain ID, ${name}`);
  const snapshot = channel.ledger.snapshot();
  const task = { peer: context.peer, channel, proposal, snapshot, endorse: false };
  const answer = await processProposal(task, context.check(channel)).finally(() => snapshot.close());
  return answer.kind === 'refused' ? answer : { ...answer, payload: undefined };
}

function failed(message: string): Answered {
  const nothing = { result: new Uint8Array(), payload: undefined, endorsement: undefined, interest: [] };
  return { kind: 'answered', status: 500, message, ...nothing };
}

function proposalResponse(answer: Answered): protos.ProposalResponse {
  const inner = new protos.Response();
  inner.setStatus(answer.status);
  inner.setMessage(answer.message);
  inner.setPayload(answer.result);
  const response = new protos.ProposalResponse();
  response.setVersion(1);
  response.setResponse(inner);
  if (answer.payload) response.setPayload(answer.payload);
  if (answer.endorsement) response.setEndorsement(newEndorsement(answer.endorsement));
  return response;
}
