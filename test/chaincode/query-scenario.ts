/** An alliance in which Li owes on a matured loan of which there is feedback, and Meadow may ask. */
import type { Answers, Command } from '../../chaincode/api/commands';
import type {
  AllianceParameters,
  ConsentRecord,
  CreditAnswerRecord,
  CreditDisputeRecord,
  CreditFeedbackRecord,
} from '../../chaincode/api/records';
import { latestDay } from '../../chaincode/domain/ledger-day';
import { day as daySeconds, harbour, keystone, meadow, watchtower } from './builders';
import type { FeedbackOptions, Loan, LoanOptions } from './credit-builders';
import { aRegistry, giveFeedback, passTo, register } from './credit-scenario';
import {
  type AnswerOptions,
  aConsent,
  aDispute,
  aDisputeAnswer,
  anAnswer,
  answerKey,
  aQuery,
  asking,
  type ConsentOptions,
  type QueryOptions,
} from './query-builders';
import { accepted, type Scenario } from './scenario';

export const price = 500;

export interface Told {
  readonly s: Scenario;
  readonly loan: Loan;
}

/** With 100 tokens on Meadow's account and one paid record of Li's. */
export async function aToldLoan(
  options: {
    readonly feedback?: FeedbackOptions | null;
    readonly loan?: LoanOptions;
    readonly parameters?: Partial<AllianceParameters>;
    readonly unkeyed?: readonly string[];
  } = {},
): Promise<Told> {
  const { feedback = { level: 'PAID', priceFen: price }, loan: lent, ...registry } = options;
  const s = await aRegistry(registry);
  await s.recharge(meadow, 10_000);
  const loan = await register(s, lent);
  passTo(s, loan.due.time);
  await advance(s);
  if (feedback !== null) await giveFeedback(s, loan, feedback);
  return { s, loan };
}

/** The ledger's day to the latest that there can be. */
export async function advance(s: Scenario, days = 0, by = watchtower): Promise<number> {
  s.ledger.passSeconds(days * daySeconds);
  const day = latestDay(s.ledger.document, s.ledger.time);
  accepted(await s.act(by, 'alliance:advanceDay', { day }));
  return day;
}

export function tryGrant(s: Scenario, options: ConsentOptions = {}, by = options.partyId ?? meadow) {
  return s.act(by, 'consent:grant', aConsent(options));
}

export async function grant(s: Scenario, options: ConsentOptions = {}): Promise<void> {
  accepted(await tryGrant(s, options));
}

/** Folds all that the asker has, unless the options say what. */
export function tryQuery(s: Scenario, options: QueryOptions = {}, by = meadow) {
  return s.act(by, 'credit:query', aQuery({ folds: s.creditsOf(by), ...options }));
}

export async function query(s: Scenario, options: QueryOptions = {}, by = meadow): Promise<Answers['credit:query']> {
  return accepted(await tryQuery(s, options, by));
}

/** With Meadow's paid question for terms and first feedback, under a consent made for it. */
export async function anAskedLoan(
  options: Parameters<typeof aToldLoan>[0] = {},
): Promise<Told & { readonly answerId: string }> {
  const { s, loan } = await aToldLoan(options);
  await grant(s);
  const { answerIds } = await query(s, { records: [asking(loan, price)] });
  return { s, loan, answerId: answerIds[0] ?? '' };
}

export function tryAnswer(s: Scenario, answerId: string, loan: Loan, options: AnswerOptions = {}, by = keystone) {
  return s.act(by, 'credit:deliver', anAnswer(answerId, loan, options));
}

export async function anAnsweredLoan(options: AnswerOptions = {}): Promise<Told & { readonly answerId: string }> {
  const asked = await anAskedLoan();
  accepted(await tryAnswer(asked.s, asked.answerId, asked.loan, options));
  return asked;
}

export function tryProve(s: Scenario, answerId: string, revealed = answerKey(answerId).revealed, by = meadow) {
  return s.act(by, 'credit:proveMisdelivery', { answerId }, { private: revealed });
}

type Options<F extends (loan: Loan, options?: never) => unknown> = Parameters<F>[1];

export function tryDispute(s: Scenario, loan: Loan, options: Options<typeof aDispute> = {}, by = keystone) {
  const { command, private: part } = aDispute(loan, options);
  return s.act(by, 'credit:dispute', command, { private: part });
}

export function tryAnswerDispute(s: Scenario, loan: Loan, options: Options<typeof aDisputeAnswer> = {}, by = keystone) {
  const { command, private: part } = aDisputeAnswer(loan, options);
  return s.act(by, 'credit:answerDispute', command, { private: part });
}

/** With Meadow's fee on the registrar's account, one period later. */
export async function anIncome(): Promise<Told & { readonly period: number }> {
  const { s, loan, answerId } = await anAnsweredLoan();
  accepted(await s.act(meadow, 'credit:accept', { answerId }));
  const { payoutDays } = s.ledger.document.parameters;
  const day = await advance(s, payoutDays);
  return { s, loan, period: day - (day % payoutDays) };
}

/** To Harbour, all of it, unless told otherwise. */
export function tryPayOut(
  s: Scenario,
  period: number,
  transfers: Command<'credit:payOut'>['transfers'] = [{ partyId: harbour, amountFen: price }],
  by = keystone,
) {
  return s.act(by, 'credit:payOut', { period, transfers, folds: s.creditsOf(by) });
}

export function tryPurge(s: Scenario, { recordId }: Loan, number: number, by = meadow) {
  return s.act(by, 'credit:purge', { recordId, number });
}

export function answerRecord({ ledger }: Scenario, answerId: string): CreditAnswerRecord {
  return only(ledger.records('creditAnswer').filter((answer) => answer.answerId === answerId));
}

export function feedbackRecord({ ledger }: Scenario, { recordId }: Loan, number = 1): CreditFeedbackRecord {
  return only(ledger.records('creditFeedback').filter((each) => each.recordId === recordId && each.number === number));
}

export function consentRecord({ ledger }: Scenario): ConsentRecord {
  return only(ledger.records('consent'));
}

export function disputeRecord({ ledger }: Scenario): CreditDisputeRecord {
  return only(ledger.records('creditDispute'));
}

export function ledgerDay({ ledger }: Scenario): number {
  return only(ledger.records('ledgerDay')).day;
}

function only<T>(found: readonly T[]): T {
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${found.length} records where one is expected`);
  return first;
}
