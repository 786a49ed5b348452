/** Shows the alliance, its proposals and its members. The form of each answer names what is shown. */
import type { AllianceRecord, Member } from '../../chaincode/api/records';
import { allianceAnswer, proposalAnswer } from '../api/alliance';
import { partyAnswer } from '../api/parties';
import { type ShownAs, showMembers } from '../api/shown-members';
import type { StandingProposal } from './store';

interface Standing {
  readonly ledgerDay: number | undefined;
  readonly open: readonly StandingProposal[];
  readonly asOfBlock: number;
}

export function allianceView(alliance: AllianceRecord, { ledgerDay, open, asOfBlock }: Standing) {
  return showMembers(allianceAnswer, { ...alliance, ledgerDay, openProposals: open.map(proposalView), asOfBlock });
}

export function proposalView(proposal: StandingProposal): ShownAs<typeof proposalAnswer> {
  return showMembers(proposalAnswer, proposal);
}

interface Key {
  /** 0 where no key is registered. */
  readonly keyVersion: number;
  readonly publicKey: string | undefined;
}

export function partyView(member: Member, key: Key) {
  return showMembers(partyAnswer, { ...member, ...key });
}
