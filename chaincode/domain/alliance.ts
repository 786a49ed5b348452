/** The alliance: its members, its parameters, and how the members change them. */
import { createHash } from 'node:crypto';
import { findContradictions, proposalStandingOn } from '../api/alliance';
import { canonicalJson, sameContent } from '../api/canonical';
import { parseOwnedId } from '../api/identifiers';
import {
  type AllianceChange,
  type AllianceRecord,
  type FoundingDocument,
  ledgerFormat,
  type Member,
  type ProposalRecord,
  type ProposalStatus,
} from '../api/records';
import { reject } from '../api/refusals';

/** SHA-256 over the canonical JSON, hex. */
export function hashOfDocument(document: FoundingDocument): string {
  return createHash('sha256').update(canonicalJson(document)).digest('hex');
}

/** Throws FOUNDING_DOCUMENT_DIFFERS where the hash is not that of the document that this endorser was given. */
export function found(document: FoundingDocument, foundingHash: string): AllianceRecord {
  if (hashOfDocument(document) !== foundingHash) reject('FOUNDING_DOCUMENT_DIFFERS', { foundingHash });
  return { ...document, docType: 'alliance', format: ledgerFormat, version: 1, foundingHash };
}

/** Throws LEDGER_FORMAT_UNKNOWN, because this version would not find what another one has written under its own keys. */
export function requireKnownFormat({ format = 1 }: { readonly format?: number }): void {
  if (format !== ledgerFormat) reject('LEDGER_FORMAT_UNKNOWN', { format, known: ledgerFormat });
}

export function findMember(alliance: FoundingDocument, partyId: string): Member | undefined {
  return alliance.members.find((member) => member.partyId === partyId);
}

/** The members whose votes count: those that endorse; about a redemption neither its holder nor the issuer. */
export function votersOn(change: AllianceChange, { members }: FoundingDocument): readonly string[] {
  const voters = members.filter(({ endorses }) => endorses);
  if (change.type !== 'REDEMPTION') return voters.map(({ partyId }) => partyId);
  const holder = parseOwnedId(change.redemptionId, '').owner;
  return voters
    .filter(({ partyId, partyOrgType }) => partyId !== holder && partyOrgType !== 'TOKEN_ISSUER')
    .map(({ partyId }) => partyId);
}

interface Ballot {
  readonly partyId: string;
  readonly approve: boolean;
}

/**
 * The proposal after a vote. A voter that repeats itself gets the proposal as it is, unless the vote decides now, because others
 * have lost theirs.
 */
export function vote(proposal: ProposalRecord, ballot: Ballot, alliance: AllianceRecord, day: number): ProposalRecord {
  const { proposalId, change, approvals, rejections } = proposal;
  const { partyId, approve } = ballot;
  const voters = votersOn(change, alliance);
  if (!voters.includes(partyId)) reject('VOTE_IN_OWN_CASE', { proposalId });
  if ((approve ? rejections : approvals).includes(partyId)) reject('VOTE_ALREADY_CAST', { proposalId });
  const isRepeated = (approve ? approvals : rejections).includes(partyId);
  const standing = proposalStandingOn(proposal, day);
  if (standing !== 'OPEN') return isRepeated ? proposal : reject('PROPOSAL_NOT_OPEN', { proposalId, status: standing });

  const voted = isRepeated ? proposal : withVote(proposal, ballot);
  const status = statusAfter(voted, approve, voters);
  return status === 'OPEN' ? voted : { ...voted, status };
}

function withVote(proposal: ProposalRecord, { partyId, approve }: Ballot): ProposalRecord {
  return approve
    ? { ...proposal, approvals: [...proposal.approvals, partyId] }
    : { ...proposal, rejections: [...proposal.rejections, partyId] };
}

/** Counts the votes of present voters. A vote against never brings the change into force. */
function statusAfter(
  { approvals, rejections }: ProposalRecord,
  approve: boolean,
  voters: readonly string[],
): ProposalStatus {
  const majority = Math.floor(voters.length / 2) + 1;
  const count = (votes: readonly string[]) => votes.filter((partyId) => voters.includes(partyId)).length;
  if (approve && count(approvals) >= majority) return 'IN_FORCE';
  return count(rejections) > voters.length - majority ? 'REJECTED' : 'OPEN';
}

/** Throws CHANGE_NOT_APPLICABLE; a redemption's part is checked against the redemption itself (token.ts). */
export function applyChange(alliance: AllianceRecord, change: AllianceChange): AllianceRecord {
  if (change.type === 'REDEMPTION') return alliance;
  const changed = changedBy(alliance, change);
  const [contradiction] = findContradictions(changed);
  if (contradiction !== undefined) reject('CHANGE_NOT_APPLICABLE', { path: contradiction.path.join('.') });
  return changed;
}

/** Throws CHANGE_HOLDS_ALREADY, because nobody should vote about nothing. */
export function requireDifference(alliance: AllianceRecord, change: AllianceChange): void {
  if (change.type === 'REDEMPTION') return;
  const [present, proposed] =
    change.type === 'MEMBER'
      ? [findMember(alliance, change.member.partyId), change.member]
      : [alliance.parameters, { ...alliance.parameters, ...change.parameters }];
  if (present !== undefined && sameContent(present, proposed)) reject('CHANGE_HOLDS_ALREADY');
}

function changedBy(
  alliance: AllianceRecord,
  change: Exclude<AllianceChange, { readonly type: 'REDEMPTION' }>,
): AllianceRecord {
  const version = alliance.version + 1;
  if (change.type === 'PARAMETERS') {
    return { ...alliance, version, parameters: { ...alliance.parameters, ...change.parameters } };
  }
  const { member } = change;
  const others = alliance.members.filter(({ partyId }) => partyId !== member.partyId);
  return { ...alliance, version, members: [...others, member] };
}
