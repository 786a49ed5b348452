/** The words for what a person signs about keys and consents. */
import { type Said, sayAmount, sayTime, type Words, wordFor } from './said';

const purposes: Readonly<Record<string, Words>> = {
  LOAN_APPLICATION: { zh: '贷款申请', en: 'an application for a loan' },
  LOAN_MANAGEMENT: { zh: '贷后管理', en: 'the management of a loan' },
  GUARANTEE: { zh: '担保审查', en: 'a guarantee' },
  OWN_REPORT: { zh: '查询本人报告', en: "the person's own report" },
};

/** By purpose. */
export const peopleWords: Readonly<Record<string, (said: Said) => Words>> = {
  'tallystick-subject-key-1': sayPossession,
  'tallystick-key-addition-1': sayAddition,
  'tallystick-key-revocation-1': sayRevocation,
  'tallystick-consent-1': sayConsent,
  'tallystick-consent-revocation-1': sayConsentRevocation,
};

function sayPossession(said: Said): Words {
  const [subject, key] = [said.sha256('subjectId'), said.point('publicKey')];
  const report = said.has('reportKey') ? said.point('reportKey') : undefined;
  return {
    zh: [
      `本人（编号 ${subject}）持有签名密钥 ${key}，今后以其签名代表本人`,
      report === undefined ? '该密钥不用于查询本人报告' : `本人报告只为密钥 ${report} 加密；持有其私钥者即可阅读报告`,
    ].join('；'),
    en: [
      `I (subject ${subject}) hold the signing key ${key}; what it signs is signed by me`,
      report === undefined
        ? 'it is for no own report'
        : `own reports are encrypted for the key ${report}; whoever holds its private half reads them`,
    ].join('; '),
  };
}

function sayAddition(said: Said): Words {
  const [subject, key] = [said.sha256('subjectId'), said.sha256('keyId')];
  const report = said.has('reportKey') ? said.point('reportKey') : undefined;
  return {
    zh: [
      `确认新签名密钥（SHA-256 ${key}）属于编号 ${subject} 的本人，今后可代表本人签名，无须等待`,
      ...(report === undefined ? [] : [`经其授权的本人报告为密钥 ${report} 加密`]),
    ].join('；'),
    en: [
      `The new signing key (SHA-256 ${key}) is mine, subject ${subject}; it signs for me and need not wait`,
      ...(report === undefined ? [] : [`own reports that it consents to are encrypted for the key ${report}`]),
    ].join('; '),
  };
}

function sayRevocation(said: Said): Words {
  const [subject, key] = [said.sha256('subjectId'), said.sha256('keyId')];
  return {
    zh: `永久注销编号 ${subject} 的签名密钥（SHA-256 ${key}）；以其作出的查询授权同时失效`,
    en: `The signing key (SHA-256 ${key}) of subject ${subject} is revoked for good; consents that it signed end with it`,
  };
}

function sayConsent(said: Said): Words {
  const [subject, key, party] = [said.sha256('subjectId'), said.sha256('keyId'), said.word('partyId')];
  const purpose = wordFor(purposes, said.word('queryPurpose'));
  const [signed, notAfter] = [sayTime(said.time('signedTime')), sayTime(said.time('notAfter'))];
  const uses = sayAmount(said.integer('uses'));
  return {
    zh: `授权机构 ${party} 查询编号 ${subject} 的信用记录，用途：${purpose.zh}，最多 ${uses} 次，至 ${notAfter} 止；签署时间 ${signed}，签名密钥（SHA-256 ${key}）`,
    en: `The institution ${party} may query the credit records of subject ${subject} for ${purpose.en}, at most ${uses} times until ${notAfter}; signed at ${signed} with the key (SHA-256 ${key})`,
  };
}

function sayConsentRevocation(said: Said): Words {
  const [subject, consent] = [said.sha256('subjectId'), said.word('consentId')];
  return {
    zh: `编号 ${subject} 的本人永久撤回查询授权 ${consent}，无论其是否已提交`,
    en: `Subject ${subject} takes the consent ${consent} back for good, whether it was posted or not`,
  };
}
