/** The columns of a spreadsheet of loans, each of which becomes a credit record. The institution itself lends. */

import type { IdentityKind, LoanRelation, VerificationMethod } from '../api/loan-form';
import { type Choices, type Column, choices, column } from './columns';

export const identityKindNames: Choices<IdentityKind> = {
  ID_CARD: ['居民身份证', '身份证'],
  CREDIT_CODE: ['统一社会信用代码', '统一信用代码'],
};

export const methodNames: Choices<VerificationMethod> = {
  COUNTER: ['柜台核验', '柜面'],
  VIDEO: ['视频核验', '视频'],
  BANK_CARD: ['银行卡核验', '银行卡'],
  OTHER: ['其他'],
};

export const relationKindNames: Choices<LoanRelation> = {
  B2C: ['机构对个人'],
  B2B: ['机构对企业'],
};

/** In the template's order. */
export const loanColumns: readonly Column[] = [
  column(undefined, 'identityKind', 'identityKind', 'conditions', [
    '证件类型',
    'ID_CARD',
    `One of ${choices(identityKindNames)}`,
    `可填：${choices(identityKindNames)}`,
  ]),
  column(undefined, 'identityNumber', 'ident', 'required', [
    '证件号码|身份证号|身份证号码|证件号|统一社会信用代码|统一信用代码',
    '110101199003074514',
    'Identity number (GB 11643) or social credit code (GB 32100); format the cell as text; it never leaves the gateway',
    '身份证号或统一社会信用代码；单元格须为文本格式；号码不会离开本机构网关',
  ]),
  column(undefined, 'name', 'text', 'required', [
    '姓名|借款人|借款人姓名|借款人名称|客户姓名|客户名称',
    '张三',
    "The borrower's name, at most 256 characters; the same in all rows of one borrower",
    '借款人姓名或企业名称，最多 256 字；同一借款人各行须一致',
  ]),
  column(undefined, 'method', 'method', 'conditions', [
    '实名核验方式|核验方式',
    'COUNTER',
    `How the borrower was verified; one of ${choices(methodNames)}; the same in all rows of one borrower`,
    `可填：${choices(methodNames)}；同一借款人各行须一致`,
  ]),
  column(undefined, 'evidenceSha256', 'text', 'required', [
    '核验凭证哈希|核验凭证SHA256',
    '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'SHA-256 of the evidence of the verification, 64 hex digits; the same in all rows of one borrower',
    '实名核验凭证的 SHA-256，64 位十六进制；同一借款人各行须一致',
  ]),
  column(undefined, 'filingId', 'text', 'optional', [
    '登记流水号|登记编号',
    '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
    '32 hex digits; where it is absent it follows from the row, so that a second upload finds the same record',
    '32 位十六进制；留空时由本行内容生成，重复上传不会重复登记',
  ]),
  column(undefined, 'relationKind', 'relationKind', 'conditions', [
    '借贷关系类型|关系类型',
    'B2C',
    `Lender to borrower; one of ${choices(relationKindNames)}`,
    `可填：${choices(relationKindNames)}`,
  ]),
  column(undefined, 'amountRmb', 'yuan', 'required', [
    '借款额|借款金额|贷款金额|金额',
    '300000',
    'Amount of the loan in yuan; another unit stands in the heading, as in 借款金额（万元）, or in the cell, as in 15万',
    '借款金额，单位：元；其他单位请写在列标题（如“借款金额（万元）”）或单元格（如“15万”）中',
  ]),
  column(undefined, 'rateBps', 'bps', 'conditions', [
    '年利率|利率|年化利率|贷款利率|借款利率',
    '1500',
    'Hundredths of a per cent a year (bps), at most 100,000, or per cent with its sign: 1500 or 15%; a heading may say （%）',
    '年利率，单位：万分之一（1500 = 15%），最大 100000；也可写作 15%，或在列标题注明（%）',
  ]),
  column(undefined, 'startTime', 'time', 'conditions', [
    '借款时间|起始时间|开始时间|借款日期|起始日期',
    '2025-07-01',
    'Date or time; without a zone it is in that of the alliance, UTC+8 by default; a day without a time begins at 00:00',
    '日期或时间；未注明时区时按联盟时区（默认北京时间），只有日期时按当日 00:00 开始',
  ]),
  column(undefined, 'maturityTime', 'endTime', 'conditions', [
    '到期时间|到期日|到期日期',
    '2026-07-01',
    'Date or time after the start; without a zone it is in that of the alliance, UTC+8 by default; a day without a time ends at 23:59:59.999',
    '日期或时间，晚于起始时间；未注明时区时按联盟时区（默认北京时间），只有日期时按当日 23:59:59.999 结束',
  ]),
  column(undefined, 'mandateSha256', 'text', 'conditions', [
    '授权书哈希|授权书SHA256',
    '60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752',
    "SHA-256 of the mandate by which the institution files in the borrower's name, 64 hex digits",
    '借款人授权书的 SHA-256，64 位十六进制',
  ]),
  column(undefined, 'approvalReference', 'text', 'conditions', [
    '审批编号|审批文号',
    'board 2025-07',
    "Of the institution's own approval, at most 256 characters; stays in the gateway",
    '本机构审批编号，最多 256 字；仅保存在本机构网关',
  ]),
];
