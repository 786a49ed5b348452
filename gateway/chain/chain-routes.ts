/** Serves blocks, transactions and histories. */
import { reject } from '../../chaincode/api/refusals';
import * as rest from '../api/chain';
import { Problem } from '../api/problem';
import { whole } from '../http/commands';
import { type Route, serve } from '../http/route';
import type { ChainDeps } from './deps';
import { confirmState, planState, recordState } from './views';

export function chainRoutes(deps: ChainDeps): readonly Route[] {
  const { chain } = deps.store;
  return [
    serve(rest.listBlocks, async ({ query, asOfBlock }) => ({ body: { ...(await chain.blocks(query)), asOfBlock } })),

    serve(rest.readBlock, async ({ params: { number } }) => {
      const block = await chain.block(number);
      if (block === undefined) throw new Problem('BLOCK_NOT_FOUND');
      return { body: block };
    }),

    serve(rest.readTransaction, async ({ params: { transactionId } }) => {
      const transaction = await chain.transaction(transactionId);
      if (transaction === undefined) throw new Problem('TRANSACTION_NOT_FOUND');
      return { body: transaction };
    }),

    serve(rest.readPlanHistory, async ({ params, query, asOfBlock }) => {
      const assetId = whole(deps, params.assetId);
      const { items, ...next } = await chain.history('plan', assetId, query);
      if (isUnknown(items, query)) reject('PLAN_NOT_FOUND', { assetId });
      return { body: { items: items.map(planState), ...next, asOfBlock } };
    }),

    serve(rest.readConfirmHistory, async ({ params, query, asOfBlock }) => {
      const [assetId, confirmId] = [whole(deps, params.assetId), whole(deps, params.confirmId)];
      const { items, ...next } = await chain.history('confirm', confirmId, query);
      const isOther = items.some(({ record }) => record.assetId !== assetId);
      if (isOther || isUnknown(items, query)) reject('CONFIRM_NOT_FOUND', { assetId, confirmId });
      return { body: { items: items.map(confirmState), ...next, asOfBlock } };
    }),

    serve(rest.readCreditRecordHistory, async ({ params: { recordId }, query, asOfBlock }) => {
      const { items, ...next } = await chain.history('creditRecord', recordId, query);
      if (isUnknown(items, query)) reject('CREDIT_RECORD_NOT_FOUND', { recordId });
      return { body: { items: items.map(recordState), ...next, asOfBlock } };
    }),
  ];
}

/** A record that exists has a first page with a state. */
function isUnknown(items: readonly unknown[], { cursor }: { readonly cursor?: string | undefined }): boolean {
  return items.length === 0 && cursor === undefined;
}
