/** One of the two ledgers as its clients see it: Fabric's gateway service by its bare messages, and what its blocks hold. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type ServiceError } from '@grpc/grpc-js';
import { connect, type Gateway, hash } from '@hyperledger/fabric-gateway';
import { common, gateway, peer } from '@hyperledger/fabric-protos';
import { readEnvelope } from '../../../network/embedded/messages/transaction';
import { within } from '../../run/pace';
import { chaincodeName, channel, type PeerPlace } from './ground';
import { type Member, members, mspIds } from './operations';
import { type SignedProposal, type Signer, statusRequest } from './signed';

const callMs = 30_000;
const blockMs = 30_000;

interface Message {
  serializeBinary(): Uint8Array;
}

export class Side {
  readonly #clients = new Map<Member, Client>();
  readonly #streams: Gateway;
  readonly #codes = new Map<string, number[]>();
  readonly #events = new Map<string, string>();
  #failed: unknown;

  constructor(
    places: Readonly<Record<Member, PeerPlace>>,
    private readonly signers: Readonly<Record<Member, Signer>>,
  ) {
    for (const member of members) {
      const { address, credentials, hostName } = places[member];
      const named = hostName === undefined ? {} : { 'grpc.ssl_target_name_override': hostName };
      this.#clients.set(member, new Client(address, credentials, { ...named, 'grpc.max_receive_message_length': -1 }));
    }
    const { person } = signers.keystone;
    this.#streams = connect({
      client: this.#client('keystone'),
      identity: { mspId: mspIds.keystone, credentials: Buffer.from(person.certificate) },
      hash: hash.none,
      signer: async (message) => signers.keystone.sign(message),
    });
  }

  /** Resolves when blocks and events are followed from now on. */
  async follow(): Promise<void> {
    const network = this.#streams.getNetwork(channel);
    const failed = (error: unknown) => {
      this.#failed ??= error;
    };
    const blocks = await network.getBlockEvents();
    const events = await network.getChaincodeEvents(chaincodeName);
    (async () => {
      for await (const block of blocks) this.#note(block);
    })().catch(failed);
    (async () => {
      for await (const { transactionId, eventName, payload } of events) {
        this.#events.set(transactionId, `${eventName} ${Buffer.from(payload)}`);
      }
    })().catch(failed);
  }

  #note(block: common.Block): void {
    const flags = block.getMetadata()?.getMetadataList_asU8()[common.BlockMetadataIndex.TRANSACTIONS_FILTER];
    for (const [index, bytes] of (block.getData()?.getDataList_asU8() ?? []).entries()) {
      const { txId } = readEnvelope(common.Envelope.deserializeBinary(bytes));
      this.#codes.set(txId, [...(this.#codes.get(txId) ?? []), flags?.[index] ?? -1]);
    }
  }

  async evaluate(proposal: SignedProposal, at: Member, targets: readonly Member[]): Promise<peer.Response | undefined> {
    const request = new gateway.EvaluateRequest();
    request.setTransactionId(proposal.txId);
    request.setChannelId(proposal.channel);
    request.setProposedTransaction(proposal.message);
    request.setTargetOrganizationsList(targets.map((member) => mspIds[member]));
    const answer = await this.#call('Evaluate', request, at);
    return gateway.EvaluateResponse.deserializeBinary(answer).getResult();
  }

  async endorse(proposal: SignedProposal, at: Member, endorsers: readonly Member[]): Promise<common.Envelope> {
    const request = new gateway.EndorseRequest();
    request.setTransactionId(proposal.txId);
    request.setChannelId(proposal.channel);
    request.setProposedTransaction(proposal.message);
    request.setEndorsingOrganizationsList(endorsers.map((member) => mspIds[member]));
    const answer = await this.#call('Endorse', request, at);
    const envelope = gateway.EndorseResponse.deserializeBinary(answer).getPreparedTransaction();
    if (envelope === undefined) throw new Error('an endorsement without an envelope');
    return envelope;
  }

  async submit(txId: string, envelope: common.Envelope, at: Member): Promise<void> {
    const request = new gateway.SubmitRequest();
    request.setTransactionId(txId);
    request.setChannelId(channel);
    request.setPreparedTransaction(envelope);
    await this.#call('Submit', request, at);
  }

  /** Resolves with the name of its code when that peer has committed it. */
  async status(txId: string, at: Member): Promise<string> {
    const answer = await this.#call('CommitStatus', statusRequest(txId, this.signers[at]), at);
    return codeName(gateway.CommitStatusResponse.deserializeBinary(answer).getResult());
  }

  /** All codes under which blocks hold the transaction, once they hold it that often. */
  async codes(txId: string, times: number): Promise<readonly string[]> {
    const deadline = Date.now() + within(blockMs);
    while ((this.#codes.get(txId)?.length ?? 0) < times && Date.now() < deadline) {
      if (this.#failed !== undefined) throw this.#failed;
      await sleep(5);
    }
    return (this.#codes.get(txId) ?? []).map(codeName);
  }

  /** What the event service told of the transaction. `expected` waits for it. */
  async event(txId: string, expected: boolean): Promise<string> {
    for (let waited = 0; expected && !this.#events.has(txId) && waited < 3_000; waited += 5) await sleep(5);
    return this.#events.get(txId) ?? 'none';
  }

  close(): void {
    this.#streams.close();
    for (const client of this.#clients.values()) client.close();
  }

  #client(member: Member): Client {
    const client = this.#clients.get(member);
    if (client === undefined) throw new Error(`${member} has no peer`);
    return client;
  }

  #call(method: string, request: Message, at: Member): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#client(at).makeUnaryRequest(
        `/gateway.Gateway/${method}`,
        (message: Message) => Buffer.from(message.serializeBinary()),
        (bytes: Buffer) => bytes,
        request,
        { deadline: Date.now() + within(callMs) },
        (error: ServiceError | null, answer?: Buffer) => (answer ? resolve(answer) : reject(error)),
      );
    });
  }
}

export function codeName(code: number): string {
  return Object.entries(peer.TxValidationCode).find(([, number]) => number === code)?.[0] ?? String(code);
}
