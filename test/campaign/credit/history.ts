/** The loans that a round's creditors lend, drawn from its seed: data only, play.ts acts on it. */
import { drawFor } from '../draw';
import { type Creditor, creditors, type Insistence, insistence } from '../history';

/** Who signs: the borrower, nobody for the borrower where the lender holds its mandate, or two persons. */
export const loanForms = ['SIGNED', 'MANDATE', 'PERSONS'] as const;

export const loanEnds = [
  'PERFORMED',
  'BREACHED',
  'EXTENDED, PERFORMED',
  'RENEWED',
  'CORRECTED',
  /** Nobody signs for the lender. */
  'UNSIGNED',
] as const;

export interface LoanWanted extends Insistence {
  /** At whose gateway both sides meet. */
  readonly lender: Creditor;
  /** From which its recordId follows, in this lender's vault. */
  readonly filingId: string;
  /** Of the record that renews or corrects it. */
  readonly nextFilingId: string;
  readonly form: (typeof loanForms)[number];
  /** A person borrows from several lenders. */
  readonly borrower: number;
  readonly personLending: number;
  readonly end: (typeof loanEnds)[number];
  readonly changesLevel: boolean;
  readonly afterMs: number;
  /** After the beginning of the round. */
  readonly maturesAfterMs: number;
}

const peopleOfRound = 4;

export function drawLoans(seed: number): readonly LoanWanted[] {
  const draw = drawFor(seed, 'loans');
  const filingId = () => Array.from({ length: 32 }, () => draw.int(0, 15).toString(16)).join('');
  return Array.from({ length: draw.int(2, 4) }, (_, index) => {
    const borrower = draw.int(0, peopleOfRound - 1);
    return {
      lender: draw.one(creditors),
      filingId: filingId(),
      nextFilingId: filingId(),
      form: draw.one(loanForms),
      borrower: seed * peopleOfRound + borrower,
      personLending: seed * peopleOfRound + ((borrower + 1) % peopleOfRound),
      // The first is one with an outcome.
      end: draw.one(index === 0 ? loanEnds.slice(0, 3) : loanEnds),
      changesLevel: draw.chance(0.5),
      afterMs: draw.int(0, 1_500),
      maturesAfterMs: draw.int(3_000, 6_000),
      ...insistence(draw),
    };
  });
}
