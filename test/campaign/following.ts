/** Follows the ledger's blocks into a chain, over a connection of its own: no gateway is asked. */
import { type Config, readConnectionSettings } from '../../gateway/config';
import { followBlocks } from '../../gateway/ledger/blocks';
import { newConnection } from '../../gateway/ledger/connection';
import { noObserver } from '../../gateway/ledger/observer';
import { pause } from '../../gateway/ledger/pause';
import { Chain } from './chain';

export interface Following {
  readonly chain: Chain;
  /** When each block with transactions came (ms of this process's clock). */
  readonly arrivals: readonly number[];
  stop(): Promise<void>;
}

/** As the institution whose gateway has these settings. */
export function followChain(config: Config): Following {
  const { chaincode } = config;
  const connection = newConnection(readConnectionSettings(config), noObserver);
  const chain = new Chain();
  const arrivals: number[] = [];
  const stopping = new AbortController();
  const { signal } = stopping;
  const follow = async () => {
    const blocks = followBlocks(connection, chaincode, { from: 0, signal }, { observer: noObserver, sleep: pause });
    for await (const block of blocks) {
      chain.take(block);
      if (block.transactions.length > 0) arrivals.push(performance.now());
    }
  };
  const following = follow();
  following.catch(() => undefined);
  return {
    chain,
    arrivals,
    async stop() {
      stopping.abort();
      connection.close();
      await following;
    },
  };
}
