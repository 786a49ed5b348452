/**
 * A member of a running alliance that goes past its gateway. It holds what the institution holds: the keys of its client, its
 * administrator and its own peers, and the way to its peers. On both ledgers.
 *
 *     const member = newHostileMember({ alliance: story, institution: 'watchtower' });
 *     await member.evaluate({ name: 'plan:read', args: ['HarbourMSP:plan-1'] });
 *     const held = await member.endorse({ name: 'plan:confirm', args: [canonicalJson({ commands: [command] })] });
 *     await held.commit();                       // now, or much later: { transactionId, code, block }
 *     await member.forge({ writes: [{ namespace: 'tallystick', puts: { key: 'value' } }], event: { payload: '…' } });
 *     member.close();
 *
 * `commit` and `forge` answer the validation code, which need not be VALID, and throw where the ledger takes no such envelope.
 */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Client, credentials } from '@grpc/grpc-js';
import { type Contract, connect, type Gateway, hash } from '@hyperledger/fabric-gateway';
import { common, gateway, peer } from '@hyperledger/fabric-protos';
import { readConfig, readConnectionSettings } from '../../gateway/config';
import type { ConnectionSettings, SigningKey } from '../../gateway/ledger/connection';
import { serializeIdentity } from '../../network/identity/identity';
import { newSigner } from '../../network/identity/signature';
import { identityFiles } from '../../network/local/gateways';
import { files, institutionLayout } from '../../network/local/layout';
import { within } from '../run/pace';
import type { Story } from '../stories/running';
import { type Forgery, newForgedTransaction, type Repack, type Signer } from './forging';

export interface Asked {
  /** `contract:function`. */
  readonly name: string;
  readonly args: readonly string[];
  readonly transient?: Readonly<Record<string, string>>;
  /** Who signs the proposal. Default: the client. */
  readonly as?: 'client' | 'admin';
}

export interface Committed {
  readonly transactionId: string;
  /** The name of the validation code, such as VALID. */
  readonly code: string;
  readonly block: number;
}

/** A transaction that is endorsed and that nobody but its maker has. */
export interface HeldTransaction {
  readonly transactionId: string;
  /** What the chaincode answered. */
  readonly result: string;
  /** `repack` changes the bytes of `Payload` before they are signed. */
  commit(repack?: Repack): Promise<Committed>;
}

export interface HostileMember {
  readonly mspId: string;
  /** Sign answers in the name of its peers; another member's `forge` takes them as accomplices. */
  readonly peers: readonly Signer[];
  /** What its own peer answers, parsed where it is JSON. */
  evaluate(asked: Asked): Promise<unknown>;
  /** `organizations`: whose peers endorse. Default: as the ledger's policy asks. */
  endorse(asked: Asked & { readonly organizations?: readonly string[] }): Promise<HeldTransaction>;
  forge(forgery: Forgery): Promise<Committed>;
  close(): void;
}

interface Whose {
  readonly alliance: Pick<Story, 'directory'>;
  readonly institution: string;
}

interface Message {
  serializeBinary(): Uint8Array;
}

const callMs = 30_000;

export function newHostileMember({ alliance: { directory }, institution }: Whose): HostileMember {
  const layout = institutionLayout({ directory, portBase: 0 }, institution);
  const file = files.gatewayConfig(layout);
  const settings = readConnectionSettings(readConfig(['--config', file], {}));
  const { certificate, privateKey } = identityFiles(
    layout,
    { name: institution, mspId: settings.mspId },
    'peer',
    'peer0',
  );
  const key = createPrivateKey(readFileSync(privateKey));
  return new Member(settings, [signerOf(settings.mspId, readFileSync(certificate, 'utf8'), key)]);
}

class Member implements HostileMember {
  readonly mspId: string;
  readonly #grpc: Client;
  readonly #roles: Readonly<Record<'client' | 'admin', Role>>;

