/** The words for what the sides of a credit record sign. */
import { dayIn, timeZones } from '../../chaincode/api/time-zones';
import { requireSame, type Said, sayAmount, sayRate, sayTime, type Words, wordFor } from './said';

const roles: Readonly<Record<string, Words>> = {
  BORROWER: { zh: '借款人', en: 'the borrower' },
  LENDER: { zh: '出借机构', en: 'the institution that lends' },
  LENDER_PERSON: { zh: '出借人', en: 'the lender' },
};
const relations: Readonly<Record<string, Words>> = {
  C2C: { zh: '个人向个人借款', en: 'a person lends to a person' },
  B2C: { zh: '企业或机构向个人放款', en: 'an enterprise or institution lends to a person' },
  B2B: { zh: '企业或机构向企业放款', en: 'an enterprise or institution lends to an enterprise' },
  C2B: { zh: '个人向企业放款', en: 'a person lends to an enterprise' },
};
const outcomes: Readonly<Record<string, Words>> = {
  PERFORMED: { zh: '已正常履行', en: 'performed' },
  EXTENDED: { zh: '展期', en: 'extended' },
  BREACHED: { zh: '违约', en: 'breached' },
};
const levels: Readonly<Record<string, Words>> = {
  PUBLIC: { zh: '公开（免费查询）', en: 'open to whoever may ask, free of charge' },
  ENCRYPTED: { zh: '不向任何人提供', en: 'shown to nobody' },
  PAID: { zh: '付费查询', en: 'shown for a price' },
};

/** By purpose. */
export const recordWords: Readonly<Record<string, (said: Said) => Words>> = {
  'tallystick-credit-record-2': sayRegistration,
  'tallystick-credit-feedback-2': sayFeedback,
};

function sayRegistration(said: Said): Words {
  const role = wordFor(roles, said.word('role'));
  const terms = said.openedObject('termsCommitment');
  const maturity = said.opened('maturityCommitment');
  const relation = wordFor(relations, terms.word('relationKind'));
  const amount = sayAmount(terms.integer('amountRmb'));
  const rate = sayRate(terms.integer('rateBps'));
  const [startTime, maturityTime] = [terms.time('startTime'), terms.time('maturityTime')];
  terms.salt('maturitySalt', maturity.salt);
  const mandate = takeMandate(said, terms);
  terms.requireNothingLeft();
  requireSame('maturityCommitment', maturity.content, maturityTime);
  const borrowedOn = takeDay(said, startTime);
  const [subject, signBy] = [said.sha256('subjectId'), sayTime(said.time('signBy'))];
  const [renews, corrects] = [said.maybeWord('renews'), said.maybeWord('corrects')];
  said.sha256('keyCommitment');
  said.point('lenderKey');
  if (said.has('sealedHash')) said.sha256('sealedHash');
  const [start, end] = [sayTime(startTime), sayTime(maturityTime)];
  return {
    zh: [
      `作为${role.zh}签名：${relation.zh}，金额 ${amount} 元，年利率 ${rate}，自 ${start} 至 ${end}，借款日 ${borrowedOn}；借款人编号 ${subject}`,
      `须在 ${signBy} 前生效，否则作废`,
      ...(mandate === undefined ? [] : [`依据借款人的授权书（SHA-256 ${mandate}）登记，借款人本人不签名`]),
      ...(renews === undefined ? [] : [`同时提前结清记录 ${renews}（记为正常履行）`]),
      ...(corrects === undefined ? [] : [`更正记录 ${corrects}；原记录保留`]),
    ].join('；'),
    en: [
      `Signed as ${role.en}: ${relation.en}, ${amount} RMB at ${rate} a year, from ${start} to ${end}, borrowed on ${borrowedOn}; borrower ${subject}`,
      `it lapses unless it takes effect by ${signBy}`,
      ...(mandate === undefined ? [] : [`filed by the borrower's mandate (SHA-256 ${mandate}), without its signature`]),
      ...(renews === undefined ? [] : [`it ends the record ${renews} early, as performed`]),
      ...(corrects === undefined ? [] : [`it puts the record ${corrects} right, which stays`]),
    ].join('; '),
  };
}

