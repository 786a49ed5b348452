/** The baseline's way to the ledger: the stock gateway client, with its own signer or with the tuned one. */
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Client, credentials } from '@grpc/grpc-js';
import { type Contract, connect, hash, signers } from '@hyperledger/fabric-gateway';
import { newSigner } from '../../network/identity/signature';
import { grpcProxyOptions } from '../../network/proxy';

/** A peer, and who one is there; certificates and the key are files. */
export interface PlainPeer {
  readonly endpoint: string;
  /** Without it there is no TLS. */
  readonly tlsRootCertificate?: string;
  readonly hostAlias?: string;
  readonly mspId: string;
  readonly channel: string;
  readonly certificate: string;
  readonly privateKey: string;
}

/** `stock`: the client library's own; `native`: the tuned one. */
export type PlainSigner = 'stock' | 'native';

export interface PlainConnection {
  /** The naive contract. */
  readonly contract: Contract;
  close(): void;
}

export function connectPlainly(peer: PlainPeer, signer: PlainSigner = 'native'): PlainConnection {
  const { endpoint, tlsRootCertificate: root, hostAlias } = peer;
  const channel = root === undefined ? credentials.createInsecure() : credentials.createSsl(readFileSync(root));
  const client = new Client(endpoint, channel, {
    'grpc.max_receive_message_length': -1,
    ...grpcProxyOptions(endpoint),
    ...(hostAlias === undefined ? {} : { 'grpc.ssl_target_name_override': hostAlias }),
  });
  const privateKey = createPrivateKey(readFileSync(peer.privateKey));
  const native = newSigner(privateKey);
  const gateway = connect({
    client,
    identity: { mspId: peer.mspId, credentials: readFileSync(peer.certificate) },
    ...(signer === 'native'
      ? { signer: async (message: Uint8Array) => native(message), hash: hash.none }
      : { signer: signers.newPrivateKeySigner(privateKey), hash: hash.sha256 }),
    commitStatusOptions: () => ({ deadline: Date.now() + 10_000 }),
  });
  return {
    contract: gateway.getNetwork(peer.channel).getContract('naive'),
    close() {
      gateway.close();
      client.close();
    },
  };
}
