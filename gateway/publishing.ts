/** How a plan gets onto the ledger, from REST or from a spreadsheet: the borrower's part is sealed, the rest is public. */
import type { Command } from '../chaincode/api/commands';
import { holdsPersonalNumber, ownId, wholeId } from '../chaincode/api/identifiers';
import { Rejection } from '../chaincode/api/refusals';
import type { Gateway } from './gateway';
import type { Submitted } from './ledger/types';
import type { PlanAsSent } from './plan-form';
import type { SealedPlan } from './vault/types';

/** The whole assetId, unless it holds a person's number. */
export type Published = Submitted<'plan:publish'> & { readonly assetId: string | undefined };

/**
 * Seals what is sensitive and submits the rest. A refused identifier seals nothing, and one that holds a person's number is
 * not repeated. A refusal is this plan's own; a ledger that is not available concerns all.
 */
export async function publish({ partyId, vault, ledger }: Gateway, plan: PlanAsSent): Promise<Published> {
  const name = plan.assetId;
  const assetId = name.includes(':') ? name : wholeId({ owner: partyId, local: name });
  try {
    ownId(name, partyId);
    const { sealedRecord, ...commitments } = await vault.seal(assetId, sensitiveOf(plan));
    const content = publicOfSent(assetId, plan, commitments);
    return { assetId, ...(await ledger.submit('plan:publish', content, { private: sealedRecord })) };
  } catch (error) {
    if (!(error instanceof Rejection) || error.kind === 'unavailable') throw error;
    const { code, detail } = error;
    const shown = holdsPersonalNumber(name) ? undefined : assetId;
    return { assetId: shown, outcome: { status: 'REFUSED', code, detail } };
  }
}

function sensitiveOf({ borrowerPerson, carMortgageInfo, assetData }: PlanAsSent) {
  const { partyName, loanIdent, loanMobile } = borrowerPerson;
  const { licensePlateNumber, engineNumber } = carMortgageInfo ?? {};
  return { partyName, loanIdent, loanMobile, licensePlateNumber, engineNumber, assetData };
}

function publicOfSent(
  assetId: string,
  { borrowerPerson, carMortgageInfo, riskControlResult, joinLimit }: PlanAsSent,
  { sealedHash, fieldsCommitment, keyCommitment, keyVersion }: Omit<SealedPlan, 'sealedRecord'>,
): Command<'plan:publish'> {
  const { amountRmb, loanKind } = borrowerPerson;
  const car = carMortgageInfo && { mileageKm: carMortgageInfo.mileageKm, timeToBuy: carMortgageInfo.timeToBuy };
  return {
    assetId,
    borrowerPerson: { amountRmb, loanKind },
    ...(car === undefined ? {} : { carMortgageInfo: car }),
    riskControlResult,
    joinLimit,
    sealedHash,
    fieldsCommitment,
    keyCommitment,
    keyVersion,
  };
}
