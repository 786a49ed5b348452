/** Shows recharges and redemptions. The form of each answer names what is shown. */
import type { RechargeRecord, RedemptionRecord } from '../../chaincode/api/records';
import { rechargeAnswer } from '../api/accounts';
import { redemptionAnswer } from '../api/redemptions';
import { showMembers } from '../api/shown-members';

export function rechargeView(recharge: RechargeRecord) {
  return showMembers(rechargeAnswer, recharge);
}

export function redemptionView(redemption: RedemptionRecord) {
  return showMembers(redemptionAnswer, redemption);
}
