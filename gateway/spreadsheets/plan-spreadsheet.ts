/** A spreadsheet of plans. */

import type { Conditions } from '../api/plan-conditions';
import { type PlanAsSent, planForm } from '../api/plan-form';
import { said } from '../api/said';
import { planColumns } from './plan-columns';
import type { Spreadsheet } from './spreadsheet';

export const planSpreadsheet: Spreadsheet<PlanAsSent> = {
  sheetName: 'Plans 资产',
  columns: planColumns,
  form: planForm,
  blank: (conditions: Conditions) => ({
    borrowerPerson: {},
    assetData: {},
    riskControlResult: {},
    joinLimit: { ...conditions, sharedRate: { ...conditions.sharedRate } },
  }),
  /** This file does not know the uploading institution, so only the local part counts. */
  findKey: ({ assetId = '' }) => assetId.slice(assetId.lastIndexOf(':') + 1) || undefined,
  keyColumn: 'assetId',
  sayTwice: (row) => said(`stands already in row ${row}`, `与第 ${row} 行重复`),
  sentences: {
    assetId: said(
      'is no identifier of 1 to 64 letters, digits, dots, underscores and hyphens',
      '不是由 1 至 64 位字母、数字或 . _ - 组成的编号',
    ),
    loanIdent: said(
      'is no identity number (GB 11643) and no social credit code (GB 32100)',
      '不是有效的身份证号（GB 11643）或统一社会信用代码（GB 32100）',
    ),
    score: said(
      'is no score of 1 to 16 letters, digits, +, - and ., or holds a number of a person',
      '只能为 1 至 16 位字母、数字或 + - .，且不得含手机号或证件号码',
    ),
    loanMobile: said('is no mobile number of 11 digits', '不是 11 位手机号'),
  },
  missingBesides: said('is missing while other columns of the car are filled', '其他车辆信息已填，此列未填'),
};
