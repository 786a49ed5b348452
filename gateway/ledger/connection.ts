/**
 * The connections to the institution's own peers, and its two identities over them.
 *
 * Everything goes to one peer until it cannot be reached, then to the next. Signatures are made natively: the gateway
 * client's own signer takes ten times as long and is called three times a transaction.
 */
import type { KeyObject } from 'node:crypto';
import { ChannelCredentials, Client, status as grpcStatus } from '@grpc/grpc-js';
import {
  type CloseableAsyncIterable,
  connect,
  type Gateway,
  GatewayError,
  hash,
  type Network,
  type Proposal,
  type Transaction,
} from '@hyperledger/fabric-gateway';
import { common } from '@hyperledger/fabric-protos';
import { type CommandName, type ReadFunctionName, transientField } from '../../chaincode/api/commands';
import { newSigner } from '../../network/identity/signature';
import { grpcProxyOptions } from '../../network/proxy';
import { commitStatusRequest } from './commit-status-request';
import type { LedgerObserver, Step } from './observer';
import { classify, validationCodeName } from './retry';
import type { CommitStatus, Endorsed, LedgerSteps, TransactionRequest } from './submit';

export interface PeerSettings {
  /** `host:port`. */
  readonly address: string;
  /** PEM; without it the connection is not encrypted. */
  readonly tlsRootCertificate?: string | undefined;
  /** The name in the peer's certificate where it is not the host's. */
  readonly hostAlias?: string | undefined;
}

export interface SigningKey {
  /** PEM, byte for byte as issued: transaction ids depend on it. */
  readonly certificate: string;
  readonly privateKey: KeyObject;
}

export interface Deadlines {
  readonly evaluateMs: number;
  readonly endorseMs: number;
  readonly submitMs: number;
  /** Short: a leader that dies loses what it holds, and only the question brings that to light. */
  readonly commitStatusMs: number;
}

export interface ConnectionSettings {
  readonly mspId: string;
  readonly channel: string;
  readonly chaincode: string;
  /** This institution's peers, in the order of preference; at least one. */
  readonly peers: readonly PeerSettings[];
  readonly client: SigningKey;
  /** For what only an administrator may do; without it the chaincode refuses that. */
  readonly admin?: SigningKey | undefined;
  readonly deadlines?: Partial<Deadlines>;
  /** How often an idle connection is tried. Default: as often as a stock peer bears. */
  readonly keepaliveSeconds?: number;
}

export interface EvaluateRequest {
  readonly name: CommandName | ReadFunctionName;
  readonly argument: string;
  readonly private?: string;
}

export interface EndorsedTransaction extends Endorsed {
  readonly peer: Peer;
  readonly role: Role;
  readonly transaction: Transaction;
}

export interface Connection extends LedgerSteps<EndorsedTransaction> {
  /** Asks this institution's peer; private data stays there. */
  evaluate(request: EvaluateRequest): Promise<Uint8Array>;
  /** The number of blocks that this institution's peer has. */
  height(): Promise<number>;
  openBlocks(from: number): Promise<CloseableAsyncIterable<common.Block>>;
  /** Later calls go to the next peer than the one that the blocks came from. */
  leavePeer(): void;
  close(): void;
}

type Role = 'client' | 'admin';
type Peer = Readonly<Record<Role, Gateway>> & { readonly grpc: Client };

const defaultDeadlines: Deadlines = { evaluateMs: 5_000, endorseMs: 15_000, submitMs: 5_000, commitStatusMs: 2_000 };
const adminCommands: ReadonlySet<string> = new Set<CommandName>([
  'alliance:found',
  'alliance:propose',
  'alliance:vote',
  'party:registerKey',
  'subject:registerEvaluator',
]);
/** Fabric's stock peers end connections that ping more often than once a minute. */
const stockKeepaliveSeconds = 65;
const maxMessageBytes = 100 * 1024 * 1024;

