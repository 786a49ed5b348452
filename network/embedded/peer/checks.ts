/**
 * A peer's checks of a proposal before it runs any chaincode, in the order of Fabric's authentication filters and endorser. One process
 * serves all organisations and all their answers would be the same, so each proposal is checked once and the verdict kept.
 */
import { common } from '@hyperledger/fabric-protos';
import { InvalidIdentity } from '../../identity/identity';
import { verifyLowS } from '../../identity/signature';
import type { Channel } from '../channel/channel';
import { transactionId } from '../messages/bytes';
import type { Proposal, ProposalRefusal } from '../messages/proposal';
import { isSystemChaincode } from './system';

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
  if (proposal.fault?.filtered) return proposal.fault;
  const filter = filterRefusal(proposal, channel, timeWindowMs);
  if (filter) return { message: filter, filtered: true };
  if (proposal.fault) return proposal.fault;
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
  const { seconds, nanos } = proposal.timestamp ?? { seconds: 0, nanos: 0 };
  const [proposed, now] = [seconds * 1000 + nanos / 1e6, Date.now()];
  if (Math.abs(proposed - now) <= timeWindowMs) return undefined;
  return `request unauthorized due to incorrect timestamp ${inSeconds(proposed)}, peer time ${inSeconds(now)}, peer.authentication.timewindow ${goDuration(timeWindowMs)}`;
}

/** RFC 3339 without fractions, as Go prints it; what JavaScript cannot say as a date comes as a number. */
function inSeconds(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** As Go prints a duration: `15m0s`. */
function goDuration(ms: number): string {
  if (ms < 1000) return `${ms}ms`;
  const [hours, minutes] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60];
  const seconds = `${(ms % 60_000) / 1000}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}

function headerRefusal({ type, epoch, nonce, creator, txId, signature }: Proposal): string | undefined {
  // Peers let CONFIG pass, although it has no business here.
  if (type !== common.HeaderType.ENDORSER_TRANSACTION && type !== common.HeaderType.CONFIG) {
    return `invalid header type ${headerTypeName(type)}`;
  }
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
