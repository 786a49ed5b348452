/** The words for what a borrower says against a credit record. */
import type { Said, Words } from './said';

/** By purpose. */
export const disputeWords: Readonly<Record<string, (said: Said) => Words>> = {
  'tallystick-credit-dispute-1': sayDispute,
};

function sayDispute(said: Said): Words {
  const [recordId, statement] = [said.text('recordId'), said.text('statementCommitment')];
  said.leave('keyCommitment', 'sealedHash');
  return {
    zh: `作为借款人签名：对记录 ${recordId} 提出异议，各成员机构都将读到以下陈述：“${statement}”`,
    en: `Signed as the borrower: a dispute of the record ${recordId}, with this statement for all members to read: “${statement}”`,
  };
}
