import { reject } from '../../chaincode/api/refusals';
import * as rest from '../api/alliance';
import { maxPage } from '../api/forms';
import type { Gateway } from '../gateway';
import { command, whole } from '../http/commands';
import { type Route, serve } from '../http/route';
import { allianceView, proposalView } from './views';

export function allianceRoutes(gateway: Gateway): readonly Route[] {
  const { store, alliance } = gateway;
  return [
    serve(rest.readAlliance, async ({ asOfBlock }) => {
      const record = await alliance();
      if (record === undefined) reject('ALLIANCE_NOT_FOUNDED');
      const open = await store.proposals('OPEN', { limit: maxPage });
      const ledgerDay = await store.lending.ledgerDay();
      return { body: allianceView(record, { ledgerDay, open: open.items, asOfBlock }) };
    }),

    serve(rest.advanceDay, ({ body }) => command(gateway, 'alliance:advanceDay', body)),

    serve(rest.listProposals, async ({ query: { status, ...page }, asOfBlock }) => {
      const { items, nextCursor } = await store.proposals(status, page);
      return { body: { items: items.map(proposalView), nextCursor, asOfBlock } };
    }),

    serve(rest.readProposal, async ({ params }) => {
      const proposalId = whole(gateway, params.proposalId);
      const proposal = await gateway.store.proposal(proposalId);
      return { body: proposalView(proposal ?? reject('PROPOSAL_NOT_FOUND', { proposalId })) };
    }),

    serve(rest.proposeChange, ({ body }) => command(gateway, 'alliance:propose', body)),

    serve(rest.voteOnProposal, ({ params, body }) =>
      command(gateway, 'alliance:vote', { proposalId: whole(gateway, params.proposalId), ...body }),
    ),
  ];
}
