/** A founded alliance on the ledger double, with one short method for each thing that an institution does in a test. */

import {
  type Answers,
  type Command,
  type CommandName,
  maxCommands,
  maxRechargeFen,
  type Outcome,
} from '../../chaincode/api/commands';
import type { LedgerEvent } from '../../chaincode/api/events';
import { dayAt, dayCount, startOfDayMs } from '../../chaincode/api/ledger-day';
import type {
  AllianceParameters,
  ConfirmRecord,
  FoundingDocument,
  PlanRecord,
  RedemptionRecord,
} from '../../chaincode/api/records';
import { heldConfirmStatuses, heldRedemptionStatuses } from '../../chaincode/api/records';
import type { RefusalCode } from '../../chaincode/api/refusals';
import { hashOfDocument } from '../../chaincode/domain/alliance';
import {
  aConfirm,
  aPlan,
  aWrap,
  bytesOf,
  type ConfirmOptions,
  creditors,
  foundingDocument,
  harbour,
  keystone,
  meadow,
  oneOffKey,
  type PlanOptions,
  type SealedPlan,
  watchtower,
} from './builders';
import { LedgerDouble, type Sender } from './ledger-double';
import { firstPublicKey } from './public-keys';

type Options = Omit<Partial<Sender>, 'by' | 'private'>;

export class Scenario {
  /** Plans by whole assetId. */
  readonly plans = new Map<string, SealedPlan>();

  constructor(readonly ledger: LedgerDouble) {}

  /** The same scenario, on a ledger that goes its own way from now on. */
  copy(): Scenario {
    const copy = new Scenario(this.ledger.copy());
    for (const [assetId, plan] of this.plans) copy.plans.set(assetId, plan);
    return copy;
  }

  /** One command in a transaction of its own; answers its outcome. */
  async act<N extends CommandName>(
    by: string,
    name: N,
    command: Command<N>,
    options: Options & { readonly private?: string } = {},
  ): Promise<Outcome<N>> {
    const { private: part, ...rest } = options;
    const sender: Sender = { ...rest, by, ...(part === undefined ? {} : { private: [part] }) };
    const [outcome] = await this.ledger.submit(name, [command], sender);
    if (outcome === undefined) throw new Error('no outcome');
    return outcome;
  }

  tryRecharge(partyId: string, amountFen: number, rechargeId = `r-${partyId}-${amountFen}`) {
    const command = { rechargeId, partyId, amountFen, paymentReference: `pay-${rechargeId}` };
    return this.act(keystone, 'token:recharge', command);
  }

  async recharge(...recharged: Parameters<Scenario['tryRecharge']>) {
    return accepted(await this.tryRecharge(...recharged));
  }

  tryPublish(options: PlanOptions = {}, by = options.contributor ?? harbour) {
    const plan = aPlan(options);
    this.plans.set(plan.assetId, plan);
    return this.act(by, 'plan:publish', plan.command, { private: plan.sealed });
  }

  async publish(options: PlanOptions = {}): Promise<SealedPlan> {
    accepted(await this.tryPublish(options));
    return aPlan(options);
  }

  /** Folds all that the participator has, unless the options say what. */
  tryConfirm(participator = meadow, options: ConfirmOptions = {}) {
    return this.act(participator, 'plan:confirm', this.confirmCommand(participator, options));
  }

  async confirm(participator = meadow, options: ConfirmOptions = {}): Promise<string> {
    return accepted(await this.tryConfirm(participator, options)).confirmId;
  }

  confirmCommand(participator = meadow, options: ConfirmOptions = {}): Command<'plan:confirm'> {
    return aConfirm(participator, { folds: this.creditsOf(participator), ...options });
  }

  /** An honest wrap for the confirm's one-off key. */
  wrapFor(confirmId: string) {
    const { assetId, oneOffPublicKey } = this.confirmRecord(confirmId);
    const plan = this.plans.get(assetId);
    if (plan === undefined) throw new Error('the plan was not published here');
    return aWrap(plan.dataKey, oneOffPublicKey, { assetId, confirmId });
  }

  tryDeliver(confirmId: string, wrap = this.wrapFor(confirmId), by?: string) {
    const { assetId, contributor } = this.confirmRecord(confirmId);
    return this.act(by ?? contributor, 'plan:deliver', { assetId, confirmId, wrap });
  }

