/**
 * The viewer's words, in both languages. Words of reports are looked up in the tables below, each in that of its kind, and never
 * among the labels: nobody can have the page say what it did not find.
 */
import type { Words } from '../client/said';

export const labels = {
  page: { zh: 'Tallystick 本人查看器', en: 'Tallystick viewer for people' },
  language: { zh: 'English', en: '中文' },
  title: { zh: '本人信用报告', en: 'Your credit report' },
  subject: { zh: '主体编号', en: 'Subject' },
  query: { zh: '查询编号', en: 'Query' },
  made: { zh: '生成时间', en: 'Made' },
  stays: {
    zh: '本页面不连接任何网络；密钥和详情不会离开本页面。',
    en: 'This page connects to nothing. Neither keys nor details leave it.',
  },
  openReport: { zh: '查看本人信用报告', en: 'Open your report' },
  chooseReport: { zh: '报告文件（JSON）：', en: 'The report (JSON):' },
  chooseReportKey: { zh: '您的报告密钥（JWK 文件）：', en: 'Your report key (a JWK file):' },
  opened: { zh: '已打开并核对。', en: 'Opened and checked.' },
  noReport: { zh: '该文件不是本版本可读的报告。', en: 'The file is no report that this version reads.' },
  checkSigning: { zh: '核对并签署', en: 'Check what you are to sign, and sign it' },
  chooseToSign: { zh: '待签内容（含 toSign 的 JSON）：', en: 'What you are to sign (JSON with toSign):' },
  chooseSigningKey: { zh: '您的签名密钥（JWK 文件）：', en: 'Your signing key (a JWK file):' },
  chooseNewReportKey: {
    zh: '文本写有报告密钥时：您的报告密钥（JWK 文件）：',
    en: 'Where the text names a report key: yours (a JWK file):',
  },
  chooseAddedKey: {
    zh: '为新密钥作保时：您的新签名密钥（JWK 文件，公钥即可）：',
    en: 'Where you vouch for a new signing key of yours: that key (a JWK file; its public half is enough):',
  },
  publicKey: { zh: '文本所写的签名密钥', en: 'The signing key in the text' },
  keyId: { zh: '文本所写的密钥编号', en: 'The number of a key in the text' },
  reportKey: { zh: '文本所写的报告密钥', en: 'The report key in the text' },
  yours: { zh: '是您所选的密钥', en: 'yours: it is the key that you chose' },
  notYours: { zh: '不是您所选的密钥', en: 'not yours: it is not the key that you chose' },
  notCompared: { zh: '未对照：请选择相应的密钥文件', en: 'not compared: choose the file of that key' },
  foreignKey: {
    zh: '请勿签署：文本写有不属于您的密钥。',
    en: 'Do not sign: the text names a key that is not yours.',
  },
  chooseKeys: {
    zh: '选择文本所写各密钥的文件之后方可签署。',
    en: 'It can be signed once you have chosen the file of each key that the text names.',
  },
  channel: { zh: '通道', en: 'Channel' },
  textId: {
    zh: '文本编号（即授权编号或异议编号）',
    en: 'The text’s number (that of a consent, or of a dispute)',
  },
  noToSign: { zh: '该文件不含待签内容。', en: 'The file holds nothing to sign.' },
  fits: { zh: '以下内容就是将被签署的全部内容：', en: 'This is all of what would be signed:' },
  differs: {
    zh: '请勿签署：显示的内容与将被签署的文本不符，或含有无法说明的内容。',
    en: 'Do not sign: what is shown is not what would be signed, or holds what cannot be said.',
  },
  message: { zh: '签署的文本', en: 'The text' },
  otherSigner: { zh: '此项须由另一把密钥签署：', en: 'Another key has to sign this:' },
  sign: { zh: '签署', en: 'Sign' },
  signature: { zh: '签名', en: 'Signature' },
  checks: { zh: '核对', en: 'Checks' },
  ownSigned: {
    zh: '本报告列为您的一把密钥签署的正是这些条款，密钥编号：',
    en: 'These very terms were signed by a key that this report lists as yours:',
  },
  ownSignedUnseen: {
    zh: '本报告列为您的一把密钥签署了登记；其条款未能在此显示。密钥编号：',
    en: 'The registration was signed by a key that this report lists as yours; its terms are not shown here:',
  },
  ownNotSigned: {
    zh: '未见本报告列为您的密钥对该登记的有效签名',
    en: 'No valid signature over this registration by a key that this report lists as yours',
  },
  otherSubject: {
    zh: '该记录的主体编号不是本报告的主体编号：',
    en: 'This record is of another subject than the report:',
  },
  extensionSigned: {
    zh: '本报告列为您的一把密钥签署了此展期',
    en: 'A key that this report lists as yours signed this extension',
  },
  NO_FORM: {
    zh: '所封存的内容不符合规定格式：不予计算',
    en: 'What was sealed is not in the documented form: it counts for nothing',
  },
  NOT_SIGNED: {
    zh: '未见本报告列为您且当时有效的密钥对此展期的有效签名：不予计算',
    en: 'No valid signature over this extension by a key that this report lists as yours and that counted then: it counts for nothing',
  },
  NOT_PERFORMED: {
    zh: '因续借提前结清只能记为已履约：不予计算',
    en: 'An early end can only say performed: it counts for nothing',
  },
  NOT_EXTENDED: {
    zh: '前一次反馈并非有效展期，该记录已经终结：不予计算',
    en: 'The feedback before it is no valid extension, so the record had ended: it counts for nothing',
  },
  byMandate: { zh: '依据授权书登记，没有您的签名', en: 'Filed by a mandate; there is no signature of yours' },
  mandateHolds: { zh: '登记所承诺的正是此授权书', en: 'The registration commits to this very mandate' },
  mandateDiffers: {
    zh: '登记所承诺的授权书与条款中的不符',
    en: 'The mandate in the terms is not the one that the registration commits to',
  },
  maturityHolds: { zh: '登记所承诺的正是此到期日', en: 'The registration commits to this very maturity' },
  maturityDiffers: {
    zh: '登记所承诺的到期日与条款中的不符',
    en: 'The maturity in the terms is not the one that the registration commits to',
  },
  termsUnseen: {
    zh: '条款未能显示：到期日和授权书未核对',
    en: 'The terms are not shown here: neither the maturity nor a mandate is checked',
  },
  lenderSigned: {
    zh: '记录编号、承诺和密文由该记录自己的密钥签署',
    en: 'Its number, commitments and sealed texts are signed with the record’s own key',
  },
  lenderNotSigned: {
    zh: '该记录自己的密钥没有签署这些内容',
    en: 'The record’s own key did not sign all of this',
  },
  notChecked: { zh: '本页面无法核对的内容', en: 'What this page cannot check' },
  notComplete: {
    zh: '报告是否完整、是否与账本一致：由出具机构负责。可在另一成员机构再次查询对照。',
    en: 'That the report is complete, and is what the ledger holds: this rests on the institution that made it. Another member can make one to compare.',
  },
  notYourKeys: {
    zh: '列为您的密钥是否真是您的：请对照您自己密钥的编号。',
    en: 'That the keys listed as yours are yours: compare their numbers with those of your own.',
  },
  notDisputes: {
    zh: '异议陈述和答复：由出具机构代为解密。',
    en: 'What was said in disputes: the institution opened it and passed it on.',
  },
  unreadableFor: { zh: '无法阅读的成员：', en: 'Members that cannot read it:' },
  otherKey: { zh: '这不是本报告的密钥。', en: 'This is not the key of this report.' },
  noKey: { zh: '该文件不是可用的密钥。', en: 'The file is no usable key.' },
  damaged: { zh: '交付的内容无法打开。', en: 'What was delivered does not open.' },
  sealed: { zh: '已加密', en: 'sealed' },
  notAtHand: { zh: '报告中没有', en: 'not in the report' },
  none: { zh: '无', en: 'None' },
  records: { zh: '借款记录', en: 'Loans' },
  borrowed: { zh: '借入', en: 'borrowed' },
  disputed: { zh: '有异议', en: 'disputed' },
  recordId: { zh: '记录编号', en: 'Record' },
  side: { zh: '借款人确认方式', en: "Borrower's side" },
  level: { zh: '公开级别', en: 'Level' },
  corrects: { zh: '更正记录', en: 'Corrects the record' },
  correctedBy: { zh: '已由此记录更正', en: 'Corrected by' },
  renews: { zh: '续借并提前结清记录', en: 'Renews and ends early' },
  renewedBy: { zh: '因此记录提前结清', en: 'Ended early by' },
  correctsFeedback: { zh: '更正第', en: 'corrects feedback' },
  terms: { zh: '借款条款', en: 'Terms' },
  feedback: { zh: '履约反馈', en: 'Feedback' },
  dispute: { zh: '异议', en: 'Dispute' },
  open: { zh: '待答复', en: 'not yet answered' },
  queries: { zh: '查询记录', en: 'Who asked' },
  who: { zh: '机构', en: 'Institution' },
  purpose: { zh: '目的', en: 'Purpose' },
  when: { zh: '时间', en: 'When' },
  asked: { zh: '内容', en: 'For' },
  summary: { zh: '摘要', en: 'summary' },
  details: { zh: '详情', en: 'details' },
  consents: { zh: '授权', en: 'Consents' },
  consentId: { zh: '授权编号', en: 'Consent' },
  until: { zh: '有效期至', en: 'Until' },
  used: { zh: '已用 / 可用', en: 'Used / of' },
  revoked: { zh: '撤回时间', en: 'Revoked' },
  keys: { zh: '签名密钥', en: 'Signing keys' },
  key: { zh: '密钥', en: 'Key' },
  added: { zh: '添加时间', en: 'Added' },
  counts: { zh: '可签借款和授权', en: 'Signs loans and consents' },
  reports: { zh: '可签本人查询和异议', en: 'Signs reports and disputes' },
  already: { zh: '是', en: 'yes' },
  inDays: { zh: '天数后：', en: 'in days:' },
  relationKind: { zh: '借贷类型', en: 'Kind' },
  amountRmb: { zh: '金额', en: 'Amount' },
  rateBps: { zh: '年利率', en: 'Rate a year' },
  startTime: { zh: '起始日', en: 'Start' },
  maturityTime: { zh: '到期日', en: 'Maturity' },
  outcome: { zh: '结果', en: 'Outcome' },
  mandateSha256: { zh: '授权书 SHA-256', en: 'Mandate, SHA-256' },
  notice: { zh: '事先通知', en: 'Notice given' },
  evidence: { zh: '通知凭证 SHA-256', en: 'Evidence of it, SHA-256' },
  early: { zh: '提前结清', en: 'Early end' },
  newMaturityTime: { zh: '新到期日', en: 'New maturity' },
} as const satisfies Record<string, Words>;

