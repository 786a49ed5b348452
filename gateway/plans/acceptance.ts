/**
 * Decides which deliveries the gateway pays for by itself, and which it leaves to an officer, because endorsers cannot judge
 * whether fields that fit their commitment are junk. After disputeBy silence pays.
 */
import type { Logger } from 'pino';
import { z } from 'zod';
import type { ConfirmRecord, PlanRecord } from '../../chaincode/api/records';
import type { SensitiveFields } from '../../chaincode/api/sealed';
import type { ReasonToLeave } from '../api/confirms';
import { loanIdent, loanMobile, text } from '../api/plan-form';

export interface AcceptanceSettings {
  /** The gateway pays up to this fee by itself; any fee where it is absent. */
  readonly byHandAboveFen?: number | undefined;
  /** True if the fields have to look like those of the plan. */
  readonly checkForm: boolean;
}

export interface Acceptance {
  /** Undefined where the gateway accepts by itself. Remembers and logs the first time that it does not. */
  leave(confirm: ConfirmRecord, plan: PlanRecord, fields: SensitiveFields): ReasonToLeave | undefined;
  /** Undefined also where the gateway has not opened the delivery since its last start. */
  leftFor(confirmId: string): ReasonToLeave | undefined;
  readonly left: number;
  /** Forgets all others. */
  keepOnly(confirms: readonly ConfirmRecord[]): void;
}

const shown = text.refine((value) => value.trim() !== '');
const url = shown.optional();
const fieldsForm = z.strictObject({
  partyName: shown,
  loanIdent,
  loanMobile,
  licensePlateNumber: shown.optional(),
  engineNumber: shown.optional(),
  assetData: z.strictObject({ violationFineDataUrl: url, phoneRecordDataUrl: url, medicalRecordDataUrl: url }),
});

export function newAcceptance({ byHandAboveFen, checkForm }: AcceptanceSettings, log: Logger): Acceptance {
  const left = new Map<string, ReasonToLeave>();
  return {
    leave(confirm, plan, fields) {
      const { confirmId, tokenFen } = confirm;
      const isDear = tokenFen > (byHandAboveFen ?? Number.POSITIVE_INFINITY);
      const reason = isDear ? 'FEE' : checkForm && !isAsSold(plan, fields) ? 'FORM' : undefined;
      if (reason === undefined || left.has(confirmId)) return reason;
      left.set(confirmId, reason);
      log.warn({ confirmId, reason, left: left.size }, 'a delivery waits for an officer to accept or dispute it');
      return reason;
    },
    leftFor: (confirmId) => left.get(confirmId),
    get left() {
      return left.size;
    },
    keepOnly(confirms) {
      const kept = new Set(confirms.map(({ confirmId }) => confirmId));
      for (const confirmId of left.keys()) if (!kept.has(confirmId)) left.delete(confirmId);
    },
  };
}

/** True if all fields of a plan of its kind are filled and could be true. */
function isAsSold({ carMortgageInfo }: PlanRecord, fields: SensitiveFields): boolean {
  const { licensePlateNumber, engineNumber } = fields;
  const isCar = carMortgageInfo !== undefined;
  const hasCar = licensePlateNumber !== undefined && engineNumber !== undefined;
  return fieldsForm.safeParse(fields).success && (!isCar || hasCar);
}
