/** The columns of a spreadsheet of plans: headings, what a cell may hold, and where in a plan it goes. */
import type { LoanType, PlanForm } from '../../chaincode/api/records';
import { type Choices, type Column, choices, column } from './columns';

export const loanKindNames: Choices<LoanType> = {
  CASH: ['信用贷'],
  CONSUMPTION: ['消费贷'],
  PROVIDENT_FUND: ['公积金贷'],
  ENTERPRISE: ['企业贷'],
  CAR_MORTGAGE: ['车辆抵押贷款', '车抵贷'],
  POLICY: ['保单贷'],
  CAR_PLEDGE: ['车辆质押借款'],
};

export const formNames: Choices<PlanForm> = {
  JOINT: ['联合放贷'],
  FIRST_COME: ['抢单'],
};

function rateColumn(field: string, words: Parameters<typeof column>[4]): Column {
  return { ...column(undefined, field, 'bps', 'conditions', words), path: ['joinLimit', 'sharedRate', field] };
}

/** In the template's order. */
export const planColumns: readonly Column[] = [
  column(undefined, 'assetId', 'identifier', 'required', [
    '共享资产ID|资产编号|资产ID',
    'LN-2025-0001',
    'Your own number of the loan: 1 to 64 letters, digits, . _ -; once in a file; no mobile or identity number',
    '本机构的资产编号，1 至 64 位字母、数字或 . _ -，同一文件内不得重复，不得含手机号或证件号码',
  ]),
  column('borrowerPerson', 'partyName', 'text', 'required', [
    '姓名|当事人名称|借款人|借款人姓名|客户姓名|客户名称',
    '张三',
    "The borrower's name, at most 256 characters",
    '借款人姓名或企业名称，最多 256 字',
  ]),
  column('borrowerPerson', 'loanIdent', 'ident', 'required', [
    '证件号码|身份证号|身份证号码|证件号|统一信用码|统一信用号|统一社会信用代码',
    '110101199003074514',
    'Identity number (GB 11643) or social credit code (GB 32100); format the cell as text',
    '身份证号或统一社会信用代码；单元格须为文本格式',
  ]),
  column('borrowerPerson', 'loanMobile', 'mobile', 'required', [
    '银行预留手机号|手机号|手机号码|手机|联系电话',
    '13800000000',
    'Mobile number of 11 digits, as known to the bank',
    '银行预留的 11 位手机号',
  ]),
  column('borrowerPerson', 'amountRmb', 'yuan', 'required', [
    '借款额|借款金额|贷款金额|金额',
    '300000',
    'Amount of the loan in yuan; another unit stands in the heading, as in 借款金额（万元）, or in the cell, as in 15万',
    '借款金额，单位：元；其他单位请写在列标题（如“借款金额（万元）”）或单元格（如“15万”）中',
  ]),
  column('borrowerPerson', 'loanKind', 'loanKind', 'required', [
    '借贷类型|借款类型',
    'CAR_MORTGAGE',
    `One of ${choices(loanKindNames)}`,
    `可填：${choices(loanKindNames)}`,
  ]),
  column('carMortgageInfo', 'licensePlateNumber', 'text', 'optional', [
    '车牌号|车牌号码',
    '京A00001',
    'The four columns of the car are filled all or none',
    '车辆四列须同时填写或同时留空',
  ]),
  column('carMortgageInfo', 'engineNumber', 'text', 'optional', [
    '发动机号|发动机号码',
    'E1234567',
    'As above',
    '同上',
  ]),
  column('carMortgageInfo', 'mileageKm', 'kilometres', 'optional', [
    '里程数|行驶里程',
    '42000',
    'Whole kilometres; as above',
    '整数，单位：公里；同上',
  ]),
  column('carMortgageInfo', 'timeToBuy', 'time', 'optional', [
    '购入时间|购车时间',
    '2021-06-30',
    'Date or time; as above',
    '日期或时间；同上',
  ]),
  column('assetData', 'violationFineDataUrl', 'text', 'optional', [
    '违章罚款地址',
    'https://data.example/fines/1',
    'Where the data of fines is found',
    '违章罚款数据地址',
  ]),
  column('assetData', 'phoneRecordDataUrl', 'text', 'optional', [
    '电话记录地址|通话记录地址',
    'https://data.example/calls/1',
    'Where the data of telephone calls is found',
    '电话记录数据地址',
  ]),
  column('assetData', 'medicalRecordDataUrl', 'text', 'optional', [
    '医疗记录地址',
    'https://data.example/medical/1',
    'Where the medical data is found',
    '医疗记录数据地址',
  ]),
  column('riskControlResult', 'score', 'text', 'required', [
    '风控得分|得分|评分',
    'A+',
    'Public result of your risk control: 1 to 16 letters, digits, +, - and .',
    '风控得分（公开），1 至 16 位字母、数字或 + - .',
  ]),
  column('riskControlResult', 'loanLimitRmb', 'yuan', 'required', [
    '贷款额度|授信额度',
    '500000',
    'Whole yuan',
    '整数，单位：元',
  ]),
  column('riskControlResult', 'shareLimitRmb', 'yuan', 'required', [
    '风控参考分享额度|参考分享额度',
    '200000',
    'Whole yuan that risk control suggests to share',
    '整数，单位：元',
  ]),
  column('joinLimit', 'sharedLimitRmb', 'yuan', 'conditions', [
    '分享额度',
    '100000',
    'Whole yuan that are shared',
    '整数，单位：元',
  ]),
  rateColumn('minBps', [
    '最低分享利率|最低利率',
    '1800',
    'Hundredths of a per cent a year (bps), or per cent with its sign: 1800 or 18%; a heading may say （%）',
    '年利率，单位：万分之一（1800 = 18%）；也可写作 18%，或在列标题注明（%）',
  ]),
  rateColumn('maxBps', [
    '最高分享利率|最高利率',
    '2000',
    'Hundredths of a per cent a year (bps), or per cent with its sign: 2000 or 20%; a heading may say （%）',
    '年利率，单位：万分之一（2000 = 20%）；也可写作 20%，或在列标题注明（%）',
  ]),
  column('joinLimit', 'tokenRateFen', 'token', 'conditions', [
    'Token费率|代币费率',
    '100',
    'Hundredths of a token for every 10,000 yuan confirmed',
    '每确认 10,000 元收取的 Token，单位：1/100',
  ]),
  column('joinLimit', 'participantCount', 'count', 'conditions', [
    '允许参与机构数量|参与机构数量',
    '3',
    '1 to 500; 1 for FIRST_COME',
    '1 至 500；抢单为 1',
  ]),
  column('joinLimit', 'minConfirmRmb', 'yuan', 'optional', [
    '最低参与金额',
    '20000',
    "Whole yuan that one confirm takes in at least, or all that is left; not below the alliance's minimum",
    '每次参与的最低金额（或全部剩余额度），整数，单位：元，不低于联盟规定；默认为联盟规定',
  ]),
  column('joinLimit', 'startTime', 'time', 'conditions', [
    '共享资产上链时间|上链时间|开始时间',
    '2025-07-01 09:00',
    'Date or time; without a zone it is in that of the alliance, UTC+8 by default; a day without a time begins at 00:00',
    '日期或时间；未注明时区时按联盟时区（默认北京时间），只有日期时按当日 00:00 开始',
  ]),
  column('joinLimit', 'endTime', 'endTime', 'conditions', [
    '共享资产结束时间|结束时间|截止时间',
    '2025-07-08 18:00',
    'Later than startTime; without a zone it is in that of the alliance, UTC+8 by default; a day without a time ends at 23:59:59.999',
    '晚于开始时间；未注明时区时按联盟时区（默认北京时间），只有日期时按当日 23:59:59.999 结束',
  ]),
  column('joinLimit', 'form', 'form', 'optional', [
    '参与形式|参与方式',
    'JOINT',
    `One of ${choices(formNames)}; JOINT where neither the row nor the conditions say it`,
    `可填：${choices(formNames)}；默认联合放贷`,
  ]),
];
