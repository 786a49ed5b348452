/** An alliance that keeps credit records: both evaluators are ready, and the registrar posts what lenders handed over. */
import type { Command } from '../../chaincode/api/commands';
import type { AllianceParameters, CreditRecord, SubjectKeyRecord } from '../../chaincode/api/records';
import { harbour, keystone, watchtower } from './builders';
import {
  aFeedback,
  aKey,
  aLoan,
  anAttachment,
  aRevocation,
  element,
  type FeedbackOptions,
  type GivenFeedback,
  keyOf,
  type Loan,
  type LoanOptions,
  type Signer,
} from './credit-builders';
import type { LedgerDouble } from './ledger-double';
import { accepted, anAlliance, type Scenario } from './scenario';

export const evaluators = [keystone, watchtower] as const;

/** The evaluators' keys are registered, and these subjects are attached with a key each. */
export async function aRegistry(
  options: {
    readonly subjects?: readonly string[];
    /** Attached without a key. */
    readonly unkeyed?: readonly string[];
    readonly parameters?: Partial<AllianceParameters>;
    readonly ledger?: LedgerDouble;
  } = {},
): Promise<Scenario> {
  const { subjects = ['li', 'wang'], unkeyed = [], ...rest } = options;
  const s = await anAlliance(rest);
  for (const by of evaluators) accepted(await registerEvaluator(s, by));
  for (const name of subjects) {
    accepted(await s.act(keystone, 'subject:attach', anAttachment(name)));
    accepted(await s.act(keystone, 'subject:addKey', aKey(name)));
  }
  for (const name of unkeyed) accepted(await s.act(keystone, 'subject:attach', anAttachment(name)));
  return s;
}

/** Li's second key counts, its third is revoked, and its fourth, for which no other has signed, waits. */
export async function withMoreKeys(s: Scenario): Promise<Scenario> {
  for (const number of [2, 3]) {
    accepted(await s.act(keystone, 'subject:addKey', aKey('li', keyOf('li', number), { by: keyOf('li') })));
  }
  accepted(await s.act(keystone, 'subject:revokeKey', aRevocation('li', keyOf('li', 3))));
  accepted(await s.act(keystone, 'subject:addKey', aKey('li', keyOf('li', 4))));
  return s;
}

export function registerEvaluator(s: Scenario, by: string, publicKey = element(by)) {
  return s.act(by, 'subject:registerEvaluator', { publicKey }, { unit: 'admin' });
}

export function question(count = 2, evaluationId = 'e1'): Command<'subject:ask'> {
  return { evaluationId, blinded: Array.from({ length: count }, (_, index) => element(`${evaluationId} ${index}`)) };
}

/** An evaluator's answer; `proof` may be any. */
export function evaluation(by: string, count = 2, proof = by): Command<'subject:evaluate'> {
  return {
    evaluationId: `${harbour}:e1`,
    evaluated: Array.from({ length: count }, (_, index) => element(`${by} ${index}`)),
    proof: Buffer.concat([Buffer.from(element(proof), 'base64url'), Buffer.alloc(32)]).toString('base64url'),
  };
}

export function tryRegister(s: Scenario, loan: Loan, by = keystone) {
  return s.act(by, 'credit:register', loan.command, { private: loan.private });
}

export async function register(s: Scenario, options: LoanOptions = {}): Promise<Loan> {
  const loan = aLoan(options);
  accepted(await tryRegister(s, loan));
  return loan;
}

export function tryFeedback(s: Scenario, { command, private: part }: GivenFeedback, by = keystone) {
  return s.act(by, 'credit:feedback', command, { private: part });
}

export async function giveFeedback(s: Scenario, loan: Loan, options: FeedbackOptions = {}): Promise<GivenFeedback> {
  const given = aFeedback(loan, options);
  accepted(await tryFeedback(s, given));
  return given;
}

/** A registry with a loan that has matured. */
export async function aMaturedLoan(options: LoanOptions = {}): Promise<{ s: Scenario; loan: Loan }> {
  const s = await aRegistry();
  const loan = await register(s, options);
  passTo(s, loan.due.time);
  return { s, loan };
}

export function passTo({ ledger }: Scenario, time: string): void {
  ledger.passSeconds((Date.parse(time) - ledger.nowMs) / 1000);
}

export function creditRecord(s: Scenario, { recordId }: Pick<Loan, 'recordId'>): CreditRecord {
  const found = s.ledger.records('creditRecord').find((record) => record.recordId === recordId);
  if (found === undefined) throw new Error('no such credit record');
  return found;
}

export function keyRecord(s: Scenario, { keyId }: Pick<Signer, 'keyId'>): SubjectKeyRecord {
  const found = s.ledger.records('subjectKey').find((key) => key.keyId === keyId);
  if (found === undefined) throw new Error('no such key');
  return found;
}

/** The period of the ledger's time. */
export function period({ ledger }: Scenario): number {
  return Math.floor(ledger.nowMs / 1000 / ledger.document.parameters.packagePeriodSeconds);
}
