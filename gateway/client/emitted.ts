/** Made by `npm run emit:client` of the table of operations (gateway/api/operations.ts); a test holds it current. */

import type { Answered, Call, CallOptions, Delivered, EventsRequest, FileToUpload, Pages, UploadOptions } from './call';

export const version = '0.1.0';

/** A request without members. */
export type Nothing = Readonly<Record<string, never>>;

export type PlanAsSent = {
  readonly assetId: string;
  readonly borrowerPerson: {
    /** One line in NFC, in which everything can be seen */
    readonly partyName: string;
    /** GB 11643 identity number or GB 32100 social credit code */
    readonly loanIdent: string;
    /** A mobile number of 11 digits */
    readonly loanMobile: string;
    readonly amountRmb: number;
    readonly loanKind: 'CASH' | 'CONSUMPTION' | 'PROVIDENT_FUND' | 'ENTERPRISE' | 'CAR_MORTGAGE' | 'POLICY' | 'CAR_PLEDGE';
  };
  readonly carMortgageInfo?: {
    /** One line in NFC, in which everything can be seen */
    readonly licensePlateNumber: string;
    /** One line in NFC, in which everything can be seen */
    readonly engineNumber: string;
    readonly mileageKm: number;
    /** ISO 8601 with a zone, from 1900 to 2199, to the millisecond */
    readonly timeToBuy: string;
  } | undefined;
  readonly assetData?: {
    /** One line in NFC, in which everything can be seen */
    readonly violationFineDataUrl?: string | undefined;
    /** One line in NFC, in which everything can be seen */
    readonly phoneRecordDataUrl?: string | undefined;
    /** One line in NFC, in which everything can be seen */
    readonly medicalRecordDataUrl?: string | undefined;
  } | undefined;
  readonly riskControlResult: {
    /** Public: 1 to 16 letters, digits, +, - and ., and no number of a person */
    readonly score: string;
    readonly loanLimitRmb: number;
    readonly shareLimitRmb: number;
  };
  readonly joinLimit: {
    readonly sharedLimitRmb: number;
    readonly sharedRate: {
      readonly minBps: number;
      readonly maxBps: number;
    };
    readonly tokenRateFen: number;
    readonly participantCount: number;
    readonly minConfirmRmb?: number | undefined;
    /** ISO 8601 with a zone, from 1900 to 2199, to the millisecond */
    readonly startTime: string;
    /** ISO 8601 with a zone, from 1900 to 2199, to the millisecond */
    readonly endTime: string;
    readonly form?: 'JOINT' | 'FIRST_COME' | undefined;
  };
};

export type Proposal = {
  readonly proposalId: string;
  readonly change: {
    readonly type: 'PARAMETERS';
    readonly parameters: {
      readonly clockWindowSeconds?: number;
      readonly deliverWithinSeconds?: number;
      readonly disputeWithinSeconds?: number;
      readonly expiryGraceSeconds?: number;
      readonly minConfirmRmb?: number;
      readonly settleWithinSeconds?: number;
      readonly objectWithinSeconds?: number;
      readonly decideWithinDays?: number;
      readonly proposalDays?: number;
      readonly evaluationsPerDay?: number;
      readonly packageBytes?: number;
      readonly maxPriceFen?: number;
      readonly summaryNeedsConsent?: boolean;
      readonly maxConsentSeconds?: number;
      readonly maxConsentUses?: number;
      readonly retentionDays?: number;
      readonly disputeAnswerDays?: number;
      readonly payoutDays?: number;
      readonly keyWaitDays?: number;
    };
  } | {
    readonly type: 'MEMBER';
    readonly member: {
      readonly partyId: string;
      readonly partyName: string;
      readonly partyOrgType: 'CREDITOR_ORG' | 'TOKEN_ISSUER' | 'DATA_SERVICE_PROVIDER' | 'REGULATOR';
      readonly endorses: boolean;
    };
  } | {
    readonly type: 'REDEMPTION';
    readonly redemptionId: string;
    readonly verdict: 'BURN' | 'RETURN';
  };
  readonly approvals: readonly string[];
  readonly rejections: readonly string[];
  readonly status: 'OPEN' | 'IN_FORCE' | 'REJECTED' | 'LAPSED';
  readonly proposedTime: string;
  /** The last of the ledger's days on which it is voted on */
  readonly voteByDay: number;
};

export type Approval = {
  readonly approvalId: string;
  /** The operationId */
  readonly operation: string;
  readonly status: 'WAITING' | 'CARRIED_OUT' | 'REJECTED' | 'EXPIRED';
  readonly proposedBy: string;
  readonly proposed: string;
  readonly expires: string;
  /** Who carried it out or rejected it */
  readonly endedBy?: string;
  readonly ended?: string;
};

export type ApprovalWithRequest = {
  readonly approvalId: string;
  /** The operationId */
  readonly operation: string;
  readonly status: 'WAITING' | 'CARRIED_OUT' | 'REJECTED' | 'EXPIRED';
  readonly proposedBy: string;
  readonly proposed: string;
  readonly expires: string;
  /** Who carried it out or rejected it */
  readonly endedBy?: string;
  readonly ended?: string;
  /** JSON: params, query and body as they were sent */
  readonly request?: string;
};

export type AuditEntry = {
  /** Counts the entries without a gap */
  readonly number: number;
  readonly time: string;
  /** The operationId, or signIn for refused sign-ins */
  readonly operation: string;
  /** Absent if nobody signed in */
  readonly userName?: string;
  readonly role?: 'admin' | 'officer' | 'reviewer' | 'auditor';
  /** Own identifiers by their local part */
  readonly about: readonly string[];
  readonly status: number;
  /** The code of the refusal */
  readonly code?: string;
  /** The number of refused sign-ins that the entry stands for */
  readonly count?: number;
  /** The minute in which they were refused */
  readonly since?: string;
  /** The hash of the entry before; 64 zeros for the first entry */
  readonly previous: string;
  readonly hash: string;
};

export type LoanShareConfirm = {
  readonly confirmId: string;
  readonly partyId: string;
  readonly confirmTakeInLimitRmb: number;
  readonly confirmTakeInRateBps: number;
  readonly tokenFen: number;
  readonly confirmTime: string;
  readonly status: 'HELD' | 'DELIVERED' | 'PAID' | 'REFUNDED';
  readonly deliverBy: string;
  readonly disputeWithinSeconds: number;
  readonly disputeBy?: string;
  /** Why this institution's gateway does not accept the delivery by itself; accept or dispute it */
  readonly leftFor?: 'FEE' | 'FORM';
  readonly assetId: string;
  readonly contributor: string;
  readonly deliveredTime?: string;
  readonly endedTime?: string;
  readonly endedBy?: 'ACCEPTED' | 'DISPUTED' | 'EXPIRED';
};

export type Consent = {
  readonly consentId: string;
  readonly subjectId: string;
  readonly keyId: string;
  readonly partyId: string;
  readonly purpose: 'LOAN_APPLICATION' | 'LOAN_MANAGEMENT' | 'GUARANTEE' | 'OWN_REPORT';
  readonly signedTime: string;
  readonly notAfter: string;
  readonly uses: number;
  readonly used: number;
  readonly signature: string;
  readonly grantedTime: string;
  /** The time at which the consent or its key was revoked */
  readonly revokedTime?: string;
};

export type CreditDispute = {
  readonly disputeId: string;
  readonly status: 'OPEN' | 'UPHELD' | 'REJECTED' | 'UNDETERMINED';
  readonly disputedTime: string;
  /** The ledger's day that is the last to answer in time */
  readonly answerByDay: number;
  readonly overdue: boolean;
  readonly recordId: string;
  readonly subjectId: string;
  /** Absent if the text was purged or cannot be read here */
  readonly statement?: string;
  /** Members for which it is sealed so that they cannot read it; this institution, where the text is absent */
  readonly statementUnreadableFor?: readonly string[];
  readonly answer?: string;
  /** Members for which it is sealed so that they cannot read it; this institution, where the text is absent */
  readonly answerUnreadableFor?: readonly string[];
  readonly answeredTime?: string;
};

export type CreditQuery = {
  readonly queryId: string;
  readonly subjectId: string;
  readonly purpose: 'LOAN_APPLICATION' | 'LOAN_MANAGEMENT' | 'GUARANTEE' | 'OWN_REPORT';
  readonly askedTime: string;
  readonly status: 'PENDING' | 'COMPLETE';
  readonly answers: readonly ({
    readonly recordId: string;
    readonly borrowedOn: string;
    readonly tokenFen: number;
    readonly status: 'HELD' | 'DELIVERED' | 'PAID' | 'REFUNDED';
    readonly deliverBy: string;
    readonly disputed?: true;
    readonly disputes?: readonly ({
      readonly disputedTime: string;
      readonly verdict?: 'UPHELD' | 'REJECTED' | 'UNDETERMINED';
      /** Absent if the text was purged or cannot be read here */
      readonly statement?: string;
      /** Members for which it is sealed so that they cannot read it; this institution, where the text is absent */
      readonly statementUnreadableFor?: readonly string[];
      readonly answer?: string;
      /** Members for which it is sealed so that they cannot read it; this institution, where the text is absent */
      readonly answerUnreadableFor?: readonly string[];
    })[];
    readonly correctedBy?: string;
    readonly details?: {
      readonly terms?: {
        readonly relationKind: 'C2C' | 'B2B' | 'B2C' | 'C2B';
        readonly amountRmb: number;
        readonly rateBps: number;
        readonly startTime: string;
        readonly maturityTime: string;
      };
      readonly feedbacks: readonly ({
        readonly number: number;
        readonly feedbackTime: string;
        readonly outcome?: 'PERFORMED' | 'EXTENDED' | 'BREACHED';
        readonly newMaturityTime?: string;
        /** It counts for nothing: not of the documented form, an extension without the borrower's valid signature, an early end that is not PERFORMED, or given after the record had ended */
        readonly unproven?: true;
        readonly corrects?: number;
      })[];
    };
  })[];
};

export type CreditRecord = {
  readonly recordId: string;
  /** NOT_RECORDED: handed over to the registrar again and again, and not on the ledger; repeating hands it over anew */
  readonly status: 'AWAITING_SIGNATURES' | 'LAPSED' | 'HANDED_OVER' | 'NOT_RECORDED' | 'EFFECTIVE';
  readonly relationKind: 'C2C' | 'B2B' | 'B2C' | 'C2B';
  readonly borrower: {
    readonly subjectId: string;
    readonly side: 'SIGNATURE' | 'MANDATE';
  };
  readonly lender?: {
    readonly subjectId: string;
  };
  readonly amountRmb: number;
  readonly rateBps: number;
  readonly startTime: string;
  readonly maturityTime: string;
  readonly signBy: string;
  /** The maturity that awaits a feedback */
  readonly dueTime?: string;
  readonly renews?: string;
  readonly renewedBy?: string;
  readonly corrects?: string;
  readonly correctedBy?: string;
  readonly registeredTime?: string;
  readonly level?: 'PUBLIC' | 'ENCRYPTED' | 'PAID';
  readonly priceFen?: number;
  /** Each message as UTF-8 by ECDSA on P-256 with SHA-256, r ‖ s, s in the lower half; gateway/client/verifier.ts checks it */
  readonly toSign: readonly ({
    readonly role: 'BORROWER' | 'LENDER';
    /** The key that has to sign, if only one may */
    readonly keyId?: string;
    readonly message: string;
    /** From which the message is recomputed: canonical JSON of `signed` and, hashed, of the commitments */
    readonly opening: {
      readonly signed: Readonly<Record<string, unknown>>;
      readonly commitments: Readonly<Record<string, {
        readonly salt: string;
        readonly content: unknown;
      }>>;
    };
    /** All that is signed, for people */
    readonly words: {
      readonly zh: string;
      readonly en: string;
    };
  })[];
  readonly feedbacks: readonly ({
    readonly number: number;
    /** NOT_RECORDED: handed over to the registrar again and again, and not on the ledger; repeating hands it over anew */
    readonly status: 'AWAITING_SIGNATURES' | 'HANDED_OVER' | 'NOT_RECORDED' | 'RECORDED';
    /** Each message as UTF-8 by ECDSA on P-256 with SHA-256, r ‖ s, s in the lower half; gateway/client/verifier.ts checks it */
    readonly toSign: readonly ({
      readonly role: 'BORROWER' | 'LENDER';
      /** The key that has to sign, if only one may */
      readonly keyId?: string;
      readonly message: string;
      /** From which the message is recomputed: canonical JSON of `signed` and, hashed, of the commitments */
      readonly opening: {
        readonly signed: Readonly<Record<string, unknown>>;
        readonly commitments: Readonly<Record<string, {
          readonly salt: string;
          readonly content: unknown;
        }>>;
      };
      /** All that is signed, for people */
      readonly words: {
        readonly zh: string;
        readonly en: string;
      };
    })[];
    readonly outcome: 'PERFORMED' | 'EXTENDED' | 'BREACHED';
    readonly level: 'PUBLIC' | 'ENCRYPTED' | 'PAID';
    readonly priceFen: number;
    readonly newMaturityTime?: string;
    readonly corrects?: number;
  })[];
  readonly disputes: readonly ({
    readonly disputeId: string;
    readonly status: 'OPEN' | 'UPHELD' | 'REJECTED' | 'UNDETERMINED';
    readonly disputedTime: string;
    /** The ledger's day that is the last to answer in time */
    readonly answerByDay: number;
    readonly overdue: boolean;
  })[];
};

/** The data of one event; name is the name of the event. */
export type StreamEvent = AllianceEvent | PartyKeyEvent | LoanSharedPlanEvent | OrgConfirmAssetEvent | DataProcessingEvent | ExchangeEndedEvent | TokenRechargeEvent | TokenRedemptionEvent | EvaluationEvent | SubjectEvent | CreditRecordEvent | ConsentEvent | CreditQueryEvent | CreditAnswerEvent | CreditPayoutEvent | MaturityPromptEvent | PositionEvent;

export type AllianceEvent = {
  readonly name: 'AllianceEvent';
  readonly eventName: 'FOUNDED';
  readonly version: number;
} | {
  readonly name: 'AllianceEvent';
  readonly eventName: 'PROPOSED' | 'VOTED' | 'DECIDED';
  readonly proposalId: string;
  readonly status: 'OPEN' | 'IN_FORCE' | 'REJECTED';
} | {
  readonly name: 'AllianceEvent';
  readonly eventName: 'DAY_ADVANCED';
  readonly day: number;
};

export type PartyKeyEvent = {
  readonly name: 'PartyKeyEvent';
  readonly partyId: string;
  readonly version: number;
};

export type LoanSharedPlanEvent = {
  readonly name: 'LoanSharedPlanEvent';
  readonly eventName: 'PUBLISHED' | 'FILLED' | 'REOPENED' | 'CLOSED' | 'WITHDRAWN' | 'PURGED';
  readonly assetId: string;
  readonly contributor: string;
  readonly status: 'OPEN' | 'FILLED' | 'CLOSED' | 'WITHDRAWN';
  readonly remainingLimitRmb: number;
};

export type OrgConfirmAssetEvent = {
  readonly assetId: string;
  readonly confirmId: string;
  readonly contributor: string;
  readonly participator: string;
  readonly name: 'OrgConfirmAssetEvent';
  readonly confirmTakeInLimitRmb: number;
  readonly confirmTakeInRateBps: number;
  readonly tokenFen: number;
  readonly status: 'HELD' | 'DELIVERED' | 'PAID' | 'REFUNDED';
};

export type DataProcessingEvent = {
  readonly assetId: string;
  readonly confirmId: string;
  readonly contributor: string;
  readonly participator: string;
  readonly name: 'DataProcessingEvent';
  readonly eventName: 'REENCRYPTED';
  readonly status: 'HELD' | 'DELIVERED' | 'PAID' | 'REFUNDED';
};

export type ExchangeEndedEvent = {
  readonly assetId: string;
  readonly confirmId: string;
  readonly contributor: string;
  readonly participator: string;
  readonly name: 'ExchangeEndedEvent';
  readonly eventName: 'ACCEPTED' | 'DISPUTED' | 'EXPIRED';
  readonly tokenFen: number;
  readonly status: 'PAID' | 'REFUNDED';
};

export type TokenRechargeEvent = {
  readonly name: 'TokenRechargeEvent';
  readonly rechargeId: string;
  readonly partyId: string;
  readonly amountFen: number;
};

export type TokenRedemptionEvent = {
  readonly name: 'TokenRedemptionEvent';
  readonly eventName: 'REQUESTED' | 'SETTLED' | 'OBJECTED' | 'ACKNOWLEDGED' | 'EXPIRED' | 'BURNED' | 'REJECTED' | 'CANCELLED' | 'RETURNED' | 'UNDECIDED';
  readonly redemptionId: string;
  readonly partyId: string;
  readonly amountFen: number;
};

export type EvaluationEvent = {
  readonly name: 'EvaluationEvent';
  readonly eventName: 'ASKED' | 'ANSWERED';
  readonly evaluationId: string;
  readonly partyId: string;
};

export type SubjectEvent = {
  readonly name: 'SubjectEvent';
  readonly eventName: 'ATTACHED' | 'KEY_ADDED' | 'KEY_REVOKED';
  readonly subjectId: string;
};

export type CreditRecordEvent = {
  readonly name: 'CreditRecordEvent';
  readonly eventName: 'REGISTERED' | 'RENEWED' | 'CORRECTED' | 'FEEDBACK' | 'LEVEL_SET' | 'DISPUTED' | 'DISPUTE_ANSWERED' | 'PURGED';
  readonly recordId: string;
  readonly subjectId: string;
};

export type ConsentEvent = {
  readonly name: 'ConsentEvent';
  readonly eventName: 'GRANTED' | 'REVOKED';
  readonly consentId: string;
  readonly subjectId: string;
  readonly partyId: string;
};

export type CreditQueryEvent = {
  readonly name: 'CreditQueryEvent';
  readonly queryId: string;
  readonly subjectId: string;
  readonly partyId: string;
  readonly purpose: 'LOAN_APPLICATION' | 'LOAN_MANAGEMENT' | 'GUARANTEE' | 'OWN_REPORT';
  readonly tokenFen: number;
};

export type CreditAnswerEvent = {
  readonly name: 'CreditAnswerEvent';
  readonly eventName: 'DELIVERED' | 'ACCEPTED' | 'DISPUTED' | 'EXPIRED';
  readonly answerId: string;
  readonly recordId: string;
  readonly partyId: string;
  readonly registrar: string;
  readonly tokenFen: number;
  readonly status: 'HELD' | 'DELIVERED' | 'PAID' | 'REFUNDED';
};

export type CreditPayoutEvent = {
  readonly name: 'CreditPayoutEvent';
  readonly period: number;
  readonly partyId: string;
  readonly transfers: readonly {
    readonly partyId: string;
    readonly amountFen: number;
  }[];
};

export type MaturityPromptEvent = {
  readonly name: 'MaturityPromptEvent';
  readonly recordId: string;
  readonly maturityTime: string;
};

export type PositionEvent = {
  readonly name: 'PositionEvent';
  /** The last id that was read; the stream goes on after it. 0.0.0: from the beginning */
  readonly position: string;
};

export type Me = {
  readonly userName: string;
  readonly role: 'admin' | 'officer' | 'reviewer' | 'auditor';
  readonly partyId: string;
  /** As the alliance names the institution */
  readonly partyName?: string;
  /** Absent until the institution is a member of the alliance */
  readonly partyOrgType?: 'CREDITOR_ORG' | 'TOKEN_ISSUER' | 'DATA_SERVICE_PROVIDER' | 'REGULATOR';
  /** Absent for a caller that sent a token */
  readonly session?: {
    readonly sessionId: string;
    readonly expires: string;
  };
  /** The operationId of each operation that the caller may call, in alphabetical order */
  readonly operations: readonly string[];
};

export type Party = {
  readonly partyId: string;
  readonly partyName: string;
  readonly partyOrgType: 'CREDITOR_ORG' | 'TOKEN_ISSUER' | 'DATA_SERVICE_PROVIDER' | 'REGULATOR';
  readonly endorses: boolean;
  readonly keyVersion: number;
  readonly publicKey?: string;
};

export type LoanSharedPlan = {
  readonly assetId: string;
  readonly borrowerPerson: {
    readonly amountRmb: number;
    readonly loanKind: 'CASH' | 'CONSUMPTION' | 'PROVIDENT_FUND' | 'ENTERPRISE' | 'CAR_MORTGAGE' | 'POLICY' | 'CAR_PLEDGE';
  };
  readonly carMortgageInfo?: {
    readonly mileageKm: number;
    readonly timeToBuy: string;
  };
  readonly riskControlResult: {
    readonly score: string;
    readonly loanLimitRmb: number;
    readonly shareLimitRmb: number;
  };
  readonly joinLimit: {
    readonly sharedLimitRmb: number;
    readonly sharedRate: {
      readonly minBps: number;
      readonly maxBps: number;
    };
    readonly tokenRateFen: number;
    readonly participantCount: number;
    readonly minConfirmRmb?: number;
    readonly startTime: string;
    readonly endTime: string;
    readonly form: 'JOINT' | 'FIRST_COME';
  };
  readonly contributor: string;
  readonly status: 'OPEN' | 'FILLED' | 'CLOSED' | 'WITHDRAWN';
  readonly remainingLimitRmb: number;
  readonly loanShareConfirms: readonly ({
    readonly confirmId: string;
    readonly partyId: string;
    readonly confirmTakeInLimitRmb: number;
    readonly confirmTakeInRateBps: number;
    readonly tokenFen: number;
    readonly confirmTime: string;
    readonly status: 'HELD' | 'DELIVERED' | 'PAID' | 'REFUNDED';
    readonly deliverBy: string;
    readonly disputeWithinSeconds: number;
    readonly disputeBy?: string;
    /** Why this institution's gateway does not accept the delivery by itself; accept or dispute it */
    readonly leftFor?: 'FEE' | 'FORM';
  })[];
};

