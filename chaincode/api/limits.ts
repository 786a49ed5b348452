/** How much one transaction, one record or one institution may have; part of the rules, alike for every endorser. */

export const maxCommands = 500;
export const maxTransactionBytes = 2 * 1024 * 1024;
/**
 * Keys that one transaction makes an endorser read. 500 confirms that fold 500 token credits read 2,500; a query for all of 50 records
 * with 50 numbers each reads 2,556 and what it folds.
 */
export const maxReads = 10_000;
/** Token credits that one debit may fold. */
export const maxFolds = 500;
/** Confirms of one plan that may be under way at the same time. */
export const maxConfirmsUnderWay = 500;
/** The most that one recharge brings, so that a slip of the issuer does not use up all tokens that may ever come to be. */
export const maxRechargeFen = 10_000_000_000_000;
/** Refunds after which an institution may not confirm the plan again. */
export const maxRefunds = 3;
/** Blinded numbers in one question. */
export const maxBlinded = 100;
/** Characters of the local part of a query's identifier. */
export const maxQueryIdLength = 60;
/** Records whose details one query asks for. */
export const maxAnswers = 50;
/** Terms and feedbacks of one record in one answer. */
export const maxNumbers = 50;
/** Disputes of one record. */
export const maxDisputes = 20;
