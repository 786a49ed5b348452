/** The subjects that this institution has verified, as credit records need to know them. */

export interface OwnSubject {
  readonly identityKind: 'ID_CARD' | 'CREDIT_CODE';
}

export interface OwnSubjects {
  find(subjectId: string): Promise<OwnSubject | undefined>;
}