type Table = Readonly<Record<string, Words>>;

export const sides: Table = {
  SIGNATURE: { zh: '本人签名', en: 'own signature' },
  MANDATE: { zh: '授权书', en: 'mandate' },
};
export const levels: Table = {
  PUBLIC: { zh: '公开', en: 'public' },
  PAID: { zh: '付费', en: 'paid' },
  ENCRYPTED: { zh: '加密', en: 'encrypted' },
};
export const verdicts: Table = {
  UPHELD: { zh: '成立', en: 'upheld' },
  REJECTED: { zh: '不成立', en: 'rejected' },
  UNDETERMINED: { zh: '无法认定', en: 'undetermined' },
};
export const purposes: Table = {
  LOAN_APPLICATION: { zh: '贷款审批', en: 'loan application' },
  LOAN_MANAGEMENT: { zh: '贷后管理', en: 'loan management' },
  GUARANTEE: { zh: '担保审查', en: 'guarantee' },
  OWN_REPORT: { zh: '本人查询', en: 'own report' },
};
export const relations: Table = {
  C2C: { zh: '个人对个人', en: 'person to person' },
  B2B: { zh: '企业对企业', en: 'enterprise to enterprise' },
  B2C: { zh: '企业对个人', en: 'enterprise to person' },
  C2B: { zh: '个人对企业', en: 'person to enterprise' },
};
export const outcomes: Table = {
  PERFORMED: { zh: '已履约', en: 'performed' },
  EXTENDED: { zh: '展期', en: 'extended' },
  BREACHED: { zh: '违约', en: 'breached' },
};
