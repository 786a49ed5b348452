/** Follows the ledger's blocks into a chain, over a connection of its own: no gateway is asked. */
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Config } from '../../gateway/config';
import { followBlocks } from '../../gateway/ledger/blocks';
import { newConnection } from '../../gateway/ledger/connection';
import { noObserver } from '../../gateway/ledger/observer';
import { pause } from '../../gateway/ledger/pause';
import { Chain } from './chain';

export interface Following {
  readonly chain: Chain;
  stop(): Promise<void>;
}

/** As the institution whose gateway has these settings. */
export function followChain({ partyId: mspId, channel, chaincode, peers, identities }: Config): Following {
  const { certificate, privateKey } = identities.client;
  const client = {
    certificate: readFileSync(certificate, 'utf8'),
    privateKey: createPrivateKey(readFileSync(privateKey, 'utf8')),
  };
  const addresses = peers.map(({ endpoint: address }) => ({ address }));
  const connection = newConnection({ mspId, channel, chaincode, peers: addresses, client }, noObserver);
  const chain = new Chain();
  const stopping = new AbortController();
  const { signal } = stopping;
  const follow = async () => {
    const blocks = followBlocks(connection, chaincode, { from: 0, signal }, { observer: noObserver, sleep: pause });
    for await (const block of blocks) chain.take(block);
  };
  const following = follow();
  following.catch(() => undefined);
  return {
    chain,
    async stop() {
      stopping.abort();
      connection.close();
      await following;
    },
  };
}
