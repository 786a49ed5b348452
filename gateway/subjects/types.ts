/** What became of a verification or a key; `repeated`: everything had been said before. */
export interface Attached {
  readonly subjectId: string;
  readonly keyId?: string;
  readonly repeated: boolean;
}

/** What is refused about subjects before any ledger is asked. Detail names institutions, never a person. */
export type SubjectRefusalCode =
  | 'IDENTITY_NUMBER_INVALID'
  | 'SUBJECT_EXISTS_WITH_OTHER_CONTENT'
  | 'SUBJECT_NOT_VERIFIED_HERE'
  /** The evaluators have not both answered in time; what was asked is not lost. */
  | 'EVALUATION_PENDING'
  /** What an evaluator answered is not proven to be made with its registered key. */
  | 'EVALUATION_INVALID';

export class SubjectRefused extends Error {
  override readonly name = 'SubjectRefused';

  constructor(
    readonly code: SubjectRefusalCode,
    readonly detail: Readonly<Record<string, string>> = {},
  ) {
    super(code);
  }
}
