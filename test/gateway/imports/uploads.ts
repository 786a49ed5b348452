/** A gateway with a store of its own on disk, and spreadsheets to upload to it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImportTimes } from '../../../gateway/imports/deps';
import type { ImportView } from '../../../gateway/imports/store';
import type { LedgerClient } from '../../../gateway/ledger/types';
import { openStore, type Store } from '../../../gateway/stores';
import type { Vault } from '../../../gateway/vault/types';
import { startWork } from '../../../gateway/work/engine';
import { block, FakeLedger, type Served, startGateway, tokens } from '../http/fakes';

const headings = 'assetId,partyName,loanIdent,loanMobile,amountRmb,loanKind,score,loanLimitRmb,shareLimitRmb';
const good = 'canary-name,11010519491231002X,13999999917,150000,CASH,B,150000,100000';

export const conditions = JSON.stringify({
  sharedLimitRmb: 100_000,
  sharedRate: { minBps: 1_800, maxBps: 2_000 },
  tokenRateFen: 100,
  participantCount: 3,
  startTime: '2026-03-01T12:00:00.000Z',
  endTime: '2036-03-08T12:00:00.000Z',
});

/** A row for each identifier; one that begins with `bad` has no name. */
export function csvOf(assetIds: readonly string[]): string {
  const rows = assetIds.map((id) => `${id},${id.startsWith('bad') ? good.replace('canary-name', '') : good}`);
  return [headings, ...rows, ''].join('\n');
}

export interface Uploading extends Served {
  readonly store: Store;
  /** Answers the response to a form with these fields. */
  post(fields: Readonly<Record<string, string | Blob>>): Promise<Response>;
  /** Uploads the text with the conditions above, and answers the import's identifier. */
  upload(csv: string): Promise<string>;
  /** Works off what waits from now on. */
  begin(): void;
  ended(importId: string): Promise<ImportView>;
}

const open: { stop(): Promise<unknown> }[] = [];

/** Ends with `stopAll`. The ledger accepts everything in block 7 unless the changes say otherwise. */
export async function startUploading(
  changes: {
    readonly ledger?: Partial<LedgerClient>;
    readonly store?: Partial<Store>;
    readonly vault?: Partial<Vault>;
    readonly importTimes?: Partial<ImportTimes>;
  } = {},
): Promise<Uploading> {
  const directory = await mkdtemp(join(tmpdir(), 'tallystick-imports-'));
  const store = await openStore({ file: join(directory, 'store.db') });
  const ledger = new FakeLedger(changes.ledger);
  const { imports, plansUpTo } = store;
  const gateway = await startGateway({ ...changes, ledger, store: { imports, plansUpTo, ...changes.store } });
  let running: ReturnType<typeof startWork> | undefined;
  open.push({
    stop: async () => {
      await running?.stop();
      await gateway.stop();
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  });
  for (let number = 0; number <= 7; number++) ledger.push(block(number));
  const post: Uploading['post'] = (fields) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    const headers = { authorization: `Bearer ${tokens.officer}` };
    return fetch(`${gateway.url}/v1/plan-imports`, { method: 'POST', headers, body: form });
  };
  const uploading: Uploading = {
    ...gateway,
    store,
    post,
    async upload(csv) {
      const response = await post({ file: new Blob([csv]), conditions });
      expect(response.status).toBe(202);
      return ((await response.json()) as { importId: string }).importId;
    },
    begin() {
      const jobs = gateway.gateway.work.filter(({ name }) => name === 'imports');
      running = startWork(jobs, gateway.gateway);
    },
    async ended(importId) {
      for (;;) {
        const view = await store.imports.read(importId);
        if (view !== undefined && view.status !== 'RUNNING') return view;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
  return uploading;
}

export async function stopAll(): Promise<void> {
  for (const one of open.splice(0)) await one.stop();
}
