/** What became of a verification or a key; `repeated`: everything had been said before. */
export interface Attached {
  readonly subjectId: string;
  readonly keyId?: string;
  readonly repeated: boolean;
}
