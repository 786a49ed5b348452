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
  ledgerDay: z
    .int()
    .optional()
    .meta({ description: 'The day by which long periods end, and those in which silence decides' }),
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
  call: 'alliance.read',
  method: 'get',
  path: '/v1/alliance',
  summary: 'Read the alliance: parameters, members, day and open proposals',
  access: reading,
  answers: { 200: { description: 'The alliance', body: allianceAnswer } },
  folded: true,
});

export const advanceDay = operation({
  id: 'advanceDay',
  call: 'alliance.advanceDay',
  method: 'post',
  path: '/v1/alliance/days',
  summary: 'Advance the day of the ledger by hand',
  description:
    'A regulator advances the day once that day has come. Other institutions may do so when the ledger is two days behind.',
  access: writing,
  body: commandForms['alliance:advanceDay'],
  answers: { 201: { description: 'Advanced', body: z.object({ day: z.int() }) } },
  refusals: ['DAY_NOT_LATER', 'DAY_AHEAD', 'DAY_NOT_YOURS'],
});

export const listProposals = operation({
  id: 'listProposals',
  call: 'proposals.list',
  method: 'get',
  path: '/v1/alliance/proposals',
  summary: 'List proposals, newest first',
  access: reading,
  query: z.strictObject({ status: z.enum(proposalStandings).optional(), ...page }),
  answers: { 200: { description: 'A page of proposals', body: pageAnswer(proposalAnswer) } },
  folded: true,
});

export const readProposal = operation({
  id: 'readProposal',
  call: 'proposals.read',
  method: 'get',
  path: '/v1/alliance/proposals/{proposalId}',
  summary: 'Read a proposal with its votes',
  access: reading,
  params: proposalParams,
  answers: { 200: { description: 'The proposal', body: proposalAnswer } },
  refusals: ['PROPOSAL_NOT_FOUND'],
  folded: true,
});

export const proposeChange = operation({
  id: 'proposeChange',
  call: 'proposals.propose',
  method: 'post',
  path: '/v1/alliance/proposals',
  summary: 'Propose a change of the alliance',
  description: 'A proposal changes parameters or a member, or decides a contested redemption.',
  access: deciding,
  body: z.strictObject({ proposalId: identifier, change: changeForm }),
  audited: ['proposalId'],
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
  call: 'proposals.vote',
  method: 'post',
  path: '/v1/alliance/proposals/{proposalId}/vote',
  summary: 'Vote on a proposal',
  description:
    'Votes count until voteByDay. The proposal takes effect with a majority of the endorsing institutions. Holder and issuer do not vote about their redemption.',
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
