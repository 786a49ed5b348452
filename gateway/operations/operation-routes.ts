/** Answers whether the gateway is alive and ready, and what it counts. */

import type { z } from 'zod';
import type { readiness } from '../api/gateway-state';
import * as rest from '../api/gateway-state';
import { Problem } from '../api/problem';
import { problemOf } from '../http/problem';
import { type Route, serve } from '../http/route';
import type { OperationDeps } from './deps';

export function operationRoutes(deps: OperationDeps): readonly Route[] {
  const { metrics, partyId } = deps;
  return [
    serve(rest.readLinks, async () => ({
      body: { name: 'Tallystick', partyId, links: ['/docs', '/openapi.json', '/healthz', '/readyz'] },
    })),

    serve(rest.readHealth, async () => ({ body: { state: 'ALIVE' as const } })),

    serve(rest.readReadiness, async () => {
      const state = await readReadiness(deps);
      if (state.state === 'READY') return { body: state };
      return problemOf(new Problem('NOT_READY', state));
    }),

    serve(rest.readMetrics, async () => ({ type: metrics.contentType, text: await metrics.text() })),
  ];
}

async function readReadiness(deps: OperationDeps): Promise<z.infer<typeof readiness>> {
  const { ledger, follower, stopping, troubles } = deps;
  const reached = await ledger.isReady().catch(() => false);
  // Changes nothing, but endorsers judge its time and its caller; `troubles` notes why it fails.
  const registered = deps.isRegistered();
  if (reached && registered) await ledger.tryOut('alliance:advanceDay', { day: 0 }).catch(() => undefined);
  const trouble = troubles.current;
  const isWell = reached && registered && trouble === undefined;
  const isReady = isWell && follower.state === 'FOLLOWING' && !stopping.aborted;
  return {
    state: isReady ? 'READY' : 'NOT_READY',
    ledger: reached,
    follower: follower.state,
    registered,
    foldedBlock: follower.height,
    ...(trouble === undefined ? {} : { trouble }),
    passedOver: follower.passedOver,
  };
}
