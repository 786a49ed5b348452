/** What this gateway refuses about credit records by itself, before anybody else learns of it; all other codes are the ledger's. */

interface CreditRefusal {
  readonly status: 409 | 422;
  readonly text: string;
}

export const creditRefusals = {
  // A registration
  RELATION_KIND_MISMATCH: {
    status: 422,
    text: 'The relationKind does not fit lender and borrower. Use the kind for a person or an enterprise on each side.',
  },
  MATURITY_INVALID: {
    status: 422,
    text: 'The maturity does not come after the start, or the new maturity not after the last one. Send a later time.',
  },
  SIGN_BY_INVALID: {
    status: 422,
    text: 'The time signBy has passed, or is more than seven days away. Send a time within seven days.',
  },
  // Signatures
  BORROWER_NOT_SIGNED: { status: 409, text: "The borrower has not signed yet. Send the borrower's signature first." },
  SIGNATURE_NOT_AWAITED: {
    status: 409,
    text: 'The record awaits no signature in this role. Read toSign of the record to see which are awaited.',
  },
  APPROVAL_MISSING: {
    status: 422,
    text: "A record under a mandate needs this institution's approval. Send approvalReference.",
  },
  // What follows
  CREDIT_RECORD_NOT_EFFECTIVE: {
    status: 409,
    text: 'The record is not on the ledger yet. Wait until its status is EFFECTIVE.',
  },
  CHANGE_PENDING: {
    status: 409,
    text: 'A change of this record is on its way to the ledger. Wait until the change is recorded.',
  },
  FEEDBACK_FINAL: {
    status: 409,
    text: 'The record awaits no further feedback. Send corrects to correct one that was wrong.',
  },
  NOTICE_MISSING: { status: 422, text: 'The borrower must get a notice before a breach is recorded. Send notice.' },
} as const satisfies Record<string, CreditRefusal>;

export type CreditRefusalCode = keyof typeof creditRefusals;
