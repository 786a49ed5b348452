/** What a checker found. Names are those of reference/reliability.md §1 where it has one. */
export const invariants = {
  I1: 'recharged − redeemed = Σ balances + Σ held',
  I2: 'every confirm has exactly its fee, moved once, in its own transaction',
  I3: "a plan's confirms fit its limit and its places",
  I4: 'no account is below zero',
  I5: "only the contributor and who paid read the borrower's data, and they read what was sent",
  I6: 'what stands of a credit record is signed by both its sides, with keys that were live, who were shown all of it',
  I7: "each gateway's store is the fold of the blocks, and so are its answers",
  I9: 'no personal value stands in clear in any file',
  I10: 'each identifier takes effect at most once',
  CREDIT:
    'what lenders say is posted once and as they said it, in turn, no outcome before the maturity; nothing of it is changed',
  CHAIN: 'blocks continue one chain',
  OUTCOME:
    'what was answered ok stands, what was refused does not, and a repeat gets the first answer; nothing is answered 500',
  EVENTS: 'a listener that resumes sees every event once and in order',
  LIVENESS: 'no process ends by an error; after healing every gateway serves, every exchange ends, and all is posted',
} as const;

export type Invariant = keyof typeof invariants;

/** `what` holds identifiers and amounts, never a personal value. */
export interface Violation {
  readonly invariant: Invariant;
  readonly what: string;
}
