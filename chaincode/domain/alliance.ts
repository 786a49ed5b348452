/** The alliance: its members, its parameters, and how the members change them. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../api/canonical';
import { isEndorsingRegulator } from '../api/commands';
import type { AllianceChange, AllianceRecord, FoundingDocument, Member, ProposalRecord } from '../api/records';
import { reject } from '../api/refusals';

/** SHA-256 over the canonical JSON, hex. */
export function hashOfDocument(document: FoundingDocument): string {
  return createHash('sha256').update(canonicalJson(document)).digest('hex');
}

/** Throws FOUNDING_DOCUMENT_DIFFERS where the hash is not that of the document that this endorser was given. */
export function found(document: FoundingDocument, foundingHash: string): AllianceRecord {
  if (hashOfDocument(document) !== foundingHash) reject('FOUNDING_DOCUMENT_DIFFERS', { foundingHash });
  return { ...document, docType: 'alliance', version: 1, foundingHash };
}

export function memberOf(alliance: FoundingDocument, partyId: string): Member | undefined {
  return alliance.members.find((member) => member.partyId === partyId);
}

/** Members whose votes count, and how many of them decide. */
export function majorityOf(alliance: AllianceRecord): { readonly voters: number; readonly majority: number } {
  const voters = alliance.members.filter(({ endorses }) => endorses).length;
  return { voters, majority: Math.floor(voters / 2) + 1 };
}

/** The proposal with one more vote, and its status after it. A voter who repeats itself changes nothing. */
export function vote(
  proposal: ProposalRecord,
  ballot: { readonly partyId: string; readonly approve: boolean },
  alliance: AllianceRecord,
): ProposalRecord {
  const { proposalId, status } = proposal;
  const { partyId, approve } = ballot;
  const others = approve ? proposal.rejections : proposal.approvals;
  if (others.includes(partyId)) reject('VOTE_ALREADY_CAST', { proposalId });
  if (status !== 'OPEN') reject('PROPOSAL_NOT_OPEN', { proposalId, status });

  const { voters, majority } = majorityOf(alliance);
  const approvals = approve ? [...proposal.approvals, partyId] : proposal.approvals;
  const rejections = approve ? proposal.rejections : [...proposal.rejections, partyId];
  const lost = rejections.length > voters - majority;
  return {
    ...proposal,
    approvals,
    rejections,
    status: approvals.length >= majority ? 'IN_FORCE' : lost ? 'REJECTED' : 'OPEN',
  };
}

/** Throws CHANGE_NOT_APPLICABLE; a redemption's part is checked against the redemption itself (token.ts). */
export function applyChange(alliance: AllianceRecord, change: AllianceChange): AllianceRecord {
  const version = alliance.version + 1;
  switch (change.type) {
    case 'PARAMETERS':
      return { ...alliance, version, parameters: { ...alliance.parameters, ...change.parameters } };
    case 'MEMBER': {
      const { member } = change;
      const others = alliance.members.filter(({ partyId }) => partyId !== member.partyId);
      const members = [...others, member];
      // Without anybody whose vote counts, no change would ever come into force again.
      const hasVoters = members.some(({ endorses }) => endorses);
      if (isEndorsingRegulator(member) || !hasVoters) reject('CHANGE_NOT_APPLICABLE', { partyId: member.partyId });
      return { ...alliance, version, members };
    }
    case 'REDEMPTION':
      return alliance;
  }
}
