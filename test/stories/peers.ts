/** The ledger past every gateway: what an institution's own peers answer to its identity, and their raw blocks. */
import { Client, credentials } from '@grpc/grpc-js';
import { connect, hash } from '@hyperledger/fabric-gateway';
import type { common } from '@hyperledger/fabric-protos';
import type { ReadFunctionName } from '../../chaincode/api/commands';
import { readConfig, readConnectionSettings } from '../../gateway/config';
import { type ConnectionSettings, type EvaluateRequest, newConnection } from '../../gateway/ledger/connection';
import { noObserver } from '../../gateway/ledger/observer';
import { newSigner } from '../../network/identity/signature';
import { files, institutionLayout } from '../../network/local/layout';
import type { Story } from './running';

function settingsOf({ directory }: Story, institution: string): ConnectionSettings {
  const file = files.gatewayConfig(institutionLayout({ directory, portBase: 0 }, institution));
  return readConnectionSettings(readConfig(['--config', file], {}));
}

/** From each peer of the institution. */
export async function answersOfPeers(
  story: Story,
  institution: string,
  request: { readonly name: ReadFunctionName | 'org.hyperledger.fabric:GetMetadata'; readonly argument: string },
): Promise<readonly unknown[]> {
  const settings = settingsOf(story, institution);
  return Promise.all(
    settings.peers.map(async (peer) => {
      const connection = newConnection({ ...settings, peers: [peer] }, noObserver);
      try {
        return JSON.parse(Buffer.from(await connection.evaluate(request as EvaluateRequest)).toString());
      } finally {
        connection.close();
      }
    }),
  );
}

/** From the first up to the one with that number. */
export async function rawBlocks(story: Story, institution: string, last: number): Promise<readonly common.Block[]> {
  const connection = newConnection(settingsOf(story, institution), noObserver);
  const blocks: common.Block[] = [];
  const stream = await connection.openBlocks(0);
  try {
    for await (const block of stream) {
      blocks.push(block);
      if ((block.getHeader()?.getNumber() ?? 0) >= last) break;
    }
  } finally {
    stream.close();
    connection.close();
  }
  return blocks;
}

/** Of each peer of the institution: the private data that it hands out with its blocks, as bytes, up to the block with that number. */
export async function privateDataDelivered(
  story: Story,
  institution: string,
  last: number,
): Promise<readonly Buffer[]> {
  const settings = settingsOf(story, institution);
  return Promise.all(settings.peers.map((peer) => privateDataOf(settings, peer, last)));
}

async function privateDataOf(
  { mspId, channel, client }: ConnectionSettings,
  { address, tlsRootCertificate, hostAlias }: ConnectionSettings['peers'][number],
  last: number,
): Promise<Buffer> {
  const tls = tlsRootCertificate && credentials.createSsl(Buffer.from(tlsRootCertificate));
  const grpc = new Client(address, tls || credentials.createInsecure(), {
    'grpc.max_receive_message_length': -1,
    ...(hostAlias === undefined ? {} : { 'grpc.ssl_target_name_override': hostAlias }),
  });
  const sign = newSigner(client.privateKey);
  const gateway = connect({
    client: grpc,
    identity: { mspId, credentials: Buffer.from(client.certificate) },
    signer: async (message) => sign(message),
    hash: hash.none,
  });
  const blocks = await gateway.getNetwork(channel).getBlockAndPrivateDataEvents({ startBlock: 0n });
  const parts: Uint8Array[] = [];
  for await (const delivered of blocks) {
    delivered.getPrivateDataMapMap().forEach((writes) => {
      parts.push(writes.serializeBinary());
    });
    if ((delivered.getBlock()?.getHeader()?.getNumber() ?? 0) >= last) break;
  }
  blocks.close();
  gateway.close();
  grpc.close();
  return Buffer.concat(parts);
}
