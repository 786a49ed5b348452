/**
 * The steps of an exchange that need the vault: officers take them by hand, and agents by themselves. Each asks this
 * institution's peer before anybody else sees what it is about to show.
 */
import type { Outcome } from '../../chaincode/api/commands';
import type { ConfirmRecord, PlanRecord } from '../../chaincode/api/records';
import { hashOfSealed } from '../../chaincode/api/sealed';
import { submitPastBuyer } from '../ledger/asked-last';
import type { LedgerClient, Submitted } from '../ledger/types';
import type { Opened } from '../vault/types';
import type { PlanTools } from './deps';

type ExchangeTools = Pick<PlanTools, 'ledger' | 'vault'>;
type Peer = Pick<LedgerClient, 'evaluate'>;

/** Questions under way. Many confirms of one plan ask the peer once, because all other callers would wait behind them. */
const questions = new WeakMap<Peer, Map<string, Promise<unknown>>>();

/** The sealed record as this institution's peer holds it; undefined where it does not have the published hash. */
export async function readSealed(ledger: Peer, { assetId, sealedHash }: PlanRecord): Promise<string | undefined> {
  const underWay = questions.get(ledger) ?? new Map<string, Promise<unknown>>();
  questions.set(ledger, underWay);
  const asked =
    underWay.get(assetId) ?? ledger.evaluate('plan:sealed', assetId).finally(() => underWay.delete(assetId));
  underWay.set(assetId, asked);
  const sealedRecord = await asked;
  return typeof sealedRecord === 'string' && hashOfSealed(sealedRecord) === sealedHash ? sealedRecord : undefined;
}

/** Repeats a delivery that was made before. Undefined where this institution's peer lacks the sealed record. */
export async function deliver(
  { ledger, vault, alliance }: ExchangeTools & Pick<PlanTools, 'alliance'>,
  plan: PlanRecord,
  confirm: ConfirmRecord,
): Promise<Submitted<'plan:deliver'> | undefined> {
  const { assetId, confirmId } = confirm;
  if (confirm.wrap !== undefined) return ledger.submit('plan:deliver', { assetId, confirmId, wrap: confirm.wrap });
  const sealedRecord = await readSealed(ledger, plan);
  if (sealedRecord === undefined) return undefined;
  const command = { assetId, confirmId, wrap: await vault.wrapFor(plan, sealedRecord, confirm) };
  const tried = await ledger.tryOut('plan:deliver', command);
  if (!isNew(tried)) return { outcome: tried };
  return submitPastBuyer({ ledger, alliance }, { name: 'plan:deliver', command, buyer: confirm.partyId });
}

/** Opens the delivery. Undefined where this institution's peer lacks the sealed record, which proves nothing. */
export async function openDelivery(
  { ledger, vault }: ExchangeTools,
  plan: PlanRecord,
  confirm: ConfirmRecord,
): Promise<Opened | undefined> {
  const sealedRecord = await readSealed(ledger, plan);
  return sealedRecord === undefined ? undefined : vault.openDelivered(plan, sealedRecord, confirm);
}

/** Reveals the one-off key to all endorsers only if this institution's peer finds the dispute proven. */
export async function dispute(
  { ledger, vault }: ExchangeTools,
  { assetId, confirmId }: ConfirmRecord,
): Promise<Submitted<'plan:dispute'>> {
  const command = { assetId, confirmId };
  const options = { private: vault.revealOneOffKey(assetId, confirmId) };
  const tried = await ledger.tryOut('plan:dispute', command, options);
  return isNew(tried) ? ledger.submit('plan:dispute', command, options) : { outcome: tried };
}

/** Accepts what opens, unless that is left to an officer, and disputes the rest. Undefined where the peer lacks the sealed record. */
export async function acceptOrDispute(
  tools: ExchangeTools & Pick<PlanTools, 'acceptance'>,
  plan: PlanRecord,
  confirm: ConfirmRecord,
): Promise<Submitted<'plan:accept' | 'plan:dispute'> | 'LEFT' | undefined> {
  const { assetId, confirmId } = confirm;
  const opened = await openDelivery(tools, plan, confirm);
  if (opened === undefined) return undefined;
  if ('unusable' in opened) return dispute(tools, confirm);
  const isLeft = tools.acceptance.leave(confirm, plan, opened.fields) !== undefined;
  return isLeft ? 'LEFT' : tools.ledger.submit('plan:accept', { assetId, confirmId });
}

/** True if submitting it would change the ledger. */
function isNew(outcome: Outcome): boolean {
  return outcome.status === 'ACCEPTED' && !outcome.repeated;
}
