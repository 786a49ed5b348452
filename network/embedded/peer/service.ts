/** `protos.Endorser`, the older way to a single peer's endorsement: the same answer as under the gateway, as a ProposalResponse. */
import { status, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { peer as protos } from '@hyperledger/fabric-protos';
import type { Calls } from '../gateway/calls';
import type { GatewayContext } from '../gateway/context';
import { statusError } from '../gateway/status';
import { MalformedProposal, type Proposal, unpackProposal } from '../proposal';
import { newEndorsement } from '../transaction';
import { type Answered, type ProposalAnswer, processProposal } from './endorser';

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
    throw statusError(status.UNKNOWN, `${FILTERED[error.part] ?? ''}${error.message}`);
  }
}

/** What a peer's filters say before the message where they are the first to read the part. */
const FILTERED: Readonly<Record<string, string>> = {
  Proposal: 'failed parsing proposal: ',
  Header: 'failed parsing header: ',
  ChannelHeader: 'failed parsing channel header: ',
};

async function process(context: GatewayContext, proposal: Proposal): Promise<ProposalAnswer> {
  if (proposal.fault) return { kind: 'refused', ...proposal.fault };
  const channel = context.channel(proposal.channelId);
  if (!channel) {
    const message = proposal.channelId === '' ? withoutChannel(proposal) : `channel '${proposal.channelId}' not found`;
    return {
      kind: 'answered',
      status: 500,
      message,
      result: new Uint8Array(),
      payload: undefined,
      endorsement: undefined,
      interest: [],
    };
  }
  const snapshot = channel.ledger.snapshot();
  const task = { peer: context.peer, channel, proposal, snapshot, endorse: true };
  return processProposal(task, context.check(channel)).finally(() => snapshot.close());
}

/** Only system chaincodes run without a channel, and none of those is here. */
function withoutChannel({ chaincode }: Proposal): string {
  return `make sure the chaincode ${chaincode} has been successfully defined on channel  and try again: could not get channel config for channel ''`;
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
