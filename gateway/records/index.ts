/** Keeps the loans that are signed at this gateway, prompts for their outcomes, answers queries for details, and takes disputes. */
import type { CreditDisputeRecord } from '../../chaincode/api/records';
import type { Capability } from '../work/capability';
import { underLease } from '../work/engine';
import { newAnswering } from './answering';
import type { RecordDeps } from './deps';
import { disputeRoutes } from './dispute-routes';
import type { DisputeTexts } from './dispute-texts';
import { readTexts } from './for-members';
import { incomeRoutes } from './income-routes';
import { type Lent, lendByMandate, type MandateRequest } from './lending';
import { promptRoutes } from './prompt-routes';
import { newPrompting, type Prompting } from './prompting';
import { recordRoutes } from './record-routes';

export interface RecordCapability extends Capability, Pick<Prompting, 'onPrompt'> {
  lendByMandate(request: MandateRequest, approvalReference: string): Promise<Lent>;
  /** When the record was filed here, ISO; undefined where it was not. */
  readFiledTime(recordId: string): Promise<string | undefined>;
  /** Asks this institution's peer for the sealed texts, and opens what is sealed for this member. */
  readDisputeTexts(dispute: CreditDisputeRecord): Promise<DisputeTexts>;
}

export function newRecords(deps: RecordDeps): RecordCapability {
  const { job, onPrompt } = newPrompting(deps);
  return {
    routes: [...recordRoutes(deps), ...promptRoutes(deps), ...disputeRoutes(deps), ...incomeRoutes(deps)],
    work: [job, underLease('credit-answers', newAnswering(deps), { followsBlocks: true })],
    lendByMandate: (request, approvalReference) => lendByMandate(deps, request, approvalReference),
    readFiledTime: async (recordId) => (await deps.store.records.ownRecord(recordId))?.created,
    readDisputeTexts: (dispute) => readTexts(deps, dispute),
    onPrompt,
  };
}
