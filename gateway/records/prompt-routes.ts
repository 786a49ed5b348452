/** Loans that have matured and whose outcome is asked for. */

import * as rest from '../api/prompts';
import type { Gateway } from '../gateway';
import { type Route, serve } from '../http/route';

export function promptRoutes(gateway: Gateway): readonly Route[] {
  const { credit } = gateway;
  return [
    serve(rest.listPrompts, async ({ query, asOfBlock }) => {
      const { items, nextCursor } = await credit.prompts(query);
      return { body: { items, nextCursor, asOfBlock } };
    }),
  ];
}
