/**
 * Hands one package to the registrar in every period, full or empty, at a moment that does not depend on what it holds. What was
 * once made for a period is sent again as it was, so that nobody ever sees two packages of one period.
 */
import type { Logger } from 'pino';
import type { AllianceRecord } from '../../chaincode/api/records';
import type { LedgerClient } from '../ledger/types';
import type { OutboxRow } from '../store/types';
import type { Store } from '../stores';
import type { RegistrarKey, Vault } from '../vault/types';
import { eachByItself } from '../work/each-by-itself';
import { maxPackageItems, outboxTextOf } from './outbox';
import { cutOff, lendersOf, periodAt, periodMs, startOf } from './periods';
import { giveUp, itemsToHand } from './waiting';

export interface HandingTools {
  readonly partyId: string;
  readonly store: Pick<Store, 'credit' | 'party' | 'partyKey'>;
  readonly vault: Pick<Vault, 'credit' | 'texts'>;
  readonly ledger: Pick<LedgerClient, 'submit'>;
  readonly log: Logger;
  readonly now: () => number;
  alliance(): Promise<AllianceRecord | undefined>;
}

/** Of a period: not at its very end, where clocks may differ. */
const latest = 0.8;
const idleMs = 5_000;

/** One step of the loop: hands over what is due, and answers when to come again. */
export function newHandingOver(tools: HandingTools): () => Promise<number> {
  let done = -1;
  return async () => {
    const { partyId, now, vault } = tools;
    const alliance = await tools.alliance();
    if (alliance === undefined || !lendersOf(alliance).includes(partyId)) return idleMs;
    const momentOf = (period: number) =>
      startOf(period, alliance) + (cutOff + vault.credit.momentOf(period) * (latest - cutOff)) * periodMs(alliance);
    const current = periodAt(now(), alliance);
    // The clock was ahead, and has been put back.
    if (done > current) done = -1;
    // The ledger takes a package until the end of the next period.
    for (let period = Math.max(done + 1, current - 1); period <= current && now() >= momentOf(period); period++) {
      const key = await registrarKeyOf(tools, alliance);
      if (key === undefined) return idleMs;
      await handOver(tools, alliance, { period, key });
      done = period;
    }
    return Math.ceil(momentOf(Math.max(done + 1, current)) - now());
  };
}

async function registrarKeyOf(
  { store }: HandingTools,
  { registrar }: AllianceRecord,
): Promise<RegistrarKey | undefined> {
  const version = (await store.party(registrar))?.keyVersion;
  const key = version === undefined ? undefined : await store.partyKey(registrar, version);
  return key && { version: key.version, publicKey: key.publicKey };
}

interface HandOver {
  readonly period: number;
  readonly key: RegistrarKey;
}

/** Throws LedgerUnavailable where the outcome is unknown; a refused package's items come again some periods later. */
export async function handOver(
  tools: HandingTools,
  alliance: AllianceRecord,
  { period, key }: HandOver,
): Promise<void> {
  const { store, ledger, log } = tools;
  const content = (await store.credit.package(period)) ?? (await makePackage(tools, alliance, { period, key }));
  const { registrar } = alliance;
  const { outcome } = await ledger.submit('credit:handOver', { period }, { private: content, endorsers: [registrar] });
  if (outcome.status === 'REFUSED') log.warn({ code: outcome.code }, 'a package was refused');
  else await store.credit.packageArrived(period);
}

async function makePackage(tools: HandingTools, alliance: AllianceRecord, { period, key }: HandOver): Promise<string> {
  const { store, vault, partyId } = tools;
  const { packageBytes } = alliance.parameters;
  const rows = await itemsToHand(tools, alliance, { period, limit: maxPackageItems });
  const { text, keys, unfit } = await packed(tools, rows, vault.credit.packageRoom(packageBytes, key));
  await giveUp(tools, unfit);
  const content = vault.credit.sealPackage(text, packageBytes, key, { partyId, period });
  if (await store.credit.keepPackage(period, content, keys)) return content;
  return (await store.credit.package(period)) ?? Promise.reject(new Error('a package is gone'));
}

/** As many items as fit, the oldest first. Left out is what would fit into no package, or does not open. */
async function packed({ vault, log }: HandingTools, rows: readonly OutboxRow[], room: number) {
  const texts: string[] = [];
  const keys: string[] = [];
  const unfit: string[] = [];
  const emptyBytes = Buffer.byteLength(textOf([]));
  let left = room - emptyBytes;
  const opened = await eachByItself(rows, (row) => ({ row, text: outboxTextOf(vault, row) }), {
    log,
    what: 'an item to hand over',
    onFailed: ({ key }) => unfit.push(key),
  });
  for (const { row, text } of opened) {
    const bytes = Buffer.byteLength(text) + 1;
    if (bytes > room - emptyBytes) unfit.push(row.key);
    else if (bytes > left) break;
    else {
      left -= bytes;
      texts.push(text);
      keys.push(row.key);
    }
  }
  return { text: textOf(texts), keys, unfit };
}

function textOf(items: readonly string[]): string {
  return `{"items":[${items.join(',')}]}`;
}
