/** What this gateway refuses about credit records by itself, before anybody else learns of it; all other codes are the ledger's. */

interface CreditRefusal {
  readonly status: 409 | 422;
  readonly text: string;
}

export const creditRefusals = {
  // A registration
  RELATION_KIND_MISMATCH: { status: 422, text: 'The kind of relation is not that of lender and borrower.' },
  MATURITY_INVALID: { status: 422, text: 'A maturity comes after the start, and a new one after the one before.' },
  SIGN_BY_INVALID: { status: 422, text: 'signBy has passed, or is more than seven days away.' },
  // Signatures
  BORROWER_NOT_SIGNED: { status: 409, text: "The borrower's side comes first." },
  SIGNATURE_NOT_AWAITED: { status: 409, text: 'Nothing is to be signed in this role now.' },
  APPROVAL_MISSING: { status: 422, text: 'What is filed by a mandate needs the reference of the own approval.' },
  // What follows
  CREDIT_RECORD_NOT_EFFECTIVE: { status: 409, text: 'The record is not on the ledger, or not yet.' },
  CHANGE_PENDING: { status: 409, text: 'A change of this record is on its way to the ledger.' },
  FEEDBACK_FINAL: { status: 409, text: 'No feedback is awaited any more; one that was wrong can be corrected.' },
  NOTICE_MISSING: { status: 422, text: 'The borrower is given notice before a breach is recorded.' },
} as const satisfies Record<string, CreditRefusal>;

export type CreditRefusalCode = keyof typeof creditRefusals;
