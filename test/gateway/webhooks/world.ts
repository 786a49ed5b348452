/** A gateway with a store of its own on disk, whose webhooks go to receivers on loopback by a clock that a test moves. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LedgerEvent } from '../../../chaincode/api/events';
import { openStore, type Store } from '../../../gateway/stores';
import { closedSettings } from '../../../gateway/webhooks/deps';
import { startWork } from '../../../gateway/work/engine';
import { noon, type Served, startGateway } from '../http/fakes';
import { blockWith } from './events';
import { type Receiver, startReceiver } from './receiver';

export const admin = { role: 'admin' } as const;
export const development = { ...closedSettings, allowHttp: true, allowLoopback: true };

export interface World extends Served {
  readonly store: Store;
  /** Milliseconds by which the clock is ahead of noon. */
  clock: { ms: number };
  /** A block with these events. */
  happen(...events: readonly LedgerEvent[]): Promise<void>;
  /** Creates a webhook and has it answer its challenge. */
  hook(webhookId: string, receiver: Receiver, changes?: object): Promise<{ readonly secret: string }>;
  /** Delivers from now on. */
  begin(): void;
  /** Ends the delivery that is under way. */
  endWork(): Promise<void>;
}

const open: (() => Promise<unknown>)[] = [];

/** Stops all that began since the last call, newest first. */
export async function stopAll(): Promise<void> {
  for (const stop of open.splice(0).reverse()) await stop();
}

export async function receiver(...behaviour: Parameters<typeof startReceiver>): Promise<Receiver> {
  const started = await startReceiver(...behaviour);
  open.push(() => started.stop());
  return started;
}

export async function startWorld(
  changes: { readonly store?: Store; readonly answerWithinMs?: number; readonly real?: true } = {},
): Promise<World> {
  const store = changes.store ?? (await openOwnStore());
  const clock = { ms: 0 };
  const times = {
    now: () => (changes.real ? Date.now() : Date.parse(noon) + clock.ms),
    random: () => 0.5,
    answerWithinMs: changes.answerWithinMs ?? 5_000,
  };
  const { webhooks, acquireLease, releaseLease } = store;
  const gateway = await startGateway({
    store: { webhooks, acquireLease, releaseLease },
    webhooks: { ...development, times },
  });
  open.push(() => gateway.stop());
  let running: ReturnType<typeof startWork> | undefined;
  const endWork = async () => {
    await running?.stop();
    running = undefined;
  };
  open.push(endWork);
  return {
    ...gateway,
    store,
    clock,
    endWork,
    async happen(...events) {
      const number = ((await store.checkpoint())?.number ?? -1) + 1;
      const block = blockWith(number, events);
      await store.applyBlock(block);
      gateway.ledger.push(block);
    },
    async hook(webhookId, { url }, more = {}) {
      const created = await gateway.send('POST', '/v1/webhooks', { ...admin, body: { webhookId, url, ...more } });
      if (created.status !== 201) throw new Error(created.text);
      const challenged = await gateway.send('POST', `/v1/webhooks/${webhookId}/challenge`, admin);
      if (challenged.status !== 200) throw new Error(challenged.text);
      return created.body;
    },
    begin() {
      const jobs = gateway.gateway.work.filter(({ name }) => name === 'deliver-webhooks');
      running = startWork(jobs, { ...gateway.gateway, store });
    },
  };
}

async function openOwnStore(): Promise<Store> {
  const directory = await mkdtemp(join(tmpdir(), 'tallystick-webhooks-'));
  const store = await openStore({ file: join(directory, 'store.db') });
  // The first block of a ledger announces nothing.
  await store.applyBlock(blockWith(0, []));
  open.push(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });
  return store;
}

/** Waits until it holds; throws what it last found. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not in time: ${what}`);
    await sleep(20);
  }
}

/** Waits until the outcome of every attempt is written: the clock may move then. */
export async function written(world: World, { received }: Receiver): Promise<void> {
  await until('all outcomes are written', async () => {
    const { items } = (await world.send('GET', '/v1/webhooks/core/deliveries?limit=500', admin)).body;
    return items.reduce((sum: number, { attempts }: { attempts: number }) => sum + attempts, 0) === received.length;
  });
}