  async deliver(confirmId: string, wrap = this.wrapFor(confirmId)): Promise<void> {
    accepted(await this.tryDeliver(confirmId, wrap));
  }

  /** Any of the steps that a confirm's identifiers say all about. */
  tryStep(name: 'plan:accept' | 'plan:expire', confirmId: string, by: string) {
    return this.act(by, name, { assetId: this.confirmRecord(confirmId).assetId, confirmId });
  }

  async accept(confirmId: string): Promise<void> {
    accepted(await this.tryStep('plan:accept', confirmId, this.confirmRecord(confirmId).partyId));
  }

  /** Reveals the key that aConfirm chose, unless told another. */
  tryDispute(confirmId: string, revealed = oneOffKey(confirmId).revealed, options: Options & { by?: string } = {}) {
    const { assetId, partyId } = this.confirmRecord(confirmId);
    return this.act(options.by ?? partyId, 'plan:dispute', { assetId, confirmId }, { ...options, private: revealed });
  }

  /** A confirm of Meadow's that has gone through to DELIVERED. */
  async delivered(options: ConfirmOptions = {}): Promise<string> {
    const confirmId = await this.confirm(meadow, options);
    await this.deliver(confirmId);
    return confirmId;
  }

  /** A confirm that got its fee back, because what was delivered does not open. */
  async misdelivered(participator = meadow, options: ConfirmOptions = {}): Promise<string> {
    const confirmId = await this.confirm(participator, options);
    const { assetId, oneOffPublicKey } = this.confirmRecord(confirmId);
    await this.deliver(confirmId, aWrap(bytesOf('garbage'), oneOffPublicKey, { assetId, confirmId }));
    accepted(await this.tryDispute(confirmId));
    return confirmId;
  }

  tryRedeem(by: string, amountFen: number, redemptionId = 'd1') {
    return this.act(by, 'token:redeem', { redemptionId, amountFen, folds: this.creditsOf(by) });
  }

  async redeem(by: string, amountFen: number, redemptionId = 'd1'): Promise<string> {
    return accepted(await this.tryRedeem(by, amountFen, redemptionId)).redemptionId;
  }

  async settle(redemptionId: string, paymentReference = `paid-${redemptionId.replace(':', '-')}`): Promise<void> {
    accepted(await this.act(keystone, 'token:settle', { redemptionId, paymentReference }));
  }

  /** Brings the redemption to OBJECTED. */
  async objected(by = meadow, amountFen = 500, local = 'd1'): Promise<string> {
    const redemptionId = await this.redeem(by, amountFen, local);
    await this.settle(redemptionId);
    accepted(await this.act(by, 'token:object', { redemptionId }));
    return redemptionId;
  }

  /** As much is left to be recharged as is less than the most that one recharge brings. */
  async useUpSupply(partyId = meadow): Promise<void> {
    const count = Math.floor(Number.MAX_SAFE_INTEGER / maxRechargeFen);
    const recharges = Array.from({ length: count }, (_, index) => {
      const paymentReference = `pay-most${index}`;
      return { rechargeId: `most${index}`, partyId, amountFen: maxRechargeFen, paymentReference };
    });
    for (let from = 0; from < count; from += maxCommands) {
      const list = recharges.slice(from, from + maxCommands);
      for (const outcome of await this.ledger.submit('token:recharge', list, { by: keystone })) accepted(outcome);
    }
  }

  async change(change: Command<'alliance:propose'>['change'], voters: readonly string[], proposalId = 'p1') {
    accepted(await this.act(keystone, 'alliance:propose', { proposalId, change }, { unit: 'admin' }));
    const whole = `${keystone}:${proposalId}`;
    for (const by of voters) {
      accepted(await this.act(by, 'alliance:vote', { proposalId: whole, approve: true }, { unit: 'admin' }));
    }
  }

  /** The ledger's day is the first that begins at the time or later. */
  async reachDay(time: string): Promise<void> {
    const { document } = this.ledger;
    const days = dayCount(document);
    const day = dayAt(Date.parse(time) - 1, days) + 1;
    const certainMs = startOfDayMs({ ...days, day }) + document.parameters.clockWindowSeconds * 1000;
    this.ledger.nowMs = Math.max(this.ledger.nowMs, certainMs);
    accepted(await this.act(watchtower, 'alliance:advanceDay', { day }));
  }

