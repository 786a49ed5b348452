/**
 * Hands one package to the registrar in every period, full or empty, at a moment that does not depend on what it holds. A package
 * that was once made for a period is sent again as it was, so that nobody ever sees two packages of one period.
 */
import type { AllianceRecord } from '../../chaincode/api/records';
import type { RegistrarKey } from '../vault/types';
import { eachByItself } from '../work/each-by-itself';
import type { OutboxDeps } from './deps';
import { maxPackageItems, openOutboxRow } from './outbox';
import { cutOff, listLenders, periodAt, periodMs, periodStartMs } from './periods';
import type { OutboxRow } from './store';
import { giveUp, itemsToHand } from './waiting';

/** The latest moment as a part of a period: not its very end, because clocks may differ. */
const latest = 0.8;
const idleMs = 5_000;

/** One step of the loop: hands over what is due, and answers when to come again. */
export function handingOver(deps: OutboxDeps): () => Promise<number> {
  let done = -1;
  return async () => {
    const { partyId, now, vault } = deps;
    const alliance = await deps.alliance();
    if (alliance === undefined || !listLenders(alliance).includes(partyId)) return idleMs;
    const handOverMs = (period: number) =>
      periodStartMs(period, alliance) +
      (cutOff + vault.credit.deriveMoment(period) * (latest - cutOff)) * periodMs(alliance);
    const current = periodAt(now(), alliance);
    // The clock was ahead, and has been put back.
    if (done > current) done = -1;
    // The ledger takes a package until the end of the next period.
    for (let period = Math.max(done + 1, current - 1); period <= current && now() >= handOverMs(period); period++) {
      const key = await deps.registrarKey();
      if (key === undefined) return idleMs;
      await handOver(deps, alliance, { period, key });
      done = period;
    }
    return Math.ceil(handOverMs(Math.max(done + 1, current)) - now());
  };
}

interface HandOver {
  readonly period: number;
  readonly key: RegistrarKey;
}

/** Throws LedgerUnavailable where the outcome is unknown; a refused package's items come again some periods later. */
export async function handOver(deps: OutboxDeps, alliance: AllianceRecord, { period, key }: HandOver): Promise<void> {
  const { store, ledger, log } = deps;
  const content = (await store.outbox.package(period)) ?? (await makePackage(deps, alliance, { period, key }));
  const { registrar } = alliance;
  const { outcome } = await ledger.submit('credit:handOver', { period }, { private: content, endorsers: [registrar] });
  if (outcome.status === 'REFUSED') log.warn({ code: outcome.code }, 'a package was refused');
  else await store.outbox.packageArrived(period);
}

async function makePackage(deps: OutboxDeps, alliance: AllianceRecord, { period, key }: HandOver): Promise<string> {
  const { store, vault, partyId } = deps;
  const { packageBytes } = alliance.parameters;
  const rows = await itemsToHand(deps, alliance, { period, limit: maxPackageItems });
  const { text, keys, unfit } = await packed(deps, rows, vault.credit.packageRoom(packageBytes, key));
  await giveUp(deps, unfit);
  const content = vault.credit.sealPackage(text, packageBytes, key, { partyId, period });
  if (await store.outbox.keepPackage(period, content, keys)) return content;
  return (await store.outbox.package(period)) ?? Promise.reject(new Error('a package is gone'));
}

/** As many items as fit, the oldest first. Left out is what would fit into no package, or does not open. */
async function packed({ vault, log }: OutboxDeps, rows: readonly OutboxRow[], room: number) {
  const texts: string[] = [];
  const keys: string[] = [];
  const unfit: string[] = [];
  const emptyBytes = Buffer.byteLength(packageText([]));
  let left = room - emptyBytes;
  const opened = await eachByItself(rows, (row) => ({ row, text: openOutboxRow(vault, row) }), {
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
  return { text: packageText(texts), keys, unfit };
}

function packageText(items: readonly string[]): string {
  return `{"items":[${items.join(',')}]}`;
}
