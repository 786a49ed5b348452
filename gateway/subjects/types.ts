/** The types that steps of this capability give to each other. */
import type { IdentityKind } from '../../chaincode/api/identity-numbers';

/** The outcome of a verification or a key; `repeated`: everything had been said before. */
export interface Attached {
  readonly subjectId: string;
  readonly keyId?: string;
  readonly repeated: boolean;
}

/** A number that became a subject. */
export interface Identified {
  /** The vault's index of the number. */
  readonly blindIndex: string;
  readonly subjectId: string;
}

/** For an institution that verifies the person; it signs with the identity's secret. */
export interface IdentifiedWithSecret extends Identified {
  readonly identitySecret: string;
}

/** Both throw EVALUATION_PENDING, EVALUATION_INVALID, and what the ledger refuses: ALLOWANCE_EXHAUSTED, EVALUATORS_NOT_READY. */
export interface Identification {
  /** A lookup keeps no secret, so after one the evaluators are asked again. */
  identify(kind: IdentityKind, number: string): Promise<IdentifiedWithSecret>;
  lookUp(kind: IdentityKind, number: string): Promise<Identified>;
}
