/** Serves the alliance, its proposals and votes, and the ledger's day. */
import { reject } from '../../chaincode/api/refusals';
import * as rest from '../api/alliance';
import { maxPage } from '../api/forms';
import { command, whole } from '../http/commands';
import { type Route, serve } from '../http/route';
import type { AllianceDeps } from './deps';
import { allianceView, proposalView } from './views';

export function allianceRoutes(deps: AllianceDeps): readonly Route[] {
  const { store, alliance, ledgerDay } = deps;
  return [
    serve(rest.readAlliance, async ({ asOfBlock }) => {
      const record = await alliance();
      if (record === undefined) reject('ALLIANCE_NOT_FOUNDED');
      const open = await store.proposals('OPEN', { limit: maxPage });
      return { body: allianceView(record, { ledgerDay: await ledgerDay(), open: open.items, asOfBlock }) };
    }),

    serve(rest.advanceDay, ({ body }) => command(deps, 'alliance:advanceDay', body)),

    serve(rest.listProposals, async ({ query: { status, ...page }, asOfBlock }) => {
      const { items, nextCursor } = await store.proposals(status, page);
      return { body: { items: items.map(proposalView), nextCursor, asOfBlock } };
    }),

    serve(rest.readProposal, async ({ params }) => {
      const proposalId = whole(deps, params.proposalId);
      const proposal = await store.proposal(proposalId);
      return { body: proposalView(proposal ?? reject('PROPOSAL_NOT_FOUND', { proposalId })) };
    }),

    serve(rest.proposeChange, ({ body }) => command(deps, 'alliance:propose', body)),

    serve(rest.voteOnProposal, ({ params, body }) =>
      command(deps, 'alliance:vote', { proposalId: whole(deps, params.proposalId), ...body }),
    ),
  ];
}