  constructor(
    private readonly settings: ConnectionSettings,
    readonly peers: readonly Signer[],
  ) {
    this.mspId = settings.mspId;
    this.#grpc = newGrpcClient(settings);
    this.#roles = {
      client: newRole(this.#grpc, settings, settings.client),
      admin: newRole(this.#grpc, settings, settings.admin),
    };
  }

  async evaluate(asked: Asked): Promise<unknown> {
    return parsed(await this.#newProposal(asked, [this.mspId]).evaluate());
  }

  async endorse(asked: Parameters<HostileMember['endorse']>[0]): Promise<HeldTransaction> {
    const { as = 'client', organizations } = asked;
    const transaction = await this.#newProposal(asked, organizations).endorse();
    const prepared = gateway.PreparedTransaction.deserializeBinary(transaction.getBytes());
    const payload = prepared.getEnvelope()?.getPayload_asU8() ?? new Uint8Array();
    const transactionId = transaction.getTransactionId();
    return {
      transactionId,
      result: Buffer.from(transaction.getResult()).toString(),
      commit: (repack = (bytes) => bytes) => this.#commit(transactionId, repack(payload), as),
    };
  }

  forge(forgery: Forgery): Promise<Committed> {
    const { channel, chaincode } = this.settings;
    const means = { channel, chaincode, client: this.#roles.client.signer, endorsers: this.peers };
    const { transactionId, payload } = newForgedTransaction(forgery, means);
    return this.#commit(transactionId, forgery.repack?.(payload) ?? payload, 'client');
  }

  close(): void {
    for (const role of Object.values(this.#roles)) role.close();
    this.#grpc.close();
  }

  #newProposal({ name, args, transient, as = 'client' }: Asked, organizations?: readonly string[]) {
    const { channel, chaincode } = this.settings;
    return this.#roles[as].contract(channel, chaincode).newProposal(name, {
      arguments: [...args],
      ...(transient === undefined ? {} : { transientData: transient }),
      ...(organizations === undefined ? {} : { endorsingOrganizations: [...organizations] }),
    });
  }

  async #commit(transactionId: string, payload: Uint8Array, as: 'client' | 'admin'): Promise<Committed> {
    const { channel } = this.settings;
    const { signer } = this.#roles[as];
    const envelope = new common.Envelope();
    envelope.setPayload(payload);
    envelope.setSignature(signer.sign(payload));
    const request = new gateway.SubmitRequest();
    request.setTransactionId(transactionId);
    request.setChannelId(channel);
    request.setPreparedTransaction(envelope);
    await call(this.#grpc, 'Submit', request);
    const answer = await call(this.#grpc, 'CommitStatus', statusRequest(transactionId, channel, signer));
    const status = gateway.CommitStatusResponse.deserializeBinary(answer);
    return { transactionId, code: codeName(status.getResult()), block: status.getBlockNumber() };
  }
}

function newGrpcClient({ peers: [first] }: ConnectionSettings): Client {
  if (first === undefined) throw new Error('the institution has no peer');
  const { address, tlsRootCertificate, hostAlias } = first;
  const tls =
    tlsRootCertificate === undefined
      ? credentials.createInsecure()
      : credentials.createSsl(Buffer.from(tlsRootCertificate));
  return new Client(address, tls, {
    'grpc.max_receive_message_length': -1,
    'grpc.max_send_message_length': -1,
    ...(hostAlias === undefined ? {} : { 'grpc.ssl_target_name_override': hostAlias }),
  });
}

interface Role {
  readonly signer: Signer;
  contract(channel: string, chaincode: string): Contract;
  close(): void;
}

function newRole(client: Client, { mspId }: ConnectionSettings, key: SigningKey | undefined): Role {
  if (key === undefined) throw new Error('the institution has no such key');
  const signer = signerOf(mspId, key.certificate, key.privateKey);
  const after = () => ({ deadline: Date.now() + within(callMs) });
  const connected: Gateway = connect({
    client,
    identity: { mspId, credentials: Buffer.from(key.certificate) },
    signer: async (message) => signer.sign(message),
    hash: hash.none,
    evaluateOptions: after,
    endorseOptions: after,
  });
  return {
    signer,
    contract: (channel, chaincode) => connected.getNetwork(channel).getContract(chaincode),
    close: () => connected.close(),
  };
}

function signerOf(mspId: string, certificate: string, privateKey: KeyObject): Signer {
  return { identity: serializeIdentity(mspId, certificate), sign: newSigner(privateKey) };
}

function call(client: Client, method: string, request: Message): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      `/gateway.Gateway/${method}`,
      (message: Message) => Buffer.from(message.serializeBinary()),
      (bytes: Buffer) => bytes,
      request,
      { deadline: Date.now() + within(callMs) },
      (error, answer) => (answer ? resolve(answer) : reject(error)),
    );
  });
}

function statusRequest(transactionId: string, channel: string, { identity, sign }: Signer): Message {
  const request = new gateway.CommitStatusRequest();
  request.setTransactionId(transactionId);
  request.setChannelId(channel);
  request.setIdentity(identity);
  const bytes = request.serializeBinary();
  const signed = new gateway.SignedCommitStatusRequest();
  signed.setRequest(bytes);
  signed.setSignature(sign(bytes));
  return signed;
}

function codeName(code: number): string {
  return Object.entries(peer.TxValidationCode).find(([, number]) => number === code)?.[0] ?? String(code);
}

function parsed(answer: Uint8Array): unknown {
  const text = Buffer.from(answer).toString();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