  /** The last time to dispute the delivery is over by the ledger's day. */
  async passDisputeBy({ disputeBy = '' }: Pick<ConfirmRecord, 'disputeBy'>): Promise<void> {
    await this.reachDay(disputeBy);
  }

  creditsOf(partyId: string): string[] {
    return this.ledger
      .records('tokenCredit')
      .filter((credit) => credit.partyId === partyId)
      .map(({ tokenCreditId }) => tokenCreditId)
      .slice(0, 500);
  }

  planRecord(assetId = `${harbour}:a1`): PlanRecord {
    return only(this.ledger.records('plan').filter((plan) => plan.assetId === assetId));
  }

  confirmRecord(confirmId: string): ConfirmRecord {
    return only(this.ledger.records('confirm').filter((confirm) => confirm.confirmId === confirmId));
  }

  redemptionRecord(redemptionId: string): RedemptionRecord {
    return only(this.ledger.records('redemption').filter((redemption) => redemption.redemptionId === redemptionId));
  }

  /** Folded and unfolded. */
  balanceFen(partyId: string): number {
    const accounts = this.ledger.records('account').filter((account) => account.partyId === partyId);
    const credits = this.ledger.records('tokenCredit').filter((credit) => credit.partyId === partyId);
    return sum(accounts.map(({ balanceFen }) => balanceFen)) + sum(credits.map(({ amountFen }) => amountFen));
  }

  heldFen(partyId: string): number {
    const confirms = this.ledger.records('confirm').filter((confirm) => confirm.partyId === partyId);
    const answers = this.ledger.records('creditAnswer').filter((answer) => answer.partyId === partyId);
    const redemptions = this.ledger.records('redemption').filter((redemption) => redemption.partyId === partyId);
    const exchanges = [...confirms, ...answers];
    return (
      sum(exchanges.filter(({ status }) => heldConfirmStatuses.includes(status)).map(({ tokenFen }) => tokenFen)) +
      sum(redemptions.filter(({ status }) => heldRedemptionStatuses.includes(status)).map(({ amountFen }) => amountFen))
    );
  }

  /** Names of what was announced since a mark, with the detail's own name where it has one. */
  announcedSince(mark: number): string[] {
    return this.ledger.events.slice(mark).map(nameOf);
  }
}

/** Founded, every member's key registered, nothing recharged, nothing published. */
export async function anAlliance(
  options: { readonly parameters?: Partial<AllianceParameters>; readonly ledger?: LedgerDouble } = {},
): Promise<Scenario> {
  const ledger = options.ledger ?? new LedgerDouble(documentWith(options.parameters));
  const scenario = new Scenario(ledger);
  await foundOn(scenario);
  for (const partyId of creditors) {
    const key = { version: 1, publicKey: firstPublicKey };
    accepted(await scenario.act(partyId, 'party:registerKey', key, { unit: 'admin' }));
  }
  return scenario;
}

/** With 100 tokens on Meadow's account and Harbour's plan a1. */
export async function aMarket(plan: PlanOptions = {}, parameters: Partial<AllianceParameters> = {}): Promise<Scenario> {
  const scenario = await anAlliance({ parameters });
  await scenario.recharge(meadow, 10_000);
  await scenario.publish(plan);
  return scenario;
}

export async function foundOn(scenario: Scenario): Promise<void> {
  const foundingHash = hashOfDocument(scenario.ledger.document);
  accepted(await scenario.act(keystone, 'alliance:found', { foundingHash }, { unit: 'admin' }));
}

export function documentWith(parameters: Partial<AllianceParameters> = {}): FoundingDocument {
  return { ...foundingDocument, parameters: { ...foundingDocument.parameters, ...parameters } };
}

/** The answer; throws where the command was refused. */
export function accepted<N extends CommandName>(outcome: Outcome<N>): Answers[N] {
  if (outcome.status === 'REFUSED') throw new Error(`refused: ${outcome.code} ${JSON.stringify(outcome.detail)}`);
  return outcome.answer;
}

/** The code; throws where the command was accepted. */
export function refused(outcome: Outcome): RefusalCode {
  if (outcome.status === 'ACCEPTED') throw new Error(`accepted: ${JSON.stringify(outcome.answer)}`);
  return outcome.code;
}

export function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

function nameOf(event: LedgerEvent): string {
  return 'eventName' in event ? `${event.name} ${event.eventName}` : event.name;
}

function only<T>(found: readonly T[]): T {
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${found.length} records where one is expected`);
  return first;
}
