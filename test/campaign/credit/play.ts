/** Plays a loan: verified, filed, signed, and its outcome told; each step as soon as the one before is on the ledger. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Insistence } from '../history';
import { insist } from '../insist';
import type { Outcome, Recorder, Wish } from '../recorder';
import type { LoanWanted } from './history';
import * as wishes from './wishes';
import { longMaturities, newPerson, type Person, type Terms } from './wishes';

interface Scene {
  readonly loan: LoanWanted;
  readonly recorder: Recorder;
  /** Of the round, in ms since 1970. */
  readonly start: number;
  readonly borrower: Person;
  readonly lender: Person | undefined;
}

const tooEarly = [
  'EVALUATORS_NOT_READY',
  'SUBJECT_KEY_NOT_FOUND',
  'CREDIT_RECORD_NOT_EFFECTIVE',
  'NOT_MATURE',
  'FEEDBACK_NOT_FOUND',
  'CHANGE_PENDING',
];
const againMs = 250;
const patienceMs = 60_000;

export async function playLoan(loan: LoanWanted, recorder: Recorder, start: number): Promise<void> {
  const borrower = newPerson(loan.borrower);
  const lender = loan.form === 'PERSONS' ? newPerson(loan.personLending) : undefined;
  const scene: Scene = { loan, recorder, start, borrower, lender };
  await sleep(loan.afterMs);
  const sides = await Promise.all([borrower, lender].map((person) => person && subjectIdOf(scene, person)));
  const [borrowerId, lenderId] = sides;
  if (borrowerId === undefined || (lender !== undefined && lenderId === undefined)) return;
  const isLong = loan.end === 'RENEWED' || loan.end === 'CORRECTED' || loan.end === 'UNSIGNED';
  const at = (afterMs: number) => new Date(start + afterMs).toISOString();
  const long = longMaturities[loan.lender];
  const terms: Terms = {
    recordId: loan.recordId,
    borrower: borrowerId,
    lender: lenderId,
    startTime: at(-60_000),
    maturityTime: isLong ? long : at(loan.maturesAfterMs),
  };
  if (!(await lend(scene, terms))) return;
  const next = { ...terms, recordId: loan.nextId, maturityTime: long };
  switch (loan.end) {
    case 'PERFORMED':
      return outcome(scene, [{ outcome: 'PERFORMED', level: 'PUBLIC' }]);
    case 'BREACHED': {
      const notice = { givenTime: at(0), evidenceSha256: 'ef'.repeat(32) };
      return outcome(scene, [{ outcome: 'BREACHED', level: 'ENCRYPTED', notice }]);
    }
    case 'EXTENDED, PERFORMED': {
      const newMaturityTime = at(loan.maturesAfterMs + 3_500);
      const extended = { outcome: 'EXTENDED', level: 'PUBLIC', newMaturityTime };
      return outcome(scene, [extended, { outcome: 'PERFORMED', level: 'ENCRYPTED' }]);
    }
    case 'RENEWED':
      return void (await lend(scene, { ...next, renews: loan.recordId }));
    case 'CORRECTED':
      return void (await lend(scene, { ...next, corrects: loan.recordId }));
    case 'UNSIGNED':
      return;
  }
}

async function subjectIdOf({ loan, recorder }: Scene, person: Person): Promise<string | undefined> {
  const verified = await onceReady(recorder, wishes.verify(loan.lender, person), loan);
  if (verified.outcome !== 'ok') return undefined;
  const subjectId = String(verified.body.subjectId);
  const added = await onceReady(recorder, wishes.addKey(loan.lender, subjectId, person), loan);
  return added.outcome === 'ok' ? subjectId : undefined;
}

/** Answers whether it was handed over. */
async function lend({ loan, recorder, borrower, lender }: Scene, terms: Terms): Promise<boolean> {
  const { recordId } = terms;
  const filed = await onceReady(recorder, wishes.file(loan, terms), loan);
  if (filed.outcome !== 'ok') return false;
  const signed = (role: 'BORROWER' | 'LENDER', person: Person | undefined) => {
    const by = person && signatureOf(person, role, filed.body.toSign);
    return onceReady(recorder, wishes.signRecord(loan, recordId, role, by), loan);
  };
  if (loan.form !== 'MANDATE' && (await signed('BORROWER', borrower)).outcome !== 'ok') return false;
  return loan.end !== 'UNSIGNED' && (await signed('LENDER', lender)).outcome === 'ok';
}

async function outcome({ loan, recorder, borrower, lender }: Scene, contents: readonly object[]): Promise<void> {
  for (const [index, content] of contents.entries()) {
    const number = index + 1;
    let told = await onceReady(recorder, wishes.tell(loan, { number, content: { ...content } }), loan);
    for (const [role, person] of [['BORROWER', borrower] as const, ['LENDER', lender] as const]) {
      if (told.outcome !== 'ok') return;
      if (person === undefined || !isAwaited(role, told.body.toSign)) continue;
      const by = signatureOf(person, role, told.body.toSign);
      told = await onceReady(recorder, wishes.signFeedback(loan, { role, number }, by), loan);
    }
  }
  if (loan.changesLevel) await onceReady(recorder, wishes.setLevel(loan), loan);
}

/** Asks again while the answer is that something else comes first; then as the caller insists. */
async function onceReady(recorder: Recorder, wish: Wish, insistence: LoanWanted): Promise<Outcome> {
  const isEarly = (answer: Outcome) => answer.outcome === 'refused' && tooEarly.includes(answer.code);
  const giveUpAt = Date.now() + patienceMs;
  for (;;) {
    const answer = await insist(recorder, wish, insistenceOn(wish, insistence), isEarly);
    if (!isEarly(answer) || Date.now() > giveUpAt) return answer;
    await sleep(againMs);
  }
}

/** The same name with other content is a registration's only. */
function insistenceOn({ kind }: Wish, { twice, again }: LoanWanted): Insistence {
  return { twice, again: again === 'OTHER' && kind !== 'file' ? 'NOTHING' : again };
}

type ToSign = readonly { readonly role: string; readonly message: string }[];

function isAwaited(role: string, toSign: unknown): boolean {
  return (toSign as ToSign).some((each) => each.role === role);
}

function signatureOf({ keyId, sign }: Person, role: string, toSign: unknown): wishes.Signature {
  const message = (toSign as ToSign).find((each) => each.role === role)?.message ?? '';
  return { keyId, signature: sign(message) };
}
