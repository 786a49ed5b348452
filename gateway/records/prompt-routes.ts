/** Serves the loans that have matured and whose outcome is awaited. */
import * as rest from '../api/prompts';
import { type Route, serve } from '../http/route';
import type { RecordDeps } from './deps';

export function promptRoutes(deps: RecordDeps): readonly Route[] {
  return [
    serve(rest.listPrompts, async ({ query, asOfBlock }) => {
      const { items, nextCursor } = await deps.store.records.prompts(query);
      return { body: { items, nextCursor, asOfBlock } };
    }),
  ];
}