export function newConnection(settings: ConnectionSettings, observer: LedgerObserver): Connection {
  const { mspId, channel, chaincode } = settings;
  const peers = settings.peers.map((peer) => newPeer(peer, settings));
  const sent = new WeakSet<EndorsedTransaction>();
  let inUse = 0;
  let read: { readonly peer: Peer; blocks?: CloseableAsyncIterable<common.Block> } | undefined;

  function current(): Peer {
    const peer = peers[inUse % peers.length];
    if (peer === undefined) throw new Error('the settings name no peer');
    return peer;
  }

  /** The blocks move along: a peer that does not judge may have none to give. */
  function leave(peer: Peer): void {
    if (peer !== current()) return;
    inUse++;
    if (peer === read?.peer && peer !== current()) read.blocks?.close();
  }

  async function observed<T>(
    step: Step,
    call: (peer: Peer) => Promise<T>,
    { readCode = ok, peer = current() }: { readCode?: (answer: T) => string; peer?: Peer } = {},
  ): Promise<T> {
    const started = performance.now();
    try {
      const answer = await call(peer);
      observer.called(step, readCode(answer), performance.now() - started);
      return answer;
    } catch (error) {
      const code = error instanceof GatewayError ? grpcStatus[error.code] : undefined;
      observer.called(step, code ?? 'ERROR', performance.now() - started);
      if (classify(step, error).nextPeer) leave(peer);
      throw error;
    }
  }

  function newProposal(network: Network, request: EvaluateRequest, organizations?: string[]): Proposal {
    return network.getContract(chaincode).newProposal(request.name, {
      arguments: [request.argument],
      ...(request.private === undefined ? {} : { transientData: { [transientField]: request.private } }),
      ...(organizations === undefined ? {} : { endorsingOrganizations: organizations }),
    });
  }

  return {
    evaluate(request) {
      const role = roleFor(request.name);
      const call = (peer: Peer) => newProposal(peer[role].getNetwork(channel), request, [mspId]).evaluate();
      return observed('evaluate', call);
    },
    async height() {
      const call = (peer: Peer) => {
        const asked = { arguments: [channel], endorsingOrganizations: [mspId] };
        return peer.client.getNetwork(channel).getContract('qscc').evaluate('GetChainInfo', asked);
      };
      return common.BlockchainInfo.deserializeBinary(await observed('evaluate', call)).getHeight();
    },
    endorse(request: TransactionRequest) {
      const role = roleFor(request.name);
      const call = async (peer: Peer): Promise<EndorsedTransaction> => {
        const { endorsers } = request;
        const organizations = endorsers === undefined ? undefined : [...endorsers];
        const transaction = await newProposal(peer[role].getNetwork(channel), request, organizations).endorse();
        const transactionId = transaction.getTransactionId();
        return { transactionId, result: transaction.getResult(), transaction, peer, role };
      };
      return observed('endorse', call);
    },
    async submit(endorsed) {
      // The first sending signs, so it goes to the peer that endorsed; from then on the bytes carry the signature.
      const { transaction, role } = endorsed;
      const peer = sent.has(endorsed) ? current() : endorsed.peer;
      sent.add(endorsed);
      const call = () =>
        (peer === endorsed.peer ? transaction : peer[role].newTransaction(transaction.getBytes())).submit();
      await observed('submit', call, { peer });
    },
    commitStatus({ transactionId, role }) {
      const call = async (peer: Peer): Promise<CommitStatus> => {
        const request = commitStatusRequest({ transactionId, channel }, peer[role]);
        const { code, blockNumber } = await peer[role].newCommit(request).getStatus();
        return { code, block: Number(blockNumber) };
      };
      return observed('commit', call, { readCode: ({ code }) => validationCodeName(code) });
    },
    async openBlocks(from) {
      const peer = current();
      read = { peer };
      read.blocks = await peer.client.getNetwork(channel).getBlockEvents({ startBlock: BigInt(from) });
      return read.blocks;
    },
    leavePeer: () => leave(read?.peer ?? current()),
    close() {
      for (const peer of peers) peer.grpc.close();
    },
  };
}

const ok = () => 'OK';

function roleFor(name: CommandName | ReadFunctionName): Role {
  return adminCommands.has(name) ? 'admin' : 'client';
}

function newPeer(peer: PeerSettings, settings: ConnectionSettings): Peer {
  const { tlsRootCertificate, hostAlias, address } = peer;
  const credentials =
    tlsRootCertificate === undefined
      ? ChannelCredentials.createInsecure()
      : ChannelCredentials.createSsl(Buffer.from(tlsRootCertificate));
  const grpc = new Client(address, credentials, {
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1_000,
    'grpc.keepalive_time_ms': 1_000 * (settings.keepaliveSeconds ?? stockKeepaliveSeconds),
    'grpc.keepalive_timeout_ms': 5_000,
    ...grpcProxyOptions(address),
    ...(hostAlias === undefined ? {} : { 'grpc.ssl_target_name_override': hostAlias }),
  });
  const client = newGateway(grpc, settings.client, settings);
  return { grpc, client, admin: settings.admin === undefined ? client : newGateway(grpc, settings.admin, settings) };
}

function newGateway(client: Client, key: SigningKey, settings: ConnectionSettings): Gateway {
  const deadlines = { ...defaultDeadlines, ...settings.deadlines };
  const sign = newSigner(key.privateKey);
  const after = (ms: number) => () => ({ deadline: Date.now() + ms });
  return connect({
    client,
    identity: { mspId: settings.mspId, credentials: Buffer.from(key.certificate) },
    signer: async (message) => sign(message),
    hash: hash.none,
    evaluateOptions: after(deadlines.evaluateMs),
    endorseOptions: after(deadlines.endorseMs),
    submitOptions: after(deadlines.submitMs),
    commitStatusOptions: after(deadlines.commitStatusMs),
  });
}
