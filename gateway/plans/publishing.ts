/** Publishes a plan, from REST or from a spreadsheet: the borrower's part is sealed, the rest is public. */
import type { Command } from '../../chaincode/api/commands';
import { ownId, wholeId } from '../../chaincode/api/identifiers';
import { holdsPersonalNumber } from '../../chaincode/api/personal-numbers';
import { Rejection } from '../../chaincode/api/refusals';
import type { PlanAsSent } from '../api/plan-form';
import type { LedgerClient, Submitted } from '../ledger/types';
import type { SealedPlan, Vault } from '../vault/types';

export interface PublishingTools {
  readonly partyId: string;
  readonly vault: Pick<Vault, 'seal'>;
  readonly ledger: Pick<LedgerClient, 'submit'>;
}

/** The whole assetId, unless it holds a person's number. */
export type Published = Submitted<'plan:publish'> & { readonly assetId: string | undefined };

/** A plan whose sensitive part is sealed: nothing personal is in the command. */
export interface SealedCommand {
  readonly command: Command<'plan:publish'>;
  readonly sealedRecord: string;
}

/** Seals the sensitive part and submits the rest. Answers a refusal of this plan; throws LedgerUnavailable, which concerns all plans. */
export async function publish(tools: PublishingTools, plan: PlanAsSent): Promise<Published> {
  const sealed = await sealPlan(tools, plan);
  return 'outcome' in sealed ? sealed : submitSealed(tools, sealed);
}

/** A refused identifier seals nothing, and one that holds a person's number is not repeated. */
export async function sealPlan(
  { partyId, vault }: Pick<PublishingTools, 'partyId' | 'vault'>,
  plan: PlanAsSent,
): Promise<SealedCommand | Published> {
  const name = plan.assetId;
  const assetId = name.includes(':') ? name : wholeId({ owner: partyId, local: name });
  const shown = holdsPersonalNumber(name) ? undefined : assetId;
  return refusedOr(shown, async () => {
    ownId(name, partyId);
    const { sealedRecord, ...commitments } = await vault.seal(assetId, readSensitive(plan));
    return { command: publicCommand(assetId, plan, commitments), sealedRecord };
  });
}

export function submitSealed(
  { ledger }: Pick<PublishingTools, 'ledger'>,
  { command, sealedRecord }: SealedCommand,
): Promise<Published> {
  const { assetId } = command;
  return refusedOr(assetId, async () => ({
    assetId,
    ...(await ledger.submit('plan:publish', command, { private: sealedRecord })),
  }));
}

async function refusedOr<T>(assetId: string | undefined, work: () => Promise<T>): Promise<T | Published> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Rejection) || error.kind === 'unavailable') throw error;
    const { code, detail } = error;
    return { assetId, outcome: { status: 'REFUSED', code, detail } };
  }
}

function readSensitive({ borrowerPerson, carMortgageInfo, assetData }: PlanAsSent) {
  const { partyName, loanIdent, loanMobile } = borrowerPerson;
  const { licensePlateNumber, engineNumber } = carMortgageInfo ?? {};
  return { partyName, loanIdent, loanMobile, licensePlateNumber, engineNumber, assetData };
}

function publicCommand(
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
