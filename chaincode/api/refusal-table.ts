/**
 * Every way in which the chaincode can refuse a command. The order of the table is the order of the checks: the first that applies
 * is the answer.
 */

/**
 * The kind says what a caller can do about a refusal, and the gateway derives the HTTP status from it. A refusal of the kind
 * `unavailable` is about this peer rather than about the command, so it fails the whole transaction.
 */
export type RefusalKind = 'invalid' | 'forbidden' | 'absent' | 'conflict' | 'unavailable';

interface Refusal {
  readonly kind: RefusalKind;
  readonly text: string;
}

const invalid = (text: string): Refusal => ({ kind: 'invalid', text });
const forbidden = (text: string): Refusal => ({ kind: 'forbidden', text });
const absent = (text: string): Refusal => ({ kind: 'absent', text });
const conflict = (text: string): Refusal => ({ kind: 'conflict', text });
const unavailable = (text: string): Refusal => ({ kind: 'unavailable', text });

export const refusals = {
  // The whole transaction
  TRANSACTION_MALFORMED: invalid(
    'A transaction is a list of 1 to 500 commands, within 2 MiB and 32 levels, that reads at most 10,000 keys: send fewer or smaller commands.',
  ),
  ALLIANCE_NOT_FOUNDED: unavailable(
    'The alliance has not been founded on this channel: wait until its initiator has founded it.',
  ),
  LEDGER_FORMAT_UNKNOWN: unavailable(
    'Another version of the chaincode has written this ledger: run that version, or begin with a new ledger.',
  ),
  CLOCK_OUT_OF_WINDOW: unavailable(
    "The proposal's timestamp is too far from the endorser's clock: correct the clock that is wrong.",
  ),
  CALLER_NOT_MEMBER: forbidden('The calling institution is not a member of the alliance.'),
  CALLER_TYPE_NOT_ALLOWED: forbidden('Institutions of this type may not do this.'),
  CALLER_NOT_ADMIN: forbidden("Only an administrator's certificate may do this."),
  // Form, identifiers and office of one command
  COMMAND_MALFORMED: invalid('The command does not have the documented form.'),
  IDENTIFIER_PERSONAL: invalid('An identifier or reference holds a mobile or identity number: choose another one.'),
  IDENTIFIER_NOT_OWN: forbidden(
    "The identifier begins with another institution's: use your own, or the local part alone.",
  ),
  NOT_EVALUATOR: forbidden('Only an evaluator of the alliance may do this.'),
  NOT_REGISTRAR: forbidden('Only the registrar of the alliance may do this.'),
  AMOUNT_NOT_POSITIVE: invalid('The amount is zero or negative.'),
  AMOUNT_TOO_LARGE: invalid('The sum exceeds 2^53 - 1 fen, or one recharge exceeds 10^13 fen.'),
  // Alliance
  FOUNDING_DOCUMENT_DIFFERS: conflict(
    'This peer holds another founding document: compare alliance.json with the other organisations.',
  ),
  PROPOSAL_EXISTS_WITH_OTHER_CONTENT: conflict('The proposal exists with another change.'),
  PROPOSAL_NOT_FOUND: absent('There is no such proposal.'),
  VOTE_IN_OWN_CASE: forbidden('The holder and the issuer may not vote about a redemption.'),
  VOTE_ALREADY_CAST: conflict('The institution has voted the other way, and a vote stands.'),
  PROPOSAL_NOT_OPEN: conflict('The proposal has been decided, or its last day has passed.'),
  CHANGE_NOT_APPLICABLE: conflict(
    'After this change offices, members or periods would contradict each other; `path` names the first contradiction.',
  ),
  CHANGE_HOLDS_ALREADY: conflict('The alliance is already as the change would make it.'),
  DAY_NOT_LATER: conflict('The ledger has this day or a later one.'),
  DAY_AHEAD: conflict('The day has not begun by the clocks of all endorsers: `latest` is the latest possible day.'),
  DAY_NOT_YOURS: forbidden('Only a regulator may advance the day until the day is two days behind.'),
  // Parties
  KEY_EXISTS_WITH_OTHER_CONTENT: conflict('This version of the public key exists with other content.'),
  KEY_INVALID: invalid('The public key must be an RSA key of 3072 to 8192 bits with the exponent 65537, in SPKI form.'),
  KEY_VERSION_NOT_NEXT: conflict('The version must follow the current one, `keyVersion`.'),
  // Publishing
  RATE_RANGE_INVALID: invalid('The lowest rate is above the highest.'),
  PARTICIPANT_COUNT_NOT_ONE: invalid('A FIRST_COME plan must have exactly one participator.'),
  PLAN_WINDOW_INVALID: invalid('endTime is not later than startTime.'),
  MIN_CONFIRM_TOO_LARGE: invalid('minConfirmRmb is more than the shared limit.'),
  SEALED_RECORD_MISMATCH: invalid('The sealed text is missing, or does not have the published hash or form.'),
  PLAN_EXISTS_WITH_OTHER_CONTENT: conflict('The plan exists with other content.'),
  PLAN_ALREADY_ENDED: invalid('endTime has passed.'),
  MIN_CONFIRM_TOO_SMALL: conflict("minConfirmRmb is less than the alliance's."),
  KEY_VERSION_NOT_CURRENT: conflict(
    'The record is sealed for a key that is not current: seal it for version `keyVersion`.',
  ),
  // Existence, and owners
  PLAN_NOT_FOUND: absent('There is no such plan.'),
  CONFIRM_NOT_FOUND: absent('There is no such confirm of this plan.'),
  ANSWER_NOT_FOUND: absent('There is no such answer.'),
  NOT_CONTRIBUTOR: forbidden('Only the contributor of the plan may do this.'),
  NOT_PARTICIPATOR: forbidden('Only the participator of the confirm may do this.'),
  NOT_ASKER: forbidden('Only the institution that asked may do this.'),
  // Confirming and asking
  CONFIRM_EXISTS_WITH_OTHER_CONTENT: conflict('The confirm exists with other content.'),
  QUERY_EXISTS_WITH_OTHER_CONTENT: conflict('The query exists with other content.'),
  CONFIRM_OWN_PLAN: forbidden('An institution may not confirm its own plan.'),
  ONE_OFF_KEY_INVALID: invalid('The one-off key must be an uncompressed point of P-256 in base64url.'),
  PARTY_KEY_MISSING: conflict('The institution has no public key on the ledger: register one first.'),
  PLAN_NOT_STARTED: conflict('startTime has not come.'),
  PLAN_ENDED: conflict('endTime has passed.'),
  PLAN_NOT_OPEN: conflict('The plan accepts no confirms, or has ended otherwise; `status` says how.'),
  RATE_OUT_OF_RANGE: conflict('The rate is outside the range that the plan offers.'),
  LIMIT_EXCEEDED: conflict('The limit is more than the plan has left, `remainingLimitRmb`.'),
  CONFIRM_BELOW_MINIMUM: conflict('The limit is less than `minConfirmRmb`, and is not all that the plan has left.'),
  CONFIRMS_REFUNDED_TOO_OFTEN: conflict(
    'Three confirms of this plan by the institution were refunded, so it may not confirm the plan again.',
  ),
  CONFIRMS_EXHAUSTED: conflict('The plan has 500 confirms under way, which is the most: try again when one has ended.'),
  ONE_OFF_KEY_USED: conflict('The institution has used this one-off key before: make a new one.'),
  // The exchange
  CONFIRM_NOT_HELD: conflict('The confirm does not wait for a delivery; `status` says where it stands.'),
  CONFIRM_NOT_DELIVERED: conflict('The confirm has no delivery to accept or dispute; `status` says where it stands.'),
  ANSWER_NOT_HELD: conflict('The answer does not wait for a delivery; `status` says where it stands.'),
  ANSWER_NOT_DELIVERED: conflict('The answer has no delivery to accept or dispute; `status` says where it stands.'),
  DELIVERY_LATE: conflict('deliverBy has passed.'),
  WRAP_INVALID: invalid('The wrap does not have the documented form.'),
  DISPUTE_LATE: conflict('disputeBy has passed.'),
  DISPUTE_KEY_MISMATCH: invalid('The revealed key is not the private half of the one-off key.'),
  SEALED_RECORD_UNAVAILABLE: unavailable('This peer does not hold the sealed record: try another peer.'),
  DISPUTE_NOT_PROVEN: conflict(
    'The delivered key opens the record, and both fit their commitments: nothing is refunded.',
  ),
  NOT_EXPIRED: conflict('The deadline has not passed.'),
  PLAN_NOT_ENDED: conflict('endTime has not passed.'),
  PLAN_STILL_OPEN: conflict('The plan is open: withdraw or close it first.'),
  CONFIRM_NOT_ENDED: conflict('A confirm of the plan is under way: wait until it has ended.'),
  // Tokens
  RECHARGE_EXISTS_WITH_OTHER_CONTENT: conflict('The recharge exists with other content.'),
  PARTY_NOT_FOUND: absent('There is no such institution.'),
  RECHARGE_TARGET_NOT_CREDITOR: conflict('Only accounts of creditor organisations can be recharged.'),
  REDEMPTION_EXISTS_WITH_OTHER_CONTENT: conflict('The redemption exists with other content.'),
  REDEMPTION_NOT_FOUND: absent('There is no such redemption.'),
  NOT_HOLDER: forbidden('Only the holder of the redeemed tokens may do this.'),
  REDEMPTION_STATUS_WRONG: conflict("The redemption's `status` does not allow this step."),
  REDEMPTION_NOT_DUE: conflict('The deadline has not passed.'),
  OBJECTION_LATE: conflict('The time to object has passed.'),
  VERDICT_LATE: conflict('The time to decide about the objection has passed.'),
  SUPPLY_EXHAUSTED: conflict(
    'All tokens ever recharged would exceed 2^53 - 1 fen; `leftFen` is the most that can be recharged.',
  ),
  PAYMENT_REFERENCE_USED: conflict(
    'The payment reference was used before: one payment serves one recharge or one settlement.',
  ),
  // Evaluations and subjects
  EVALUATOR_EXISTS_WITH_OTHER_CONTENT: conflict('The evaluator has registered another key.'),
  EVALUATION_NOT_FOUND: absent('There is no such evaluation.'),
  EVALUATION_COUNT_DIFFERS: invalid(
    'The number of evaluated elements differs from that of the blinded numbers, `count`.',
  ),
  EVALUATION_EXISTS_WITH_OTHER_CONTENT: conflict('The evaluation exists with other content.'),
  EVALUATORS_NOT_READY: conflict(
    'The alliance has fewer than two evaluators with registered keys: wait until both have registered.',
  ),
  ALLOWANCE_EXHAUSTED: conflict('The institution has used up its evaluations of this day: try again on the next day.'),
  IDENTITY_KEY_MISMATCH: invalid(
    "The identity key is not a point of P-256, or the subject's identifier is not made from it.",
  ),
  ATTACHMENT_EXISTS_WITH_OTHER_CONTENT: conflict('The institution has verified this subject with other content.'),
  // Credit records: what is new
  LENDER_KEY_INVALID: invalid(
    "The record's key is not a point of P-256, or the record's identifier is not made from it.",
  ),
  PRICE_INVALID: invalid('The level PAID needs a price above 0; the other levels need the price 0.'),
  CREDIT_RECORD_EXISTS_WITH_OTHER_CONTENT: conflict('The credit record exists with other content.'),
  CREDIT_RECORD_LAPSED: conflict('Both sides had to sign by `signBy`: register the loan anew.'),
  // Consents
  CONSENT_TIME_AHEAD: conflict("The consent's signedTime is later than the transaction's time."),
  CONSENT_ABOVE_CEILING: conflict('The consent is for a longer time, or for more queries, than the alliance allows.'),
  CONSENT_MISSING: forbidden("The query needs the subject's consent."),
  CONSENT_NOT_FOUND: absent('There is no such consent.'),
  CONSENT_DIFFERS: forbidden('The consent is for another subject, institution or purpose.'),
  CONSENT_REVOKED: forbidden('The consent, or the key that signed it, has been revoked.'),
  CONSENT_EXPIRED: forbidden('The consent has expired.'),
  CONSENT_USED_UP: forbidden('The consent has been used for as many queries as it allows.'),
  // Subjects and credit records: what there is
  SUBJECT_NOT_FOUND: absent('No institution has verified such a subject.'),
  CREDIT_RECORD_NOT_FOUND: absent('There is no such credit record.'),
  RECORD_NOT_OF_SUBJECT: invalid('The record belongs to another subject.'),
  FEEDBACK_EXISTS_WITH_OTHER_CONTENT: conflict('The feedback exists with other content.'),
  PRICE_ABOVE_CEILING: conflict("The price is above the alliance's ceiling, `maxPriceFen`."),
  CREDIT_RECORD_CORRECTED: conflict('Another record corrects this one: use the record `correctedBy`.'),
  PREDECESSOR_DIFFERS: invalid(
    'The earlier record belongs to another subject, or has been renewed or corrected already.',
  ),
  SUCCESSOR_NOT_SIGNED: invalid(
    'The borrower signed the earlier record, so it must sign the record that follows, too.',
  ),
  FEEDBACK_NUMBER_NOT_NEXT: conflict('The number must follow the last one, `feedbackCount`.'),
  FEEDBACK_NOT_FOUND: absent('The record has no such feedback, or none at all.'),
  LEVEL_VERSION_NOT_NEXT: conflict('The version must follow the current one, `levelVersion`.'),
  MATURITY_MISMATCH: invalid('The record commits to another maturity.'),
  NOT_MATURE: conflict('The maturity has not come yet.'),
  EXTENSION_NOT_SIGNED: invalid(
    'The loan has ended, because the borrower has not signed the extension to this maturity.',
  ),
  // Disputes of credit records
  CREDIT_DISPUTE_NOT_FOUND: absent('There is no such dispute.'),
  CREDIT_DISPUTE_ANSWERED: conflict('The dispute has another answer already.'),
  CREDIT_DISPUTES_EXHAUSTED: conflict('The record has 20 disputes, which is the most.'),
  MEMBER_WRAPS_DIFFER: conflict(
    'The text must have one wrap for each member with a public key, for its current version or the one before.',
  ),
  // Disclosure of credit records, and its end
  DETAILS_NOT_RELEASED: conflict('The lender discloses the details of this record to nobody.'),
  DETAILS_EXPIRED: conflict('The time to disclose this has ended.'),
  RETENTION_NOT_OVER: conflict('This must still be kept: purge it when its retention has ended.'),
  PRICE_DIFFERS: conflict('The record has another price, `priceFen`: ask again with that price.'),
  // Keys of subjects and records
  SUBJECT_KEY_INVALID: invalid("The key is not a point of P-256, or is the subject's identity key."),
  SUBJECT_KEY_EXISTS_WITH_OTHER_CONTENT: conflict('The subject has this key with another report key.'),
  SUBJECT_KEY_NOT_FOUND: absent('The subject has no such key.'),
  SUBJECT_KEY_REVOKED: conflict('The key has been revoked.'),
  SUBJECT_KEY_WAITING: conflict("The key does not count for this before the ledger's day `fromDay`."),
  REPORT_KEY_INVALID: invalid(
    "The report key is not a point of P-256, or is the signing or identity key, or the consent's key has no report key.",
  ),
  SUBJECT_KEY_USED: conflict('The key or its report key is in use already: make a new one.'),
  ATTACHMENT_NOT_FOUND: absent('The subject has no verification with this key.'),
  ATTACHMENT_TOO_LATE: conflict('The institution verified the subject after the key was added.'),
  SIDES_NOT_DISTINCT: invalid('The borrower and the lender are the same.'),
  // Signatures, then money
  SIGNATURE_INVALID: invalid('The signature is not by this key over this content, or is not in the one accepted form.'),
  PAYOUT_EXISTS_WITH_OTHER_CONTENT: conflict('The payout exists with other content.'),
  PAYOUT_NOT_DUE: conflict('The period has not ended.'),
  PAYOUT_TARGET_NOT_MEMBER: conflict('Each transfer must go to a member, and to each member at most once.'),
  BALANCE_INSUFFICIENT: conflict('The balance, `balanceFen`, does not cover the amount.'),
  // Packages
  PERIOD_NOT_CURRENT: conflict('The period must be that of the transaction, `period`, or the one before.'),
  PACKAGE_SIZE_DIFFERS: invalid('Every package must have the same length, `packageBytes`.'),
} as const satisfies Record<string, Refusal>;
