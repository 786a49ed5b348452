/** Keyed marks by which the store finds whose record it is. Nobody without the vault can tell from a mark who that is. */
import type { RecordDeps } from './deps';

type Marking = Pick<RecordDeps, 'vault'>;

/** The ledger shows who borrows in records, and never in drafts. */
export function borrowerMark({ vault }: Marking, subjectId: string): string {
  return vault.deriveMark('borrower', subjectId);
}

/** The institution itself has a mark, too. */
export function lenderMark({ vault }: Marking, subjectId: string | undefined): string {
  return vault.deriveMark('lender', subjectId ?? '');
}
