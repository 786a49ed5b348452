/** A client that nobody wrote for this ledger: the released fabric-gateway with its own signer. */
import { createPrivateKey } from 'node:crypto';
import { Client, credentials } from '@grpc/grpc-js';
import {
  type Commit,
  type Contract,
  connect,
  type Gateway,
  type GatewayError,
  type Network,
  type ProposalOptions,
  type Status,
  signers,
} from '@hyperledger/fabric-gateway';
import type { Credentials } from '../../../../network/identity/organisation';
import type { Alliance, Member } from './alliance';

export interface ForeignClient {
  readonly gateway: Gateway;
  readonly network: Network;
  readonly contract: Contract;
  /** Text in, text out. */
  evaluate(name: string, ...args: string[]): Promise<string>;
  submit(name: string, ...args: string[]): Promise<string>;
  close(): void;
}

export interface ClientOptions {
  /** Whose credentials to use; the organisation's client unless given. */
  readonly credentials?: Credentials;
  /** Whose MSP id to claim; the organisation's unless given. */
  readonly mspId?: string;
}

export function newClient(alliance: Alliance, member: Member, options: ClientOptions = {}): ForeignClient {
  const grpcClient = new Client(alliance.addresses.get(member) ?? '', credentials.createInsecure(), {
    'grpc.max_receive_message_length': -1,
    'grpc.max_send_message_length': -1,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.use_local_subchannel_pool': 1,
  });
  const person = options.credentials ?? alliance.people.get(member)?.client;
  if (!person) throw new Error(`nobody of ${member} is enrolled`);
  const gateway = connect({
    client: grpcClient,
    identity: { mspId: options.mspId ?? member, credentials: Buffer.from(person.certificate) },
    signer: signers.newPrivateKeySigner(createPrivateKey(person.privateKey)),
  });
  const network = gateway.getNetwork('alliance');
  const contract = network.getContract('foreign');
  return {
    gateway,
    network,
    contract,
    evaluate: async (name, ...args) => text(await contract.evaluateTransaction(name, ...args)),
    submit: async (name, ...args) => text(await contract.submitTransaction(name, ...args)),
    close: () => {
      gateway.close();
      grpcClient.close();
    },
  };
}

export function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}

/** Endorses them all before it submits the first, so that they meet in the ordering queue; answers how each ended. */
export async function submitTogether(
  contract: Contract,
  calls: readonly (readonly [string, ...string[]])[],
): Promise<Status[]> {
  const transactions = [];
  for (const [name, ...args] of calls)
    transactions.push(await contract.newProposal(name, { arguments: args }).endorse());
  const commits: Commit[] = await Promise.all(transactions.map((transaction) => transaction.submit()));
  return Promise.all(commits.map((commit) => commit.getStatus()));
}

export interface Failure {
  readonly name: string;
  readonly code: number;
  readonly message: string;
  readonly details: readonly { readonly address: string; readonly mspId: string; readonly message: string }[];
}

/** What a call failed with; itself an error where the call did not fail. */
export async function failure(call: Promise<unknown>): Promise<Failure> {
  try {
    await call;
  } catch (error) {
    const { name, code, message, details = [] } = error as GatewayError;
    return { name, code, message, details };
  }
  throw new Error('the call did not fail');
}

export function withTransient(value: string, ...args: string[]): ProposalOptions {
  return { arguments: args, transientData: { value } };
}
