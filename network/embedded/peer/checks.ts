/**
 * What a peer asks of a proposal before it runs any chaincode, in the order of Fabric's authentication filters and endorser. One process
 * serves all organisations and all their answers would be the same, so each proposal is checked once and the verdict kept.
 */
import { common } from '@hyperledger/fabric-protos';
import { InvalidIdentity } from '../../identity/identity';
import { verifyLowS } from '../../identity/signature';
import { transactionId } from '../bytes';
import type { Channel } from '../channel/channel';
import type { Proposal } from '../proposal';
import { isSystemChaincode } from './system';

/** Why a peer does not look further. `filtered`: the peer answers an error and no ProposalResponse, as an unreachable one would. */
export interface ProposalRefusal {
  readonly message: string;
  readonly filtered: boolean;
}

/** Resolves to undefined when the proposal may be simulated. */
export type ProposalCheck = (proposal: Proposal) => Promise<ProposalRefusal | undefined>;

export function newProposalCheck(channel: Channel, timeWindowMs: number): ProposalCheck {
  const verdicts = new WeakMap<Proposal, Promise<ProposalRefusal | undefined>>();
  return (proposal) => {
    let verdict = verdicts.get(proposal);
    if (!verdict) {
      verdict = check(proposal, channel, timeWindowMs);
      verdicts.set(proposal, verdict);
    }
    return verdict;
  };
}

async function check(proposal: Proposal, channel: Channel, timeWindowMs: number): Promise<ProposalRefusal | undefined> {
  const filter = filterRefusal(proposal, channel, timeWindowMs);
  if (filter) return { message: filter, filtered: true };
  const malformed = formRefusal(proposal);
  if (malformed) return { message: malformed, filtered: false };
  const invalid = headerRefusal(proposal) ?? signatureRefusal(proposal, channel);
  if (invalid) return { message: `error validating proposal: ${invalid}`, filtered: false };
  if (await channel.ledger.transactionStatus(proposal.txId)) {
    const creator = proposal.creator.toString('hex');
    return { message: `duplicate transaction found [${proposal.txId}]. Creator [${creator}]`, filtered: false };
  }
  const identity = channel.membership.identify(proposal.creator);
  if (isSystemChaincode(proposal.chaincode) || channel.membership.isWriter(identity)) return undefined;
  return { message: channel.membership.denied('Writers'), filtered: false };
}

function filterRefusal(proposal: Proposal, { membership }: Channel, timeWindowMs: number): string | undefined {
  try {
    const identity = membership.identify(proposal.creator);
    if (membership.isExpired(identity)) return 'proposal client identity expired';
  } catch (error) {
    // The endorser finds it again, and has the words for it.
    if (!(error instanceof InvalidIdentity)) throw error;
  }
  const { timestamp } = proposal;
  const offsetMs = timestamp ? timestamp.seconds * 1000 + timestamp.nanos / 1e6 - Date.now() : Number.POSITIVE_INFINITY;
  if (Math.abs(offsetMs) <= timeWindowMs) return undefined;
  return `request unauthorized due to incorrect timestamp: the client's clock is more than ${timeWindowMs} ms from the peer's`;
}

function formRefusal({ chaincode, input }: Proposal): string | undefined {
  if (!chaincode) return 'ChaincodeHeaderExtension.ChaincodeId.Name is empty';
  if (!input) return 'chaincode input did not contain any input';
  return undefined;
}

function headerRefusal({ type, epoch, nonce, creator, txId, signature }: Proposal): string | undefined {
  if (type !== common.HeaderType.ENDORSER_TRANSACTION) return `invalid header type ${headerTypeName(type)}`;
  if (epoch !== 0) return 'epoch is non-zero';
  if (nonce.length === 0) return 'nonce is empty';
  if (creator.length === 0) return 'creator is empty';
  const expected = transactionId(nonce, creator);
  if (txId !== expected) return `incorrectly computed txid '${txId}' -- expected '${expected}'`;
  if (signature.length === 0) return 'empty signature bytes';
  return undefined;
}

function signatureRefusal(
  { creator, bytes, signature, channelId }: Proposal,
  { membership }: Channel,
): string | undefined {
  try {
    const identity = membership.identify(creator);
    if (verifyLowS(identity.publicKey, bytes, signature)) return undefined;
    return `access denied: channel [${channelId}] creator org [${identity.mspId}]`;
  } catch (error) {
    if (!(error instanceof InvalidIdentity)) throw error;
    return error.step === 'deserialise'
      ? `access denied: channel [${channelId}] creator org unknown, creator is malformed`
      : `access denied: channel [${channelId}] creator org [${error.mspId}]`;
  }
}

function headerTypeName(type: number): string {
  return Object.entries(common.HeaderType).find(([, number]) => number === type)?.[0] ?? String(type);
}
