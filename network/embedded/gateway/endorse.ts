/**
 * Endorse: this organisation's peer first, then as many others as the policies of what it touched ask for, all against one
 * snapshot. The answers must agree byte for byte. The result is the transaction, ready for the client's signature.
 */
import { type ServiceError, status } from '@grpc/grpc-js';
import { gateway } from '@hyperledger/fabric-protos';
import type { Channel } from '../channel/channel';
import { choosePeers, findRequirements, type Requirements } from '../channel/endorsement-rules';
import type { Peer } from '../channel/peer';
import type { Snapshot } from '../ledger/types';
import { addressedChaincode, MalformedProposal, type Proposal, unpackProposal } from '../messages/proposal';
import { type Endorsement, newEnvelope } from '../messages/transaction';
import { type Answered, processProposal } from '../peer/endorser';
import { type PeerFailure, statusError } from '../rpc/status';
import { findFailure, peerFailure } from './classify';
import type { GatewayContext } from './context';
import { hasChaincode } from './evaluate';

export async function endorse(
  context: GatewayContext,
  request: gateway.EndorseRequest,
): Promise<gateway.EndorseResponse> {
  const proposal = unpack(request);
  const named = request.getEndorsingOrganizationsList();
  const channel = context.channel(proposal.channelId);
  if (!channel) throw named.length > 0 ? newNoPeersError(named) : nobodyToAsk(proposal);
  const snapshot = channel.ledger.snapshot();
  try {
    const collecting = new Collecting(context, channel, proposal, snapshot);
    const endorsed = named.length > 0 ? await collecting.fromNamed(named) : await collecting.planned();
    const response = new gateway.EndorseResponse();
    response.setPreparedTransaction(newEnvelope(proposal, endorsed.payload, endorsed.endorsements));
    return response;
  } finally {
    snapshot.close();
  }
}

function unpack(request: gateway.EndorseRequest): Proposal {
  const signed = request.getProposedTransaction();
  if (!signed?.getProposalBytes_asU8().length) {
    throw statusError(status.INVALID_ARGUMENT, 'the proposed transaction must contain a signed proposal');
  }
  try {
    return unpackProposal(signed);
  } catch (error) {
    if (!(error instanceof MalformedProposal)) throw error;
    throw statusError(status.INVALID_ARGUMENT, error.message);
  }
}

function newNoPeersError(organisations: readonly string[]): ServiceError {
  const text = `failed to find any endorsing peers for org(s): ${organisations.join(', ')}`;
  return statusError(status.UNAVAILABLE, text);
}

/** This organisation has nobody to ask, and for a proposal without transient data no other has. */
function nobodyToAsk(proposal: Proposal): ServiceError {
  if (!proposal.hasTransient) return noPlan(proposal);
  const text =
    "no endorsers found in the gateway's organization; retry specifying endorsing organization(s) to protect transient data";
  return statusError(status.FAILED_PRECONDITION, text);
}

function noPlan(proposal: Proposal): ServiceError {
  const reason = `No metadata was found for chaincode ${addressedChaincode(proposal)} in channel ${proposal.channelId}`;
  const text = `no combination of peers can be derived which satisfy the endorsement policy: ${reason}`;
  return statusError(status.FAILED_PRECONDITION, text);
}

interface Endorsed {
  readonly payload: Buffer;
  readonly endorsements: readonly Endorsement[];
}

/** The endorsements of one request, as they come in. */
class Collecting {
  readonly #endorsements = new Map<Peer, Endorsement>();
  readonly #failures: PeerFailure[] = [];
  #payload: Buffer | undefined;

  constructor(
    private readonly context: GatewayContext,
    private readonly channel: Channel,
    private readonly proposal: Proposal,
    private readonly snapshot: Snapshot,
  ) {}