/** The day is that of the start in the alliance's zone, which no signed text names: so it is said, and is right in one of the zones. */
function takeDay(said: Said, startTime: string): string {
  const borrowedOn = said.word('borrowedOn');
  const isRight = timeZones.some((timeZone) => dayIn(timeZone, startTime) === borrowedOn);
  if (!isRight) throw new Error('borrowedOn says something else');
  return borrowedOn;
}

/** The hash of the mandate, where the record is filed by one. */
function takeMandate(said: Said, terms: Said): string | undefined {
  if (!said.hasOpened('mandateCommitment')) return undefined;
  const { salt, content } = said.opened('mandateCommitment');
  terms.salt('mandateSalt', salt);
  const mandate = terms.sha256('mandateSha256');
  requireSame('mandateCommitment', content, mandate);
  return mandate;
}

function sayFeedback(said: Said): Words {
  const named = said.word('role');
  const role = wordFor(roles, named);
  const [recordId, number] = [said.word('recordId'), said.integer('number')];
  const details = said.openedObject('feedbackCommitment');
  const nextDue = said.opened('nextDueCommitment');
  const outcome = wordFor(outcomes, details.word('outcome'));
  const newMaturity = details.maybeTime('newMaturityTime');
  if (newMaturity !== undefined) details.salt('maturitySalt', nextDue.salt);
  const notice = details.has('notice') ? sayNotice(details.object('notice')) : undefined;
  // What the borrower agrees to comes before its signature is sealed with it.
  if (named !== 'BORROWER' && details.has('borrower')) leaveSignature(details.object('borrower'));
  details.requireNothingLeft();
  requireSame('nextDueCommitment', nextDue.content, newMaturity ?? 'never');
  const level = wordFor(levels, said.word('level'));
  const priceFen = said.integer('priceFen');
  const corrects = said.maybeInteger('corrects');
  const renewedBy = said.maybeWord('renewedBy');
  said.sha256('keyCommitment');
  if (said.has('sealedHash')) said.sha256('sealedHash');
  const price = { zh: `每次 ${sayAmount(priceFen)} 分`, en: `${sayAmount(priceFen)} fen each time` };
  return {
    zh: [
      `作为${role.zh}签名：记录 ${recordId} 的第 ${number} 次反馈：${outcome.zh}`,
      ...(newMaturity === undefined ? [] : [`新的到期时间 ${sayTime(newMaturity)}`]),
      ...(notice === undefined ? [] : [notice.zh]),
      ...(corrects === undefined ? [] : [`更正第 ${corrects} 次反馈`]),
      ...(renewedBy === undefined ? [] : [`因续借 ${renewedBy} 提前结清`]),
      `明细：${level.zh}${priceFen === 0 ? '' : `，${price.zh}`}`,
    ].join('；'),
    en: [
      `Signed as ${role.en}: feedback ${number} on the record ${recordId}: ${outcome.en}`,
      ...(newMaturity === undefined ? [] : [`the new maturity is ${sayTime(newMaturity)}`]),
      ...(notice === undefined ? [] : [notice.en]),
      ...(corrects === undefined ? [] : [`it puts feedback ${corrects} right`]),
      ...(renewedBy === undefined ? [] : [`the record ends early with ${renewedBy}`]),
      `details: ${level.en}${priceFen === 0 ? '' : `, ${price.en}`}`,
    ].join('; '),
  };
}

/** Of the borrower: it says nothing by itself. */
function leaveSignature(borrower: Said): void {
  borrower.sha256('keyId');
  borrower.signature('signature');
  borrower.sealedSalt('salt');
  borrower.requireNothingLeft();
}

function sayNotice(notice: Said): Words {
  const [time, evidence] = [sayTime(notice.time('givenTime')), notice.sha256('evidenceSha256')];
  notice.requireNothingLeft();
  return {
    zh: `已于 ${time} 通知借款人（凭证 SHA-256 ${evidence}）`,
    en: `the borrower was given notice on ${time} (evidence SHA-256 ${evidence})`,
  };
}
