/** Histories draw these commands on subjects and credit records. A loan's name says all that it is made of, so that later steps can make it again. */
import type { Command, CommandName } from '../../chaincode/api/commands';
import type { CreditRecord } from '../../chaincode/api/records';
import { creditors, harbour, keystone } from './builders';
import {
  aFeedback,
  aKey,
  aLevel,
  aLoan,
  anAttachment,
  anObjection,
  aRevocation,
  attachmentKeyOf,
  element,
  type FeedbackOptions,
  keyOf,
  type Loan,
  renewing,
} from './credit-builders';
import { evaluation, evaluators, period, question } from './credit-scenario';
import { chosen, type Draw } from './histories';
import type { QueryingCommand } from './query-histories';
import type { Scenario } from './scenario';

export type CreditCommand = Exclude<Extract<CommandName, `subject:${string}` | `credit:${string}`>, QueryingCommand>;
export interface Made {
  readonly command: Command<CommandName>;
  readonly private: string;
}

export const people = ['li', 'wang', 'chen'] as const;
export const maturities = ['2026-03-01T08:00:00.000Z', '2026-03-01T09:30:00.000Z', '2026-03-04T08:00:00.000Z'] as const;
const loans = new Map<string, Loan>();

/** Mostly the registrar, or an evaluator where it answers. */
export function creditCallerOf(by: string, name: CreditCommand, draw: Draw | undefined): string {
  if (name === 'credit:handOver') return creditors.find((creditor) => creditor === by) ?? harbour;
  if (name === 'subject:ask' || !draw?.isFair) return by;
  const forEvaluators = name === 'subject:registerEvaluator' || name === 'subject:evaluate';
  return (forEvaluators ? evaluators[draw.asset] : undefined) ?? keystone;
}

export function makeCredit(s: Scenario, name: CreditCommand, draw: Draw, by: string): Made {
  const person = people[draw.contributor] ?? 'li';
  const key = keyOf(person, 1 + draw.asset);
  const plain = (command: Command<CommandName>) => ({ command, private: '' });
  switch (name) {
    case 'subject:registerEvaluator':
      return plain({ publicKey: element(draw.isFair ? by : 'another') });
    case 'subject:ask':
      return plain(question(draw.isFair ? 1 + draw.number : 1, `e${draw.number}${draw.reference}`));
    case 'subject:evaluate': {
      const { evaluationId, blinded } = chosen(s.ledger.records('evaluation'), draw) ?? {
        evaluationId: `${harbour}:none`,
        blinded: [''],
      };
      const count = draw.isFair ? blinded.length : 1;
      return plain({ ...evaluation(by, count, `proof ${draw.reference}`), evaluationId });
    }
    case 'subject:attach':
      return plain(anAttachment(person, `${creditors[draw.participator]}`));
    case 'subject:addKey': {
      const by = [undefined, keyOf(person), keyOf(person, 2), keyOf('wang')][draw.form];
      return plain(aKey(person, draw.isFair ? key : keyOf('li'), by && { by }));
    }
    case 'subject:revokeKey':
      return plain(
        draw.form === 0
          ? anObjection(person, key, { by: attachmentKeyOf(person, `${creditors[draw.participator]}`) })
          : aRevocation(person, key, { by: [key, keyOf(person, 2), keyOf('wang')][draw.form - 1] ?? key }),
      );
    case 'credit:register': {
      const { command, private: part } = newLoan(s, draw);
      return { command, private: draw.isFair ? part : '' };
    }
    case 'credit:feedback':
      return feedbackOn(s, draw);
    case 'credit:setLevel': {
      const record = chosen(s.ledger.records('creditRecord'), draw);
      const version = (record?.levelVersion ?? 0) + (draw.isFair ? 1 : 0);
      const level = (['PUBLIC', 'ENCRYPTED', 'PAID', 'PAID'] as const)[draw.form] ?? 'PUBLIC';
      return plain(
        aLevel(loanOf(record), { version, level, priceFen: level === 'PAID' ? 100 * (draw.amount + 1) : 0 }),
      );
    }
    case 'credit:handOver': {
      const bytes = s.ledger.document.parameters.packageBytes - (draw.isFair ? 0 : 1);
      return { command: { period: period(s) - (draw.number % 2) }, private: `${draw.reference}`.repeat(bytes) };
    }
    case 'credit:discard':
      return plain({ partyId: creditors[draw.participator] ?? harbour, period: period(s) - (draw.number % 2) });
  }
}

/** The key, the maturity and the borrower follow from the name; a renewal or a correction names the record before. */
function newLoan(s: Scenario, { contributor, asset, number, reference, form, amount }: Draw): Loan {
  const before = chosenLoan(s, { contributor, participator: asset, number, reference });
  const name = `${contributor} ${asset} ${number} ${reference} ${form}`;
  const options = {
    name: before === undefined || form < 2 ? name : `${name} after ${before.recordId}`,
    borrower: people[contributor] ?? 'li',
    borrowerKey: keyOf(people[contributor] ?? 'li', 1 + asset),
    mandate: form === 1 || form === 3,
    maturityTime: maturities[number] ?? maturities[0],
    signBy: amount === 4 ? '2026-03-01T08:30:00.000Z' : '2028-01-01T00:00:00.000Z',
  };
  const record = before && s.ledger.records('creditRecord').find(({ recordId }) => recordId === before.recordId);
  if (before === undefined || record === undefined || form < 2) return kept(aLoan(options));
  const borrower = people.find((person) => aKey(person).subjectId === record.subjectId) ?? 'li';
  const own = { ...options, borrower, borrowerKey: keyOf(borrower) };
  if (form === 2) return kept(aLoan({ ...own, corrects: before }));
  return kept(aLoan({ ...own, renewal: renewing(before, { number: record.feedbackCount + 1 }) }));
}

function chosenLoan(s: Scenario, draw: Pick<Draw, 'contributor' | 'participator' | 'number' | 'reference'>) {
  const record = chosen(s.ledger.records('creditRecord'), draw);
  return record && loans.get(record.recordId);
}

/** So that later steps know it. */
export function kept(loan: Loan): Loan {
  loans.set(loan.recordId, loan);
  return loan;
}

export function loanOf(record: CreditRecord | undefined): Loan {
  return (record && loans.get(record.recordId)) ?? aLoan({ name: 'never registered' });
}

function feedbackOn(s: Scenario, draw: Draw): Made {
  const record = chosen(s.ledger.records('creditRecord'), draw);
  const loan = loanOf(record);
  const given = record?.feedbackCount ?? 0;
  const [outcome, level] = draw.form === 0 ? (['BREACHED', 'PAID'] as const) : (['EXTENDED', 'PUBLIC'] as const);
  const extension = (number: number): FeedbackOptions => ({
    number,
    outcome,
    level,
    priceFen: level === 'PAID' ? 100 : 0,
    newMaturityTime: `2026-03-${10 + (number % 20)}T08:00:00.000Z`,
  });
  const corrects = draw.form === 3 ? 1 + (draw.number % 2) : undefined;
  const before = corrects === undefined ? given : corrects - 1;
  const due = before === 0 ? loan.due : aFeedback(loan, extension(before)).due;
  const number = draw.isFair ? given + 1 : Math.max(given, 1);
  return aFeedback(loan, { ...extension(number), due, ...(corrects !== undefined && { corrects }) });
}
