/**
 * Finds out whether a majority endorses: a harmless function of the chaincode is endorsed through a peer's gateway service, as any
 * transaction would be, and never submitted. After a start peers need a moment to know each other.
 */
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Client, credentials } from '@grpc/grpc-js';
import { connect, type Gateway, hash } from '@hyperledger/fabric-gateway';
import { newSigner } from '../identity/signature';
import { identityFiles } from '../local/gateways';
import { grpcProxyOptions } from '../proxy';
import { soleChannel } from '../topology';
import type { FabricPlan, PeerNode } from './nodes';
import { until } from './waiting';

/** Reads one key, and takes an argument that it does not look at. */
const harmless = { name: 'alliance:read', arguments: [''] } as const;
const callMs = 5_000;

/** Resolves when it succeeded through this peer. */
export async function awaitEndorsement(
  plan: FabricPlan,
  peer: PeerNode,
  wait: { readonly deadlineMs: number; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const { client, gateway } = connectAsClient(peer);
  try {
    const { name, chaincode } = soleChannel(plan.topology);
    const contract = gateway.getNetwork(name).getContract(chaincode);
    const endorse = () => contract.newProposal(harmless.name, { arguments: [...harmless.arguments] }).endorse();
    await until(`a majority endorses through ${peer.name}`, endorse, { everyMs: 100, ...wait });
  } finally {
    gateway.close();
    client.close();
  }
}

function connectAsClient(peer: PeerNode): { readonly client: Client; readonly gateway: Gateway } {
  const { certificate, privateKey } = identityFiles(peer.owner.layout, peer.owner, 'client', 'User1');
  const tls = credentials.createSsl(readFileSync(peer.owner.tlsRoot));
  const client = new Client(peer.address, tls, {
    'grpc.ssl_target_name_override': peer.hostName,
    ...grpcProxyOptions(peer.address),
  });
  const sign = newSigner(createPrivateKey(readFileSync(privateKey)));
  const gateway = connect({
    client,
    identity: { mspId: peer.owner.mspId, credentials: readFileSync(certificate) },
    hash: hash.none,
    signer: async (message) => sign(message),
    endorseOptions: () => ({ deadline: Date.now() + callMs }),
  });
  return { client, gateway };
}
