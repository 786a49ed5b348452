/**
 * The exchange of sealed data against tokens, from the confirm or the credit answer that holds a fee to the end that pays or
 * refunds it.
 *
 * Every exchange ends: its periods are fixed when it is made, and after them anybody may bring it to its end. The time to
 * dispute begins with the delivery, so nobody shortens it by delivering late.
 */
import type { ConfirmAnswer } from '../api/commands';
import type {
  AllianceParameters,
  ConfirmRecord,
  CreditAnswerRecord,
  EndedBy,
  PlanRecord,
  TokenCreditKind,
  TokenCreditRecord,
  Wrap,
} from '../api/records';
import { type RefusalCode, type RefusalDetail, reject } from '../api/refusals';
import {
  commitToKey,
  deriveOneOffPublicKey,
  hashOfSealed,
  isOneOffPublicKey,
  openRecord,
  unwrapDataKey,
} from '../api/sealed';
import { feeFen } from './amount';
import { endOfPeriod, isOver } from './ledger-day';
import { addSeconds, type Moment } from './time';
import { newTokenCredit } from './token';

/** A fee is held until data keys are handed over. A confirm and an answer differ in what they sell, not in how. */
export type Exchange = ConfirmRecord | CreditAnswerRecord;

/** How the kinds of exchange differ: in their identifiers, in refusals, and in the token credits that end them. */
interface ExchangeKind<E extends Exchange> {
  readonly readId: (exchange: E) => string;
  readonly idMember: 'confirmId' | 'answerId';
  readonly notHeld: RefusalCode;
  readonly notDelivered: RefusalCode;
  readonly fee: TokenCreditKind;
  readonly refund: TokenCreditKind;
}

const kinds: { readonly [E in Exchange as E['docType']]: ExchangeKind<E> } = {
  confirm: {
    readId: ({ confirmId }) => confirmId,
    idMember: 'confirmId',
    notHeld: 'CONFIRM_NOT_HELD',
    notDelivered: 'CONFIRM_NOT_DELIVERED',
    fee: 'fee',
    refund: 'refund',
  },
  creditAnswer: {
    readId: ({ answerId }) => answerId,
    idMember: 'answerId',
    notHeld: 'ANSWER_NOT_HELD',
    notDelivered: 'ANSWER_NOT_DELIVERED',
    fee: 'answerfee',
    refund: 'answerrefund',
  },
};

function exchangeKind<E extends Exchange>({ docType }: E): ExchangeKind<E> {
  return kinds[docType] as ExchangeKind<E>;
}

/** The exchange as refusals name it. */
function named(exchange: Exchange): RefusalDetail {
  const { idMember, readId } = exchangeKind(exchange);
  return { [idMember]: readId(exchange) };
}

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
  return {
    ...takeIn,
    docType: 'confirm',
    assetId: plan.assetId,
    contributor: plan.contributor,
    contributorKeyVersion: plan.keyVersion,
    tokenFen: feeFen(takeIn.confirmTakeInLimitRmb, plan.joinLimit.tokenRateFen),
    confirmTime: time,
    ...periodsFrom(time, parameters),
    status: 'HELD',
  };
}

export function periodsFrom(
  time: string,
  { deliverWithinSeconds, expiryGraceSeconds, disputeWithinSeconds }: AllianceParameters,
): Pick<Exchange, 'deliverBy' | 'refundFrom' | 'disputeWithinSeconds'> {
  const deliverBy = addSeconds(time, deliverWithinSeconds);
  return { deliverBy, refundFrom: addSeconds(deliverBy, expiryGraceSeconds), disputeWithinSeconds };
}

/** Two confirms are the same if the participator asked for the same. */
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
  const { tokenFen, confirmTime, deliverBy, disputeWithinSeconds } = confirm;
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
    disputeWithinSeconds,
    status: 'HELD',
  };
}

/** Starts the time to dispute. */
export function deliver<E extends Exchange>(exchange: E, wrap: Wrap, now: Moment): E {
  const { status, deliverBy, disputeWithinSeconds } = exchange;
  const name = named(exchange);
  if (status !== 'HELD') reject(exchangeKind(exchange).notHeld, { ...name, status });
  if (now.time > deliverBy) reject('DELIVERY_LATE', { ...name, deliverBy });
  if (!isOneOffPublicKey(wrap.ephemeralPublicKey)) reject('WRAP_INVALID', name);
  const disputeBy = endOfPeriod(now, disputeWithinSeconds);
  return { ...exchange, wrap, deliveredTime: now.time, disputeBy, status: 'DELIVERED' };
}

