/**
 * The ledger as its blocks tell it, read past every gateway: records, events, and what must hold after each transaction. It
 * folds by itself, so that the gateways' folding is held against something else.
 */
import type { LedgerEvent } from '../../chaincode/api/events';
import { eventMovements } from '../../chaincode/api/movements';
import {
  burntStatuses,
  type ConfirmRecord,
  heldConfirmStatuses,
  heldRedemptionStatuses,
  type LedgerRecord,
  type PlanRecord,
} from '../../chaincode/api/records';
import type { LedgerBlock, LedgerTransaction } from '../../gateway/ledger/types';
import { type Change, faultsOfCredit } from './credit/chain';
import { OneEffect } from './one-effect';
import type { Invariant, Violation } from './violation';

export type DocType = LedgerRecord['docType'];
export type RecordOf<T extends DocType> = Extract<LedgerRecord, { readonly docType: T }>;

type NamedType =
  | 'plan'
  | 'confirm'
  | 'recharge'
  | 'redemption'
  | 'subject'
  | 'subjectKey'
  | 'creditRecord'
  | 'creditFeedback'
  | 'used';

export interface ChainEvent {
  /** `block.tx.index`, as gateways name it. */
  readonly id: string;
  readonly event: LedgerEvent;
}

export class Chain {
  /** By the ledger's raw key. */
  readonly records = new Map<string, { readonly record: LedgerRecord; readonly block: number }>();
  readonly events: ChainEvent[] = [];
  readonly violations: Violation[] = [];
  height = -1;
  /** The last block that changed anything: packages go to the registrar all the time, and leave nothing that others see. */
  lastWritten = -1;
  #hash = '';
  /** The latest of the transactions' times. */
  #time = '';
  #sumFen = 0;
  readonly #oneEffect = new OneEffect();
  /** Raw keys by kind and identifier. */
  readonly #keys = new Map<string, string>();
  readonly #confirmsOf = new Map<string, Set<string>>();

  all<T extends DocType>(docType: T): readonly RecordOf<T>[] {
    const isOfType = (record: LedgerRecord): record is RecordOf<T> => record.docType === docType;
    return [...this.records.values()].map(({ record }) => record).filter(isOfType);
  }

  find<T extends NamedType>(docType: T, id: string): RecordOf<T> | undefined {
    const key = this.#keys.get(`${docType} ${id}`);
    return key === undefined ? undefined : (this.records.get(key)?.record as RecordOf<T> | undefined);
  }

  /** Held and balance of an institution, credits included. */
  account(partyId: string): { readonly balanceFen: number; readonly heldFen: number } {
    const sums = { balanceFen: 0, heldFen: 0 };
    for (const { record } of this.records.values()) {
      const part = partOf(record);
      if (part?.partyId === partyId) sums[part.place] += part.amountFen;
    }
    return sums;
  }

  take(block: LedgerBlock): void {
    if (block.number !== this.height + 1) this.#broken('CHAIN', `block ${block.number} came after ${this.height}`);
    if (this.#hash !== '' && block.previousHash !== this.#hash) {
      this.#broken('CHAIN', `block ${block.number} does not continue block ${this.height}`);
    }
    this.height = block.number;
    this.#hash = block.hash;
    for (const { index, code } of block.passedOver) this.#broken('CHAIN', `${block.number}.${index} holds ${code}`);
    for (const transaction of block.transactions) this.#apply(block.number, transaction);
  }

  #apply(block: number, { index: tx, time, writes, events }: LedgerTransaction): void {
    const at = `in transaction ${block}.${tx}`;
    if (time > this.#time) this.#time = time;
    const changes = new Map<string, number>();
    const count = (record: LedgerRecord | undefined, sign: 1 | -1) => {
      this.#sumFen += sign * sumPartOf(record);
      const part = partOf(record);
      if (part === undefined || part.amountFen === 0) return;
      const account = `${part.partyId} ${part.place}`;
      changes.set(account, (changes.get(account) ?? 0) + sign * part.amountFen);
    };
    const plans = new Set<string>();
    const written: Change[] = [];
    for (const { key, record } of writes) {
      const before = this.records.get(key)?.record;
      written.push({ before, after: record });
      count(before, -1);
      count(record, 1);
      if (record === undefined) this.records.delete(key);
      else this.#note(key, record, block);
      if (record?.docType === 'account' && record.balanceFen < 0) this.#broken('I4', `${record.partyId} ${at}`);
      if (record?.docType === 'plan' || record?.docType === 'confirm') plans.add(record.assetId);
    }
    for (const [index, event] of events.entries()) this.events.push({ id: `${block}.${tx}.${index}`, event });

    if (this.#sumFen !== 0) this.#broken('I1', `${this.#sumFen} fen too much or too little ${at}`);
    this.#checkMovements(changes, events, at);
    for (const assetId of plans) this.#checkPlan(assetId, at);
    for (const event of events) if (event.name === 'OrgConfirmAssetEvent') this.#checkFee(event, at);
    for (const what of this.#oneEffect.take(events)) this.#broken('I10', `${what} ${at}`);
    for (const { invariant, what } of faultsOfCredit(written, events, this)) this.#broken(invariant, `${what} ${at}`);
    if (writes.length > 0) this.lastWritten = block;
  }

  #note(key: string, record: LedgerRecord, block: number): void {
    this.records.set(key, { record, block });
    const name = nameOf(record);
    if (name !== undefined) this.#keys.set(name, key);
    if (record.docType !== 'confirm') return;
    const confirms = this.#confirmsOf.get(record.assetId) ?? new Set();
    this.#confirmsOf.set(record.assetId, confirms.add(key));
  }

  /** What the records of a transaction moved is what its events say it moved. */
  #checkMovements(changes: Map<string, number>, events: readonly LedgerEvent[], at: string): void {
    for (const { partyId, balanceFen, heldFen } of events.flatMap(eventMovements)) {
      for (const [place, fen] of Object.entries({ balanceFen, heldFen })) {
        const account = `${partyId} ${place}`;
        changes.set(account, (changes.get(account) ?? 0) - fen);
      }
    }
    for (const [account, fen] of changes) {
      if (fen !== 0) this.#broken('I2', `${account} moved by ${fen} fen more than the events say ${at}`);
    }
  }

