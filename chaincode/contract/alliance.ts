/** Transactions on the alliance: found, propose, vote. */
import { sameContent } from '../api/canonical';
import { ownId, parseOwnedId, wholeId } from '../api/identifiers';
import type { AllianceChange, FoundingDocument, ProposalRecord } from '../api/records';
import { reject } from '../api/refusals';
import { applyChange, found, requireDifference, vote } from '../domain/alliance';
import { firstDay } from '../domain/ledger-day';
import { decide } from '../domain/token';
import { keys } from '../state/keys';
import { readRedemption, writeRedemption } from './token';
import type { CommandContext, Execution } from './transaction';

export function newAllianceExecutions(foundingDocument: FoundingDocument) {
  const founding: Execution<'alliance:found'> = {
    reads: () => [],
    execute: async ({ foundingHash }, { state, time, announce }) => {
      const alliance = found(foundingDocument, foundingHash);
      const existing = await state.get('alliance', keys.alliance());
      if (existing !== undefined) {
        if (existing.foundingHash !== foundingHash) reject('FOUNDING_DOCUMENT_DIFFERS', { foundingHash });
        return { answer: { version: 1 }, repeated: true };
      }
      state.put(alliance);
      state.put(firstDay(alliance, time));
      for (const { partyId } of alliance.members) state.put({ docType: 'party', partyId, keyVersion: 0 });
      announce({ name: 'AllianceEvent', eventName: 'FOUNDED', version: alliance.version });
      return { answer: { version: alliance.version } };
    },
  };
  return { 'alliance:found': founding, 'alliance:propose': propose, 'alliance:vote': castVote };
}

const propose: Execution<'alliance:propose'> = {
  reads: () => [],
  execute: async (command, context) => {
    const { state, caller, alliance, time, day, announce } = context;
    const id = ownId(command.proposalId, caller.partyId);
    const proposalId = wholeId(id);
    const change = wholeChange(command.change as AllianceChange, caller.partyId);
    const existing = await state.get('proposal', keys.proposal(id));
    if (existing !== undefined) {
      if (!sameContent(existing.change, change)) reject('PROPOSAL_EXISTS_WITH_OTHER_CONTENT', { proposalId });
      return { answer: { proposalId }, repeated: true };
    }
    applyChange(alliance, change);
    requireDifference(alliance, change);
    if (change.type === 'REDEMPTION') {
      decide(await readRedemption(state, change.redemptionId, caller), change.verdict, context);
    }
    state.put({
      docType: 'proposal',
      proposalId,
      change,
      approvals: [],
      rejections: [],
      status: 'OPEN',
      proposedTime: time,
      voteByDay: day + alliance.parameters.proposalDays,
    });
    announce({ name: 'AllianceEvent', eventName: 'PROPOSED', proposalId, status: 'OPEN' });
    return { answer: { proposalId } };
  },
};

/** Names a redemption in full, so that every voter means the same one. */
function wholeChange(change: AllianceChange, proposer: string): AllianceChange {
  if (change.type !== 'REDEMPTION') return change;
  return { ...change, redemptionId: wholeId(parseOwnedId(change.redemptionId, proposer)) };
}

const castVote: Execution<'alliance:vote'> = {
  reads: () => [],
  execute: async ({ proposalId: identifier, approve }, context) => {
    const { state, caller, alliance, day, announce } = context;
    const { partyId, member } = caller;
    if (!member.endorses) reject('CALLER_TYPE_NOT_ALLOWED', { partyId, partyOrgType: member.partyOrgType });
    const id = parseOwnedId(identifier, partyId);
    const proposalId = wholeId(id);
    const proposal = await state.get('proposal', keys.proposal(id));
    if (proposal === undefined) reject('PROPOSAL_NOT_FOUND', { proposalId });
    const decided = vote(proposal, { partyId, approve }, alliance, day);
    if (decided === proposal) return { answer: { proposalId }, repeated: true };
    if (decided.status === 'IN_FORCE') await bringIntoForce(decided, context);
    state.put(decided);
    const eventName = decided.status === 'OPEN' ? 'VOTED' : 'DECIDED';
    announce({ name: 'AllianceEvent', eventName, proposalId, status: decided.status });
    return { answer: { proposalId } };
  },
};

async function bringIntoForce({ change }: ProposalRecord, context: CommandContext): Promise<void> {
  const { state, caller, alliance } = context;
  if (change.type === 'REDEMPTION') {
    const redemption = await readRedemption(state, change.redemptionId, caller);
    return writeRedemption(decide(redemption, change.verdict, context), context);
  }
  state.put(applyChange(alliance, change));
  if (change.type !== 'MEMBER') return;
  const { partyId } = change.member;
  const known = await state.get('party', keys.party(partyId));
  if (known === undefined) state.put({ docType: 'party', partyId, keyVersion: 0 });
}