export function accept<E extends Exchange>(exchange: E, { time }: Moment): E {
  if (exchange.status !== 'DELIVERED') rejectUndelivered(exchange);
  return end(exchange, 'PAID', 'ACCEPTED', time);
}

/** Refuses a dispute that may not be heard, before anybody looks at what is sealed. Answers the wrap that it is about. */
export function requireDisputable(exchange: Exchange, oneOffPrivateKey: Uint8Array, now: Moment): Wrap {
  const { status, wrap, disputeBy, oneOffPublicKey } = exchange;
  const name = named(exchange);
  if (status !== 'DELIVERED' || wrap === undefined || disputeBy === undefined) rejectUndelivered(exchange);
  if (isOver(disputeBy, now)) reject('DISPUTE_LATE', { ...name, disputeBy });
  if (deriveOneOffPublicKey(oneOffPrivateKey) !== oneOffPublicKey) reject('DISPUTE_KEY_MISMATCH', name);
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
  },
  { channel, time }: Pick<Moment, 'channel' | 'time'>,
): ConfirmRecord {
  const { plan, confirm, wrap, sealedRecord, oneOffPrivateKey } = evidence;
  const { confirmId, assetId } = confirm;
  // The participator checked the record against its published hash before it confirmed, and so does every endorser.
  if (hashOfSealed(sealedRecord) !== plan.sealedHash) reject('SEALED_RECORD_UNAVAILABLE', { assetId });

  const dataKey = unwrapDataKey(wrap, oneOffPrivateKey, { channel, assetId, confirmId });
  const usable =
    dataKey !== undefined &&
    commitToKey(dataKey) === plan.keyCommitment &&
    openRecord(sealedRecord, dataKey, { channel, assetId }, plan.fieldsCommitment, time) !== undefined;
  return refundUnlessUsable(confirm, usable, { time });
}

/** The end of every dispute about a delivery. */
export function refundUnlessUsable<E extends Exchange>(
  exchange: E,
  usable: boolean,
  { time }: Pick<Moment, 'time'>,
): E {
  if (usable) reject('DISPUTE_NOT_PROVEN', named(exchange));
  return end(exchange, 'REFUNDED', 'DISPUTED', time);
}

/**
 * Not delivered in time: refunded. Delivered, and neither accepted nor disputed in time: paid. Only the ledger's day says that
 * somebody was silent for too long.
 */
export function expire<E extends Exchange>(exchange: E, now: Moment): E {
  const { status, refundFrom, disputeBy } = exchange;
  if (status === 'HELD') {
    if (now.time < refundFrom) reject('NOT_EXPIRED', { ...named(exchange), refundFrom });
    return end(exchange, 'REFUNDED', 'EXPIRED', now.time);
  }
  if (status !== 'DELIVERED' || disputeBy === undefined) rejectUndelivered(exchange);
  if (!isOver(disputeBy, now)) reject('NOT_EXPIRED', { ...named(exchange), disputeBy });
  return end(exchange, 'PAID', 'EXPIRED', now.time);
}

/** The token credit of an exchange that has ended: the fee for the seller, or the refund for who had paid. */
export function creditAtEnd(exchange: Exchange, seller: string, time: string): TokenCreditRecord {
  const { status, partyId, tokenFen } = exchange;
  const { fee, refund, readId } = exchangeKind(exchange);
  const [kind, payee] = status === 'PAID' ? [fee, seller] : [refund, partyId];
  return newTokenCredit(kind, readId(exchange), { partyId: payee, amountFen: tokenFen, time });
}

function end<E extends Exchange>(exchange: E, status: 'PAID' | 'REFUNDED', endedBy: EndedBy, time: string): E {
  return { ...exchange, status, endedBy, endedTime: time };
}

function rejectUndelivered(exchange: Exchange): never {
  return reject(exchangeKind(exchange).notDelivered, { ...named(exchange), status: exchange.status });
}
