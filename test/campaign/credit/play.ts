/** Plays a loan: verified, filed, signed, and its outcome told; each step as soon as the one before is on the ledger. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ToSign } from '../../../gateway/client/words';
import type { Insistence } from '../history';
import { insist } from '../insist';
import type { Outcome, Recorder, Wish } from '../recorder';
import type { LoanWanted } from './history';
import { isShown } from './shown';
import * as wishes from './wishes';
import { type Filed, longMaturities, newPerson, type Person, type Terms } from './wishes';

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
    filingId: loan.filingId,
    borrower: borrowerId,
    lender: lenderId,
    startTime: at(-60_000),
    maturityTime: isLong ? long : at(loan.maturesAfterMs),
  };
  const recordId = await lend(scene, terms);
  if (recordId === undefined) return;
  const filed: Filed = { loan, recordId };
  const next = { ...terms, filingId: loan.nextFilingId, maturityTime: long };
  switch (loan.end) {
    case 'PERFORMED':
      return outcome(scene, filed, [{ outcome: 'PERFORMED', level: 'PUBLIC' }]);
    case 'BREACHED': {
      const notice = { givenTime: at(0), evidenceSha256: 'ef'.repeat(32) };
      return outcome(scene, filed, [{ outcome: 'BREACHED', level: 'ENCRYPTED', notice }]);
    }
    case 'EXTENDED, PERFORMED': {
      const newMaturityTime = at(loan.maturesAfterMs + 3_500);
      const extended = { outcome: 'EXTENDED', level: 'PUBLIC', newMaturityTime };
      return outcome(scene, filed, [extended, { outcome: 'PERFORMED', level: 'ENCRYPTED' }]);
    }
    case 'RENEWED':
      return void (await lend(scene, { ...next, renews: recordId }));
    case 'CORRECTED':
      return void (await lend(scene, { ...next, corrects: recordId }));
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

/** Answers the recordId once it is handed over. */
async function lend({ loan, recorder, borrower, lender }: Scene, terms: Terms): Promise<string | undefined> {
  const filed = await onceReady(recorder, wishes.file(loan, terms), loan);
  if (filed.outcome !== 'ok') return undefined;
  const recordId = String(filed.body.recordId);
  const isSigned = async (role: 'BORROWER' | 'LENDER', person: Person | undefined) => {
    const by = person && (await signatureOf(person, role, filed.body.toSign));
    if (person !== undefined && by === undefined) return false;
    const signed = await onceReady(recorder, wishes.signRecord({ loan, recordId }, role, by), loan);
    return signed.outcome === 'ok';
  };
  if (loan.form !== 'MANDATE' && !(await isSigned('BORROWER', borrower))) return undefined;
  return loan.end !== 'UNSIGNED' && (await isSigned('LENDER', lender)) ? recordId : undefined;
}

async function outcome(
  { loan, recorder, borrower, lender }: Scene,
  filed: Filed,
  contents: readonly object[],
): Promise<void> {
  for (const [index, content] of contents.entries()) {
    const number = index + 1;
    let told = await onceReady(recorder, wishes.tell(filed, { number, content: { ...content } }), loan);
    for (const [role, person] of [['BORROWER', borrower] as const, ['LENDER', lender] as const]) {
      if (told.outcome !== 'ok') return;
      if (person === undefined || !isAwaited(role, told.body.toSign)) continue;
      const by = await signatureOf(person, role, told.body.toSign);
      if (by === undefined) return;
      told = await onceReady(recorder, wishes.signFeedback(filed, { role, number }, by), loan);
    }
  }
  if (loan.changesLevel) await onceReady(recorder, wishes.setLevel(filed), loan);
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

function isAwaited(role: string, toSign: unknown): boolean {
  return (toSign as readonly ToSign[]).some((each) => each.role === role);
}

/** Nobody signs what does not follow from what is shown. */
async function signatureOf(
  { keyId, sign }: Person,
  role: string,
  toSign: unknown,
): Promise<wishes.Signature | undefined> {
  const item = (toSign as readonly ToSign[]).find((each) => each.role === role);
  if (item === undefined || !(await isShown(item))) return undefined;
  return { keyId, signature: sign(item.message) };
}
