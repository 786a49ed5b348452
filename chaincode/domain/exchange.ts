/**
 * The exchange of sealed data against tokens, from the confirm that holds a fee to the end that pays or refunds it.
 *
 * Every confirm ends: deliverBy and disputeBy are fixed when it is made, and after them anybody may bring it to its end.
 */
import type { ConfirmAnswer } from '../api/commands';
import type { AllianceParameters, ConfirmRecord, PlanRecord, Wrap } from '../api/records';
import { reject } from '../api/refusals';
import {
  commitToKey,
  hashOfSealed,
  isOneOffPublicKey,
  oneOffPublicKeyOf,
  openRecord,
  unwrapDataKey,
} from '../api/sealed';
import { feeFen } from './amount';
import { addSeconds } from './time';

export interface TakeIn {
  readonly confirmId: string;
  readonly partyId: string;
  readonly confirmTakeInLimitRmb: number;
  readonly confirmTakeInRateBps: number;
  readonly oneOffPublicKey: string;
  readonly participatorKeyVersion: number;
}

/** The fee is computed here and nowhere else. The plan's own rules are in plan.ts. */
export function newConfirm(
  plan: PlanRecord,
  takeIn: TakeIn,
  parameters: AllianceParameters,
  time: string,
): ConfirmRecord {
  const deliverBy = addSeconds(time, parameters.deliverWithinSeconds);
  return {
    ...takeIn,
    docType: 'confirm',
    assetId: plan.assetId,
    contributor: plan.contributor,
    contributorKeyVersion: plan.keyVersion,
    tokenFen: feeFen(takeIn.confirmTakeInLimitRmb, plan.joinLimit.tokenRateFen),
    confirmTime: time,
    deliverBy,
    refundFrom: addSeconds(deliverBy, parameters.expiryGraceSeconds),
    disputeBy: addSeconds(deliverBy, parameters.disputeWithinSeconds),
    status: 'HELD',
  };
}

/** What makes two confirms the same, by the participator's own words. */
export function sameTakeIn(confirm: ConfirmRecord, takeIn: TakeIn & { readonly assetId: string }): boolean {
  return (
    confirm.assetId === takeIn.assetId &&
    confirm.confirmTakeInLimitRmb === takeIn.confirmTakeInLimitRmb &&
    confirm.confirmTakeInRateBps === takeIn.confirmTakeInRateBps &&
    confirm.oneOffPublicKey === takeIn.oneOffPublicKey
  );
}

/** The confirm as it was accepted, however far it has come since. */
export function confirmAnswer(confirm: ConfirmRecord): ConfirmAnswer {
  const { confirmId, assetId, partyId, contributor, confirmTakeInLimitRmb, confirmTakeInRateBps } = confirm;
  const { tokenFen, confirmTime, deliverBy, disputeBy } = confirm;
  return {
    confirmId,
    assetId,
    partyId,
    contributor,
    confirmTakeInLimitRmb,
    confirmTakeInRateBps,
    tokenFen,
    confirmTime,
    deliverBy,
    disputeBy,
    status: 'HELD',
  };
}

export function deliver(confirm: ConfirmRecord, wrap: Wrap, time: string): ConfirmRecord {
  const { confirmId, status, deliverBy } = confirm;
  if (status !== 'HELD') reject('CONFIRM_NOT_HELD', { confirmId, status });
  if (time > deliverBy) reject('DELIVERY_LATE', { confirmId, deliverBy });
  if (!isOneOffPublicKey(wrap.ephemeralPublicKey)) reject('WRAP_INVALID', { confirmId });
  return { ...confirm, wrap, deliveredTime: time, status: 'DELIVERED' };
}

export function accept(confirm: ConfirmRecord, time: string): ConfirmRecord {
  const { confirmId, status } = confirm;
  if (status !== 'DELIVERED') reject('CONFIRM_NOT_DELIVERED', { confirmId, status });
  return { ...confirm, status: 'PAID', settledBy: 'ACCEPTED', settledTime: time };
}

/** Whether a dispute may be heard at all, before anybody looks at the record. Answers the wrap that it is about. */
export function requireDisputable(confirm: ConfirmRecord, oneOffPrivateKey: Uint8Array, time: string): Wrap {
  const { confirmId, status, wrap, disputeBy } = confirm;
  if (status !== 'DELIVERED' || wrap === undefined) reject('CONFIRM_NOT_DELIVERED', { confirmId, status });
  if (time > disputeBy) reject('DISPUTE_LATE', { confirmId, disputeBy });
  if (oneOffPublicKeyOf(oneOffPrivateKey) !== confirm.oneOffPublicKey) reject('DISPUTE_KEY_MISMATCH', { confirmId });
  return wrap;
}

/**
 * Refunds a delivery that the revealed one-off key proves unusable: the wrap does not unwrap, its key is not the committed
 * one, or the record does not open under it to the committed fields. Anything else is refused. Expects `requireDisputable`
 * to hold.
 */
export function dispute(
  evidence: {
    readonly plan: PlanRecord;
    readonly confirm: ConfirmRecord;
    readonly wrap: Wrap;
    readonly sealedRecord: string;
    readonly oneOffPrivateKey: Uint8Array;
    readonly channel: string;
  },
  time: string,
): ConfirmRecord {
  const { plan, confirm, wrap, sealedRecord, oneOffPrivateKey, channel } = evidence;
  const { confirmId, assetId } = confirm;
  // The participator checked the record against its published hash before it confirmed, and so does every endorser.
  if (hashOfSealed(sealedRecord) !== plan.sealedHash) reject('SEALED_RECORD_UNAVAILABLE', { assetId });

  const dataKey = unwrapDataKey(wrap, oneOffPrivateKey, { channel, assetId, confirmId });
  const usable =
    dataKey !== undefined &&
    commitToKey(dataKey) === plan.keyCommitment &&
    openRecord(sealedRecord, dataKey, { channel, assetId }, plan.fieldsCommitment) !== undefined;
  if (usable) reject('DISPUTE_NOT_PROVEN', { confirmId });
  return { ...confirm, status: 'REFUNDED', settledBy: 'DISPUTED', settledTime: time };
}

/** Not delivered in time: refunded. Delivered, and neither accepted nor disputed in time: paid. */
export function expire(confirm: ConfirmRecord, time: string): ConfirmRecord {
  const { confirmId, status, refundFrom, disputeBy } = confirm;
  if (status === 'HELD' && time >= refundFrom) {
    return { ...confirm, status: 'REFUNDED', settledBy: 'EXPIRED', settledTime: time };
  }
  if (status === 'DELIVERED' && time > disputeBy) {
    return { ...confirm, status: 'PAID', settledBy: 'EXPIRED', settledTime: time };
  }
  if (status === 'HELD' || status === 'DELIVERED') reject('NOT_EXPIRED', { confirmId, refundFrom, disputeBy });
  return reject('CONFIRM_NOT_DELIVERED', { confirmId, status });
}
