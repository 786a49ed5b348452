/**
 * A peer's answer to a proposal: checks it, runs the chaincode against a snapshot, and signs what came out. Nothing that a chaincode does
 * here touches the ledger; private values are put aside for the transaction's commit.
 */
import { peer as protos } from '@hyperledger/fabric-protos';
import { collectionAccess } from '../chaincode/access';
import type { Outcome } from '../chaincode/invocation';
import type { Channel } from '../channel/channel';
import type { Peer } from '../channel/peer';
import type { Interest, SimulationResults, Snapshot } from '../ledger/types';
import { asBuffer } from '../messages/bytes';
import type { Proposal } from '../messages/proposal';
import type { Endorsement } from '../messages/transaction';
import type { ProposalCheck } from './checks';
import { isSystemChaincode, runSystemChaincode } from './system';

export interface ProposalTask {
  readonly peer: Peer;
  readonly channel: Channel;
  readonly proposal: Proposal;
  /** All peers of one request simulate against the same height. */
  readonly snapshot: Snapshot;
  /** False for a query: nothing is signed and no private value is kept. */
  readonly endorse: boolean;
}

/** Fabric returns it as a gRPC error, or as a ProposalResponse. */
export type ProposalAnswer = Refused | Answered;

export interface Refused {
  readonly kind: 'refused';
  readonly message: string;
  readonly filtered: boolean;
}

export interface Answered {
  readonly kind: 'answered';
  readonly status: number;
  readonly message: string;
  /** The chaincode's result. */
  readonly result: Uint8Array;
  /** Bytes of `ProposalResponsePayload`; absent where the chaincode did not come to an end of its own, or answered 4xx. */
  readonly payload: Buffer | undefined;
  /** Present when the peer endorsed. */
  readonly endorsement: Endorsement | undefined;
  readonly interest: readonly Interest[];
}

const errorThreshold = 400;
const errorStatus = 500;

export async function processProposal(task: ProposalTask, check: ProposalCheck): Promise<ProposalAnswer> {
  const refusal = await check(task.proposal);
  if (refusal) return { kind: 'refused', ...refusal };
  try {
    return await answer(task);
  } catch (error) {
    const message = (error as Error).message;
    return { kind: 'answered', status: errorStatus, message, ...nothingProduced };
  }
}

const nothingProduced = { result: new Uint8Array(), payload: undefined, endorsement: undefined, interest: [] } as const;

async function answer(task: ProposalTask): Promise<Answered> {
  const { peer, channel, proposal } = task;
  const version = findVersion(channel, proposal.chaincode);
  const { outcome, results } = await simulate(task).catch((error: Error) => {
    throw new Error(`error in simulation: ${error.message}`);
  });
  const { status, message, payload: result } = outcome;
  const interest = results?.interest ?? [];
  if (status >= errorThreshold && status < errorStatus) {
    return { kind: 'answered', ...nothingProduced, status, message, result, interest };
  }
  const payload = responsePayload({ proposal, version, outcome, results: results?.publicResults });
  const common = { kind: 'answered', status, message, result, payload, interest } as const;
  if (status >= errorStatus || !task.endorse) return { ...common, endorsement: undefined };
  if (results?.privateResults) await channel.ledger.keepPrivate(proposal.txId, peer.mspId, results.privateResults);
  const signature = peer.sign(Buffer.concat([payload, peer.identity]));
  return { ...common, endorsement: { endorser: peer.identity, signature } };
}

function findVersion(channel: Channel, chaincode: string): string {
  if (isSystemChaincode(chaincode)) return 'syscc';
  const definition = channel.definitions.get(chaincode);
  if (definition) return definition.version;
  throw new Error(
    `make sure the chaincode ${chaincode} has been successfully defined on channel ${channel.name} and try again: chaincode ${chaincode} not found`,
  );
}

interface Simulated {
  readonly outcome: Outcome;
  readonly results: SimulationResults | undefined;
}

async function simulate({ peer, channel, proposal, snapshot }: ProposalTask): Promise<Simulated> {
  if (isSystemChaincode(proposal.chaincode)) {
    return { outcome: await runSystemChaincode(channel, proposal), results: undefined };
  }
  const definition = channel.definitions.get(proposal.chaincode);
  const stream = peer.chaincodes.get(proposal.chaincode);
  try {
    if (!definition || !stream || !proposal.input) throw new Error(`chaincode ${proposal.chaincode} is not installed`);
    const simulation = channel.ledger.simulate(snapshot, peer.mspId, proposal.txId);
    const creatorMspId = channel.membership.identify(proposal.creator).mspId;
    const outcome = await stream.execute({
      channelId: channel.name,
      txId: proposal.txId,
      chaincode: proposal.chaincode,
      input: proposal.input,
      signedProposal: proposal.signed,
      simulation,
      access: collectionAccess({ channelId: channel.name, definition, creatorMspId }),
    });
    return { outcome, results: simulation.results() };
  } catch (error) {
    throw new Error(`failed to execute transaction ${proposal.txId}: ${(error as Error).message}`);
  }
}

interface ResponseParts {
  readonly proposal: Proposal;
  readonly version: string;
  readonly outcome: Outcome;
  readonly results: Buffer | undefined;
}

function responsePayload({ proposal, version, outcome, results }: ResponseParts): Buffer {
  const response = new protos.Response();
  response.setStatus(outcome.status);
  response.setMessage(outcome.message);
  response.setPayload(outcome.payload);
  const chaincodeId = new protos.ChaincodeID();
  chaincodeId.setName(proposal.chaincode);
  chaincodeId.setVersion(version);
  const action = new protos.ChaincodeAction();
  action.setResponse(response);
  action.setChaincodeId(chaincodeId);
  if (results) action.setResults(results);
  // An invocation that failed announces nothing.
  if (outcome.event && outcome.status < errorThreshold) {
    const event = outcome.event;
    event.setChaincodeId(proposal.chaincode);
    event.setTxId(proposal.txId);
    action.setEvents(event.serializeBinary());
  }
  const payload = new protos.ProposalResponsePayload();
  payload.setProposalHash(proposal.hash);
  payload.setExtension$(action.serializeBinary());
  return asBuffer(payload.serializeBinary());
}