  #checkFee({ assetId, confirmId, tokenFen }: Extract<LedgerEvent, { name: 'OrgConfirmAssetEvent' }>, at: string) {
    const plan = this.find('plan', assetId);
    const confirm = this.find('confirm', confirmId);
    if (plan === undefined || confirm === undefined)
      return this.#broken('I2', `${confirmId} without its records ${at}`);
    const product = BigInt(confirm.confirmTakeInLimitRmb) * BigInt(plan.joinLimit.tokenRateFen);
    const fee = Number((product + 9_999n) / 10_000n);
    if (tokenFen !== fee || confirm.tokenFen !== fee) {
      this.#broken('I2', `${confirmId} costs ${tokenFen} fen instead of ${fee} ${at}`);
    }
  }

  #checkPlan(assetId: string, at: string): void {
    const plan = this.find('plan', assetId);
    const confirms = [...(this.#confirmsOf.get(assetId) ?? [])]
      .flatMap((key) => (this.records.get(key)?.record as ConfirmRecord | undefined) ?? [])
      .filter(({ status }) => status !== 'REFUNDED');
    const what = plan === undefined ? 'confirms without the plan' : misfitOf(plan, confirms, this.#time);
    if (what !== undefined) this.#broken('I3', `${assetId}: ${what} ${at}`);
  }

  #broken(invariant: Invariant, what: string): void {
    this.violations.push({ invariant, what });
  }
}

function misfitOf(
  { joinLimit, remainingLimitRmb, status, confirmIds, participations }: PlanRecord,
  confirms: readonly ConfirmRecord[],
  time: string,
) {
  const taken = confirms.reduce((sum, confirm) => sum + confirm.confirmTakeInLimitRmb, 0);
  if (taken > joinLimit.sharedLimitRmb) return `${taken} RMB confirmed of ${joinLimit.sharedLimitRmb}`;
  const left = joinLimit.sharedLimitRmb - taken;
  // A refund gives nothing back to a plan that has ended.
  const isLive = (status === 'OPEN' || status === 'FILLED') && time < joinLimit.endTime;
  if (isLive ? remainingLimitRmb !== left : remainingLimitRmb > left) return `${remainingLimitRmb} RMB left of ${left}`;
  const places = new Set(confirms.map(({ partyId }) => partyId)).size;
  if (places > joinLimit.participantCount) return `${places} participators for ${joinLimit.participantCount} places`;
  const counted = participations.reduce((sum, { standing }) => sum + standing, 0);
  if (counted !== confirms.length) return `counts ${counted} confirms of ${confirms.length}`;
  // Those that were paid may have left the list.
  const standing = new Set(confirms.map(({ confirmId }) => confirmId));
  const strange = confirmIds.filter((confirmId) => !standing.has(confirmId));
  const missing = confirms.filter(({ status, confirmId }) => status !== 'PAID' && !confirmIds.includes(confirmId));
  const others = [...strange, ...missing.map(({ confirmId }) => confirmId)];
  return others.length === 0 ? undefined : `names other confirms: ${others.join()}`;
}

interface Part {
  readonly partyId: string;
  readonly place: 'balanceFen' | 'heldFen';
  readonly amountFen: number;
}

function nameOf(record: LedgerRecord): string | undefined {
  switch (record.docType) {
    case 'plan':
      return `plan ${record.assetId}`;
    case 'confirm':
      return `confirm ${record.confirmId}`;
    case 'recharge':
      return `recharge ${record.rechargeId}`;
    case 'redemption':
      return `redemption ${record.redemptionId}`;
    case 'subject':
      return `subject ${record.subjectId}`;
    case 'subjectKey':
      return `subjectKey ${record.keyId}`;
    case 'creditRecord':
      return `creditRecord ${record.recordId}`;
    case 'creditFeedback':
      return `creditFeedback ${record.recordId}:${record.number}`;
    case 'used':
      return `used ${record.what} ${record.value}`;
    default:
      return undefined;
  }
}

/** What a record counts towards somebody's account. */
function partOf(record: LedgerRecord | undefined): Part | undefined {
  switch (record?.docType) {
    case 'account':
      return { partyId: record.partyId, place: 'balanceFen', amountFen: record.balanceFen };
    case 'tokenCredit':
      return { partyId: record.partyId, place: 'balanceFen', amountFen: record.amountFen };
    case 'confirm': {
      const isHeld = heldConfirmStatuses.includes(record.status);
      return { partyId: record.partyId, place: 'heldFen', amountFen: isHeld ? record.tokenFen : 0 };
    }
    case 'redemption': {
      const isHeld = heldRedemptionStatuses.includes(record.status);
      return { partyId: record.partyId, place: 'heldFen', amountFen: isHeld ? record.amountFen : 0 };
    }
    default:
      return undefined;
  }
}

/** Over all records this sums up to nothing: what came in, less what went out, less what is there. */
function sumPartOf(record: LedgerRecord | undefined): number {
  if (record?.docType === 'recharge') return record.amountFen;
  const burnt = record?.docType === 'redemption' && burntStatuses.includes(record.status) ? record.amountFen : 0;
  return 0 - burnt - (partOf(record)?.amountFen ?? 0);
}