export type Borrower = {
  readonly partyName: string;
  readonly loanIdent: string;
  readonly loanMobile: string;
  readonly licensePlateNumber?: string;
  readonly engineNumber?: string;
  readonly assetData: {
    readonly violationFineDataUrl?: string;
    readonly phoneRecordDataUrl?: string;
    readonly medicalRecordDataUrl?: string;
  };
};

export type Session = {
  readonly sessionId: string;
  readonly userName: string;
  readonly role: 'admin' | 'officer' | 'reviewer' | 'auditor';
  readonly created: string;
  /** Exact to a minute */
  readonly lastUsed: string;
  /** It ends then at the latest */
  readonly expires: string;
};

export type Subject = {
  readonly subjectId: string;
  readonly identityKind: 'ID_CARD' | 'CREDIT_CODE';
  readonly recorded: boolean;
  /** Handed over to the registrar again and again, and not on the ledger; repeating hands it over anew */
  readonly status?: 'NOT_RECORDED';
  readonly keys: readonly {
    readonly keyId: string;
    readonly publicKey: string;
    /** False: another institution added it, or whoever knows the number */
    readonly shownHere: boolean;
    readonly recorded: boolean;
    /** Handed over to the registrar again and again, and not on the ledger; repeating hands it over anew */
    readonly status?: 'NOT_RECORDED';
    /** Handed over to the registrar again and again, and not on the ledger; repeating hands it over anew */
    readonly revocation?: 'NOT_RECORDED';
    /** The key for which reports are sealed */
    readonly reportKey?: string;
    readonly addedTime?: string;
    /** The ledger's day from which its signatures count */
    readonly countsFromDay?: number;
    /** The ledger's day from which the signatures also count for reports and disputes */
    readonly reportsFromDay?: number;
    /** On the ledger, and its signatures do not count yet: revoke it if nobody should have added it */
    readonly waiting?: boolean;
    readonly revokedTime?: string;
  }[];
};

export type OwnReport = {
  readonly format: 'tallystick-report-4';
  readonly channel: string;
  readonly subjectId: string;
  readonly queryId: string;
  readonly madeTime: string;
  readonly ledgerDay: number;
  readonly daySeconds: number;
  readonly timeZone: 'Asia/Shanghai' | 'Asia/Hong_Kong' | 'Asia/Macau' | 'Asia/Taipei' | 'Asia/Singapore' | 'Asia/Kuala_Lumpur' | 'Asia/Manila' | 'Asia/Bangkok' | 'Asia/Ho_Chi_Minh' | 'Asia/Jakarta' | 'Asia/Kolkata' | 'Asia/Seoul' | 'Asia/Tokyo' | 'UTC';
  readonly reportKey: string;
  readonly records: readonly ({
    /** As the ledger holds it */
    readonly record: {
      readonly docType: 'creditRecord';
      readonly recordId: string;
      readonly subjectId: string;
      readonly borrowedOn: string;
      readonly termsCommitment: string;
      readonly keyCommitment: string;
      readonly maturityCommitment: string;
      readonly lenderKey: string;
      readonly signBy: string;
      readonly renews?: string;
      readonly corrects?: string;
      readonly borrower: {
        readonly type: 'SIGNATURE';
        readonly keyId: string;
        readonly signature: string;
      } | {
        readonly type: 'MANDATE';
        readonly mandateCommitment: string;
      };
      readonly lenderSignature: string;
      readonly sealedHash: string;
      readonly registeredTime: string;
      readonly dueCommitment: string;
      readonly feedbackCount: number;
      readonly levelVersion: number;
      readonly level?: 'PUBLIC' | 'ENCRYPTED' | 'PAID';
      readonly priceFen?: number;
      readonly lastFeedbackDay?: number;
      readonly renewedBy?: string;
      readonly correctedBy?: string;
      readonly replaces?: string;
      readonly disputeIds: readonly string[];
      readonly purged: boolean;
    };
    readonly feedbacks: readonly ({
      readonly docType: 'creditFeedback';
      readonly recordId: string;
      readonly number: number;
      readonly feedbackCommitment: string;
      readonly keyCommitment: string;
      readonly nextDueCommitment: string;
      readonly level: 'PUBLIC' | 'ENCRYPTED' | 'PAID';
      readonly priceFen: number;
      readonly corrects?: number;
      readonly renewedBy?: string;
      readonly signature: string;
      readonly sealedHash: string;
      readonly dueCommitment: string;
      readonly feedbackTime: string;
      readonly day: number;
      readonly purged: boolean;
    })[];
    readonly disputed?: true;
    readonly disputes: readonly ({
      readonly disputedTime: string;
      readonly verdict?: 'UPHELD' | 'REJECTED' | 'UNDETERMINED';
      /** Absent if the text was purged or cannot be read here */
      readonly statement?: string;
      /** Members for which it is sealed so that they cannot read it; this institution, where the text is absent */
      readonly statementUnreadableFor?: readonly string[];
      readonly answer?: string;
      /** Members for which it is sealed so that they cannot read it; this institution, where the text is absent */
      readonly answerUnreadableFor?: readonly string[];
      readonly disputeId: string;
    })[];
    /** The details, for whoever has the report key; number 0 is the terms, others are feedbacks */
    readonly answer?: {
      readonly answerId: string;
      readonly status: 'HELD' | 'DELIVERED' | 'PAID' | 'REFUNDED';
      readonly numbers: readonly number[];
      readonly wrap?: {
        readonly ephemeralPublicKey: string;
        readonly wrappedKey: string;
      };
      readonly texts: readonly {
        readonly number: number;
        readonly sealed: string;
      }[];
    };
  })[];
  readonly queries: readonly ({
    readonly queryId: string;
    readonly partyId: string;
    readonly partyName: string;
    readonly purpose: 'LOAN_APPLICATION' | 'LOAN_MANAGEMENT' | 'GUARANTEE' | 'OWN_REPORT';
    readonly askedTime: string;
    readonly records: number;
  })[];
  readonly consents: readonly ({
    readonly consentId: string;
    readonly partyId: string;
    readonly partyName: string;
    readonly purpose: 'LOAN_APPLICATION' | 'LOAN_MANAGEMENT' | 'GUARANTEE' | 'OWN_REPORT';
    readonly notAfter: string;
    readonly uses: number;
    readonly used: number;
    readonly grantedTime: string;
    readonly revokedTime?: string;
  })[];
  readonly keys: readonly {
    readonly keyId: string;
    readonly publicKey: string;
    readonly addedTime: string;
    readonly countsFromDay: number;
    readonly reportsFromDay: number;
    readonly revokedTime?: string;
  }[];
};

export type Recharge = {
  readonly rechargeId: string;
  readonly partyId: string;
  readonly amountFen: number;
  readonly paymentReference: string;
  readonly rechargeTime: string;
};

export type Redemption = {
  readonly redemptionId: string;
  readonly partyId: string;
  readonly amountFen: number;
  readonly status: 'REQUESTED' | 'SETTLED' | 'OBJECTED' | 'ACKNOWLEDGED' | 'EXPIRED' | 'BURNED' | 'REJECTED' | 'CANCELLED' | 'RETURNED' | 'UNDECIDED';
  readonly requestedTime: string;
  readonly objectWithinSeconds: number;
  readonly decideWithinDays: number;
  /** Until then the issuer settles; afterwards, by the ledger's day, to cancel */
  readonly cancelFrom: string;
  readonly paymentReference?: string;
  readonly settledTime?: string;
  /** Until then, by the ledger's day, to acknowledge or object */
  readonly objectBy?: string;
  readonly objectedTime?: string;
  /** Until then to decide by vote; afterwards the tokens come back */
  readonly decideBy?: string;
  readonly endedTime?: string;
};

export type UserToken = {
  readonly tokenName: string;
  readonly role: 'admin' | 'officer' | 'reviewer' | 'auditor';
  readonly created?: string;
  /** Absent for a token that the settings named */
  readonly expires?: string;
  /** Exact to five minutes */
  readonly lastUsed?: string;
  /** Absent if every address may use the token */
  readonly networks?: readonly string[];
};

export type Webhook = {
  readonly webhookId: string;
  readonly url: string;
  /** All where it is absent */
  readonly types?: readonly ('AllianceEvent' | 'PartyKeyEvent' | 'LoanSharedPlanEvent' | 'OrgConfirmAssetEvent' | 'DataProcessingEvent' | 'ExchangeEndedEvent' | 'TokenRechargeEvent' | 'TokenRedemptionEvent' | 'EvaluationEvent' | 'SubjectEvent' | 'CreditRecordEvent' | 'ConsentEvent' | 'CreditQueryEvent' | 'CreditAnswerEvent' | 'CreditPayoutEvent' | 'MaturityPromptEvent')[];
  readonly status: 'PENDING' | 'ACTIVE' | 'PAUSED' | 'DISABLED';
  readonly disabledBecause?: 'GONE' | 'FAILING';
  readonly created: string;
  /** The last event of the stream that was put into the queue */
  readonly position: string;
  /** Deliveries in the queue that have not arrived */
  readonly pending: number;
  /** Deliveries that were given up */
  readonly dead: number;
  /** The first event that has not arrived */
  readonly oldestPending?: string;
  /** Since then nothing has arrived */
  readonly failingSince?: string;
  /** Until then the secret before the rotation signs */
  readonly oldSecretUntil?: string;
  readonly isReplaying: boolean;
};

export type WebhookDelivery = {
  /** The id of the event in the stream */
  readonly eventId: string;
  readonly type: 'AllianceEvent' | 'PartyKeyEvent' | 'LoanSharedPlanEvent' | 'OrgConfirmAssetEvent' | 'DataProcessingEvent' | 'ExchangeEndedEvent' | 'TokenRechargeEvent' | 'TokenRedemptionEvent' | 'EvaluationEvent' | 'SubjectEvent' | 'CreditRecordEvent' | 'ConsentEvent' | 'CreditQueryEvent' | 'CreditAnswerEvent' | 'CreditPayoutEvent' | 'MaturityPromptEvent';
  /** What the event is about; deliveries of one key arrive one after another */
  readonly key: string;
  /** Its number among the deliveries of the key */
  readonly sequence?: number;
  readonly status: 'PENDING' | 'DELIVERED' | 'DEAD';
  readonly attempts: number;
  /** Not before, where it is PENDING */
  readonly nextAttempt?: string;
};

export type WebhookAttempt = {
  readonly time: string;
  /** STATUS: the receiver refused. NOT_SENT: the gateway failed; its log says why */
  readonly outcome: 'DELIVERED' | 'STATUS' | 'REDIRECT' | 'TIMEOUT' | 'ANSWER_TOO_LONG' | 'CONNECTION_FAILED' | 'TLS_FAILED' | 'NAME_UNKNOWN' | 'ADDRESS_REFUSED' | 'NOT_SENT';
  /** The HTTP status, where the receiver answered */
  readonly status?: number;
  /** How long it took */
  readonly ms: number;
  /** The first 1,024 bytes of the answer */
  readonly answer?: string;
};

export type LoanImportConditions = {
  readonly identityKind?: 'ID_CARD' | 'CREDIT_CODE' | undefined;
  readonly method?: 'COUNTER' | 'VIDEO' | 'BANK_CARD' | 'OTHER' | undefined;
  readonly relationKind?: 'B2C' | 'B2B' | undefined;
  readonly rateBps?: number | undefined;
  /** ISO 8601 with a zone, from 1900 to 2199, to the millisecond */
  readonly startTime?: string | undefined;
  /** ISO 8601 with a zone, from 1900 to 2199, to the millisecond */
  readonly maturityTime?: string | undefined;
  readonly mandateSha256?: string | undefined;
  /** One line in NFC, in which everything can be seen */
  readonly approvalReference?: string | undefined;
};

export type ImportConditions = {
  readonly sharedLimitRmb?: number | undefined;
  readonly sharedRate?: {
    readonly minBps?: number | undefined;
    readonly maxBps?: number | undefined;
  } | undefined;
  readonly tokenRateFen?: number | undefined;
  readonly participantCount?: number | undefined;
  readonly minConfirmRmb?: number | undefined;
  /** ISO 8601 with a zone, from 1900 to 2199, to the millisecond */
  readonly startTime?: string | undefined;
  /** ISO 8601 with a zone, from 1900 to 2199, to the millisecond */
  readonly endTime?: string | undefined;
  readonly form?: 'JOINT' | 'FIRST_COME' | undefined;
};

export type ReadLinksAnswer = {
  readonly name: string;
  readonly partyId: string;
  readonly links: readonly string[];
};

export type ReadHealthAnswer = {
  readonly state: 'ALIVE';
};

export type ReadReadinessAnswer = {
  readonly state: 'READY' | 'NOT_READY';
  readonly ledger: boolean;
  readonly follower: 'CATCHING_UP' | 'FOLLOWING' | 'FAILING';
  readonly registered: boolean;
  readonly foldedBlock: number;
  readonly trouble?: {
    readonly code: string;
    readonly text: string;
    readonly remedy: string;
    readonly aheadSeconds?: number;
  };
  readonly passedOver: {
    readonly count: number;
    readonly last?: {
      readonly block: number;
      readonly tx: number;
      readonly code: string;
    };
  };
};

export type ReadAllianceAnswer = {
  readonly allianceName: string;
  readonly members: readonly ({
    readonly partyId: string;
    readonly partyName: string;
    readonly partyOrgType: 'CREDITOR_ORG' | 'TOKEN_ISSUER' | 'DATA_SERVICE_PROVIDER' | 'REGULATOR';
    readonly endorses: boolean;
  })[];
  readonly evaluators: readonly string[];
  readonly registrar: string;
  readonly daySeconds: number;
  readonly parameters: {
    readonly timeZone: 'Asia/Shanghai' | 'Asia/Hong_Kong' | 'Asia/Macau' | 'Asia/Taipei' | 'Asia/Singapore' | 'Asia/Kuala_Lumpur' | 'Asia/Manila' | 'Asia/Bangkok' | 'Asia/Ho_Chi_Minh' | 'Asia/Jakarta' | 'Asia/Kolkata' | 'Asia/Seoul' | 'Asia/Tokyo' | 'UTC';
    readonly clockWindowSeconds: number;
    readonly deliverWithinSeconds: number;
    readonly disputeWithinSeconds: number;
    readonly expiryGraceSeconds: number;
    readonly minConfirmRmb: number;
    readonly settleWithinSeconds: number;
    readonly objectWithinSeconds: number;
    readonly decideWithinDays: number;
    readonly proposalDays: number;
    readonly evaluationsPerDay: number;
    readonly packagePeriodSeconds: number;
    readonly packageBytes: number;
    readonly maxPriceFen: number;
    readonly summaryNeedsConsent: boolean;
    readonly maxConsentSeconds: number;
    readonly maxConsentUses: number;
    readonly retentionDays: number;
    readonly disputeAnswerDays: number;
    readonly payoutDays: number;
    readonly keyWaitDays: number;
  };
  readonly version: number;
  readonly foundingHash: string;
  /** The day by which long periods end, and those in which silence decides */
  readonly ledgerDay?: number;
  readonly openProposals: readonly Proposal[];
  readonly asOfBlock: number;
};

export type AdvanceDay = {
  readonly day: number;
};

export type AdvanceDayAnswer = {
  readonly day: number;
};

