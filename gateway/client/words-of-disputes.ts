/** The words for what a borrower says against a credit record. */
import type { Said, Words } from './said';

/** By purpose. */
export const disputeWords: Readonly<Record<string, (said: Said) => Words>> = {
  'tallystick-credit-dispute-1': sayDispute,
};

/** The statement stands last, so that nothing in it passes for what comes after it. */
function sayDispute(said: Said): Words {
  const [recordId, statement] = [said.word('recordId'), said.openedPlain('statementCommitment')];
  said.sha256('keyCommitment');
  said.sha256('sealedHash');
  return {
    zh: `作为借款人签名：对记录 ${recordId} 提出异议。所签陈述如下，直至末尾（由机构密封后供各成员阅读，密封是否正确此处无法核对）：\n${statement}`,
    en: `Signed as the borrower: a dispute of the record ${recordId}. The statement that is signed follows, up to the end (the institution seals it for all members; whether it did so rightly is not checked here):\n${statement}`,
  };
}
