/**
 * One invocation of a chaincode: sends TRANSACTION, answers the chaincode's requests one after the other, and ends with its response,
 * its failure, the time limit or the loss of the stream.
 */
import { peer } from '@hyperledger/fabric-protos';
import type { Simulation } from '../ledger/types';
import type { CollectionAccess } from './access';
import { OpenQueries } from './queries';
import { requestHandlers } from './requests';

export interface InvocationRequest {
  readonly channelId: string;
  readonly txId: string;
  readonly chaincode: string;
  /** Bytes of `ChaincodeInput`. */
  readonly input: Uint8Array;
  /** The client's own proposal, transient data included: the shim reads creator, time and binding out of it. */
  readonly signedProposal: peer.SignedProposal;
  readonly simulation: Simulation;
  readonly access: CollectionAccess;
}

export interface Outcome {
  readonly status: number;
  readonly message: string;
  readonly payload: Uint8Array;
  readonly event: peer.ChaincodeEvent | undefined;
}

const Type = peer.ChaincodeMessage.Type;
const typeNames = new Map(Object.entries(Type).map(([name, number]) => [number, name]));

export class Invocation {
  readonly #request: InvocationRequest;
  readonly #send: (message: peer.ChaincodeMessage) => void;
  readonly #queries = new OpenQueries();
  #settle: { resolve: (outcome: Outcome) => void; reject: (error: Error) => void } | undefined;
  #busy = false;
  #over = false;

  constructor(request: InvocationRequest, send: (message: peer.ChaincodeMessage) => void) {
    this.#request = request;
    this.#send = send;
  }

  async run(timeoutMs: number): Promise<Outcome> {
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Outcome>((resolve, reject) => {
        this.#settle = { resolve, reject };
        timer = setTimeout(() => this.fail('error sending: timeout expired while executing transaction'), timeoutMs);
        const message = this.#message(Type.TRANSACTION, this.#request.input);
        message.setProposal(this.#request.signedProposal);
        this.#send(message);
      });
    } finally {
      clearTimeout(timer);
    }
  }

  fail(reason: string): void {
    this.#settle?.reject(new Error(reason));
  }

  /** Closes what the chaincode left open; answers to requests still under way are dropped. */
  end(): void {
    this.#over = true;
    this.#queries.closeAll();
  }

  /** Throws on a message that no chaincode may send, which costs it the stream. */
  receive(message: peer.ChaincodeMessage): void {
    const type = message.getType();
    if (type === Type.COMPLETED) this.#complete(message);
    else if (type === Type.ERROR) this.fail(`transaction returned with failure: ${text(message.getPayload_asU8())}`);
    else if (requestHandlers.has(type)) void this.#answer(message);
    else throw new Error(`cannot handle message (${typeNames.get(type) ?? type}) while in ready state`);
  }

  #complete(message: peer.ChaincodeMessage): void {
    const response = peer.Response.deserializeBinary(message.getPayload_asU8());
    this.#settle?.resolve({
      status: response.getStatus(),
      message: response.getMessage(),
      payload: response.getPayload_asU8(),
      event: message.getChaincodeEvent(),
    });
  }

  /** The shim keeps to one request at a time; a second one in flight is dropped, as on a peer. */
  async #answer(message: peer.ChaincodeMessage): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    const type = message.getType();
    const { chaincode, simulation, access, txId } = this.#request;
    let answer: peer.ChaincodeMessage;
    try {
      const context = { namespace: chaincode, simulation, access, queries: this.#queries };
      answer = this.#message(Type.RESPONSE, await requestHandlers.get(type)?.(message.getPayload_asU8(), context));
    } catch (error) {
      const reason = `${typeNames.get(type)} failed: transaction ID: ${txId}: ${(error as Error).message}`;
      answer = this.#message(Type.ERROR, Buffer.from(reason));
    }
    this.#busy = false;
    if (!this.#over) this.#send(answer);
  }

  #message(type: peer.ChaincodeMessage.TypeMap[keyof peer.ChaincodeMessage.TypeMap], payload: Uint8Array | undefined) {
    const message = new peer.ChaincodeMessage();
    message.setType(type);
    message.setTxid(this.#request.txId);
    message.setChannelId(this.#request.channelId);
    if (payload) message.setPayload(payload);
    return message;
  }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
