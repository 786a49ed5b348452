/** The alliance: its parameters and members, and how its members change them by vote. */
import { z } from 'zod';
import { changeForm } from '../../chaincode/api/alliance';
import { commandForms } from '../../chaincode/api/commands';
import { reject } from '../../chaincode/api/refusals';
import { allianceAnswer, listOf, proposalAnswer, proposalStatus, withoutDocType } from '../api/answers';
import { identifier, maxPage, page } from '../api/forms';
import { command, whole } from '../http/commands';
import { everyRole, everyType, everyTypeButRegulator, route, writingRoles } from '../http/route';

const reading = { roles: everyRole, partyOrgTypes: everyType };
const deciding = { roles: ['admin'], partyOrgTypes: everyTypeButRegulator } as const;
const writing = { roles: writingRoles, partyOrgTypes: everyType };
const proposalDone = z.object({ proposalId: z.string() });
const proposalParams = z.strictObject({ proposalId: identifier });

export const allianceRoutes = [
  route({
    method: 'get',
    path: '/v1/alliance',
    summary: "Parameters, members, the ledger's day, open proposals",
    access: reading,
    answers: { 200: { description: 'The alliance', body: allianceAnswer } },
    folded: true,
    async handle({ alliance, store }, { asOfBlock }) {
      const record = await alliance();
      if (record === undefined) reject('ALLIANCE_NOT_FOUNDED');
      const { docType: _, format: _format, ...rest } = record;
      const open = await store.proposals('OPEN', { limit: maxPage });
      const ledgerDay = await store.lending.ledgerDay();
      return { body: { ...rest, ledgerDay, openProposals: open.items.map(withoutDocType), asOfBlock } };
    },
  }),

  route({
    method: 'post',
    path: '/v1/alliance/days',
    summary: "Advance the ledger's day by hand: a regulator when the day has come, others when it is two behind",
    access: writing,
    body: commandForms['alliance:advanceDay'],
    answers: { 201: { description: 'Advanced', body: z.object({ day: z.int() }) } },
    refusals: ['DAY_NOT_LATER', 'DAY_AHEAD', 'DAY_NOT_YOURS'],
    handle: (gateway, { body }) => command(gateway, 'alliance:advanceDay', body),
  }),

  route({
    method: 'get',
    path: '/v1/alliance/proposals',
    summary: 'Proposals, newest first',
    access: reading,
    query: z.strictObject({ status: proposalStatus.optional(), ...page }),
    answers: { 200: { description: 'A page of proposals', body: listOf(proposalAnswer) } },
    folded: true,
    async handle({ store }, { query: { status, ...page }, asOfBlock }) {
      const { items, nextCursor } = await store.proposals(status, page);
      return { body: { items: items.map(withoutDocType), nextCursor, asOfBlock } };
    },
  }),

  route({
    method: 'get',
    path: '/v1/alliance/proposals/{proposalId}',
    summary: 'One proposal and its votes',
    access: reading,
    params: proposalParams,
    answers: { 200: { description: 'The proposal', body: proposalAnswer } },
    refusals: ['PROPOSAL_NOT_FOUND'],
    folded: true,
    async handle(gateway, { params }) {
      const proposalId = whole(gateway, params.proposalId);
      const proposal = await gateway.store.proposal(proposalId);
      return { body: withoutDocType(proposal ?? reject('PROPOSAL_NOT_FOUND', { proposalId })) };
    },
  }),

  route({
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
    handle: (gateway, { body }) => command(gateway, 'alliance:propose', body),
  }),

  route({
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
    handle: (gateway, { params, body }) =>
      command(gateway, 'alliance:vote', { proposalId: whole(gateway, params.proposalId), ...body }),
  }),
];
