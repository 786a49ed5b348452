/** A process that delivers what is in a store, to be killed. */

import { newLog } from '../../../gateway/http/log';
import { newMetrics } from '../../../gateway/http/metrics';
import type { StoreLocation } from '../../../gateway/store/open';
import { openStore } from '../../../gateway/stores';
import { newWebhooks } from '../../../gateway/webhooks';
import { closedSettings } from '../../../gateway/webhooks/deps';
import { startWork } from '../../../gateway/work/engine';
import { fakeVault } from '../http/fakes';

async function main(): Promise<void> {
  const store = await openStore(JSON.parse(process.argv[2] ?? '') as StoreLocation);
  const log = newLog('silent');
  const deps = {
    channel: 'alliance',
    store,
    vault: fakeVault(),
    metrics: newMetrics(),
    log,
    stopping: new AbortController().signal,
  };
  const { work } = newWebhooks(deps, { ...closedSettings, allowHttp: true, allowLoopback: true });
  startWork(work, { store, log, follower: { onBlock: () => () => undefined } });
}

if (require.main === module) void main();
