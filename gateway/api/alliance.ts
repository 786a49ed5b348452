/** The alliance: its members and parameters, the ledger's day, proposals and votes. */
import { z } from 'zod';
import { allianceForm, changeForm, proposalStandings } from '../../chaincode/api/alliance';
import { commandForms } from '../../chaincode/api/commands';
import { identifier, page } from './forms';
import { everyRole, everyType, everyTypeButRegulator, operation, writingRoles } from './operation';
import { pageAnswer } from './page-answer';

export const proposalAnswer = z
  .object({
    proposalId: z.string(),
    change: changeForm,
    approvals: z.array(z.string()),
    rejections: z.array(z.string()),
    status: z.enum(proposalStandings),
    proposedTime: z.iso.datetime(),
    voteByDay: z.int().meta({ description: "The last of the ledger's days on which it is voted on" }),
  })
  .meta({ id: 'Proposal' });

export const allianceAnswer = allianceForm.extend({
  version: z.int(),
  foundingHash: z.string(),
  ledgerDay: z.int().optional().meta({ description: 'By which long periods, and those in which silence decides, end' }),
  openProposals: z.array(proposalAnswer),
  asOfBlock: z.int(),
});

const reading = { roles: everyRole, partyOrgTypes: everyType };

const deciding = { roles: ['admin'], partyOrgTypes: everyTypeButRegulator } as const;

const writing = { roles: writingRoles, partyOrgTypes: everyType };

const proposalDone = z.object({ proposalId: z.string() });

const proposalParams = z.strictObject({ proposalId: identifier });

export const readAlliance = operation({
  id: 'readAlliance',
  method: 'get',
  path: '/v1/alliance',
  summary: "Parameters, members, the ledger's day, open proposals",
  access: reading,
  answers: { 200: { description: 'The alliance', body: allianceAnswer } },
  folded: true,
});

export const advanceDay = operation({
  id: 'advanceDay',
  method: 'post',
  path: '/v1/alliance/days',
  summary: "Advance the ledger's day by hand: a regulator when the day has come, others when it is two behind",
  access: writing,
  body: commandForms['alliance:advanceDay'],
  answers: { 201: { description: 'Advanced', body: z.object({ day: z.int() }) } },
  refusals: ['DAY_NOT_LATER', 'DAY_AHEAD', 'DAY_NOT_YOURS'],
});

export const listProposals = operation({
  id: 'listProposals',
  method: 'get',
  path: '/v1/alliance/proposals',
  summary: 'Proposals, newest first',
  access: reading,
  query: z.strictObject({ status: z.enum(proposalStandings).optional(), ...page }),
  answers: { 200: { description: 'A page of proposals', body: pageAnswer(proposalAnswer) } },
  folded: true,
});

export const readProposal = operation({
  id: 'readProposal',
  method: 'get',
  path: '/v1/alliance/proposals/{proposalId}',
  summary: 'One proposal and its votes',
  access: reading,
  params: proposalParams,
  answers: { 200: { description: 'The proposal', body: proposalAnswer } },
  refusals: ['PROPOSAL_NOT_FOUND'],
  folded: true,
});

export const proposeChange = operation({
  id: 'proposeChange',
  method: 'post',
  path: '/v1/alliance/proposals',
  summary: 'Propose a change of parameters, a member, or a verdict on a redemption',
  access: deciding,
  body: z.strictObject({ proposalId: identifier, change: changeForm }),
  answers: { 201: { description: 'Proposed', body: proposalDone } },
  refusals: [
    'IDENTIFIER_PERSONAL',
    'IDENTIFIER_NOT_OWN',
    'PROPOSAL_EXISTS_WITH_OTHER_CONTENT',
    'CHANGE_NOT_APPLICABLE',
    'CHANGE_HOLDS_ALREADY',
    'REDEMPTION_NOT_FOUND',
    'REDEMPTION_STATUS_WRONG',
    'VERDICT_LATE',
  ],
});

export const voteOnProposal = operation({
  id: 'voteOnProposal',
  method: 'post',
  path: '/v1/alliance/proposals/{proposalId}/vote',
  summary:
    'Vote on a proposal until voteByDay. A majority of the endorsing institutions brings it into force; holder and issuer do not vote about a redemption',
  access: deciding,
  params: proposalParams,
  body: z.strictObject({ approve: z.boolean() }),
  answers: { 201: { description: 'Voted', body: proposalDone } },
  refusals: [
    'PROPOSAL_NOT_FOUND',
    'VOTE_IN_OWN_CASE',
    'VOTE_ALREADY_CAST',
    'PROPOSAL_NOT_OPEN',
    'CHANGE_NOT_APPLICABLE',
    'REDEMPTION_STATUS_WRONG',
    'VERDICT_LATE',
  ],
});
