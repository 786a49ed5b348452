/** Finds the alliance's record, the ledger's day, proposals and public keys among what is folded from blocks. */
import { type ProposalStanding, proposalStandingOn } from '../../chaincode/api/alliance';
import type { AllianceRecord, PartyKeyRecord, PartyRecord, ProposalRecord } from '../../chaincode/api/records';
import { dayText, partyKeyId } from '../store/columns';
import type { Page, Paged } from '../store/pages';
import { inSnapshot, narrow, type RecordQuery, readRecord, readRecordPage, selectRecords } from '../store/records';
import type { Database } from '../store/schema';

/** With the standing that it has on the ledger's day. */
export type StandingProposal = Omit<ProposalRecord, 'status'> & { readonly status: ProposalStanding };

export interface AllianceStore {
  alliance(): Promise<AllianceRecord | undefined>;
  /** Undefined before the founding. */
  ledgerDay(): Promise<number | undefined>;
  proposal(proposalId: string): Promise<StandingProposal | undefined>;
  /** Newest first, by the ledger's order of the first write. A cursor that is none throws CursorMalformed. */
  proposals(status: ProposalStanding | undefined, page: Page): Promise<Paged<StandingProposal>>;
  party(partyId: string): Promise<PartyRecord | undefined>;
  partyKey(partyId: string, version: number): Promise<PartyKeyRecord | undefined>;
}

export function newAllianceStore(db: Database): AllianceStore {
  return {
    alliance: () => readRecord(db, 'alliance', ''),
    ledgerDay: () => readDay(db),
    proposal: (proposalId) =>
      inSnapshot(db, async (snapshot) => {
        const proposal = await readRecord(snapshot, 'proposal', proposalId);
        return proposal && onDay(proposal, (await readDay(snapshot)) ?? 0);
      }),
    proposals: (status, page) =>
      inSnapshot(db, async (snapshot) => {
        const day = (await readDay(snapshot)) ?? 0;
        const proposals = await readRecordPage(proposalsWith(snapshot, status, day), page);
        return { ...proposals, items: proposals.items.map((proposal) => onDay(proposal, day)) };
      }),
    party: (partyId) => readRecord(db, 'party', partyId),
    partyKey: (partyId, version) => readRecord(db, 'partyKey', partyKeyId(partyId, version)),
  };
}

async function readDay(db: Database): Promise<number | undefined> {
  return (await readRecord(db, 'ledgerDay', 'ledgerDay'))?.day;
}

function onDay(proposal: ProposalRecord, day: number): StandingProposal {
  return { ...proposal, status: proposalStandingOn(proposal, day) };
}

/** That a proposal has lapsed is in no record. */
function proposalsWith(db: Database, status: ProposalStanding | undefined, day: number): RecordQuery<'proposal'> {
  const all = selectRecords(db, 'proposal');
  if (status === 'OPEN') return all.where('status', '=', status).where('act_by', '>=', dayText(day));
  if (status === 'LAPSED') return all.where('status', '=', 'OPEN').where('act_by', '<', dayText(day));
  return narrow(all, { status });
}
