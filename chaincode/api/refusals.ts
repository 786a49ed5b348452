/**
 * Every way in which the chaincode can refuse a command, and the one text form in which a refusal of a whole transaction
 * crosses Fabric.
 *
 * The order of the table is the order of the checks: the first that applies is the answer. Of a failed endorsement only
 * the message text reaches the client, so the code travels inside that text. Nobody outside this file writes or parses it.
 */

/**
 * What a caller can do about a refusal: the gateway derives its HTTP status from this alone. A refusal of the kind
 * `unavailable` says something of this peer rather than of the command, so it fails the whole transaction.
 */
export type RefusalKind = 'invalid' | 'forbidden' | 'absent' | 'conflict' | 'unavailable';

interface Refusal {
  readonly kind: RefusalKind;
  readonly text: string;
}

const refusal = (kind: RefusalKind, text: string): Refusal => ({ kind, text });

export const refusals = {
  // The whole transaction
  TRANSACTION_MALFORMED: refusal(
    'invalid',
    'The arguments are not a list of 1 to 500 commands within 2 MiB and 32 levels that read no more than 10,000 keys.',
  ),
  ALLIANCE_NOT_FOUNDED: refusal('unavailable', 'The alliance has not been founded on this channel.'),
  LEDGER_FORMAT_UNKNOWN: refusal(
    'unavailable',
    'Another version of the chaincode has written this ledger: run that version, or begin with a new ledger.',
  ),
  CLOCK_OUT_OF_WINDOW: refusal('unavailable', "The proposal's timestamp is too far from the endorser's clock."),
  CALLER_NOT_MEMBER: refusal('forbidden', 'The calling institution is no member of the alliance.'),
  CALLER_TYPE_NOT_ALLOWED: refusal('forbidden', 'Institutions of this type may not do this.'),
  CALLER_NOT_ADMIN: refusal('forbidden', "Only an administrator's certificate may do this."),
  // Form, identifiers and office of one command
  COMMAND_MALFORMED: refusal('invalid', 'The command does not have the documented form.'),
  IDENTIFIER_PERSONAL: refusal('invalid', 'An identifier or reference holds a mobile or identity number.'),
  IDENTIFIER_NOT_OWN: refusal('forbidden', 'The identifier belongs to another institution.'),
  NOT_EVALUATOR: refusal('forbidden', 'Only an evaluator of the alliance may do this.'),
  NOT_REGISTRAR: refusal('forbidden', 'Only the registrar of the alliance may do this.'),
  AMOUNT_NOT_POSITIVE: refusal('invalid', 'An amount is zero or negative.'),
  AMOUNT_TOO_LARGE: refusal('invalid', 'A sum exceeds 2^53 - 1, or one recharge 10^13 fen.'),
  // Alliance
  FOUNDING_DOCUMENT_DIFFERS: refusal('conflict', 'The hash is not that of the founding document this peer holds.'),
  PROPOSAL_EXISTS_WITH_OTHER_CONTENT: refusal('conflict', 'The proposal exists with another change.'),
  PROPOSAL_NOT_FOUND: refusal('absent', 'There is no such proposal.'),
  VOTE_IN_OWN_CASE: refusal('forbidden', 'Holder and issuer do not vote about a redemption.'),
  VOTE_ALREADY_CAST: refusal('conflict', 'The institution has voted the other way.'),
  PROPOSAL_NOT_OPEN: refusal('conflict', 'The proposal has been decided, or its last day has passed.'),
  CHANGE_NOT_APPLICABLE: refusal('conflict', 'After the change offices, members or periods would not fit together.'),
  CHANGE_HOLDS_ALREADY: refusal('conflict', 'The change is what holds in the alliance already.'),
  DAY_NOT_LATER: refusal('conflict', "The ledger's day is later."),
  DAY_AHEAD: refusal('conflict', 'The day has not begun by the clocks of all endorsers.'),
  DAY_NOT_YOURS: refusal('forbidden', 'Until the day is two days behind only a regulator advances it.'),
  // Parties
  KEY_EXISTS_WITH_OTHER_CONTENT: refusal('conflict', 'This version of the public key exists with other content.'),
  KEY_INVALID: refusal(
    'invalid',
    'The public key is no RSA key of 3072 to 8192 bits with the exponent 65537 in SPKI form.',
  ),
  KEY_VERSION_NOT_NEXT: refusal('conflict', 'The version is not the next one.'),
  // Publishing
  RATE_RANGE_INVALID: refusal('invalid', 'The lowest rate is above the highest.'),
  PARTICIPANT_COUNT_NOT_ONE: refusal('invalid', 'FIRST_COME admits exactly one participator.'),
  PLAN_WINDOW_INVALID: refusal('invalid', 'endTime is not later than startTime.'),
  MIN_CONFIRM_TOO_LARGE: refusal('invalid', 'minConfirmRmb is more than the shared limit.'),
  SEALED_RECORD_MISMATCH: refusal('invalid', 'The sealed record is missing or does not have the published hash.'),
  PLAN_EXISTS_WITH_OTHER_CONTENT: refusal('conflict', 'The plan exists with other content.'),
  PLAN_ALREADY_ENDED: refusal('invalid', 'endTime has passed.'),
  MIN_CONFIRM_TOO_SMALL: refusal('conflict', "minConfirmRmb is less than the alliance's."),
  KEY_VERSION_NOT_CURRENT: refusal('conflict', 'The record is not sealed for the current public key.'),
  // What there is, and whose it is
  PLAN_NOT_FOUND: refusal('absent', 'There is no such plan.'),
  CONFIRM_NOT_FOUND: refusal('absent', 'There is no such confirm of this plan.'),
  ANSWER_NOT_FOUND: refusal('absent', 'There is no such answer.'),
  NOT_CONTRIBUTOR: refusal('forbidden', 'Only the contributor of the plan may do this.'),
  NOT_PARTICIPATOR: refusal('forbidden', 'Only the participator of the confirm may do this.'),
  NOT_ASKER: refusal('forbidden', 'Only who asked may do this.'),
  // Confirming and asking
  CONFIRM_EXISTS_WITH_OTHER_CONTENT: refusal('conflict', 'The confirm exists with other content.'),
  QUERY_EXISTS_WITH_OTHER_CONTENT: refusal('conflict', 'The query exists with other content.'),
  CONFIRM_OWN_PLAN: refusal('forbidden', 'Nobody confirms its own plan.'),
  ONE_OFF_KEY_INVALID: refusal('invalid', 'The one-off key is no uncompressed point of P-256 in base64url.'),
  PARTY_KEY_MISSING: refusal('conflict', 'The institution has not registered a public key.'),
  PLAN_NOT_STARTED: refusal('conflict', 'startTime has not come.'),
  PLAN_ENDED: refusal('conflict', 'endTime has passed.'),
  PLAN_NOT_OPEN: refusal('conflict', 'The plan takes no confirms.'),
  RATE_OUT_OF_RANGE: refusal('conflict', 'The rate is outside what the plan offers.'),
  LIMIT_EXCEEDED: refusal('conflict', 'More than the remaining limit.'),
  CONFIRM_BELOW_MINIMUM: refusal('conflict', 'Less than the minimum and less than what is left.'),
  CONFIRMS_REFUNDED_TOO_OFTEN: refusal(
    'conflict',
    "Three of the institution's confirms of this plan were refunded; it may not confirm it again.",
  ),
  CONFIRMS_EXHAUSTED: refusal('conflict', 'The plan has as many confirms under way as a plan may have.'),
  ONE_OFF_KEY_USED: refusal('conflict', 'The one-off key was used before.'),
  // The exchange
  CONFIRM_NOT_HELD: refusal('conflict', 'The confirm does not wait for a delivery.'),
  CONFIRM_NOT_DELIVERED: refusal('conflict', 'The confirm has no delivery that could be judged.'),
  ANSWER_NOT_HELD: refusal('conflict', 'The answer does not wait for a delivery.'),
  ANSWER_NOT_DELIVERED: refusal('conflict', 'The answer has no delivery that could be judged.'),
  DELIVERY_LATE: refusal('conflict', 'deliverBy has passed.'),
  WRAP_INVALID: refusal('invalid', 'The wrap does not have the documented form.'),
  DISPUTE_LATE: refusal('conflict', 'disputeBy has passed.'),
  DISPUTE_KEY_MISMATCH: refusal('invalid', 'The revealed key is not the private half of the one-off key.'),
  SEALED_RECORD_UNAVAILABLE: refusal('unavailable', 'This peer lacks the sealed record.'),
  DISPUTE_NOT_PROVEN: refusal('conflict', 'Key and record fit their commitments.'),
  NOT_EXPIRED: refusal('conflict', 'The deadline has not passed.'),
  PLAN_NOT_ENDED: refusal('conflict', 'endTime has not passed.'),
  PLAN_STILL_OPEN: refusal('conflict', 'The plan is open.'),
  CONFIRM_NOT_ENDED: refusal('conflict', 'A confirm of the plan has not ended.'),
  // Tokens
  RECHARGE_EXISTS_WITH_OTHER_CONTENT: refusal('conflict', 'The recharge exists with other content.'),
  PARTY_NOT_FOUND: refusal('absent', 'There is no such institution.'),
  RECHARGE_TARGET_NOT_CREDITOR: refusal('conflict', 'Only creditor organisations are recharged.'),
  REDEMPTION_EXISTS_WITH_OTHER_CONTENT: refusal('conflict', 'The redemption exists with other content.'),
  REDEMPTION_NOT_FOUND: refusal('absent', 'There is no such redemption.'),
  NOT_HOLDER: refusal('forbidden', 'Only the holder of the redeemed tokens may do this.'),
  REDEMPTION_STATUS_WRONG: refusal('conflict', 'The redemption is not at a stage where this can be done.'),
  REDEMPTION_NOT_DUE: refusal('conflict', 'The deadline has not passed.'),
  OBJECTION_LATE: refusal('conflict', 'The time to object has passed.'),
  VERDICT_LATE: refusal('conflict', 'The time to decide about the objection has passed.'),
  SUPPLY_EXHAUSTED: refusal('conflict', 'All tokens that may ever come to be would exceed 2^53 - 1 fen.'),
  PAYMENT_REFERENCE_USED: refusal('conflict', 'The payment reference was used before.'),
  // Evaluations and subjects
  EVALUATOR_EXISTS_WITH_OTHER_CONTENT: refusal('conflict', 'The evaluator has registered another key.'),
  EVALUATION_NOT_FOUND: refusal('absent', 'There is no such evaluation.'),
  EVALUATION_COUNT_DIFFERS: refusal('invalid', 'There are not as many answers as questions.'),
  EVALUATION_EXISTS_WITH_OTHER_CONTENT: refusal('conflict', 'The evaluation exists with other content.'),
  EVALUATORS_NOT_READY: refusal('conflict', 'The evaluators have not registered their keys.'),
  ALLOWANCE_EXHAUSTED: refusal('conflict', "The institution's evaluations of this day are used up."),
  IDENTITY_KEY_MISMATCH: refusal(
    'invalid',
    "The identity key is no point of P-256, or the subject's identifier is not made from it.",
  ),
  ATTACHMENT_EXISTS_WITH_OTHER_CONTENT: refusal('conflict', 'The institution verified this subject otherwise.'),
  // Credit records: what is new
  LENDER_KEY_INVALID: refusal(
    'invalid',
    "The record's key is no point of P-256, or the record's identifier is not made from it.",
  ),
  PRICE_INVALID: refusal('invalid', 'A paid level has a price, the others have none.'),
  CREDIT_RECORD_EXISTS_WITH_OTHER_CONTENT: refusal('conflict', 'The credit record exists with other content.'),
  CREDIT_RECORD_LAPSED: refusal('conflict', 'The time to sign has passed.'),
  // Consents
  CONSENT_TIME_AHEAD: refusal('conflict', "The consent's signedTime is later than the transaction's time."),
  CONSENT_ABOVE_CEILING: refusal(
    'conflict',
    'The consent is for longer, or for more queries, than the alliance allows.',
  ),
  CONSENT_MISSING: refusal('forbidden', "The subject's consent is needed."),
  CONSENT_NOT_FOUND: refusal('absent', 'There is no such consent.'),
  CONSENT_DIFFERS: refusal('forbidden', 'The consent is for another subject, institution or purpose.'),
  CONSENT_REVOKED: refusal('forbidden', 'The consent has been revoked, or the key that signed it.'),
  CONSENT_EXPIRED: refusal('forbidden', 'The consent has expired.'),
  CONSENT_USED_UP: refusal('forbidden', 'The consent has been used as often as it may be.'),
  // Subjects and credit records: what there is
  SUBJECT_NOT_FOUND: refusal('absent', 'No institution has verified such a subject.'),
  CREDIT_RECORD_NOT_FOUND: refusal('absent', 'There is no such credit record.'),
  RECORD_NOT_OF_SUBJECT: refusal('invalid', "The record is another subject's."),
  FEEDBACK_EXISTS_WITH_OTHER_CONTENT: refusal('conflict', 'The feedback exists with other content.'),
  PRICE_ABOVE_CEILING: refusal('conflict', 'The price is above what the alliance allows.'),
  CREDIT_RECORD_CORRECTED: refusal('conflict', 'The credit record has been corrected by another.'),
  PREDECESSOR_DIFFERS: refusal(
    'invalid',
    "The record before is another subject's, or is already renewed or corrected.",
  ),
  SUCCESSOR_NOT_SIGNED: refusal(
    'invalid',
    'What follows a record that the borrower signed has to be signed by it, too.',
  ),
  FEEDBACK_NUMBER_NOT_NEXT: refusal('conflict', 'The number is not the next one.'),
  FEEDBACK_NOT_FOUND: refusal('absent', 'There is no such feedback of this record, or none at all.'),
  LEVEL_VERSION_NOT_NEXT: refusal('conflict', "The level's version is not the next one."),
  MATURITY_MISMATCH: refusal('invalid', 'This is not the maturity that the record commits to.'),
  NOT_MATURE: refusal('conflict', 'The maturity has not come.'),
  EXTENSION_NOT_SIGNED: refusal(
    'invalid',
    'The loan has ended: the borrower has not signed the maturity that is opened.',
  ),
  // Disputes of credit records
  CREDIT_DISPUTE_NOT_FOUND: refusal('absent', 'There is no such dispute.'),
  CREDIT_DISPUTE_ANSWERED: refusal('conflict', 'The dispute has been answered otherwise.'),
  CREDIT_DISPUTES_EXHAUSTED: refusal('conflict', 'The record has as many disputes as a record may have.'),
  MEMBER_WRAPS_DIFFER: refusal(
    'conflict',
    'The text has not one wrap for each member with a public key, for its current version or the one before.',
  ),
  // What is told of credit records, and how long
  DETAILS_NOT_RELEASED: refusal('conflict', 'The lender shows the details of this record to nobody.'),
  DETAILS_EXPIRED: refusal('conflict', 'The time for which this is told is over.'),
  RETENTION_NOT_OVER: refusal('conflict', 'The time for which this is kept is not over.'),
  PRICE_DIFFERS: refusal('conflict', 'The record has another price.'),
  // Keys of subjects and records
  SUBJECT_KEY_INVALID: refusal('invalid', "The key is no point of P-256, or the subject's identity key."),
  SUBJECT_KEY_EXISTS_WITH_OTHER_CONTENT: refusal('conflict', 'The subject has this key with another report key.'),
  SUBJECT_KEY_NOT_FOUND: refusal('absent', 'The subject has no such key.'),
  SUBJECT_KEY_REVOKED: refusal('conflict', 'The key has been revoked.'),
  SUBJECT_KEY_WAITING: refusal('conflict', "The key does not count for this until the ledger's day fromDay."),
  REPORT_KEY_INVALID: refusal(
    'invalid',
    "The report key is no point of P-256 or is the signing or the identity key, or the consent's key has none.",
  ),
  SUBJECT_KEY_USED: refusal('conflict', 'The key, or its report key, was added before.'),
  ATTACHMENT_NOT_FOUND: refusal('absent', 'The subject has no verification with this key.'),
  ATTACHMENT_TOO_LATE: refusal('conflict', 'The institution verified the subject after the key was added.'),
  SIDES_NOT_DISTINCT: refusal('invalid', 'Borrower and lender are the same.'),
  // Signatures, then money
  SIGNATURE_INVALID: refusal(
    'invalid',
    'A signature is not over this content by this key, or not in the one accepted form.',
  ),
  PAYOUT_EXISTS_WITH_OTHER_CONTENT: refusal('conflict', 'The payout exists with other content.'),
  PAYOUT_NOT_DUE: refusal('conflict', 'The period has not ended.'),
  PAYOUT_TARGET_NOT_MEMBER: refusal('conflict', 'Income is passed on to members, to each once.'),
  BALANCE_INSUFFICIENT: refusal('conflict', 'The balance does not cover the amount.'),
  // Packages
  PERIOD_NOT_CURRENT: refusal('conflict', 'The period is neither that of the transaction nor the one before.'),
  PACKAGE_SIZE_DIFFERS: refusal('invalid', 'The package does not have the length that all have.'),
} as const satisfies Record<string, Refusal>;

export type RefusalCode = keyof typeof refusals;
/** Identifiers and amounts, never a person's data. */
export type RefusalDetail = Readonly<Record<string, string | number>>;

export class Rejection extends Error {
  override readonly name = 'Rejection';

  constructor(
    readonly code: RefusalCode,
    readonly detail: RefusalDetail = {},
  ) {
    super(`${code} ${JSON.stringify(detail)}`);
  }

  get kind(): RefusalKind {
    return refusals[this.code].kind;
  }
}

export function reject(code: RefusalCode, detail?: RefusalDetail): never {
  throw new Rejection(code, detail);
}

/**
 * Peers put their own words before the message, so the code may stand anywhere in the text. A known code with a broken
 * detail throws: that is a defect, and no refusal.
 */
export function parseRejection(text: string): Rejection | undefined {
  const match = /\b([A-Z]+(?:_[A-Z]+)+) (\{.*\})\s*$/s.exec(text);
  const [, code, detail] = match ?? [];
  if (code === undefined || detail === undefined || !Object.hasOwn(refusals, code)) return undefined;
  return new Rejection(code as RefusalCode, JSON.parse(detail) as RefusalDetail);
}
