/** The alliance, its parameters, its members and their proposals. */
import type { AllianceRecord } from '../../chaincode/api/records';
import { flag, type ReportTable, recordTable, splitTable, text, time, whole } from './description';

const listMembers = ({ members, evaluators, registrar }: AllianceRecord) =>
  members.map((member) => ({
    ...member,
    isEvaluator: evaluators.includes(member.partyId),
    isRegistrar: member.partyId === registrar,
  }));

const listParameters = ({ parameters, version }: AllianceRecord) =>
  Object.entries(parameters).map(([name, value]) => ({ name, value, version }));

export const allianceTables: readonly ReportTable[] = [
  splitTable('alliance', listMembers, {
    name: 'alliance_members',
    kind: 'alliance',
    about: 'the members',
    columns: [
      text('party_id', 'the member', ({ partyId }) => partyId),
      text('party_name', 'its name', ({ partyName }) => partyName),
      text('party_org_type', 'CREDITOR_ORG, TOKEN_ISSUER, DATA_SERVICE_PROVIDER or REGULATOR', (m) => m.partyOrgType),
      flag('endorses', 'whether its peers endorse and its votes count', ({ endorses }) => endorses),
      flag('evaluator', 'whether it evaluates blinded numbers', ({ isEvaluator }) => isEvaluator),
      flag('registrar', 'whether it posts what lenders hand over', ({ isRegistrar }) => isRegistrar),
    ],
  }),
  splitTable('alliance', listParameters, {
    name: 'alliance_parameters',
    kind: 'alliance',
    about: 'the parameters, one row each',
    columns: [
      text('parameter', 'its name; the unit is its end', ({ name }) => name),
      text('value', 'its value', ({ value }) => String(value)),
      whole('alliance_version', 'how often the alliance has changed', ({ version }) => version),
    ],
  }),
  recordTable('proposal', {
    name: 'proposals',
    kind: 'alliance',
    about: 'what members proposed',
    id: { name: 'proposal_id', about: 'the proposal, `partyId:localId`' },
    columns: [
      text('status', 'OPEN, IN_FORCE or REJECTED; one that lapsed stays OPEN', ({ status }) => status),
      text('change_type', 'PARAMETERS, MEMBER or REDEMPTION', ({ change }) => change.type),
      text('about_party_id', 'the member that is taken in or changed', ({ change }) =>
        change.type === 'MEMBER' ? change.member.partyId : null,
      ),
      text('about_redemption_id', 'the redemption that is decided', ({ change }) =>
        change.type === 'REDEMPTION' ? change.redemptionId : null,
      ),
      text('verdict', 'BURN or RETURN', ({ change }) => (change.type === 'REDEMPTION' ? change.verdict : null)),
      whole('approval_count', 'votes for it', ({ approvals }) => approvals.length),
      whole('rejection_count', 'votes against it', ({ rejections }) => rejections.length),
      time('proposed_time', 'when it was proposed', ({ proposedTime }) => proposedTime),
      whole('vote_by_day', 'the last day of the ledger on which it is voted on', ({ voteByDay }) => voteByDay),
    ],
  }),
];