export type ListProposals = {
  readonly status?: 'OPEN' | 'IN_FORCE' | 'REJECTED' | 'LAPSED' | undefined;
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type ProposeChange = {
  readonly proposalId: string;
  readonly change: {
    readonly type: 'PARAMETERS';
    readonly parameters: {
      readonly clockWindowSeconds?: number | undefined;
      readonly deliverWithinSeconds?: number | undefined;
      readonly disputeWithinSeconds?: number | undefined;
      readonly expiryGraceSeconds?: number | undefined;
      readonly minConfirmRmb?: number | undefined;
      readonly settleWithinSeconds?: number | undefined;
      readonly objectWithinSeconds?: number | undefined;
      readonly decideWithinDays?: number | undefined;
      readonly proposalDays?: number | undefined;
      readonly evaluationsPerDay?: number | undefined;
      readonly packageBytes?: number | undefined;
      readonly maxPriceFen?: number | undefined;
      readonly summaryNeedsConsent?: boolean | undefined;
      readonly maxConsentSeconds?: number | undefined;
      readonly maxConsentUses?: number | undefined;
      readonly retentionDays?: number | undefined;
      readonly disputeAnswerDays?: number | undefined;
      readonly payoutDays?: number | undefined;
      readonly keyWaitDays?: number | undefined;
    };
  } | {
    readonly type: 'MEMBER';
    readonly member: {
      readonly partyId: string;
      readonly partyName: string;
      readonly partyOrgType: 'CREDITOR_ORG' | 'TOKEN_ISSUER' | 'DATA_SERVICE_PROVIDER' | 'REGULATOR';
      readonly endorses: boolean;
    };
  } | {
    readonly type: 'REDEMPTION';
    readonly redemptionId: string;
    readonly verdict: 'BURN' | 'RETURN';
  };
};

export type ProposeChangeAnswer = {
  readonly proposalId: string;
};

export type ReadProposal = {
  readonly proposalId: string;
};

export type VoteOnProposal = {
  readonly proposalId: string;
  readonly approve: boolean;
};

export type VoteOnProposalAnswer = {
  readonly proposalId: string;
};

export type ListApprovals = {
  readonly status?: 'WAITING' | 'CARRIED_OUT' | 'REJECTED' | 'EXPIRED' | undefined;
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type ReadApproval = {
  readonly approvalId: string;
};

export type CarryOut = {
  readonly approvalId: string;
};

export type CarryOutAnswer = {
  readonly approval: Approval;
  readonly answerStatus: number;
  /** JSON: the body of the answer */
  readonly answer?: string;
};

export type RejectApproval = {
  readonly approvalId: string;
};

export type ListAuditEntries = {
  readonly userName?: string | undefined;
  readonly operation?: string | undefined;
  readonly about?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type ExportAuditLog = {
  readonly after?: number | undefined;
};

export type ListBlocks = {
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type ListBlocksItem = {
  readonly number: number;
  readonly hash: string;
  /** The time of the last transaction that was folded */
  readonly time?: string;
  /** Valid transactions of this chaincode that were folded */
  readonly transactions: number;
  /** Valid ones that nothing was taken from */
  readonly passedOver: number;
};

export type ReadBlock = {
  readonly number: number;
};

export type ReadBlockAnswer = {
  readonly number: number;
  readonly hash: string;
  /** The time of the last transaction that was folded */
  readonly time?: string;
  /** Valid transactions of this chaincode that were folded */
  readonly transactions: number;
  /** Valid ones that nothing was taken from */
  readonly passedOver: number;
  /** Absent for block 0 */
  readonly previousHash?: string;
  readonly folded: readonly {
    readonly transactionId: string;
    readonly index: number;
    readonly time: string;
  }[];
};

export type CountConfirms = {
  readonly status?: 'HELD' | 'DELIVERED' | 'PAID' | 'REFUNDED' | undefined;
  readonly assetId?: string | undefined;
  readonly contributor?: string | undefined;
  readonly participator?: string | undefined;
  /** The beginning of the confirmId, with its owner */
  readonly confirmIdPrefix?: string | undefined;
  /** Confirmed at this time or later */
  readonly confirmedFrom?: string | undefined;
  /** Confirmed before this time */
  readonly confirmedTo?: string | undefined;
  /** The least confirmTakeInLimitRmb */
  readonly amountFromRmb?: number | undefined;
  /** The greatest confirmTakeInLimitRmb */
  readonly amountToRmb?: number | undefined;
};

export type CountConfirmsAnswer = {
  readonly total: number;
  readonly byStatus: {
    readonly HELD: number;
    readonly DELIVERED: number;
    readonly PAID: number;
    readonly REFUNDED: number;
  };
  readonly asOfBlock: number;
};

export type ListConfirms = {
  readonly status?: 'HELD' | 'DELIVERED' | 'PAID' | 'REFUNDED' | undefined;
  readonly assetId?: string | undefined;
  readonly contributor?: string | undefined;
  readonly participator?: string | undefined;
  /** The beginning of the confirmId, with its owner */
  readonly confirmIdPrefix?: string | undefined;
  /** Confirmed at this time or later */
  readonly confirmedFrom?: string | undefined;
  /** Confirmed before this time */
  readonly confirmedTo?: string | undefined;
  /** The least confirmTakeInLimitRmb */
  readonly amountFromRmb?: number | undefined;
  /** The greatest confirmTakeInLimitRmb */
  readonly amountToRmb?: number | undefined;
  /** Upwards by the name, or downwards with - before it */
  readonly sort?: 'confirmed' | '-confirmed' | 'amount' | '-amount' | undefined;
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type ListConsents = {
  readonly subjectId?: string | undefined;
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type RecordConsent = {
  readonly subjectId: string;
  /** The key that signs; OWN_REPORT needs a key with a report key */
  readonly keyId: string;
  readonly purpose: 'LOAN_APPLICATION' | 'LOAN_MANAGEMENT' | 'GUARANTEE' | 'OWN_REPORT';
  /** The default is now; required with a signature */
  readonly signedTime?: string | undefined;
  /** ISO 8601 with a zone, from 1900 to 2199, to the millisecond */
  readonly notAfter: string;
  readonly uses: number;
  /** r ‖ s in base64url, s in the lower half */
  readonly signature?: string | undefined;
};

export type RecordConsentAnswer = {
  readonly consentId: string;
  /** Each message as UTF-8 by ECDSA on P-256 with SHA-256, r ‖ s, s in the lower half; gateway/client/verifier.ts checks it */
  readonly toSign: readonly {
    readonly role: 'SUBJECT';
    /** The key that has to sign, if only one may */
    readonly keyId?: string;
    readonly message: string;
    /** From which the message is recomputed: canonical JSON of `signed` and, hashed, of the commitments */
    readonly opening: {
      readonly signed: Readonly<Record<string, unknown>>;
      readonly commitments: Readonly<Record<string, {
        readonly salt: string;
        readonly content: unknown;
      }>>;
    };
    /** All that is signed, for people */
    readonly words: {
      readonly zh: string;
      readonly en: string;
    };
  }[];
  readonly signedTime: string;
} | {
  readonly consentId: string;
};

export type ReadConsent = {
  readonly consentId: string;
};

export type RevokeConsent = {
  readonly consentId: string;
  /** The subject of a consent that is not on the ledger */
  readonly subjectId?: string | undefined;
  readonly keyId?: string | undefined;
  /** r ‖ s in base64url, s in the lower half */
  readonly signature?: string | undefined;
};

export type RevokeConsentAnswer = {
  readonly consentId: string;
  /** Each message as UTF-8 by ECDSA on P-256 with SHA-256, r ‖ s, s in the lower half; gateway/client/verifier.ts checks it */
  readonly toSign: readonly {
    readonly role: 'SUBJECT';
    /** The key that has to sign, if only one may */
    readonly keyId?: string;
    readonly message: string;
    /** From which the message is recomputed: canonical JSON of `signed` and, hashed, of the commitments */
    readonly opening: {
      readonly signed: Readonly<Record<string, unknown>>;
      readonly commitments: Readonly<Record<string, {
        readonly salt: string;
        readonly content: unknown;
      }>>;
    };
    /** All that is signed, for people */
    readonly words: {
      readonly zh: string;
      readonly en: string;
    };
  }[];
} | {
  readonly consentId: string;
};

export type ListCreditDisputes = {
  readonly status?: 'OPEN' | 'UPHELD' | 'REJECTED' | 'UNDETERMINED' | undefined;
  /** Open after its last day, by the ledger's day */
  readonly overdue?: boolean | undefined;
  /** Lists only disputes of records of this institution */
  readonly role?: 'lender' | undefined;
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type ReadCreditIncome = {
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type ReadCreditIncomeAnswer = {
  readonly sales: readonly {
    readonly answerId: string;
    readonly recordId: string;
    readonly tokenFen: number;
    readonly endedTime?: string;
  }[];
  readonly nextCursor?: string;
  readonly payouts: readonly {
    /** The ledger's day with which the period ended */
    readonly period: number;
    readonly amountFen: number;
    readonly payoutTime: string;
  }[];
  readonly asOfBlock: number;
};

export type ListCreditQueries = {
  readonly subjectId?: string | undefined;
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type ListCreditQueriesItem = {
  readonly queryId: string;
  readonly partyId: string;
  readonly subjectId: string;
  readonly purpose: 'LOAN_APPLICATION' | 'LOAN_MANAGEMENT' | 'GUARANTEE' | 'OWN_REPORT';
  readonly consentId?: string;
  readonly answerIds: readonly string[];
  readonly askedTime: string;
  readonly day: number;
};

export type QueryDetails = {
  readonly queryId: string;
  readonly subjectId: string;
  readonly purpose: 'LOAN_APPLICATION' | 'LOAN_MANAGEMENT' | 'GUARANTEE' | 'OWN_REPORT';
  readonly consentId: string;
  /** The default is all records that are offered */
  readonly records?: readonly {
    readonly recordId: string;
    readonly priceFen: number;
  }[] | undefined;
  /** The most that all answers together may cost */
  readonly maxTotalFen?: number | undefined;
};

export type QueryDetailsAnswer = {
  readonly queryId: string;
  readonly status: 'PENDING' | 'COMPLETE';
  readonly answers: readonly ({
    readonly recordId: string;
    readonly tokenFen: number;
    readonly status: 'HELD' | 'DELIVERED' | 'PAID' | 'REFUNDED';
  })[];
};

export type ReadCreditQuery = {
  readonly queryId: string;
};

export type ListReads = {
  readonly queryId: string;
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type ListReadsItem = {
  readonly queryId: string;
  readonly userName: string;
  readonly time: string;
};

export type ListCreditRecordImports = {
  readonly status?: 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELLED' | undefined;
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type ListCreditRecordImportsItem = {
  readonly importId: string;
  readonly created: string;
  readonly status: 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELLED';
  /** Rows that hold anything, headings aside */
  readonly rows: number;
  /** Plans: on the ledger since the import began. Credit records: durably on their way to it */
  readonly accepted: number;
  readonly rejected: number;
  /** Rows that are on the ledger already with the same content */
  readonly unchanged: number;
  /** The code of the refusal if the import failed */
  readonly code?: string;
  readonly reason?: string;
};

export type UploadCreditRecords = {
  readonly conditions?: LoanImportConditions | undefined;
};

export type UploadCreditRecordsAnswer = {
  readonly importId: string;
  readonly created: string;
  readonly status: 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELLED';
  /** Rows that hold anything, headings aside */
  readonly rows: number;
  /** Plans: on the ledger since the import began. Credit records: durably on their way to it */
  readonly accepted: number;
  readonly rejected: number;
  /** Rows that are on the ledger already with the same content */
  readonly unchanged: number;
  /** The code of the refusal if the import failed */
  readonly code?: string;
  readonly reason?: string;
  /** How the file was read, and what a person should look at though nothing is wrong */
  readonly notes: readonly ({
    readonly code: 'SHEET_READ' | 'ENCODING_READ' | 'SHEETS_NOT_READ' | 'SHEETS_HIDDEN' | 'COLUMN_IGNORED' | 'UNIT_CONVERTED' | 'COLUMN_HIDDEN' | 'ROWS_HIDDEN' | 'ROWS_SKIPPED' | 'CELLS_MERGED' | 'RATE_LOW' | 'DAY_ENDS' | 'SHARED_LIMIT_ABOVE_SHARE_LIMIT' | 'SHARED_LIMIT_ABOVE_AMOUNT' | 'AMOUNT_ABOVE_LOAN_LIMIT' | 'SHARED_RATE_LOW' | 'SHARED_RATE_HIGH' | 'TOKEN_RATE_HIGH' | 'WARNING';
    readonly text: string;
    /** The first of them, at most 50 */
    readonly rows: readonly number[];
    /** The number of rows or places */
    readonly count: number;
  })[];
  readonly errors: readonly {
    readonly row: number;
    /** The field, or the letter of a column that has no heading */
    readonly column: string;
    /** As a spreadsheet program names it, where there is one */
    readonly cell?: string;
    /** As the sheet has it, or else the documented one in Chinese */
    readonly heading?: string;
    readonly reason: string;
  }[];
  /** Present if there are more errors */
  readonly nextCursor?: string;
};

export type PreviewCreditRecords = {
  readonly conditions?: LoanImportConditions | undefined;
};

export type PreviewCreditRecordsAnswer = {
  /** Rows that hold anything, headings aside */
  readonly rows: number;
  /** Rows that an import would carry out; the ledger may still refuse them */
  readonly good: number;
  readonly rejected: number;
  /** How the file was read, and what a person should look at though nothing is wrong */
  readonly notes: readonly ({
    readonly code: 'SHEET_READ' | 'ENCODING_READ' | 'SHEETS_NOT_READ' | 'SHEETS_HIDDEN' | 'COLUMN_IGNORED' | 'UNIT_CONVERTED' | 'COLUMN_HIDDEN' | 'ROWS_HIDDEN' | 'ROWS_SKIPPED' | 'CELLS_MERGED' | 'RATE_LOW' | 'DAY_ENDS' | 'SHARED_LIMIT_ABOVE_SHARE_LIMIT' | 'SHARED_LIMIT_ABOVE_AMOUNT' | 'AMOUNT_ABOVE_LOAN_LIMIT' | 'SHARED_RATE_LOW' | 'SHARED_RATE_HIGH' | 'TOKEN_RATE_HIGH' | 'WARNING';
    readonly text: string;
    /** The first of them, at most 50 */
    readonly rows: readonly number[];
    /** The number of rows or places */
    readonly count: number;
  })[];
  /** The first 500, in the order of the rows */
  readonly errors: readonly {
    readonly row: number;
    /** The field, or the letter of a column that has no heading */
    readonly column: string;
    /** As a spreadsheet program names it, where there is one */
    readonly cell?: string;
    /** As the sheet has it, or else the documented one in Chinese */
    readonly heading?: string;
    readonly reason: string;
  }[];
};

export type ReadCreditRecordImport = {
  readonly importId: string;
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type ReadCreditRecordImportAnswer = {
  readonly importId: string;
  readonly created: string;
  readonly status: 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELLED';
  /** Rows that hold anything, headings aside */
  readonly rows: number;
  /** Plans: on the ledger since the import began. Credit records: durably on their way to it */
  readonly accepted: number;
  readonly rejected: number;
  /** Rows that are on the ledger already with the same content */
  readonly unchanged: number;
  /** The code of the refusal if the import failed */
  readonly code?: string;
  readonly reason?: string;
  /** How the file was read, and what a person should look at though nothing is wrong */
  readonly notes: readonly ({
    readonly code: 'SHEET_READ' | 'ENCODING_READ' | 'SHEETS_NOT_READ' | 'SHEETS_HIDDEN' | 'COLUMN_IGNORED' | 'UNIT_CONVERTED' | 'COLUMN_HIDDEN' | 'ROWS_HIDDEN' | 'ROWS_SKIPPED' | 'CELLS_MERGED' | 'RATE_LOW' | 'DAY_ENDS' | 'SHARED_LIMIT_ABOVE_SHARE_LIMIT' | 'SHARED_LIMIT_ABOVE_AMOUNT' | 'AMOUNT_ABOVE_LOAN_LIMIT' | 'SHARED_RATE_LOW' | 'SHARED_RATE_HIGH' | 'TOKEN_RATE_HIGH' | 'WARNING';
    readonly text: string;
    /** The first of them, at most 50 */
    readonly rows: readonly number[];
    /** The number of rows or places */
    readonly count: number;
  })[];
  readonly errors: readonly {
    readonly row: number;
    /** The field, or the letter of a column that has no heading */
    readonly column: string;
    /** As a spreadsheet program names it, where there is one */
    readonly cell?: string;
    /** As the sheet has it, or else the documented one in Chinese */
    readonly heading?: string;
    readonly reason: string;
  }[];
  /** Present if there are more errors */
  readonly nextCursor?: string;
};

export type CancelCreditRecordImport = {
  readonly importId: string;
};

export type CancelCreditRecordImportAnswer = {
  readonly importId: string;
  readonly created: string;
  readonly status: 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELLED';
  /** Rows that hold anything, headings aside */
  readonly rows: number;
  /** Plans: on the ledger since the import began. Credit records: durably on their way to it */
  readonly accepted: number;
  readonly rejected: number;
  /** Rows that are on the ledger already with the same content */
  readonly unchanged: number;
  /** The code of the refusal if the import failed */
  readonly code?: string;
  readonly reason?: string;
};

export type ReadRejectedCreditRecords = {
  readonly importId: string;
};

export type ListCreditRecords = {
  readonly subjectId?: string | undefined;
  /** On which side the subject stands: borrower unless said; all records have both sides here */
  readonly role?: 'lender' | 'borrower' | undefined;
  /** Only records that have matured and await a feedback, or only others */
  readonly due?: boolean | undefined;
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type FileCreditRecord = {
  /** The gateway recognises a repeated filing by this identifier, and makes one if it is absent */
  readonly filingId?: string | undefined;
  /** Lender to borrower: C a person, B an enterprise */
  readonly relationKind: 'C2C' | 'B2B' | 'B2C' | 'C2B';
  readonly borrower: {
    readonly subjectId: string;
  };
  /** The default is this institution */
  readonly lender?: {
    readonly subjectId: string;
  } | undefined;
  readonly amountRmb: number;
  readonly rateBps: number;
  /** ISO 8601 with a zone, from 1900 to 2199, to the millisecond */
  readonly startTime: string;
  /** ISO 8601 with a zone, from 1900 to 2199, to the millisecond */
  readonly maturityTime: string;
  /** The hash of the mandate under which a company files for the borrower */
  readonly mandateSha256?: string | undefined;
  /** Public; at most seven days from now, by default the last midnight in the alliance's zone */
  readonly signBy?: string | undefined;
  /** The record that ends early, PERFORMED, with this one */
  readonly renews?: {
    readonly recordId: string;
    readonly level: 'PUBLIC' | 'ENCRYPTED' | 'PAID';
    /** The price of one answer, for the level PAID only */
    readonly priceFen?: number | undefined;
  } | undefined;
};

export type FileCreditRecordAnswer = {
  readonly recordId: string;
  /** NOT_RECORDED: handed over to the registrar again and again, and not on the ledger; repeating hands it over anew */
  readonly status: 'AWAITING_SIGNATURES' | 'LAPSED' | 'HANDED_OVER' | 'NOT_RECORDED' | 'EFFECTIVE';
  readonly signBy: string;
  /** Each message as UTF-8 by ECDSA on P-256 with SHA-256, r ‖ s, s in the lower half; gateway/client/verifier.ts checks it */
  readonly toSign: readonly ({
    readonly role: 'BORROWER' | 'LENDER';
    /** The key that has to sign, if only one may */
    readonly keyId?: string;
    readonly message: string;
    /** From which the message is recomputed: canonical JSON of `signed` and, hashed, of the commitments */
    readonly opening: {
      readonly signed: Readonly<Record<string, unknown>>;
      readonly commitments: Readonly<Record<string, {
        readonly salt: string;
        readonly content: unknown;
      }>>;
    };
    /** All that is signed, for people */
    readonly words: {
      readonly zh: string;
      readonly en: string;
    };
  })[];
  readonly warnings?: readonly 'RELATION_KIND_FUTURE'[];
};

export type ReadCreditRecord = {
  readonly recordId: string;
};

export type CorrectCreditRecord = {
  readonly recordId: string;
  /** The gateway recognises a repeated filing by this identifier, and makes one if it is absent */
  readonly filingId?: string | undefined;
  /** Lender to borrower: C a person, B an enterprise */
  readonly relationKind: 'C2C' | 'B2B' | 'B2C' | 'C2B';
  readonly borrower: {
    readonly subjectId: string;
  };
  /** The default is this institution */
  readonly lender?: {
    readonly subjectId: string;
  } | undefined;
  readonly amountRmb: number;
  readonly rateBps: number;
  /** ISO 8601 with a zone, from 1900 to 2199, to the millisecond */
  readonly startTime: string;
  /** ISO 8601 with a zone, from 1900 to 2199, to the millisecond */
  readonly maturityTime: string;
  /** The hash of the mandate under which a company files for the borrower */
  readonly mandateSha256?: string | undefined;
  /** Public; at most seven days from now, by default the last midnight in the alliance's zone */
  readonly signBy?: string | undefined;
};

export type CorrectCreditRecordAnswer = {
  readonly recordId: string;
  /** NOT_RECORDED: handed over to the registrar again and again, and not on the ledger; repeating hands it over anew */
  readonly status: 'AWAITING_SIGNATURES' | 'LAPSED' | 'HANDED_OVER' | 'NOT_RECORDED' | 'EFFECTIVE';
  readonly signBy: string;
  /** Each message as UTF-8 by ECDSA on P-256 with SHA-256, r ‖ s, s in the lower half; gateway/client/verifier.ts checks it */
  readonly toSign: readonly ({
    readonly role: 'BORROWER' | 'LENDER';
    /** The key that has to sign, if only one may */
    readonly keyId?: string;
    readonly message: string;
    /** From which the message is recomputed: canonical JSON of `signed` and, hashed, of the commitments */
    readonly opening: {
      readonly signed: Readonly<Record<string, unknown>>;
      readonly commitments: Readonly<Record<string, {
        readonly salt: string;
        readonly content: unknown;
      }>>;
    };
    /** All that is signed, for people */
    readonly words: {
      readonly zh: string;
      readonly en: string;
    };
  })[];
  readonly warnings?: readonly 'RELATION_KIND_FUTURE'[];
};

export type AnswerDispute = {
  readonly recordId: string;
  readonly disputeId: string;
  readonly verdict: 'UPHELD' | 'REJECTED' | 'UNDETERMINED';
  /** Lines in NFC, in which everything can be seen */
  readonly text: string;
};

export type AnswerDisputeAnswer = {
  readonly disputeId: string;
  readonly status: 'HANDED_OVER';
};

export type DisputeCreditRecord = {
  readonly recordId: string;
  /** The disputeId of the answer with the text to sign */
  readonly disputeId?: string | undefined;
  /** The borrower, verified here */
  readonly subjectId: string;
  /** All members and readers of the record see the statement */
  readonly statement: string;
  readonly keyId?: string | undefined;
  /** r ‖ s in base64url, s in the lower half */
  readonly signature?: string | undefined;
};

export type DisputeCreditRecordAnswer = {
  readonly disputeId: string;
  /** Each message as UTF-8 by ECDSA on P-256 with SHA-256, r ‖ s, s in the lower half; gateway/client/verifier.ts checks it */
  readonly toSign: readonly {
    readonly role: 'SUBJECT';
    /** The key that has to sign, if only one may */
    readonly keyId?: string;
    readonly message: string;
    /** From which the message is recomputed: canonical JSON of `signed` and, hashed, of the commitments */
    readonly opening: {
      readonly signed: Readonly<Record<string, unknown>>;
      readonly commitments: Readonly<Record<string, {
        readonly salt: string;
        readonly content: unknown;
      }>>;
    };
    /** All that is signed, for people */
    readonly words: {
      readonly zh: string;
      readonly en: string;
    };
  }[];
} | {
  readonly disputeId: string;
  readonly status: 'HANDED_OVER';
};

export type GiveFeedback = {
  readonly recordId: string;
  readonly outcome: 'PERFORMED' | 'EXTENDED' | 'BREACHED';
  readonly level: 'PUBLIC' | 'ENCRYPTED' | 'PAID';
  /** The price of one answer, for the level PAID only */
  readonly priceFen?: number | undefined;
  /** The new maturity of an extension */
  readonly newMaturityTime?: string | undefined;
  /** The notice to the borrower, required before a breach is recorded */
  readonly notice?: {
    /** ISO 8601 with a zone, from 1900 to 2199, to the millisecond */
    readonly givenTime: string;
    readonly evidenceSha256: string;
  } | undefined;
  readonly corrects?: number | undefined;
};

export type GiveFeedbackAnswer = {
  readonly number: number;
  /** NOT_RECORDED: handed over to the registrar again and again, and not on the ledger; repeating hands it over anew */
  readonly status: 'AWAITING_SIGNATURES' | 'HANDED_OVER' | 'NOT_RECORDED' | 'RECORDED';
  /** Each message as UTF-8 by ECDSA on P-256 with SHA-256, r ‖ s, s in the lower half; gateway/client/verifier.ts checks it */
  readonly toSign: readonly ({
    readonly role: 'BORROWER' | 'LENDER';
    /** The key that has to sign, if only one may */
    readonly keyId?: string;
    readonly message: string;
    /** From which the message is recomputed: canonical JSON of `signed` and, hashed, of the commitments */
    readonly opening: {
      readonly signed: Readonly<Record<string, unknown>>;
      readonly commitments: Readonly<Record<string, {
        readonly salt: string;
        readonly content: unknown;
      }>>;
    };
    /** All that is signed, for people */
    readonly words: {
      readonly zh: string;
      readonly en: string;
    };
  })[];
};

export type ReadCreditRecordHistory = {
  readonly recordId: string;
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type ReadCreditRecordHistoryItem = {
  readonly transactionId: string;
  readonly block: number;
  readonly time: string;
  readonly creditRecord: {
    readonly feedbackCount: number;
    readonly level?: 'PUBLIC' | 'ENCRYPTED' | 'PAID';
    readonly priceFen?: number;
    readonly renewedBy?: string;
    readonly correctedBy?: string;
    readonly disputeIds: readonly string[];
    readonly purged: boolean;
  };
};

export type SetLevel = {
  readonly recordId: string;
  readonly level: 'PUBLIC' | 'ENCRYPTED' | 'PAID';
  /** The price of one answer, for the level PAID only */
  readonly priceFen?: number | undefined;
};

export type SetLevelAnswer = {
  readonly version: number;
};

export type SignCreditRecord = {
  readonly recordId: string;
  readonly role: 'BORROWER' | 'LENDER';
  readonly keyId?: string | undefined;
  /** r ‖ s in base64url, s in the lower half */
  readonly signature?: string | undefined;
  /** One line in NFC, in which everything can be seen */
  readonly approvalReference?: string | undefined;
  /** The number of the feedback to sign; absent for the registration */
  readonly feedback?: number | undefined;
};

export type SignCreditRecordAnswer = {
  readonly recordId: string;
  /** NOT_RECORDED: handed over to the registrar again and again, and not on the ledger; repeating hands it over anew */
  readonly status: 'AWAITING_SIGNATURES' | 'LAPSED' | 'HANDED_OVER' | 'NOT_RECORDED' | 'EFFECTIVE';
  readonly signBy: string;
  /** Each message as UTF-8 by ECDSA on P-256 with SHA-256, r ‖ s, s in the lower half; gateway/client/verifier.ts checks it */
  readonly toSign: readonly ({
    readonly role: 'BORROWER' | 'LENDER';
    /** The key that has to sign, if only one may */
    readonly keyId?: string;
    readonly message: string;
    /** From which the message is recomputed: canonical JSON of `signed` and, hashed, of the commitments */
    readonly opening: {
      readonly signed: Readonly<Record<string, unknown>>;
      readonly commitments: Readonly<Record<string, {
        readonly salt: string;
        readonly content: unknown;
      }>>;
    };
    /** All that is signed, for people */
    readonly words: {
      readonly zh: string;
      readonly en: string;
    };
  })[];
  readonly warnings?: readonly 'RELATION_KIND_FUTURE'[];
} | {
  readonly number: number;
  /** NOT_RECORDED: handed over to the registrar again and again, and not on the ledger; repeating hands it over anew */
  readonly status: 'AWAITING_SIGNATURES' | 'HANDED_OVER' | 'NOT_RECORDED' | 'RECORDED';
  /** Each message as UTF-8 by ECDSA on P-256 with SHA-256, r ‖ s, s in the lower half; gateway/client/verifier.ts checks it */
  readonly toSign: readonly ({
    readonly role: 'BORROWER' | 'LENDER';
    /** The key that has to sign, if only one may */
    readonly keyId?: string;
    readonly message: string;
    /** From which the message is recomputed: canonical JSON of `signed` and, hashed, of the commitments */
    readonly opening: {
      readonly signed: Readonly<Record<string, unknown>>;
      readonly commitments: Readonly<Record<string, {
        readonly salt: string;
        readonly content: unknown;
      }>>;
    };
    /** All that is signed, for people */
    readonly words: {
      readonly zh: string;
      readonly en: string;
    };
  })[];
};

export type ListParties = {
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type RotateKey = {
  readonly version?: number | undefined;
};

export type RotateKeyAnswer = {
  readonly partyId: string;
  readonly version: number;
};

export type ReadParty = {
  readonly partyId: string;
};

export type CountPlans = {
  readonly status?: 'OPEN' | 'FILLED' | 'CLOSED' | 'WITHDRAWN' | undefined;
  readonly contributor?: string | undefined;
  /** Who made a confirm, refunded or not */
  readonly participator?: string | undefined;
  readonly loanKind?: 'CASH' | 'CONSUMPTION' | 'PROVIDENT_FUND' | 'ENTERPRISE' | 'CAR_MORTGAGE' | 'POLICY' | 'CAR_PLEDGE' | undefined;
  readonly form?: 'JOINT' | 'FIRST_COME' | undefined;
  /** The beginning of the assetId, with its owner */
  readonly assetIdPrefix?: string | undefined;
  /** Published at this time or later */
  readonly publishedFrom?: string | undefined;
  /** Published before this time */
  readonly publishedTo?: string | undefined;
  /** The least borrowerPerson.amountRmb */
  readonly amountFromRmb?: number | undefined;
  /** The greatest borrowerPerson.amountRmb */
  readonly amountToRmb?: number | undefined;
};

export type CountPlansAnswer = {
  readonly total: number;
  readonly byStatus: {
    readonly OPEN: number;
    readonly FILLED: number;
    readonly CLOSED: number;
    readonly WITHDRAWN: number;
  };
  readonly asOfBlock: number;
};

export type ListPlanImports = {
  readonly status?: 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELLED' | undefined;
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type ListPlanImportsItem = {
  readonly importId: string;
  readonly created: string;
  readonly status: 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELLED';
  /** Rows that hold anything, headings aside */
  readonly rows: number;
  /** Plans: on the ledger since the import began. Credit records: durably on their way to it */
  readonly accepted: number;
  readonly rejected: number;
  /** Rows that are on the ledger already with the same content */
  readonly unchanged: number;
  /** The code of the refusal if the import failed */
  readonly code?: string;
  readonly reason?: string;
};

export type UploadPlans = {
  readonly conditions?: ImportConditions | undefined;
};

export type UploadPlansAnswer = {
  readonly importId: string;
  readonly created: string;
  readonly status: 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELLED';
  /** Rows that hold anything, headings aside */
  readonly rows: number;
  /** Plans: on the ledger since the import began. Credit records: durably on their way to it */
  readonly accepted: number;
  readonly rejected: number;
  /** Rows that are on the ledger already with the same content */
  readonly unchanged: number;
  /** The code of the refusal if the import failed */
  readonly code?: string;
  readonly reason?: string;
  /** How the file was read, and what a person should look at though nothing is wrong */
  readonly notes: readonly ({
    readonly code: 'SHEET_READ' | 'ENCODING_READ' | 'SHEETS_NOT_READ' | 'SHEETS_HIDDEN' | 'COLUMN_IGNORED' | 'UNIT_CONVERTED' | 'COLUMN_HIDDEN' | 'ROWS_HIDDEN' | 'ROWS_SKIPPED' | 'CELLS_MERGED' | 'RATE_LOW' | 'DAY_ENDS' | 'SHARED_LIMIT_ABOVE_SHARE_LIMIT' | 'SHARED_LIMIT_ABOVE_AMOUNT' | 'AMOUNT_ABOVE_LOAN_LIMIT' | 'SHARED_RATE_LOW' | 'SHARED_RATE_HIGH' | 'TOKEN_RATE_HIGH' | 'WARNING';
    readonly text: string;
    /** The first of them, at most 50 */
    readonly rows: readonly number[];
    /** The number of rows or places */
    readonly count: number;
  })[];
  readonly errors: readonly {
    readonly row: number;
    /** The field, or the letter of a column that has no heading */
    readonly column: string;
    /** As a spreadsheet program names it, where there is one */
    readonly cell?: string;
    /** As the sheet has it, or else the documented one in Chinese */
    readonly heading?: string;
    readonly reason: string;
  }[];
  /** Present if there are more errors */
  readonly nextCursor?: string;
};

export type PreviewPlans = {
  readonly conditions?: ImportConditions | undefined;
};

export type PreviewPlansAnswer = {
  /** Rows that hold anything, headings aside */
  readonly rows: number;
  /** Rows that an import would carry out; the ledger may still refuse them */
  readonly good: number;
  readonly rejected: number;
  /** How the file was read, and what a person should look at though nothing is wrong */
  readonly notes: readonly ({
    readonly code: 'SHEET_READ' | 'ENCODING_READ' | 'SHEETS_NOT_READ' | 'SHEETS_HIDDEN' | 'COLUMN_IGNORED' | 'UNIT_CONVERTED' | 'COLUMN_HIDDEN' | 'ROWS_HIDDEN' | 'ROWS_SKIPPED' | 'CELLS_MERGED' | 'RATE_LOW' | 'DAY_ENDS' | 'SHARED_LIMIT_ABOVE_SHARE_LIMIT' | 'SHARED_LIMIT_ABOVE_AMOUNT' | 'AMOUNT_ABOVE_LOAN_LIMIT' | 'SHARED_RATE_LOW' | 'SHARED_RATE_HIGH' | 'TOKEN_RATE_HIGH' | 'WARNING';
    readonly text: string;
    /** The first of them, at most 50 */
    readonly rows: readonly number[];
    /** The number of rows or places */
    readonly count: number;
  })[];
  /** The first 500, in the order of the rows */
  readonly errors: readonly {
    readonly row: number;
    /** The field, or the letter of a column that has no heading */
    readonly column: string;
    /** As a spreadsheet program names it, where there is one */
    readonly cell?: string;
    /** As the sheet has it, or else the documented one in Chinese */
    readonly heading?: string;
    readonly reason: string;
  }[];
};

export type ReadPlanImport = {
  readonly importId: string;
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type ReadPlanImportAnswer = {
  readonly importId: string;
  readonly created: string;
  readonly status: 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELLED';
  /** Rows that hold anything, headings aside */
  readonly rows: number;
  /** Plans: on the ledger since the import began. Credit records: durably on their way to it */
  readonly accepted: number;
  readonly rejected: number;
  /** Rows that are on the ledger already with the same content */
  readonly unchanged: number;
  /** The code of the refusal if the import failed */
  readonly code?: string;
  readonly reason?: string;
  /** How the file was read, and what a person should look at though nothing is wrong */
  readonly notes: readonly ({
    readonly code: 'SHEET_READ' | 'ENCODING_READ' | 'SHEETS_NOT_READ' | 'SHEETS_HIDDEN' | 'COLUMN_IGNORED' | 'UNIT_CONVERTED' | 'COLUMN_HIDDEN' | 'ROWS_HIDDEN' | 'ROWS_SKIPPED' | 'CELLS_MERGED' | 'RATE_LOW' | 'DAY_ENDS' | 'SHARED_LIMIT_ABOVE_SHARE_LIMIT' | 'SHARED_LIMIT_ABOVE_AMOUNT' | 'AMOUNT_ABOVE_LOAN_LIMIT' | 'SHARED_RATE_LOW' | 'SHARED_RATE_HIGH' | 'TOKEN_RATE_HIGH' | 'WARNING';
    readonly text: string;
    /** The first of them, at most 50 */
    readonly rows: readonly number[];
    /** The number of rows or places */
    readonly count: number;
  })[];
  readonly errors: readonly {
    readonly row: number;
    /** The field, or the letter of a column that has no heading */
    readonly column: string;
    /** As a spreadsheet program names it, where there is one */
    readonly cell?: string;
    /** As the sheet has it, or else the documented one in Chinese */
    readonly heading?: string;
    readonly reason: string;
  }[];
  /** Present if there are more errors */
  readonly nextCursor?: string;
};

export type CancelPlanImport = {
  readonly importId: string;
};

export type CancelPlanImportAnswer = {
  readonly importId: string;
  readonly created: string;
  readonly status: 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELLED';
  /** Rows that hold anything, headings aside */
  readonly rows: number;
  /** Plans: on the ledger since the import began. Credit records: durably on their way to it */
  readonly accepted: number;
  readonly rejected: number;
  /** Rows that are on the ledger already with the same content */
  readonly unchanged: number;
  /** The code of the refusal if the import failed */
  readonly code?: string;
  readonly reason?: string;
};

export type ReadRejectedPlans = {
  readonly importId: string;
};

export type ListPlans = {
  readonly status?: 'OPEN' | 'FILLED' | 'CLOSED' | 'WITHDRAWN' | undefined;
  readonly contributor?: string | undefined;
  /** Who made a confirm, refunded or not */
  readonly participator?: string | undefined;
  readonly loanKind?: 'CASH' | 'CONSUMPTION' | 'PROVIDENT_FUND' | 'ENTERPRISE' | 'CAR_MORTGAGE' | 'POLICY' | 'CAR_PLEDGE' | undefined;
  readonly form?: 'JOINT' | 'FIRST_COME' | undefined;
  /** The beginning of the assetId, with its owner */
  readonly assetIdPrefix?: string | undefined;
  /** Published at this time or later */
  readonly publishedFrom?: string | undefined;
  /** Published before this time */
  readonly publishedTo?: string | undefined;
  /** The least borrowerPerson.amountRmb */
  readonly amountFromRmb?: number | undefined;
  /** The greatest borrowerPerson.amountRmb */
  readonly amountToRmb?: number | undefined;
  /** Upwards by the name, or downwards with - before it */
  readonly sort?: 'published' | '-published' | 'amount' | '-amount' | undefined;
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type PublishPlans = {
  readonly plans: readonly PlanAsSent[];
};

export type PublishPlansAnswer = {
  readonly outcomes: readonly ({
    readonly assetId?: string;
    readonly status: 'ACCEPTED' | 'REFUSED';
    readonly code?: string;
    readonly detail?: string;
    readonly warnings?: readonly ('SHARED_LIMIT_ABOVE_SHARE_LIMIT' | 'SHARED_LIMIT_ABOVE_AMOUNT' | 'AMOUNT_ABOVE_LOAN_LIMIT' | 'SHARED_RATE_LOW' | 'SHARED_RATE_HIGH' | 'TOKEN_RATE_HIGH')[];
    readonly [member: string]: unknown;
  })[];
};

export type ReadPlan = {
  readonly assetId: string;
};

export type ReadBorrower = {
  readonly assetId: string;
};

export type ClosePlan = {
  readonly assetId: string;
};

export type ClosePlanAnswer = {
  readonly assetId: string;
};

export type ConfirmPlan = {
  readonly assetId: string;
  readonly confirmId: string;
  readonly confirmTakeInLimitRmb: number;
  readonly confirmTakeInRateBps: number;
};

export type ReadConfirm = {
  readonly assetId: string;
  readonly confirmId: string;
};

export type AcceptDelivery = {
  readonly assetId: string;
  readonly confirmId: string;
};

export type AcceptDeliveryAnswer = {
  readonly confirmId: string;
};

export type DeliverData = {
  readonly assetId: string;
  readonly confirmId: string;
};

export type DeliverDataAnswer = {
  readonly confirmId: string;
};

export type DisputeDelivery = {
  readonly assetId: string;
  readonly confirmId: string;
};

export type DisputeDeliveryAnswer = {
  readonly confirmId: string;
};

export type ExpireConfirm = {
  readonly assetId: string;
  readonly confirmId: string;
};

export type ExpireConfirmAnswer = {
  readonly confirmId: string;
};

export type ReadConfirmHistory = {
  readonly assetId: string;
  readonly confirmId: string;
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type ReadConfirmHistoryItem = {
  readonly transactionId: string;
  readonly block: number;
  readonly time: string;
  readonly confirm: {
    readonly confirmId: string;
    readonly partyId: string;
    readonly confirmTakeInLimitRmb: number;
    readonly confirmTakeInRateBps: number;
    readonly tokenFen: number;
    readonly confirmTime: string;
    readonly status: 'HELD' | 'DELIVERED' | 'PAID' | 'REFUNDED';
    readonly deliverBy: string;
    readonly disputeWithinSeconds: number;
    readonly disputeBy?: string;
    readonly assetId: string;
    readonly contributor: string;
    readonly deliveredTime?: string;
    readonly endedTime?: string;
    readonly endedBy?: 'ACCEPTED' | 'DISPUTED' | 'EXPIRED';
  };
};

export type ReadPlanHistory = {
  readonly assetId: string;
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type ReadPlanHistoryItem = {
  readonly transactionId: string;
  readonly block: number;
  readonly time: string;
  readonly plan: {
    readonly assetId: string;
    readonly borrowerPerson: {
      readonly amountRmb: number;
      readonly loanKind: 'CASH' | 'CONSUMPTION' | 'PROVIDENT_FUND' | 'ENTERPRISE' | 'CAR_MORTGAGE' | 'POLICY' | 'CAR_PLEDGE';
    };
    readonly carMortgageInfo?: {
      readonly mileageKm: number;
      readonly timeToBuy: string;
    };
    readonly riskControlResult: {
      readonly score: string;
      readonly loanLimitRmb: number;
      readonly shareLimitRmb: number;
    };
    readonly joinLimit: {
      readonly sharedLimitRmb: number;
      readonly sharedRate: {
        readonly minBps: number;
        readonly maxBps: number;
      };
      readonly tokenRateFen: number;
      readonly participantCount: number;
      readonly minConfirmRmb?: number;
      readonly startTime: string;
      readonly endTime: string;
      readonly form: 'JOINT' | 'FIRST_COME';
    };
    readonly contributor: string;
    readonly status: 'OPEN' | 'FILLED' | 'CLOSED' | 'WITHDRAWN';
    readonly remainingLimitRmb: number;
  };
};

export type PurgePlan = {
  readonly assetId: string;
};

export type PurgePlanAnswer = {
  readonly assetId: string;
};

export type WithdrawPlan = {
  readonly assetId: string;
};

export type WithdrawPlanAnswer = {
  readonly assetId: string;
};

export type ListPrompts = {
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type ListPromptsItem = {
  readonly recordId: string;
  readonly maturityTime: string;
  readonly promptedTime: string;
};

export type ListSessions = {
  readonly userName?: string | undefined;
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type EndSession = {
  readonly sessionId: string;
};

export type AttachSubjects = {
  readonly identityKind: 'ID_CARD' | 'CREDIT_CODE';
  readonly identityNumber: string;
  /** One line in NFC, in which everything can be seen */
  readonly name: string;
  readonly verification: {
    readonly method: 'COUNTER' | 'VIDEO' | 'BANK_CARD' | 'OTHER';
    readonly evidenceSha256: string;
  };
} | {
  readonly subjects: readonly ({
    readonly identityKind: 'ID_CARD' | 'CREDIT_CODE';
    readonly identityNumber: string;
    /** One line in NFC, in which everything can be seen */
    readonly name: string;
    readonly verification: {
      readonly method: 'COUNTER' | 'VIDEO' | 'BANK_CARD' | 'OTHER';
      readonly evidenceSha256: string;
    };
  })[];
};

export type AttachSubjectsAnswer = {
  readonly subjectId: string;
  readonly keyId?: string;
} | {
  readonly outcomes: readonly ({
    readonly status: 'ACCEPTED' | 'REFUSED';
    readonly subjectId?: string;
    readonly code?: string;
    readonly detail?: string;
    readonly [member: string]: unknown;
  })[];
} | {
  readonly outcomes: readonly ({
    readonly status: 'ACCEPTED' | 'REFUSED';
    readonly subjectId?: string;
    readonly code?: string;
    readonly detail?: string;
    readonly [member: string]: unknown;
  })[];
};

export type LookUpSubject = {
  readonly identityKind: 'ID_CARD' | 'CREDIT_CODE';
  readonly identityNumber: string;
};

export type LookUpSubjectAnswer = {
  readonly subjectId: string;
};

export type ReadSubject = {
  readonly subjectId: string;
};

export type AddSubjectKey = {
  readonly subjectId: string;
  /** SEC 1, uncompressed, in base64url */
  readonly publicKey: string;
  /** The signature of the new key */
  readonly possession?: string | undefined;
  /** The report key of the subject, for reports under consents that the new key signs */
  readonly report?: {
    /** SEC 1, uncompressed, in base64url */
    readonly publicKey: string;
    /** The signature of the private half of the report key */
    readonly possession?: string | undefined;
  } | undefined;
  /** By a key of the subject that counts; without it a further key has to wait */
  readonly signedBy?: {
    readonly keyId: string;
    /** If absent, the answer holds the text for this key to sign */
    readonly signature?: string | undefined;
  } | undefined;
};

export type AddSubjectKeyAnswer = {
  readonly keyId: string;
  /** Each message as UTF-8 by ECDSA on P-256 with SHA-256, r ‖ s, s in the lower half; gateway/client/verifier.ts checks it */
  readonly toSign: readonly ({
    readonly role: 'NEW_KEY' | 'REPORT_KEY' | 'SUBJECT';
    /** The key that has to sign, if only one may */
    readonly keyId?: string;
    readonly message: string;
    /** From which the message is recomputed: canonical JSON of `signed` and, hashed, of the commitments */
    readonly opening: {
      readonly signed: Readonly<Record<string, unknown>>;
      readonly commitments: Readonly<Record<string, {
        readonly salt: string;
        readonly content: unknown;
      }>>;
    };
    /** All that is signed, for people */
    readonly words: {
      readonly zh: string;
      readonly en: string;
    };
  })[];
} | {
  readonly subjectId: string;
  readonly keyId?: string;
};

export type RevokeSubjectKey = {
  readonly subjectId: string;
  readonly keyId: string;
  /** The key itself, or a key of the subject that counts */
  readonly signedBy?: {
    readonly keyId: string;
    /** If absent, the answer holds the text for this key to sign */
    readonly signature?: string | undefined;
  } | undefined;
};

export type RevokeSubjectKeyAnswer = {
  readonly keyId: string;
  /** Each message as UTF-8 by ECDSA on P-256 with SHA-256, r ‖ s, s in the lower half; gateway/client/verifier.ts checks it */
  readonly toSign: readonly ({
    readonly role: 'NEW_KEY' | 'REPORT_KEY' | 'SUBJECT';
    /** The key that has to sign, if only one may */
    readonly keyId?: string;
    readonly message: string;
    /** From which the message is recomputed: canonical JSON of `signed` and, hashed, of the commitments */
    readonly opening: {
      readonly signed: Readonly<Record<string, unknown>>;
      readonly commitments: Readonly<Record<string, {
        readonly salt: string;
        readonly content: unknown;
      }>>;
    };
    /** All that is signed, for people */
    readonly words: {
      readonly zh: string;
      readonly en: string;
    };
  })[];
} | {
  readonly subjectId: string;
  readonly keyId?: string;
};

export type ListOffers = {
  readonly subjectId: string;
  readonly consentId: string;
};

export type ListOffersAnswer = {
  readonly offers: readonly ({
    readonly recordId: string;
    readonly borrowedOn: string;
    readonly level: 'PUBLIC' | 'PAID';
    readonly priceFen: number;
  })[];
};

export type ReadReport = {
  readonly subjectId: string;
  readonly queryId: string;
};

export type QuerySummary = {
  readonly subjectId: string;
  readonly queryId: string;
  readonly purpose: 'LOAN_APPLICATION' | 'LOAN_MANAGEMENT' | 'GUARANTEE' | 'OWN_REPORT';
  readonly consentId?: string | undefined;
};

export type QuerySummaryAnswer = {
  readonly subjectId: string;
  readonly queryId: string;
  readonly entries: readonly {
    readonly borrowedOn: string;
    readonly entry: '借入';
    readonly disputed?: true;
  }[];
};

export type ListAccounts = {
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type ListAccountsItem = {
  readonly partyId: string;
  readonly balanceFen: number;
  readonly heldFen: number;
};

export type ReadAccount = {
  readonly partyId: string;
};

export type ReadAccountAnswer = {
  readonly partyId: string;
  readonly balanceFen: number;
  readonly heldFen: number;
  readonly asOfBlock: number;
};

export type ListAccountEntries = {
  readonly partyId: string;
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type ListAccountEntriesItem = {
  readonly entryId: string;
  readonly time: string;
  readonly kind: 'RECHARGED' | 'FEE_HELD' | 'FEE_PAID' | 'FEE_RECEIVED' | 'FEE_REFUNDED' | 'REDEMPTION_HELD' | 'REDEMPTION_RETURNED' | 'REDEEMED' | 'INCOME_PASSED_ON' | 'INCOME_RECEIVED';
  readonly reference: string;
  readonly balanceFen: number;
  readonly heldFen: number;
};

export type ListRecharges = {
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type RechargeTokens = {
  readonly rechargeId: string;
  readonly partyId: string;
  readonly amountFen: number;
  readonly paymentReference: string;
};

export type RechargeTokensAnswer = {
  readonly rechargeId: string;
};

export type ListRedemptions = {
  readonly status?: 'REQUESTED' | 'SETTLED' | 'OBJECTED' | 'ACKNOWLEDGED' | 'EXPIRED' | 'BURNED' | 'REJECTED' | 'CANCELLED' | 'RETURNED' | 'UNDECIDED' | undefined;
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type RequestRedemption = {
  readonly redemptionId: string;
  readonly amountFen: number;
};

export type RequestRedemptionAnswer = {
  readonly redemptionId: string;
};

export type AcknowledgeRedemption = {
  readonly redemptionId: string;
};

export type AcknowledgeRedemptionAnswer = {
  readonly redemptionId: string;
};

export type CancelRedemption = {
  readonly redemptionId: string;
};

export type CancelRedemptionAnswer = {
  readonly redemptionId: string;
};

export type ExpireRedemption = {
  readonly redemptionId: string;
};

export type ExpireRedemptionAnswer = {
  readonly redemptionId: string;
};

export type ObjectRedemption = {
  readonly redemptionId: string;
};

export type ObjectRedemptionAnswer = {
  readonly redemptionId: string;
};

export type RejectRedemption = {
  readonly redemptionId: string;
};

export type RejectRedemptionAnswer = {
  readonly redemptionId: string;
};

export type SettleRedemption = {
  readonly redemptionId: string;
  readonly paymentReference: string;
};

export type SettleRedemptionAnswer = {
  readonly redemptionId: string;
};

export type ReadTransaction = {
  readonly transactionId: string;
};

export type ReadTransactionAnswer = {
  readonly transactionId: string;
  readonly block: number;
  /** The position in the block */
  readonly index: number;
  readonly time: string;
  /** How many records of the public state it wrote or deleted */
  readonly writes: number;
  readonly events: readonly {
    readonly id: string;
    readonly event: StreamEvent;
  }[];
};

export type ListUsers = {
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type ListUsersItem = {
  readonly userName: string;
  readonly role: 'admin' | 'officer' | 'reviewer' | 'auditor';
};

export type AddUser = {
  readonly userName: string;
  readonly role: 'admin' | 'officer' | 'reviewer' | 'auditor';
};

export type AddUserAnswer = {
  readonly userName: string;
  readonly role: 'admin' | 'officer' | 'reviewer' | 'auditor';
  readonly token: string;
  readonly expires: string;
};

export type RemoveUser = {
  readonly userName: string;
};

export type ListTokens = {
  readonly userName: string;
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type AddToken = {
  readonly userName: string;
  readonly tokenName: string;
  /** The default is the role of the user */
  readonly role?: 'admin' | 'officer' | 'reviewer' | 'auditor' | undefined;
  readonly expires?: string | undefined;
  /** The token is valid only from an address in one of them */
  readonly networks?: readonly string[] | undefined;
};

export type AddTokenAnswer = {
  readonly tokenName: string;
  readonly expires: string;
  readonly token: string;
  readonly role: 'admin' | 'officer' | 'reviewer' | 'auditor';
};

export type RevokeToken = {
  readonly userName: string;
  readonly tokenName: string;
};

export type RotateToken = {
  readonly userName: string;
  readonly tokenName: string;
  readonly expires?: string | undefined;
  readonly graceSeconds?: number | undefined;
};

export type RotateTokenAnswer = {
  readonly tokenName: string;
  readonly expires: string;
  readonly token: string;
};

export type ListWebhooks = {
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type CreateWebhook = {
  readonly webhookId: string;
  readonly url: string;
  /** Names of events of the stream; all where it is absent */
  readonly types?: readonly ('AllianceEvent' | 'PartyKeyEvent' | 'LoanSharedPlanEvent' | 'OrgConfirmAssetEvent' | 'DataProcessingEvent' | 'ExchangeEndedEvent' | 'TokenRechargeEvent' | 'TokenRedemptionEvent' | 'EvaluationEvent' | 'SubjectEvent' | 'CreditRecordEvent' | 'ConsentEvent' | 'CreditQueryEvent' | 'CreditAnswerEvent' | 'CreditPayoutEvent' | 'MaturityPromptEvent')[] | undefined;
};

export type CreateWebhookAnswer = {
  readonly webhookId: string;
  readonly url: string;
  /** All where it is absent */
  readonly types?: readonly ('AllianceEvent' | 'PartyKeyEvent' | 'LoanSharedPlanEvent' | 'OrgConfirmAssetEvent' | 'DataProcessingEvent' | 'ExchangeEndedEvent' | 'TokenRechargeEvent' | 'TokenRedemptionEvent' | 'EvaluationEvent' | 'SubjectEvent' | 'CreditRecordEvent' | 'ConsentEvent' | 'CreditQueryEvent' | 'CreditAnswerEvent' | 'CreditPayoutEvent' | 'MaturityPromptEvent')[];
  readonly status: 'PENDING' | 'ACTIVE' | 'PAUSED' | 'DISABLED';
  readonly disabledBecause?: 'GONE' | 'FAILING';
  readonly created: string;
  /** The last event of the stream that was put into the queue */
  readonly position: string;
  /** Deliveries in the queue that have not arrived */
  readonly pending: number;
  /** Deliveries that were given up */
  readonly dead: number;
  /** The first event that has not arrived */
  readonly oldestPending?: string;
  /** Since then nothing has arrived */
  readonly failingSince?: string;
  /** Until then the secret before the rotation signs */
  readonly oldSecretUntil?: string;
  readonly isReplaying: boolean;
  /** whsec_ and base64 of 32 bytes; only this answer shows it */
  readonly secret: string;
};

export type RemoveWebhook = {
  readonly webhookId: string;
};

export type ReadWebhook = {
  readonly webhookId: string;
};

export type ChangeWebhook = {
  readonly webhookId: string;
  readonly url?: string | undefined;
  /** Names of events of the stream; all where it is absent */
  readonly types?: readonly ('AllianceEvent' | 'PartyKeyEvent' | 'LoanSharedPlanEvent' | 'OrgConfirmAssetEvent' | 'DataProcessingEvent' | 'ExchangeEndedEvent' | 'TokenRechargeEvent' | 'TokenRedemptionEvent' | 'EvaluationEvent' | 'SubjectEvent' | 'CreditRecordEvent' | 'ConsentEvent' | 'CreditQueryEvent' | 'CreditAnswerEvent' | 'CreditPayoutEvent' | 'MaturityPromptEvent')[] | undefined;
  readonly paused?: boolean | undefined;
};

export type ChallengeWebhook = {
  readonly webhookId: string;
};

export type ListWebhookDeliveries = {
  readonly webhookId: string;
  readonly status?: 'PENDING' | 'DELIVERED' | 'DEAD' | undefined;
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type ListWebhookAttempts = {
  readonly webhookId: string;
  /** The id of the event in the stream */
  readonly eventId: string;
  /** nextCursor of the page before, with the same filters */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export type RetryWebhookDelivery = {
  readonly webhookId: string;
  /** The id of the event in the stream */
  readonly eventId: string;
};

export type ReplayWebhook = {
  readonly webhookId: string;
  /** The id of the first event; 0.0.0: from the beginning */
  readonly from: string;
  /** The id of the last event; the newest one where it is absent */
  readonly to?: string | undefined;
  /** Names of events; those of the webhook where it is absent */
  readonly types?: readonly ('AllianceEvent' | 'PartyKeyEvent' | 'LoanSharedPlanEvent' | 'OrgConfirmAssetEvent' | 'DataProcessingEvent' | 'ExchangeEndedEvent' | 'TokenRechargeEvent' | 'TokenRedemptionEvent' | 'EvaluationEvent' | 'SubjectEvent' | 'CreditRecordEvent' | 'ConsentEvent' | 'CreditQueryEvent' | 'CreditAnswerEvent' | 'CreditPayoutEvent' | 'MaturityPromptEvent')[] | undefined;
};

export type RotateWebhookSecret = {
  readonly webhookId: string;
};

export type RotateWebhookSecretAnswer = {
  readonly webhookId: string;
  readonly url: string;
  /** All where it is absent */
  readonly types?: readonly ('AllianceEvent' | 'PartyKeyEvent' | 'LoanSharedPlanEvent' | 'OrgConfirmAssetEvent' | 'DataProcessingEvent' | 'ExchangeEndedEvent' | 'TokenRechargeEvent' | 'TokenRedemptionEvent' | 'EvaluationEvent' | 'SubjectEvent' | 'CreditRecordEvent' | 'ConsentEvent' | 'CreditQueryEvent' | 'CreditAnswerEvent' | 'CreditPayoutEvent' | 'MaturityPromptEvent')[];
  readonly status: 'PENDING' | 'ACTIVE' | 'PAUSED' | 'DISABLED';
  readonly disabledBecause?: 'GONE' | 'FAILING';
  readonly created: string;
  /** The last event of the stream that was put into the queue */
  readonly position: string;
  /** Deliveries in the queue that have not arrived */
  readonly pending: number;
  /** Deliveries that were given up */
  readonly dead: number;
  /** The first event that has not arrived */
  readonly oldestPending?: string;
  /** Since then nothing has arrived */
  readonly failingSince?: string;
  /** Until then the secret before the rotation signs */
  readonly oldSecretUntil?: string;
  readonly isReplaying: boolean;
  /** whsec_ and base64 of 32 bytes; only this answer shows it */
  readonly secret: string;
};

type Everywhere = 'REQUEST_MALFORMED' | 'TOO_MANY_REQUESTS' | 'INTERNAL';

/** The codes of the refusals of each call. */
export interface Codes {
  readonly 'gateway.readLinks': Everywhere;
  readonly 'gateway.readHealth': Everywhere;
  readonly 'gateway.readMetrics': Everywhere | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP';
  readonly 'gateway.readReadiness': Everywhere | 'NOT_READY';
  readonly 'alliance.read': Everywhere | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED';
  readonly 'alliance.advanceDay': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'DAY_NOT_LATER' | 'DAY_AHEAD' | 'DAY_NOT_YOURS';
  readonly 'proposals.list': Everywhere | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED';
  readonly 'proposals.propose': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'IDENTIFIER_PERSONAL' | 'IDENTIFIER_NOT_OWN' | 'PROPOSAL_EXISTS_WITH_OTHER_CONTENT' | 'CHANGE_NOT_APPLICABLE' | 'CHANGE_HOLDS_ALREADY' | 'REDEMPTION_NOT_FOUND' | 'REDEMPTION_STATUS_WRONG' | 'VERDICT_LATE';
  readonly 'proposals.read': Everywhere | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'PROPOSAL_NOT_FOUND';
  readonly 'proposals.vote': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'PROPOSAL_NOT_FOUND' | 'VOTE_IN_OWN_CASE' | 'VOTE_ALREADY_CAST' | 'PROPOSAL_NOT_OPEN' | 'CHANGE_NOT_APPLICABLE' | 'REDEMPTION_STATUS_WRONG' | 'VERDICT_LATE';
  readonly 'approvals.list': Everywhere | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED';
  readonly 'approvals.read': Everywhere | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'APPROVAL_NOT_FOUND';
  readonly 'approvals.carryOut': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'APPROVAL_NOT_FOUND' | 'APPROVAL_ENDED' | 'SECOND_PERSON_NEEDED';
  readonly 'approvals.reject': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'APPROVAL_NOT_FOUND' | 'APPROVAL_ENDED';
  readonly 'audit.list': Everywhere | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP';
  readonly 'audit.export': Everywhere | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'TOO_MANY_STREAMS';
  readonly 'blocks.list': Everywhere | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED';
  readonly 'blocks.read': Everywhere | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'BLOCK_NOT_FOUND';
  readonly 'confirms.count': Everywhere | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'IDENTIFIER_PERSONAL';
  readonly 'confirms.list': Everywhere | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'IDENTIFIER_PERSONAL';
  readonly 'consents.list': Everywhere | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED';
  readonly 'consents.record': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'CONSENT_TIME_AHEAD' | 'CONSENT_ABOVE_CEILING' | 'CONSENT_REVOKED' | 'SUBJECT_KEY_NOT_FOUND' | 'SUBJECT_KEY_REVOKED' | 'SUBJECT_KEY_WAITING' | 'REPORT_KEY_INVALID' | 'SIGNATURE_INVALID';
  readonly 'consents.read': Everywhere | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'CONSENT_NOT_FOUND';
  readonly 'consents.revoke': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'CONSENT_NOT_FOUND' | 'SUBJECT_KEY_NOT_FOUND' | 'SUBJECT_KEY_REVOKED' | 'SUBJECT_KEY_WAITING' | 'SIGNATURE_INVALID';
  readonly 'creditDisputes.list': Everywhere | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED';
  readonly 'creditIncome.read': Everywhere | 'CURSOR_UNKNOWN' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED';
  readonly 'creditQueries.list': Everywhere | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED';
  readonly 'creditQueries.queryDetails': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'SECOND_APPROVAL_NEEDED' | 'APPROVALS_TOO_MANY' | 'IDENTIFIER_PERSONAL' | 'IDENTIFIER_NOT_OWN' | 'QUERY_EXISTS_WITH_OTHER_CONTENT' | 'CONSENT_NOT_FOUND' | 'CONSENT_DIFFERS' | 'CONSENT_REVOKED' | 'CONSENT_EXPIRED' | 'CONSENT_USED_UP' | 'NOTHING_OFFERED' | 'OFFERS_TOO_MANY' | 'PRICE_ABOVE_MAX' | 'RECORD_UNAVAILABLE' | 'SUBJECT_NOT_FOUND' | 'CREDIT_RECORD_NOT_FOUND' | 'RECORD_NOT_OF_SUBJECT' | 'DETAILS_NOT_RELEASED' | 'PRICE_DIFFERS' | 'FEEDBACK_NOT_FOUND' | 'DETAILS_EXPIRED' | 'ONE_OFF_KEY_INVALID' | 'ONE_OFF_KEY_USED' | 'BALANCE_INSUFFICIENT';
  readonly 'creditQueries.read': Everywhere | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'CREDIT_QUERY_NOT_FOUND' | 'CONSENT_REVOKED' | 'CONSENT_EXPIRED';
  readonly 'creditQueries.listReads': Everywhere | 'IDENTIFIER_PERSONAL' | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'CREDIT_QUERY_NOT_FOUND';
  readonly 'creditRecordImports.list': Everywhere | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED';
  readonly 'creditRecordImports.upload': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'FILE_TYPE_NOT_SUPPORTED' | 'FILE_DAMAGED' | 'FILE_ENCRYPTED' | 'FILE_TOO_LARGE' | 'FILE_HAS_DTD' | 'FILE_HAS_MACROS' | 'FILE_HAS_EXTERNAL_LINKS' | 'FILE_HAS_FORMULAS' | 'ENCODING_NOT_SUPPORTED' | 'ENCODING_MIXED' | 'SHEETS_HIDDEN' | 'SHEETS_SEVERAL' | 'TOO_MANY_COLUMNS' | 'TOO_MANY_ROWS' | 'TOO_MANY_MERGED_CELLS' | 'CELL_TOO_LONG' | 'MERGED_CELLS' | 'HEADINGS_UNKNOWN' | 'OTHER_KIND' | 'UNIT_UNKNOWN' | 'HEADING_MISSING' | 'HEADING_TWICE' | 'SECOND_TABLE' | 'NO_ROWS' | 'READING_TOO_LONG' | 'READING_OUT_OF_MEMORY' | 'READING_FAILED' | 'IMPORTS_BUSY';
  readonly 'creditRecordImports.preview': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'FILE_TYPE_NOT_SUPPORTED' | 'FILE_DAMAGED' | 'FILE_ENCRYPTED' | 'FILE_TOO_LARGE' | 'FILE_HAS_DTD' | 'FILE_HAS_MACROS' | 'FILE_HAS_EXTERNAL_LINKS' | 'FILE_HAS_FORMULAS' | 'ENCODING_NOT_SUPPORTED' | 'ENCODING_MIXED' | 'SHEETS_HIDDEN' | 'SHEETS_SEVERAL' | 'TOO_MANY_COLUMNS' | 'TOO_MANY_ROWS' | 'TOO_MANY_MERGED_CELLS' | 'CELL_TOO_LONG' | 'MERGED_CELLS' | 'HEADINGS_UNKNOWN' | 'OTHER_KIND' | 'UNIT_UNKNOWN' | 'HEADING_MISSING' | 'HEADING_TWICE' | 'SECOND_TABLE' | 'NO_ROWS' | 'READING_TOO_LONG' | 'READING_OUT_OF_MEMORY' | 'READING_FAILED' | 'IMPORTS_BUSY';
  readonly 'creditRecordImports.readTemplate': Everywhere | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED';
  readonly 'creditRecordImports.read': Everywhere | 'IDENTIFIER_PERSONAL' | 'CURSOR_UNKNOWN' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'IMPORT_NOT_FOUND';
  readonly 'creditRecordImports.cancel': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'IMPORT_NOT_FOUND' | 'IMPORT_ENDED';
  readonly 'creditRecordImports.readRejected': Everywhere | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'IMPORT_NOT_FOUND' | 'REJECTED_ROWS_ABSENT';
  readonly 'creditRecords.list': Everywhere | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED';
  readonly 'creditRecords.file': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'CREDIT_RECORD_EXISTS_WITH_OTHER_CONTENT' | 'SIDES_NOT_DISTINCT' | 'SUBJECT_NOT_VERIFIED_HERE' | 'RELATION_KIND_MISMATCH' | 'MATURITY_INVALID' | 'SIGN_BY_INVALID' | 'PRICE_INVALID' | 'CREDIT_RECORD_NOT_FOUND' | 'PREDECESSOR_DIFFERS' | 'CREDIT_RECORD_NOT_EFFECTIVE' | 'SUCCESSOR_NOT_SIGNED' | 'FEEDBACK_FINAL';
  readonly 'creditRecords.read': Everywhere | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'CREDIT_RECORD_NOT_FOUND';
  readonly 'creditRecords.correct': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'CREDIT_RECORD_EXISTS_WITH_OTHER_CONTENT' | 'SIDES_NOT_DISTINCT' | 'SUBJECT_NOT_VERIFIED_HERE' | 'RELATION_KIND_MISMATCH' | 'MATURITY_INVALID' | 'SIGN_BY_INVALID' | 'CREDIT_RECORD_NOT_FOUND' | 'PREDECESSOR_DIFFERS' | 'CREDIT_RECORD_NOT_EFFECTIVE' | 'SUCCESSOR_NOT_SIGNED';
  readonly 'creditRecords.answerDispute': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'CREDIT_RECORD_NOT_FOUND' | 'CREDIT_DISPUTE_NOT_FOUND' | 'CREDIT_DISPUTE_ANSWERED' | 'DETAILS_EXPIRED';
  readonly 'creditRecords.dispute': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'SUBJECT_NOT_VERIFIED_HERE' | 'CREDIT_RECORD_NOT_FOUND' | 'RECORD_NOT_OF_SUBJECT' | 'CREDIT_DISPUTES_EXHAUSTED' | 'DETAILS_EXPIRED' | 'CREDIT_DISPUTE_NOT_FOUND' | 'SUBJECT_KEY_NOT_FOUND' | 'SUBJECT_KEY_REVOKED' | 'SUBJECT_KEY_WAITING' | 'SIGNATURE_INVALID';
  readonly 'creditRecords.giveFeedback': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'CREDIT_RECORD_NOT_FOUND' | 'CREDIT_RECORD_NOT_EFFECTIVE' | 'CREDIT_RECORD_CORRECTED' | 'CHANGE_PENDING' | 'PRICE_INVALID' | 'FEEDBACK_NOT_FOUND' | 'FEEDBACK_FINAL' | 'NOT_MATURE' | 'MATURITY_INVALID' | 'NOTICE_MISSING';
  readonly 'creditRecords.readHistory': Everywhere | 'IDENTIFIER_PERSONAL' | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'CREDIT_RECORD_NOT_FOUND';
  readonly 'creditRecords.setLevel': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'PRICE_INVALID' | 'CREDIT_RECORD_NOT_FOUND' | 'CREDIT_RECORD_NOT_EFFECTIVE' | 'CREDIT_RECORD_CORRECTED' | 'FEEDBACK_NOT_FOUND' | 'CHANGE_PENDING';
  readonly 'creditRecords.sign': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'CREDIT_RECORD_NOT_FOUND' | 'FEEDBACK_NOT_FOUND' | 'SIGNATURE_NOT_AWAITED' | 'CREDIT_RECORD_LAPSED' | 'BORROWER_NOT_SIGNED' | 'SIGNATURE_INVALID' | 'SUBJECT_KEY_NOT_FOUND' | 'SUBJECT_KEY_REVOKED' | 'SUBJECT_KEY_WAITING' | 'APPROVAL_MISSING' | 'CREDIT_RECORD_NOT_EFFECTIVE' | 'FEEDBACK_FINAL' | 'CHANGE_PENDING';
  readonly 'events': Everywhere | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'TOO_MANY_STREAMS' | 'POSITION_BEYOND_LEDGER';
  readonly 'me': Everywhere | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP';
  readonly 'parties.list': Everywhere | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED';
  readonly 'parties.rotateKey': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'KEY_VERSION_NOT_NEXT' | 'KEY_EXISTS_WITH_OTHER_CONTENT' | 'KEY_INVALID';
  readonly 'parties.read': Everywhere | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'PARTY_NOT_FOUND';
  readonly 'plans.count': Everywhere | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'IDENTIFIER_PERSONAL';
  readonly 'planImports.list': Everywhere | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED';
  readonly 'planImports.upload': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'APPROVAL_NEEDS_JSON' | 'FILE_TYPE_NOT_SUPPORTED' | 'FILE_DAMAGED' | 'FILE_ENCRYPTED' | 'FILE_TOO_LARGE' | 'FILE_HAS_DTD' | 'FILE_HAS_MACROS' | 'FILE_HAS_EXTERNAL_LINKS' | 'FILE_HAS_FORMULAS' | 'ENCODING_NOT_SUPPORTED' | 'ENCODING_MIXED' | 'SHEETS_HIDDEN' | 'SHEETS_SEVERAL' | 'TOO_MANY_COLUMNS' | 'TOO_MANY_ROWS' | 'TOO_MANY_MERGED_CELLS' | 'CELL_TOO_LONG' | 'MERGED_CELLS' | 'HEADINGS_UNKNOWN' | 'OTHER_KIND' | 'UNIT_UNKNOWN' | 'HEADING_MISSING' | 'HEADING_TWICE' | 'SECOND_TABLE' | 'NO_ROWS' | 'READING_TOO_LONG' | 'READING_OUT_OF_MEMORY' | 'READING_FAILED' | 'IMPORTS_BUSY';
  readonly 'planImports.preview': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'FILE_TYPE_NOT_SUPPORTED' | 'FILE_DAMAGED' | 'FILE_ENCRYPTED' | 'FILE_TOO_LARGE' | 'FILE_HAS_DTD' | 'FILE_HAS_MACROS' | 'FILE_HAS_EXTERNAL_LINKS' | 'FILE_HAS_FORMULAS' | 'ENCODING_NOT_SUPPORTED' | 'ENCODING_MIXED' | 'SHEETS_HIDDEN' | 'SHEETS_SEVERAL' | 'TOO_MANY_COLUMNS' | 'TOO_MANY_ROWS' | 'TOO_MANY_MERGED_CELLS' | 'CELL_TOO_LONG' | 'MERGED_CELLS' | 'HEADINGS_UNKNOWN' | 'OTHER_KIND' | 'UNIT_UNKNOWN' | 'HEADING_MISSING' | 'HEADING_TWICE' | 'SECOND_TABLE' | 'NO_ROWS' | 'READING_TOO_LONG' | 'READING_OUT_OF_MEMORY' | 'READING_FAILED' | 'IMPORTS_BUSY';
  readonly 'planImports.readTemplate': Everywhere | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED';
  readonly 'planImports.read': Everywhere | 'IDENTIFIER_PERSONAL' | 'CURSOR_UNKNOWN' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'IMPORT_NOT_FOUND';
  readonly 'planImports.cancel': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'IMPORT_NOT_FOUND' | 'IMPORT_ENDED';
  readonly 'planImports.readRejected': Everywhere | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'IMPORT_NOT_FOUND' | 'REJECTED_ROWS_ABSENT';
  readonly 'plans.list': Everywhere | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'IDENTIFIER_PERSONAL';
  readonly 'plans.publish': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'SECOND_APPROVAL_NEEDED' | 'APPROVALS_TOO_MANY' | 'IDENTIFIER_PERSONAL' | 'IDENTIFIER_NOT_OWN' | 'AMOUNT_NOT_POSITIVE' | 'RATE_RANGE_INVALID' | 'PARTICIPANT_COUNT_NOT_ONE' | 'PLAN_WINDOW_INVALID' | 'MIN_CONFIRM_TOO_LARGE' | 'PLAN_EXISTS_WITH_OTHER_CONTENT' | 'PLAN_ALREADY_ENDED' | 'MIN_CONFIRM_TOO_SMALL' | 'KEY_VERSION_NOT_CURRENT';
  readonly 'plans.read': Everywhere | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'PLAN_NOT_FOUND';
  readonly 'plans.readBorrower': Everywhere | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'PLAN_NOT_FOUND' | 'NOT_ENTITLED' | 'NOT_DELIVERED' | 'PLAN_PURGED' | 'RECORD_UNAVAILABLE' | 'DELIVERY_UNUSABLE';
  readonly 'plans.close': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'PLAN_NOT_FOUND' | 'PLAN_NOT_OPEN' | 'PLAN_NOT_ENDED';
  readonly 'plans.confirm': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'SECOND_APPROVAL_NEEDED' | 'APPROVALS_TOO_MANY' | 'RECORD_UNAVAILABLE' | 'IDENTIFIER_NOT_OWN' | 'AMOUNT_NOT_POSITIVE' | 'PLAN_NOT_FOUND' | 'CONFIRM_EXISTS_WITH_OTHER_CONTENT' | 'CONFIRM_OWN_PLAN' | 'PARTY_KEY_MISSING' | 'PLAN_NOT_STARTED' | 'PLAN_ENDED' | 'PLAN_NOT_OPEN' | 'RATE_OUT_OF_RANGE' | 'LIMIT_EXCEEDED' | 'CONFIRM_BELOW_MINIMUM' | 'CONFIRMS_REFUNDED_TOO_OFTEN' | 'CONFIRMS_EXHAUSTED' | 'BALANCE_INSUFFICIENT';
  readonly 'confirms.read': Everywhere | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'CONFIRM_NOT_FOUND';
  readonly 'confirms.accept': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'CONFIRM_NOT_FOUND' | 'NOT_PARTICIPATOR' | 'CONFIRM_NOT_DELIVERED';
  readonly 'confirms.deliver': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'CONFIRM_NOT_FOUND' | 'NOT_CONTRIBUTOR' | 'CONFIRM_NOT_HELD' | 'DELIVERY_LATE' | 'RECORD_UNAVAILABLE';
  readonly 'confirms.dispute': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'CONFIRM_NOT_FOUND' | 'NOT_PARTICIPATOR' | 'CONFIRM_NOT_DELIVERED' | 'DISPUTE_LATE' | 'DISPUTE_NOT_PROVEN' | 'RECORD_UNAVAILABLE';
  readonly 'confirms.expire': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'CONFIRM_NOT_FOUND' | 'NOT_EXPIRED' | 'CONFIRM_NOT_DELIVERED';
  readonly 'confirms.readHistory': Everywhere | 'IDENTIFIER_PERSONAL' | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'CONFIRM_NOT_FOUND';
  readonly 'plans.readHistory': Everywhere | 'IDENTIFIER_PERSONAL' | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'PLAN_NOT_FOUND';
  readonly 'plans.purge': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'PLAN_NOT_FOUND' | 'NOT_CONTRIBUTOR' | 'PLAN_STILL_OPEN' | 'CONFIRM_NOT_ENDED';
  readonly 'plans.withdraw': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'PLAN_NOT_FOUND' | 'NOT_CONTRIBUTOR' | 'PLAN_NOT_OPEN';
  readonly 'prompts.list': Everywhere | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED';
  readonly 'sessions.list': Everywhere | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP';
  readonly 'sessions.end': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'SESSION_NOT_FOUND';
  readonly 'subjects.attach': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'IDENTITY_NUMBER_INVALID' | 'EVALUATORS_NOT_READY' | 'ALLOWANCE_EXHAUSTED' | 'EVALUATION_INVALID' | 'EVALUATION_PENDING' | 'SUBJECT_EXISTS_WITH_OTHER_CONTENT';
  readonly 'subjects.lookUp': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'TOO_MANY_LOOKUPS' | 'IDENTITY_NUMBER_INVALID' | 'EVALUATORS_NOT_READY' | 'ALLOWANCE_EXHAUSTED' | 'EVALUATION_INVALID' | 'EVALUATION_PENDING';
  readonly 'subjects.read': Everywhere | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'SUBJECT_NOT_VERIFIED_HERE';
  readonly 'subjects.addKey': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'SUBJECT_NOT_VERIFIED_HERE' | 'SUBJECT_KEY_INVALID' | 'REPORT_KEY_INVALID' | 'SIGNATURE_INVALID' | 'SUBJECT_KEY_USED' | 'SUBJECT_KEY_REVOKED' | 'SUBJECT_KEY_EXISTS_WITH_OTHER_CONTENT' | 'SUBJECT_KEY_NOT_FOUND' | 'SUBJECT_KEY_WAITING';
  readonly 'subjects.revokeKey': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'SUBJECT_NOT_VERIFIED_HERE' | 'SUBJECT_KEY_NOT_FOUND' | 'SUBJECT_KEY_REVOKED' | 'SUBJECT_KEY_WAITING' | 'SIGNATURE_INVALID' | 'ATTACHMENT_TOO_LATE';
  readonly 'subjects.listOffers': Everywhere | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'CONSENT_NOT_FOUND' | 'CONSENT_DIFFERS' | 'CONSENT_REVOKED' | 'CONSENT_EXPIRED' | 'CONSENT_USED_UP';
  readonly 'subjects.readReport': Everywhere | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'CREDIT_QUERY_NOT_FOUND' | 'CONSENT_REVOKED' | 'CONSENT_EXPIRED';
  readonly 'subjects.querySummary': Everywhere | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'IDENTIFIER_NOT_OWN' | 'QUERY_EXISTS_WITH_OTHER_CONTENT' | 'SUBJECT_NOT_FOUND' | 'CONSENT_MISSING' | 'CONSENT_NOT_FOUND' | 'CONSENT_DIFFERS' | 'CONSENT_REVOKED' | 'CONSENT_EXPIRED' | 'CONSENT_USED_UP';
  readonly 'tokens.listAccounts': Everywhere | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED';
  readonly 'tokens.readAccount': Everywhere | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'ACCOUNT_NOT_VISIBLE';
  readonly 'tokens.listEntries': Everywhere | 'IDENTIFIER_PERSONAL' | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'ACCOUNT_NOT_VISIBLE';
  readonly 'tokens.listRecharges': Everywhere | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED';
  readonly 'tokens.recharge': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'SECOND_APPROVAL_NEEDED' | 'APPROVALS_TOO_MANY' | 'AMOUNT_NOT_POSITIVE' | 'AMOUNT_TOO_LARGE' | 'PARTY_NOT_FOUND' | 'RECHARGE_TARGET_NOT_CREDITOR' | 'RECHARGE_EXISTS_WITH_OTHER_CONTENT' | 'SUPPLY_EXHAUSTED' | 'PAYMENT_REFERENCE_USED';
  readonly 'redemptions.list': Everywhere | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED';
  readonly 'redemptions.request': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'SECOND_APPROVAL_NEEDED' | 'APPROVALS_TOO_MANY' | 'IDENTIFIER_NOT_OWN' | 'AMOUNT_NOT_POSITIVE' | 'REDEMPTION_EXISTS_WITH_OTHER_CONTENT' | 'BALANCE_INSUFFICIENT';
  readonly 'redemptions.acknowledge': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'REDEMPTION_NOT_FOUND' | 'NOT_HOLDER' | 'REDEMPTION_STATUS_WRONG';
  readonly 'redemptions.cancel': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'REDEMPTION_NOT_FOUND' | 'REDEMPTION_NOT_DUE' | 'REDEMPTION_STATUS_WRONG';
  readonly 'redemptions.expire': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'REDEMPTION_NOT_FOUND' | 'REDEMPTION_NOT_DUE' | 'REDEMPTION_STATUS_WRONG';
  readonly 'redemptions.object': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'REDEMPTION_NOT_FOUND' | 'OBJECTION_LATE' | 'REDEMPTION_STATUS_WRONG';
  readonly 'redemptions.reject': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'REDEMPTION_NOT_FOUND' | 'REDEMPTION_STATUS_WRONG';
  readonly 'redemptions.settle': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'SECOND_APPROVAL_NEEDED' | 'APPROVALS_TOO_MANY' | 'REDEMPTION_NOT_FOUND' | 'REDEMPTION_STATUS_WRONG' | 'PAYMENT_REFERENCE_USED';
  readonly 'transactions.read': Everywhere | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'ALLIANCE_NOT_FOUNDED' | 'CALLER_NOT_MEMBER' | 'CALLER_TYPE_NOT_ALLOWED' | 'TRANSACTION_NOT_FOUND';
  readonly 'users.list': Everywhere | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP';
  readonly 'users.add': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'IDENTIFIER_PERSONAL' | 'USER_EXISTS';
  readonly 'users.remove': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'USER_NOT_FOUND' | 'LAST_ADMINISTRATOR';
  readonly 'users.listTokens': Everywhere | 'IDENTIFIER_PERSONAL' | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'USER_NOT_FOUND';
  readonly 'users.addToken': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'USER_NOT_FOUND' | 'TOKEN_EXISTS' | 'TOKEN_EXPIRY_INVALID';
  readonly 'users.revokeToken': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'TOKEN_NOT_FOUND';
  readonly 'users.rotateToken': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'TOKEN_NOT_FOUND' | 'TOKEN_EXPIRY_INVALID';
  readonly 'webhooks.list': Everywhere | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP';
  readonly 'webhooks.create': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'IDENTIFIER_PERSONAL' | 'WEBHOOK_URL_REFUSED' | 'WEBHOOK_EXISTS';
  readonly 'webhooks.remove': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'WEBHOOK_NOT_FOUND';
  readonly 'webhooks.read': Everywhere | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'WEBHOOK_NOT_FOUND';
  readonly 'webhooks.change': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'WEBHOOK_NOT_FOUND' | 'WEBHOOK_URL_REFUSED' | 'WEBHOOK_NOT_ACTIVE' | 'WEBHOOK_CHANGED';
  readonly 'webhooks.challenge': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'WEBHOOK_NOT_FOUND' | 'WEBHOOK_CHALLENGE_FAILED' | 'WEBHOOK_CHANGED';
  readonly 'webhooks.listDeliveries': Everywhere | 'IDENTIFIER_PERSONAL' | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'WEBHOOK_NOT_FOUND';
  readonly 'webhooks.listAttempts': Everywhere | 'IDENTIFIER_PERSONAL' | 'CURSOR_UNKNOWN' | 'TOO_MANY_STREAMS' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'WEBHOOK_NOT_FOUND' | 'WEBHOOK_DELIVERY_NOT_FOUND';
  readonly 'webhooks.retryDelivery': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'WEBHOOK_NOT_FOUND' | 'WEBHOOK_DELIVERY_NOT_FOUND' | 'WEBHOOK_DELIVERY_ARRIVED';
  readonly 'webhooks.replay': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'WEBHOOK_NOT_FOUND' | 'WEBHOOK_REPLAY_RUNNING';
  readonly 'webhooks.rotateSecret': Everywhere | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_NOT_SUPPORTED' | 'BODY_TOO_SLOW' | 'BODY_NOT_JSON' | 'BODIES_BUSY' | 'IDENTIFIER_PERSONAL' | 'NOT_SIGNED_IN' | 'SESSION_ENDED' | 'CROSS_SITE_REQUEST' | 'TOO_MANY_FAILED_SIGN_INS' | 'ROLE_NOT_ALLOWED' | 'LEDGER_UNAVAILABLE' | 'CLOCK_OUT_OF_WINDOW' | 'STORE_UNAVAILABLE' | 'NOT_CAUGHT_UP' | 'WEBHOOK_NOT_FOUND' | 'WEBHOOK_CHANGED';
}

/** The operations of a gateway, by resource. */
export interface Resources {
  /** Stream events of the ledger and maturity prompts. The stream begins now, or after Last-Event-ID. The position 0.0.0 asks for all events from the beginning. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
  events(request?: EventsRequest<StreamEvent['name']>): AsyncIterable<Delivered<StreamEvent>>;
  /** Read who calls and which operations the caller may call. Data can still refuse a caller: an operation may concern the institution of one side only. Roles: admin, officer, reviewer, auditor. Institutions: any institution. */
  me(request?: Nothing, options?: CallOptions): Promise<Answered<Me>>;
  readonly gateway: {
    /** Read the links of this gateway. Anybody may call. */
    readLinks(request?: Nothing, options?: CallOptions): Promise<Answered<ReadLinksAnswer>>;
    /** Check that the process is alive. Anybody may call. */
    readHealth(request?: Nothing, options?: CallOptions): Promise<Answered<ReadHealthAnswer>>;
    /** Read metrics in the text format of Prometheus. Roles: auditor, admin. Institutions: any institution. */
    readMetrics(request?: Nothing, options?: CallOptions): Promise<string>;
    /** Check that the gateway is ready. A gateway is ready when it reaches its peer, has folded the blocks of the ledger, and has registered its public key. Anybody may call. */
    readReadiness(request?: Nothing, options?: CallOptions): Promise<Answered<ReadReadinessAnswer>>;
  };
  readonly alliance: {
    /** Read the alliance: parameters, members, day and open proposals. Roles: admin, officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    read(request?: Nothing, options?: CallOptions): Promise<Answered<ReadAllianceAnswer>>;
    /** Advance the day of the ledger by hand. A regulator advances the day once that day has come. Other institutions may do so when the ledger is two days behind. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    advanceDay(request: AdvanceDay, options?: CallOptions): Promise<Answered<AdvanceDayAnswer>>;
  };
  readonly proposals: {
    /** List proposals, newest first. Roles: admin, officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    list(request?: ListProposals, options?: CallOptions): Pages<Proposal>;
    /** Propose a change of the alliance. A proposal changes parameters or a member, or decides a contested redemption. Roles: admin. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER. */
    propose(request: ProposeChange, options?: CallOptions): Promise<Answered<ProposeChangeAnswer>>;
    /** Read a proposal with its votes. Roles: admin, officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    read(request: ReadProposal, options?: CallOptions): Promise<Answered<Proposal>>;
    /** Vote on a proposal. Votes count until voteByDay. The proposal takes effect with a majority of the endorsing institutions. Holder and issuer do not vote about their redemption. Roles: admin. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER. */
    vote(request: VoteOnProposal, options?: CallOptions): Promise<Answered<VoteOnProposalAnswer>>;
  };
  readonly approvals: {
    /** List requests that wait for a second person, newest first. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    list(request?: ListApprovals, options?: CallOptions): Pages<Approval>;
    /** Read a request that waits for a second person. A reviewer sees the requests that it proposed. An ended approval has no request any more. Roles: officer, reviewer. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    read(request: ReadApproval, options?: CallOptions): Promise<Answered<ApprovalWithRequest>>;
    /** Carry out a request that another person proposed. The answer holds the status and the body with which the operation answers. A request that is refused goes on waiting. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    carryOut(request: CarryOut, options?: CallOptions): Promise<Answered<CarryOutAnswer>>;
    /** Reject a request that waits for a second person. An officer rejects every request, and a reviewer those that it proposed. Roles: officer, reviewer. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    reject(request: RejectApproval, options?: CallOptions): Promise<Answered<Approval>>;
  };
  readonly audit: {
    /** List entries of the audit log, newest first. Roles: admin, auditor. Institutions: any institution. */
    list(request?: ListAuditEntries, options?: CallOptions): Pages<AuditEntry>;
    /** Download the audit log with the proof of its chain. Each line is an entry as canonical JSON with its hash; the last line names the number and the hash of the last entry. `tallystick verify-audit` checks the file. Roles: admin, auditor. Institutions: any institution. */
    export(request?: ExportAuditLog, options?: CallOptions): Promise<Uint8Array>;
  };
  readonly blocks: {
    /** List folded blocks, newest first. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    list(request?: ListBlocks, options?: CallOptions): Pages<ListBlocksItem>;
    /** Read a block with its transactions. Invalid transactions, those of other chaincodes, and who submitted or endorsed are on the ledger, and not in this answer. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    read(request: ReadBlock, options?: CallOptions): Promise<Answered<ReadBlockAnswer>>;
  };
  readonly confirms: {
    /** Count confirms by status. The filters are those of the list. To count costs more than to read a page. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    count(request?: CountConfirms, options?: CallOptions): Promise<Answered<CountConfirmsAnswer>>;
    /** List and search confirms of all plans, newest first. Order in time is the order of the ledger; equal amounts come in that order, too. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    list(request?: ListConfirms, options?: CallOptions): Pages<LoanShareConfirm>;
    /** Read a confirm with its fee, status and deadlines. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    read(request: ReadConfirm, options?: CallOptions): Promise<Answered<LoanShareConfirm>>;
    /** Accept a delivery. The participator releases the fee to the contributor. Roles: officer. Institutions: CREDITOR_ORG. */
    accept(request: AcceptDelivery, options?: CallOptions): Promise<Answered<AcceptDeliveryAnswer>>;
    /** Deliver the data key to the participator. The contributor re-encrypts the data key. The gateway does so by itself; this operation repeats a delivery that is missing. Roles: officer. Institutions: CREDITOR_ORG. */
    deliver(request: DeliverData, options?: CallOptions): Promise<Answered<DeliverDataAnswer>>;
    /** Dispute a delivery that is unusable. The participator proves that the delivery does not open the record, and gets the fee back. A usable delivery is refused before anything is disclosed. Roles: officer. Institutions: CREDITOR_ORG. */
    dispute(request: DisputeDelivery, options?: CallOptions): Promise<Answered<DisputeDeliveryAnswer>>;
    /** Expire an overdue confirm. The fee is refunded if nothing was delivered in time, and paid if a delivery was not answered in time. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER. */
    expire(request: ExpireConfirm, options?: CallOptions): Promise<Answered<ExpireConfirmAnswer>>;
    /** Read the states of a confirm, from the first on. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    readHistory(request: ReadConfirmHistory, options?: CallOptions): Pages<ReadConfirmHistoryItem>;
  };
  readonly consents: {
    /** List consents, newest first. A regulator sees all consents; other institutions see those that name them. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    list(request?: ListConsents, options?: CallOptions): Pages<Consent>;
    /** Record the consent of a subject. A request without a signature answers the text to sign and keeps nothing. A request with the signature records the consent on the ledger. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER. */
    record(request: RecordConsent, options?: CallOptions): Promise<Answered<RecordConsentAnswer>>;
    /** Read a consent and how often it was used. A regulator reads every consent; other institutions read those that name them. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    read(request: ReadConsent, options?: CallOptions): Promise<Answered<Consent>>;
    /** Revoke a consent. A request without a signature answers the text to sign. Once the revocation is recorded, nobody reads under the consent, whichever institution it names. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER. */
    revoke(request: RevokeConsent, options?: CallOptions): Promise<Answered<RevokeConsentAnswer>>;
  };
  readonly creditDisputes: {
    /** List credit disputes, newest first. A regulator sees all disputes. Other institutions see disputes of their records and of subjects that they verified. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, REGULATOR. */
    list(request?: ListCreditDisputes, options?: CallOptions): Pages<CreditDispute>;
  };
  readonly creditIncome: {
    /** List paid answers and payouts of credit records. Sales come with the newest question first. Payouts are listed completely on each page. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER. */
    read(request?: ReadCreditIncome, options?: CallOptions): Promise<Answered<ReadCreditIncomeAnswer>>;
  };
  readonly creditQueries: {
    /** List credit queries, newest first. A regulator sees the queries of all institutions: who asked, when and why. Other institutions see their queries. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    list(request?: ListCreditQueries, options?: CallOptions): Pages<ListCreditQueriesItem>;
    /** Query details of credit records. The price of each answer is held until the answer is delivered. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER. */
    queryDetails(request: QueryDetails, options?: CallOptions): Promise<Answered<QueryDetailsAnswer>>;
    /** Read a credit query with its answers. An answer holds details once they are delivered. The gateway keeps who read them. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER. */
    read(request: ReadCreditQuery, options?: CallOptions): Promise<Answered<CreditQuery>>;
    /** List who read a credit query, newest first. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER. */
    listReads(request: ListReads, options?: CallOptions): Pages<ListReadsItem>;
  };
  readonly creditRecordImports: {
    /** List imports, newest first. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER. */
    list(request?: ListCreditRecordImports, options?: CallOptions): Pages<ListCreditRecordImportsItem>;
    /** Upload a spreadsheet of loans. The file is .xlsx or .csv. Each row verifies the borrower and files a credit record of this institution. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER. */
    upload(file: FileToUpload, options?: UploadOptions & UploadCreditRecords): Promise<Answered<UploadCreditRecordsAnswer>>;
    /** Read the import again and again until it has ended. The last state is its end. */
    watch(request: { readonly importId: string }, options?: CallOptions): AsyncIterable<Answered<ReadCreditRecordImportAnswer>>;
    /** Judge the rows of a spreadsheet without importing it. The file is read as an import reads it. Nothing is kept, and the ledger is not asked. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER. */
    preview(file: FileToUpload, options?: UploadOptions & PreviewCreditRecords): Promise<Answered<PreviewCreditRecordsAnswer>>;
    /** Read the import again and again until it has ended. The last state is its end. */
    watch(request: { readonly importId: string }, options?: CallOptions): AsyncIterable<Answered<ReadCreditRecordImportAnswer>>;
    /** Download an empty workbook with the documented headings. A second sheet explains the headings. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER. */
    readTemplate(request?: Nothing, options?: CallOptions): Promise<Uint8Array>;
    /** Read the progress and the errors of an import. Errors come in the order of the rows. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER. */
    read(request: ReadCreditRecordImport, options?: CallOptions): Promise<Answered<ReadCreditRecordImportAnswer>>;
    /** End an import. The gateway reads no further row and deletes the uploaded file. Rows that are on the ledger stay. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER. */
    cancel(request: CancelCreditRecordImport, options?: CallOptions): Promise<Answered<CancelCreditRecordImportAnswer>>;
    /** Download the rejected rows of an import. The workbook holds the rows as they were uploaded, with a column of reasons. Correct the rows and upload them again. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER. */
    readRejected(request: ReadRejectedCreditRecords, options?: CallOptions): Promise<Uint8Array>;
  };
  readonly creditRecords: {
    /** List credit records of this institution, newest first. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER. */
    list(request?: ListCreditRecords, options?: CallOptions): Pages<CreditRecord>;
    /** File a credit record. The record takes effect when borrower and lender have signed the same terms. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER. */
    file(request: FileCreditRecord, options?: CallOptions): Promise<Answered<FileCreditRecordAnswer>>;
    /** Read a credit record of this institution with its terms. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER. */
    read(request: ReadCreditRecord, options?: CallOptions): Promise<Answered<CreditRecord>>;
    /** File a correction of a credit record. The corrected record stays on the ledger and names the record that corrects it. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER. */
    correct(request: CorrectCreditRecord, options?: CallOptions): Promise<Answered<CorrectCreditRecordAnswer>>;
    /** Answer a dispute as the lender. UPHELD promises a correction, REJECTED lifts the mark, and UNDETERMINED leaves the mark. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER. */
    answerDispute(request: AnswerDispute, options?: CallOptions): Promise<Answered<AnswerDisputeAnswer>>;
    /** Dispute a credit record for its borrower. A request without a signature answers the text to sign within one day. A request with the signature sends the dispute to the ledger. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER. */
    dispute(request: DisputeCreditRecord, options?: CallOptions): Promise<Answered<DisputeCreditRecordAnswer>>;
    /** Give feedback on a credit record. The feedback says how the loan was performed after its maturity. An extension counts only with the borrower's signature. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER. */
    giveFeedback(request: GiveFeedback, options?: CallOptions): Promise<Answered<GiveFeedbackAnswer>>;
    /** Read the states of a credit record on the ledger, from the first on. The ledger shows every member how often feedback came, the level, and the price. It shows no terms. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    readHistory(request: ReadCreditRecordHistory, options?: CallOptions): Pages<ReadCreditRecordHistoryItem>;
    /** Set the level and the price of a credit record. The level decides which institutions read the details from now on. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER. */
    setLevel(request: SetLevel, options?: CallOptions): Promise<Answered<SetLevelAnswer>>;
    /** Sign a credit record or one of its feedbacks. The signature is the borrower's or the lender's. This institution confirms as the lender without a signature. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER. */
    sign(request: SignCreditRecord, options?: CallOptions): Promise<Answered<SignCreditRecordAnswer>>;
  };
  readonly parties: {
    /** List the institutions of the alliance. Roles: admin, officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    list(request?: ListParties, options?: CallOptions): Pages<Party>;
    /** Register or rotate the public key of this institution. Records that were sealed for an earlier key stay readable. Roles: admin. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    rotateKey(request?: RotateKey, options?: CallOptions): Promise<Answered<RotateKeyAnswer>>;
    /** Read an institution and its public key. Roles: admin, officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    read(request: ReadParty, options?: CallOptions): Promise<Answered<Party>>;
  };
  readonly plans: {
    /** Count plans by status. The filters are those of the list. To count costs more than to read a page. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    count(request?: CountPlans, options?: CallOptions): Promise<Answered<CountPlansAnswer>>;
    /** List and search plans, newest first. Answers never hold a sensitive field. Order in time is the order of the ledger; equal amounts come in that order, too. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    list(request?: ListPlans, options?: CallOptions): Pages<LoanSharedPlan>;
    /** Publish up to 500 plans. The answer holds one outcome for each plan, in the order of the request. Roles: officer. Institutions: CREDITOR_ORG. */
    publish(request: PublishPlans, options?: CallOptions): Promise<Answered<PublishPlansAnswer>>;
    /** Read a plan with its confirms. The answer never holds a sensitive field. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    read(request: ReadPlan, options?: CallOptions): Promise<Answered<LoanSharedPlan>>;
    /** Read the borrower's data of a plan. The contributor reads the data at any time, a participator after the delivery. Roles: officer. Institutions: CREDITOR_ORG. */
    readBorrower(request: ReadBorrower, options?: CallOptions): Promise<Answered<Borrower>>;
    /** Close a plan after its endTime. The contributor's gateway closes its plans by itself. Roles: officer. Institutions: CREDITOR_ORG. */
    close(request: ClosePlan, options?: CallOptions): Promise<Answered<ClosePlanAnswer>>;
    /** Confirm a share of a plan. The chaincode computes the fee and holds that amount of tokens until the exchange ends. Roles: officer. Institutions: CREDITOR_ORG. */
    confirm(request: ConfirmPlan, options?: CallOptions): Promise<Answered<LoanShareConfirm>>;
    /** Read the states of a plan, from the first on. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    readHistory(request: ReadPlanHistory, options?: CallOptions): Pages<ReadPlanHistoryItem>;
    /** Purge the sealed record of a plan. The contributor removes the sealed record from the peers of every member. All confirms must have ended. Roles: officer. Institutions: CREDITOR_ORG. */
    purge(request: PurgePlan, options?: CallOptions): Promise<Answered<PurgePlanAnswer>>;
    /** Withdraw a plan as its contributor. A withdrawn plan takes no more confirms. Confirms that exist run to their end. Roles: officer. Institutions: CREDITOR_ORG. */
    withdraw(request: WithdrawPlan, options?: CallOptions): Promise<Answered<WithdrawPlanAnswer>>;
  };
  readonly planImports: {
    /** List imports, newest first. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG. */
    list(request?: ListPlanImports, options?: CallOptions): Pages<ListPlanImportsItem>;
    /** Upload a spreadsheet of plans. The file is .xlsx or .csv and holds one plan a row. Roles: officer. Institutions: CREDITOR_ORG. */
    upload(file: FileToUpload, options?: UploadOptions & UploadPlans): Promise<Answered<UploadPlansAnswer>>;
    /** Read the import again and again until it has ended. The last state is its end. */
    watch(request: { readonly importId: string }, options?: CallOptions): AsyncIterable<Answered<ReadPlanImportAnswer>>;
    /** Judge the rows of a spreadsheet without importing it. The file is read as an import reads it. Nothing is kept, and the ledger is not asked. Roles: officer. Institutions: CREDITOR_ORG. */
    preview(file: FileToUpload, options?: UploadOptions & PreviewPlans): Promise<Answered<PreviewPlansAnswer>>;
    /** Read the import again and again until it has ended. The last state is its end. */
    watch(request: { readonly importId: string }, options?: CallOptions): AsyncIterable<Answered<ReadPlanImportAnswer>>;
    /** Download an empty workbook with the documented headings. A second sheet explains the headings. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG. */
    readTemplate(request?: Nothing, options?: CallOptions): Promise<Uint8Array>;
    /** Read the progress and the errors of an import. Errors come in the order of the rows. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG. */
    read(request: ReadPlanImport, options?: CallOptions): Promise<Answered<ReadPlanImportAnswer>>;
    /** End an import. The gateway reads no further row and deletes the uploaded file. Rows that are on the ledger stay. Roles: officer. Institutions: CREDITOR_ORG. */
    cancel(request: CancelPlanImport, options?: CallOptions): Promise<Answered<CancelPlanImportAnswer>>;
    /** Download the rejected rows of an import. The workbook holds the rows as they were uploaded, with a column of reasons. Correct the rows and upload them again. Roles: officer. Institutions: CREDITOR_ORG. */
    readRejected(request: ReadRejectedPlans, options?: CallOptions): Promise<Uint8Array>;
  };
  readonly prompts: {
    /** List matured loans that await feedback, latest prompt first. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER. */
    list(request?: ListPrompts, options?: CallOptions): Pages<ListPromptsItem>;
  };
  readonly sessions: {
    /** List the sessions that have not ended. An administrator sees the sessions of all users, others see their own. Roles: admin, officer, reviewer, auditor. Institutions: any institution. */
    list(request?: ListSessions, options?: CallOptions): Pages<Session>;
    /** End a session, to sign out or to stop a user. An administrator ends the sessions of all users, others end their own. Roles: admin, officer, reviewer, auditor. Institutions: any institution. */
    end(request: EndSession, options?: CallOptions): Promise<void>;
  };
  readonly subjects: {
    /** Attach up to 100 verified people or enterprises. The answer names the subject of each, whichever institution verified the subject first. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER. */
    attach(request: AttachSubjects, options?: CallOptions): Promise<Answered<AttachSubjectsAnswer>>;
    /** Look up the subject of an identity number. The answer is the pseudonym only, whether or not this institution verified the subject. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER. */
    lookUp(request: LookUpSubject, options?: CallOptions): Promise<Answered<LookUpSubjectAnswer>>;
    /** Read a subject that this institution verified, with all keys. The answer includes keys that other institutions added and keys that still wait. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER. */
    read(request: ReadSubject, options?: CallOptions): Promise<Answered<Subject>>;
    /** Add a key with which a subject signs. A request without a signature answers the texts to sign and keeps nothing. A request with all signatures sends the key to the ledger. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER. */
    addKey(request: AddSubjectKey, options?: CallOptions): Promise<Answered<AddSubjectKeyAnswer>>;
    /** Revoke a key of a subject. Signatures of the key stop counting. A request without signedBy is an objection of this institution. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER. */
    revokeKey(request: RevokeSubjectKey, options?: CallOptions): Promise<Answered<RevokeSubjectKeyAnswer>>;
    /** List the details that a consent opens, with their prices. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER. */
    listOffers(request: ListOffers, options?: CallOptions): Promise<Answered<ListOffersAnswer>>;
    /** Read the report of a subject about itself. The report holds all that the alliance holds about the subject. Only the subject's report key opens the details. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER. */
    readReport(request: ReadReport, options?: CallOptions): Promise<Answered<OwnReport>>;
    /** Query on which dates a subject borrowed. The answer holds dates and nothing else. The query is recorded on the ledger, and the gateway keeps who read the answer. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER. */
    querySummary(request: QuerySummary, options?: CallOptions): Promise<Answered<QuerySummaryAnswer>>;
  };
  readonly tokens: {
    /** List all accounts, by institution. Institutions that never had tokens have no account. Roles: officer, reviewer, auditor. Institutions: TOKEN_ISSUER, REGULATOR. */
    listAccounts(request?: ListAccounts, options?: CallOptions): Pages<ListAccountsItem>;
    /** Read an account: balance and held amount. The owner, the token issuer and regulators may read an account. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    readAccount(request: ReadAccount, options?: CallOptions): Promise<Answered<ReadAccountAnswer>>;
    /** List the entries of an account, newest first. Amounts of an entry are differences in fen. The owner, the token issuer and regulators may read them. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    listEntries(request: ListAccountEntries, options?: CallOptions): Pages<ListAccountEntriesItem>;
    /** List recharges, newest first. Roles: officer, reviewer, auditor. Institutions: TOKEN_ISSUER. */
    listRecharges(request?: ListRecharges, options?: CallOptions): Pages<Recharge>;
    /** Recharge an account of tokens. The token issuer credits a creditor organisation that has paid: 1 token is 1 RMB. One payment reference serves one recharge. Roles: officer. Institutions: TOKEN_ISSUER. */
    recharge(request: RechargeTokens, options?: CallOptions): Promise<Answered<RechargeTokensAnswer>>;
  };
  readonly redemptions: {
    /** List redemptions, newest first. The token issuer sees all redemptions, a holder its redemptions. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    list(request?: ListRedemptions, options?: CallOptions): Pages<Redemption>;
    /** Request a redemption of tokens. The tokens are held until the redemption ends. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    request(request: RequestRedemption, options?: CallOptions): Promise<Answered<RequestRedemptionAnswer>>;
    /** Acknowledge the payment of a redemption as its holder. The tokens are burned. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    acknowledge(request: AcknowledgeRedemption, options?: CallOptions): Promise<Answered<AcknowledgeRedemptionAnswer>>;
    /** Cancel a redemption that was not settled in time. The holder may cancel from cancelFrom on. The gateway does so by itself. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    cancel(request: CancelRedemption, options?: CallOptions): Promise<Answered<CancelRedemptionAnswer>>;
    /** Expire a redemption whose period is over. Tokens are burned if nobody objected by objectBy. Tokens return to the holder if nobody decided by decideBy. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    expire(request: ExpireRedemption, options?: CallOptions): Promise<Answered<ExpireRedemptionAnswer>>;
    /** Object to the settlement of a redemption as its holder. The objection counts until objectBy; then the members decide. The gateway objects by itself one day before objectBy. Roles: officer. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    object(request: ObjectRedemption, options?: CallOptions): Promise<Answered<ObjectRedemptionAnswer>>;
    /** Reject a redemption as the token issuer. The tokens return to the holder. Roles: officer. Institutions: TOKEN_ISSUER. */
    reject(request: RejectRedemption, options?: CallOptions): Promise<Answered<RejectRedemptionAnswer>>;
    /** Settle a redemption as the token issuer. The request names the payment with which the redemption was paid. Roles: officer. Institutions: TOKEN_ISSUER. */
    settle(request: SettleRedemption, options?: CallOptions): Promise<Answered<SettleRedemptionAnswer>>;
  };
  readonly transactions: {
    /** Read a transaction with its events. Commands, endorsements and private data are not in this answer; the gateway keeps what it folded. Roles: officer, reviewer, auditor. Institutions: CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER, REGULATOR. */
    read(request: ReadTransaction, options?: CallOptions): Promise<Answered<ReadTransactionAnswer>>;
  };
  readonly users: {
    /** List the users of this institution. Roles: admin. Institutions: any institution. */
    list(request?: ListUsers, options?: CallOptions): Pages<ListUsersItem>;
    /** Add a user. Only this answer holds the user's first token, which is valid for a year. Roles: admin. Institutions: any institution. */
    add(request: AddUser, options?: CallOptions): Promise<Answered<AddUserAnswer>>;
    /** Remove a user for good. The user's tokens and streams end. The last administrator cannot be removed. Roles: admin. Institutions: any institution. */
    remove(request: RemoveUser, options?: CallOptions): Promise<void>;
    /** List the tokens of a user. Roles: admin. Institutions: any institution. */
    listTokens(request: ListTokens, options?: CallOptions): Pages<UserToken>;
    /** Add a token to a user. Only this answer holds the token. A token is valid for a year at most. Roles: admin. Institutions: any institution. */
    addToken(request: AddToken, options?: CallOptions): Promise<Answered<AddTokenAnswer>>;
    /** Revoke a token for good. Streams that were opened with the token end within ten seconds. Roles: admin. Institutions: any institution. */
    revokeToken(request: RevokeToken, options?: CallOptions): Promise<void>;
    /** Replace a token by a new one of the same name. Only this answer holds the token. The token before stays valid for graceSeconds. Roles: admin. Institutions: any institution. */
    rotateToken(request: RotateToken, options?: CallOptions): Promise<Answered<RotateTokenAnswer>>;
  };
  readonly webhooks: {
    /** List the webhooks of this institution. Roles: admin. Institutions: any institution. */
    list(request?: ListWebhooks, options?: CallOptions): Pages<Webhook>;
    /** Create a webhook. Events are delivered from now on, once the receiver has answered a challenge. The challenge is signed, so store the secret first. Roles: admin. Institutions: any institution. */
    create(request: CreateWebhook, options?: CallOptions): Promise<Answered<CreateWebhookAnswer>>;
    /** Remove a webhook with its queue. Roles: admin. Institutions: any institution. */
    remove(request: RemoveWebhook, options?: CallOptions): Promise<void>;
    /** Read a webhook with its state. Roles: admin. Institutions: any institution. */
    read(request: ReadWebhook, options?: CallOptions): Promise<Answered<Webhook>>;
    /** Change the URL or the types of a webhook, or pause it. Another URL awaits a challenge. A paused webhook keeps its position and goes on from there. Other types hold for events that are not in the queue yet. Roles: admin. Institutions: any institution. */
    change(request: ChangeWebhook, options?: CallOptions): Promise<Answered<Webhook>>;
    /** Send a challenge to a webhook and activate it. The body is a WebhookChallenge. The receiver answers 200 with the JSON {"challenge": …} and the text of data.challenge. A paused webhook stays paused. Roles: admin. Institutions: any institution. */
    challenge(request: ChallengeWebhook, options?: CallOptions): Promise<Answered<Webhook>>;
    /** List the deliveries of a webhook, newest event first. Roles: admin. Institutions: any institution. */
    listDeliveries(request: ListWebhookDeliveries, options?: CallOptions): Pages<WebhookDelivery>;
    /** List the attempts of a delivery, newest first. Attempts are kept for 30 days. Roles: admin. Institutions: any institution. */
    listAttempts(request: ListWebhookAttempts, options?: CallOptions): Pages<WebhookAttempt>;
    /** Retry a delivery that is dead or waits. It begins its retries anew. Later events of its key may have arrived before it; sequence shows that. Roles: admin. Institutions: any institution. */
    retryDelivery(request: RetryWebhookDelivery, options?: CallOptions): Promise<Answered<WebhookDelivery>>;
    /** Deliver events of the past again. Events from `from` to `to`, both included, are delivered with the webhook-id and sequence of before. An event that was never due for this webhook has no sequence. Roles: admin. Institutions: any institution. */
    replay(request: ReplayWebhook, options?: CallOptions): Promise<Answered<Webhook>>;
    /** Rotate the secret of a webhook. Both secrets sign for 24 hours. Only the last two secrets sign, so rotating twice ends the first one at once. Roles: admin. Institutions: any institution. */
    rotateSecret(request: RotateWebhookSecret, options?: CallOptions): Promise<Answered<RotateWebhookSecretAnswer>>;
  };
}

/** How each call is made. */
export const calls = {
  'gateway.readLinks': { method: 'GET', path: '/', answer: 'JSON' },
  'gateway.readHealth': { method: 'GET', path: '/healthz', answer: 'JSON' },
  'gateway.readMetrics': { method: 'GET', path: '/metrics', answer: 'TEXT' },
  'gateway.readReadiness': { method: 'GET', path: '/readyz', answer: 'JSON' },
  'alliance.read': { method: 'GET', path: '/v1/alliance', answer: 'JSON' },
  'alliance.advanceDay': { method: 'POST', path: '/v1/alliance/days', answer: 'JSON', body: 'REQUIRED' },
  'proposals.list': { method: 'GET', path: '/v1/alliance/proposals', answer: 'PAGE', query: ['status', 'cursor', 'limit'] },
  'proposals.propose': { method: 'POST', path: '/v1/alliance/proposals', answer: 'JSON', body: 'REQUIRED' },
  'proposals.read': { method: 'GET', path: '/v1/alliance/proposals/{proposalId}', answer: 'JSON' },
  'proposals.vote': { method: 'POST', path: '/v1/alliance/proposals/{proposalId}/vote', answer: 'JSON', body: 'REQUIRED' },
  'approvals.list': { method: 'GET', path: '/v1/approvals', answer: 'PAGE', query: ['status', 'cursor', 'limit'] },
  'approvals.read': { method: 'GET', path: '/v1/approvals/{approvalId}', answer: 'JSON' },
  'approvals.carryOut': { method: 'POST', path: '/v1/approvals/{approvalId}/carry-out', answer: 'JSON' },
  'approvals.reject': { method: 'POST', path: '/v1/approvals/{approvalId}/reject', answer: 'JSON' },
  'audit.list': { method: 'GET', path: '/v1/audit', answer: 'PAGE', query: ['userName', 'operation', 'about', 'since', 'until', 'cursor', 'limit'] },
  'audit.export': { method: 'GET', path: '/v1/audit/export', answer: 'FILE', query: ['after'] },
  'blocks.list': { method: 'GET', path: '/v1/blocks', answer: 'PAGE', query: ['cursor', 'limit'] },
  'blocks.read': { method: 'GET', path: '/v1/blocks/{number}', answer: 'JSON' },
  'confirms.count': { method: 'GET', path: '/v1/confirm-counts', answer: 'JSON', query: ['status', 'assetId', 'contributor', 'participator', 'confirmIdPrefix', 'confirmedFrom', 'confirmedTo', 'amountFromRmb', 'amountToRmb'] },
  'confirms.list': { method: 'GET', path: '/v1/confirms', answer: 'PAGE', query: ['status', 'assetId', 'contributor', 'participator', 'confirmIdPrefix', 'confirmedFrom', 'confirmedTo', 'amountFromRmb', 'amountToRmb', 'sort', 'cursor', 'limit'] },
  'consents.list': { method: 'GET', path: '/v1/consents', answer: 'PAGE', query: ['subjectId', 'cursor', 'limit'] },
  'consents.record': { method: 'POST', path: '/v1/consents', answer: 'JSON', body: 'REQUIRED' },
  'consents.read': { method: 'GET', path: '/v1/consents/{consentId}', answer: 'JSON' },
  'consents.revoke': { method: 'POST', path: '/v1/consents/{consentId}/revoke', answer: 'JSON', body: 'OPTIONAL' },
  'creditDisputes.list': { method: 'GET', path: '/v1/credit-disputes', answer: 'PAGE', query: ['status', 'overdue', 'role', 'cursor', 'limit'] },
  'creditIncome.read': { method: 'GET', path: '/v1/credit-income', answer: 'JSON', query: ['cursor', 'limit'] },
  'creditQueries.list': { method: 'GET', path: '/v1/credit-queries', answer: 'PAGE', query: ['subjectId', 'cursor', 'limit'] },
  'creditQueries.queryDetails': { method: 'POST', path: '/v1/credit-queries', answer: 'JSON', body: 'REQUIRED' },
  'creditQueries.read': { method: 'GET', path: '/v1/credit-queries/{queryId}', answer: 'JSON' },
  'creditQueries.listReads': { method: 'GET', path: '/v1/credit-queries/{queryId}/reads', answer: 'PAGE', query: ['cursor', 'limit'] },
  'creditRecordImports.list': { method: 'GET', path: '/v1/credit-record-imports', answer: 'PAGE', query: ['status', 'cursor', 'limit'] },
  'creditRecordImports.upload': { method: 'POST', path: '/v1/credit-record-imports', answer: 'UPLOAD' },
  'creditRecordImports.preview': { method: 'POST', path: '/v1/credit-record-imports/preview', answer: 'UPLOAD' },
  'creditRecordImports.readTemplate': { method: 'GET', path: '/v1/credit-record-imports/template.xlsx', answer: 'FILE' },
  'creditRecordImports.read': { method: 'GET', path: '/v1/credit-record-imports/{importId}', answer: 'JSON', query: ['cursor', 'limit'] },
  'creditRecordImports.cancel': { method: 'POST', path: '/v1/credit-record-imports/{importId}/cancel', answer: 'JSON' },
  'creditRecordImports.readRejected': { method: 'GET', path: '/v1/credit-record-imports/{importId}/rejected.xlsx', answer: 'FILE' },
  'creditRecords.list': { method: 'GET', path: '/v1/credit-records', answer: 'PAGE', query: ['subjectId', 'role', 'due', 'cursor', 'limit'] },
  'creditRecords.file': { method: 'POST', path: '/v1/credit-records', answer: 'JSON', body: 'REQUIRED', repeatable: { with: 'filingId' } },
  'creditRecords.read': { method: 'GET', path: '/v1/credit-records/{recordId}', answer: 'JSON' },
  'creditRecords.correct': { method: 'POST', path: '/v1/credit-records/{recordId}/corrections', answer: 'JSON', body: 'REQUIRED', repeatable: { with: 'filingId' } },
  'creditRecords.answerDispute': { method: 'POST', path: '/v1/credit-records/{recordId}/dispute-answers', answer: 'JSON', body: 'REQUIRED' },
  'creditRecords.dispute': { method: 'POST', path: '/v1/credit-records/{recordId}/disputes', answer: 'JSON', body: 'REQUIRED' },
  'creditRecords.giveFeedback': { method: 'POST', path: '/v1/credit-records/{recordId}/feedback', answer: 'JSON', body: 'REQUIRED' },
  'creditRecords.readHistory': { method: 'GET', path: '/v1/credit-records/{recordId}/history', answer: 'PAGE', query: ['cursor', 'limit'] },
  'creditRecords.setLevel': { method: 'POST', path: '/v1/credit-records/{recordId}/level', answer: 'JSON', body: 'REQUIRED' },
  'creditRecords.sign': { method: 'POST', path: '/v1/credit-records/{recordId}/signatures', answer: 'JSON', body: 'REQUIRED' },
  'events': { method: 'GET', path: '/v1/events', answer: 'EVENTS', query: ['types'] },
  'me': { method: 'GET', path: '/v1/me', answer: 'JSON' },
  'parties.list': { method: 'GET', path: '/v1/parties', answer: 'PAGE', query: ['cursor', 'limit'] },
  'parties.rotateKey': { method: 'POST', path: '/v1/parties/self/keys', answer: 'JSON', body: 'OPTIONAL', repeatable: { with: 'version' } },
  'parties.read': { method: 'GET', path: '/v1/parties/{partyId}', answer: 'JSON' },
  'plans.count': { method: 'GET', path: '/v1/plan-counts', answer: 'JSON', query: ['status', 'contributor', 'participator', 'loanKind', 'form', 'assetIdPrefix', 'publishedFrom', 'publishedTo', 'amountFromRmb', 'amountToRmb'] },
  'planImports.list': { method: 'GET', path: '/v1/plan-imports', answer: 'PAGE', query: ['status', 'cursor', 'limit'] },
  'planImports.upload': { method: 'POST', path: '/v1/plan-imports', answer: 'UPLOAD' },
  'planImports.preview': { method: 'POST', path: '/v1/plan-imports/preview', answer: 'UPLOAD' },
  'planImports.readTemplate': { method: 'GET', path: '/v1/plan-imports/template.xlsx', answer: 'FILE' },
  'planImports.read': { method: 'GET', path: '/v1/plan-imports/{importId}', answer: 'JSON', query: ['cursor', 'limit'] },
  'planImports.cancel': { method: 'POST', path: '/v1/plan-imports/{importId}/cancel', answer: 'JSON' },
  'planImports.readRejected': { method: 'GET', path: '/v1/plan-imports/{importId}/rejected.xlsx', answer: 'FILE' },
  'plans.list': { method: 'GET', path: '/v1/plans', answer: 'PAGE', query: ['status', 'contributor', 'participator', 'loanKind', 'form', 'assetIdPrefix', 'publishedFrom', 'publishedTo', 'amountFromRmb', 'amountToRmb', 'sort', 'cursor', 'limit'] },
  'plans.publish': { method: 'POST', path: '/v1/plans', answer: 'JSON', body: 'REQUIRED' },
  'plans.read': { method: 'GET', path: '/v1/plans/{assetId}', answer: 'JSON' },
  'plans.readBorrower': { method: 'GET', path: '/v1/plans/{assetId}/borrower', answer: 'JSON' },
  'plans.close': { method: 'POST', path: '/v1/plans/{assetId}/close', answer: 'JSON' },
  'plans.confirm': { method: 'POST', path: '/v1/plans/{assetId}/confirms', answer: 'JSON', body: 'REQUIRED' },
  'confirms.read': { method: 'GET', path: '/v1/plans/{assetId}/confirms/{confirmId}', answer: 'JSON' },
  'confirms.accept': { method: 'POST', path: '/v1/plans/{assetId}/confirms/{confirmId}/accept', answer: 'JSON' },
  'confirms.deliver': { method: 'POST', path: '/v1/plans/{assetId}/confirms/{confirmId}/delivery', answer: 'JSON' },
  'confirms.dispute': { method: 'POST', path: '/v1/plans/{assetId}/confirms/{confirmId}/dispute', answer: 'JSON' },
  'confirms.expire': { method: 'POST', path: '/v1/plans/{assetId}/confirms/{confirmId}/expire', answer: 'JSON' },
  'confirms.readHistory': { method: 'GET', path: '/v1/plans/{assetId}/confirms/{confirmId}/history', answer: 'PAGE', query: ['cursor', 'limit'] },
  'plans.readHistory': { method: 'GET', path: '/v1/plans/{assetId}/history', answer: 'PAGE', query: ['cursor', 'limit'] },
  'plans.purge': { method: 'POST', path: '/v1/plans/{assetId}/purge', answer: 'JSON' },
  'plans.withdraw': { method: 'POST', path: '/v1/plans/{assetId}/withdraw', answer: 'JSON' },
  'prompts.list': { method: 'GET', path: '/v1/prompts', answer: 'PAGE', query: ['cursor', 'limit'] },
  'sessions.list': { method: 'GET', path: '/v1/sessions', answer: 'PAGE', query: ['userName', 'cursor', 'limit'] },
  'sessions.end': { method: 'DELETE', path: '/v1/sessions/{sessionId}', answer: 'NOTHING' },
  'subjects.attach': { method: 'POST', path: '/v1/subjects', answer: 'JSON', body: 'REQUIRED' },
  'subjects.lookUp': { method: 'POST', path: '/v1/subjects/lookup', answer: 'JSON', body: 'REQUIRED' },
  'subjects.read': { method: 'GET', path: '/v1/subjects/{subjectId}', answer: 'JSON' },
  'subjects.addKey': { method: 'POST', path: '/v1/subjects/{subjectId}/keys', answer: 'JSON', body: 'REQUIRED' },
  'subjects.revokeKey': { method: 'POST', path: '/v1/subjects/{subjectId}/keys/{keyId}/revoke', answer: 'JSON', body: 'OPTIONAL' },
  'subjects.listOffers': { method: 'GET', path: '/v1/subjects/{subjectId}/offers', answer: 'JSON', query: ['consentId'] },
  'subjects.readReport': { method: 'GET', path: '/v1/subjects/{subjectId}/report', answer: 'JSON', query: ['queryId'] },
  'subjects.querySummary': { method: 'GET', path: '/v1/subjects/{subjectId}/summary', answer: 'JSON', query: ['queryId', 'purpose', 'consentId'] },
  'tokens.listAccounts': { method: 'GET', path: '/v1/tokens/accounts', answer: 'PAGE', query: ['cursor', 'limit'] },
  'tokens.readAccount': { method: 'GET', path: '/v1/tokens/accounts/{partyId}', answer: 'JSON' },
  'tokens.listEntries': { method: 'GET', path: '/v1/tokens/accounts/{partyId}/entries', answer: 'PAGE', query: ['cursor', 'limit'] },
  'tokens.listRecharges': { method: 'GET', path: '/v1/tokens/recharges', answer: 'PAGE', query: ['cursor', 'limit'] },
  'tokens.recharge': { method: 'POST', path: '/v1/tokens/recharges', answer: 'JSON', body: 'REQUIRED' },
  'redemptions.list': { method: 'GET', path: '/v1/tokens/redemptions', answer: 'PAGE', query: ['status', 'cursor', 'limit'] },
  'redemptions.request': { method: 'POST', path: '/v1/tokens/redemptions', answer: 'JSON', body: 'REQUIRED' },
  'redemptions.acknowledge': { method: 'POST', path: '/v1/tokens/redemptions/{redemptionId}/acknowledge', answer: 'JSON' },
  'redemptions.cancel': { method: 'POST', path: '/v1/tokens/redemptions/{redemptionId}/cancel', answer: 'JSON' },
  'redemptions.expire': { method: 'POST', path: '/v1/tokens/redemptions/{redemptionId}/expire', answer: 'JSON' },
  'redemptions.object': { method: 'POST', path: '/v1/tokens/redemptions/{redemptionId}/object', answer: 'JSON' },
  'redemptions.reject': { method: 'POST', path: '/v1/tokens/redemptions/{redemptionId}/reject', answer: 'JSON' },
  'redemptions.settle': { method: 'POST', path: '/v1/tokens/redemptions/{redemptionId}/settle', answer: 'JSON', body: 'REQUIRED' },
  'transactions.read': { method: 'GET', path: '/v1/transactions/{transactionId}', answer: 'JSON' },
  'users.list': { method: 'GET', path: '/v1/users', answer: 'PAGE', query: ['cursor', 'limit'] },
  'users.add': { method: 'POST', path: '/v1/users', answer: 'JSON', body: 'REQUIRED', repeatable: 'NEVER' },
  'users.remove': { method: 'DELETE', path: '/v1/users/{userName}', answer: 'NOTHING' },
  'users.listTokens': { method: 'GET', path: '/v1/users/{userName}/tokens', answer: 'PAGE', query: ['cursor', 'limit'] },
  'users.addToken': { method: 'POST', path: '/v1/users/{userName}/tokens', answer: 'JSON', body: 'REQUIRED', repeatable: 'NEVER' },
  'users.revokeToken': { method: 'DELETE', path: '/v1/users/{userName}/tokens/{tokenName}', answer: 'NOTHING' },
  'users.rotateToken': { method: 'POST', path: '/v1/users/{userName}/tokens/{tokenName}/rotate', answer: 'JSON', body: 'REQUIRED', repeatable: 'NEVER' },
  'webhooks.list': { method: 'GET', path: '/v1/webhooks', answer: 'PAGE', query: ['cursor', 'limit'] },
  'webhooks.create': { method: 'POST', path: '/v1/webhooks', answer: 'JSON', body: 'REQUIRED', repeatable: 'NEVER' },
  'webhooks.remove': { method: 'DELETE', path: '/v1/webhooks/{webhookId}', answer: 'NOTHING' },
  'webhooks.read': { method: 'GET', path: '/v1/webhooks/{webhookId}', answer: 'JSON' },
  'webhooks.change': { method: 'POST', path: '/v1/webhooks/{webhookId}', answer: 'JSON', body: 'REQUIRED' },
  'webhooks.challenge': { method: 'POST', path: '/v1/webhooks/{webhookId}/challenge', answer: 'JSON' },
  'webhooks.listDeliveries': { method: 'GET', path: '/v1/webhooks/{webhookId}/deliveries', answer: 'PAGE', query: ['status', 'cursor', 'limit'] },
  'webhooks.listAttempts': { method: 'GET', path: '/v1/webhooks/{webhookId}/deliveries/{eventId}/attempts', answer: 'PAGE', query: ['cursor', 'limit'] },
  'webhooks.retryDelivery': { method: 'POST', path: '/v1/webhooks/{webhookId}/deliveries/{eventId}/retry', answer: 'JSON' },
  'webhooks.replay': { method: 'POST', path: '/v1/webhooks/{webhookId}/replay', answer: 'JSON', body: 'REQUIRED', repeatable: 'NEVER' },
  'webhooks.rotateSecret': { method: 'POST', path: '/v1/webhooks/{webhookId}/secret', answer: 'JSON', repeatable: 'NEVER' },
} as const satisfies Readonly<Record<string, Call>>;

export type CallName = keyof typeof calls;