  /** The client answers for its choice: whether it satisfies the policy shows at commit. */
  async fromNamed(organisations: readonly string[]): Promise<Endorsed> {
    const peers = this.#withChaincode();
    const missing = organisations.filter((mspId) => !peers.some((peer) => peer.mspId === mspId));
    if (missing.length > 0) throw newNoPeersError(missing);
    const wanted = peers.filter(({ mspId }) => organisations.includes(mspId));
    return (await this.#collect(wanted)) ?? this.#notEnough();
  }

  async planned(): Promise<Endorsed> {
    const { peer: own } = this.context;
    const candidates = this.#withChaincode();
    const mayAsk = this.proposal.hasTransient ? candidates.includes(own) : candidates.length > 0;
    if (!mayAsk) throw nobodyToAsk(this.proposal);
    const first = await this.#first(candidates);
    // Every peer runs system chaincodes, but no policy says who endorses them.
    if (first.interest.length === 0 && !this.channel.definitions.has(addressedChaincode(this.proposal))) {
      throw noPlan(this.proposal);
    }
    const requirements = this.#requirements(first, this.proposal.hasTransient);
    let remaining = candidates;
    let plan = this.#plan(requirements, remaining);
    if (!plan) throw statusError(status.FAILED_PRECONDITION, this.#unsatisfiable(first, requirements));
    while (plan) {
      const endorsed = await this.#collect(plan);
      if (endorsed) return endorsed;
      const failed = plan.filter((peer) => !this.#endorsements.has(peer));
      remaining = remaining.filter((peer) => !failed.includes(peer));
      plan = this.#plan(requirements, remaining);
    }
    return this.#notEnough();
  }

  /**
   * The answer of this organisation's peer, or of any peer if the organisation runs no such chaincode; its payload is the
   * reference.
   */
  async #first(candidates: readonly Peer[]): Promise<Answered> {
    const [peer] = candidates;
    const answer = peer && (await this.#ask(peer));
    if (answer) return answer;
    const text = 'failed to endorse transaction, see attached details for more info';
    throw statusError(status.ABORTED, text, this.#failures);
  }

  #requirements({ interest }: Answered, protectsTransient: boolean): Requirements {
    const chaincode = addressedChaincode(this.proposal);
    const nothingTouched = { chaincode, writesPublic: false, readsPublic: false, collections: [] };
    return findRequirements({
      interest: interest.length > 0 ? interest : [nothingTouched],
      definitions: this.channel.definitions,
      rules: this.channel.rules,
      protectsTransient,
    });
  }

  #plan(requirements: Requirements, peers: readonly Peer[]): Peer[] | undefined {
    const principals = peers.map((peer) => ({
      peer,
      mspId: peer.mspId,
      roles: this.channel.membership.identify(peer.identity).roles,
    }));
    return choosePeers(requirements, principals)?.map(({ peer }) => peer);
  }

  #unsatisfiable(first: Answered, { protectedCollections }: Requirements): string {
    if (protectedCollections.length > 0 && this.#plan(this.#requirements(first, false), this.#withChaincode())) {
      return `requires endorsement from organisation(s) that are not in the distribution policy of the private data collection(s): [${protectedCollections.join(' ')}]; retry specifying trusted endorsing organizations to protect transient data`;
    }
    return 'no combination of peers can be derived which satisfy the endorsement policy: no peer combination can satisfy the endorsement policy';
  }

  /** Undefined as soon as one of the peers fails or disagrees. */
  async #collect(peers: readonly Peer[]): Promise<Endorsed | undefined> {
    await Promise.all(peers.filter((peer) => !this.#endorsements.has(peer)).map((peer) => this.#ask(peer)));
    const endorsements = peers.flatMap((peer) => this.#endorsements.get(peer) ?? []);
    if (!this.#payload || endorsements.length < peers.length) return undefined;
    return { payload: this.#payload, endorsements };
  }

  async #ask(peer: Peer): Promise<Answered | undefined> {
    const task = { peer, channel: this.channel, proposal: this.proposal, snapshot: this.snapshot, endorse: true };
    const answer = await processProposal(task, this.context.check(this.channel));
    const failure = findFailure(answer);
    if (failure || answer.kind === 'refused' || !answer.payload || !answer.endorsement) {
      this.#failures.push(peerFailure(peer, failure?.message ?? 'the peer did not endorse'));
      return undefined;
    }
    this.#payload ??= answer.payload;
    if (!this.#payload.equals(answer.payload)) {
      this.#failures.push(peerFailure(peer, 'ProposalResponsePayloads do not match'));
      return undefined;
    }
    this.#endorsements.set(peer, answer.endorsement);
    return answer;
  }

  #withChaincode(): Peer[] {
    return this.context
      .ownFirst(this.channel)
      .filter((peer) => hasChaincode(this.channel, peer, addressedChaincode(this.proposal)));
  }

  #notEnough(): never {
    const text = 'failed to collect enough transaction endorsements, see attached details for more info';
    throw statusError(status.ABORTED, text, this.#failures);
  }
}
