/** Transactions on plans: publish, withdraw, close, purge. Confirms and the exchange are in exchange.ts. */

import { sameContent } from '../api/canonical';
import { type CommandName, sealedCollection } from '../api/commands';
import type { LoanSharedPlanEvent } from '../api/events';
import { type OwnedId, ownId, parseOwnedId, wholeId } from '../api/identifiers';
import type { ConfirmRecord, PlanRecord } from '../api/records';
import { reject } from '../api/refusals';
import { hashOfSealed } from '../api/sealed';
import { findPlanWarnings } from '../api/warnings';
import * as rules from '../domain/plan';
import { keys } from '../state/keys';
import type { Overlay } from '../state/overlay';
import type { CommandContext, Execution } from './transaction';

export async function readPlan(state: Overlay, id: OwnedId): Promise<PlanRecord> {
  const plan = await state.get('plan', keys.plan(id));
  return plan ?? reject('PLAN_NOT_FOUND', { assetId: wholeId(id) });
}

/** The confirms that the plan names. */
export function readListed({ confirmIds }: PlanRecord, state: Overlay): Promise<readonly ConfirmRecord[]> {
  const named = confirmIds.map((confirmId) => keys.confirm(parseOwnedId(confirmId, '')));
  return state.getAll('confirm', named);
}

export function planEvent(eventName: LoanSharedPlanEvent['eventName'], plan: PlanRecord): LoanSharedPlanEvent {
  const { assetId, contributor, status, remainingLimitRmb } = plan;
  return { name: 'LoanSharedPlanEvent', eventName, assetId, contributor, status, remainingLimitRmb };
}

const publish: Execution<'plan:publish'> = {
  reads: ({ assetId }, partyId) => [keys.plan(parseOwnedId(assetId, partyId)), keys.party(partyId)],
  execute: async (command, { state, caller, alliance, time, announce, private: sealedRecord }) => {
    const id = ownId(command.assetId, caller.partyId);
    const assetId = wholeId(id);
    rules.checkConditions(command);
    if (hashOfSealed(sealedRecord) !== command.sealedHash) reject('SEALED_RECORD_MISMATCH', { assetId });

    const answer = { assetId, warnings: findPlanWarnings(command) };
    const existing = await state.get('plan', keys.plan(id));
    if (existing !== undefined) {
      const same = sameContent(rules.planContent(existing), rules.planContent(command));
      return same ? { answer, repeated: true } : reject('PLAN_EXISTS_WITH_OTHER_CONTENT', { assetId });
    }
    const party = await state.get('party', keys.party(caller.partyId));
    const publication = { ...command, assetId, contributor: caller.partyId };
    const plan = rules.publishPlan(publication, alliance.parameters, time);
    if (party?.keyVersion !== command.keyVersion) {
      reject('KEY_VERSION_NOT_CURRENT', { keyVersion: party?.keyVersion ?? 0 });
    }
    state.put(plan);
    state.putPrivate(sealedCollection, keys.sealed(id), sealedRecord);
    announce(planEvent('PUBLISHED', plan));
    return { answer };
  },
};

/** A step that changes a plan's stage; `isDone` says when it has been taken before. */
function step<N extends 'plan:withdraw' | 'plan:close' | 'plan:purge'>(
  isDone: (plan: PlanRecord) => boolean,
  eventName: LoanSharedPlanEvent['eventName'],
  rule: (plan: PlanRecord, context: CommandContext) => PlanRecord | Promise<PlanRecord>,
): Execution<N> {
  return {
    reads: ({ assetId }, partyId) => [keys.plan(parseOwnedId(assetId, partyId))],
    execute: async ({ assetId }, context) => {
      const { state, caller, announce } = context;
      const plan = await readPlan(state, parseOwnedId(assetId, caller.partyId));
      const answer = { assetId: plan.assetId };
      // Anybody may close; the other steps are the contributor's.
      if (eventName !== 'CLOSED' && plan.contributor !== caller.partyId) reject('NOT_CONTRIBUTOR', answer);
      if (isDone(plan)) return { answer, repeated: true };
      const after = await rule(plan, context);
      state.put(after);
      announce(planEvent(eventName, after));
      return { answer };
    },
  };
}

/** Writes the plan's record too, so that a confirm under way dies of MVCC. */
async function purge(plan: PlanRecord, { state }: CommandContext): Promise<PlanRecord> {
  const purged = rules.purgePlan(plan, await readListed(plan, state));
  state.purgePrivate(sealedCollection, keys.sealed(parseOwnedId(plan.assetId, '')));
  return purged;
}

export const planExecutions = {
  'plan:publish': publish,
  'plan:withdraw': step<'plan:withdraw'>(({ status }) => status === 'WITHDRAWN', 'WITHDRAWN', rules.withdrawPlan),
  'plan:close': step<'plan:close'>(
    ({ status }) => status === 'CLOSED',
    'CLOSED',
    (plan, { time }) => rules.closePlan(plan, time),
  ),
  'plan:purge': step<'plan:purge'>(({ purged }) => purged, 'PURGED', purge),
} satisfies { [N in CommandName]?: Execution<N> };
