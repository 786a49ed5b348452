/** What whoever operates the gateway asks: is it alive, is it ready, what does it count. */
import { z } from 'zod';
import { Problem } from '../api/problem';
import type { Gateway } from '../gateway';
import { problemOf } from '../http/problem';
import { route } from '../http/route';

const readiness = z.object({
  state: z.enum(['READY', 'NOT_READY']),
  ledger: z.boolean(),
  follower: z.enum(['CATCHING_UP', 'FOLLOWING', 'FAILING']),
  registered: z.boolean(),
  foldedBlock: z.int(),
  /** Why transactions fail, and what to do. */
  trouble: z
    .object({ code: z.string(), text: z.string(), remedy: z.string(), aheadSeconds: z.int().optional() })
    .optional(),
  /** Valid transactions that nothing was taken from; the gateway goes on without them. */
  passedOver: z.object({
    count: z.int(),
    last: z.object({ block: z.int(), tx: z.int(), code: z.string() }).optional(),
  }),
});

export const operationRoutes = [
  route({
    method: 'get',
    path: '/',
    summary: 'Where to go from here',
    access: 'OPEN',
    answers: {
      200: {
        description: 'Links',
        body: z.object({ name: z.string(), partyId: z.string(), links: z.array(z.string()) }),
      },
    },
    handle: async ({ partyId }) => ({
      body: { name: 'Tallystick', partyId, links: ['/docs', '/openapi.json', '/healthz', '/readyz'] },
    }),
  }),

  route({
    method: 'get',
    path: '/healthz',
    summary: 'Whether the process is alive',
    access: 'OPEN',
    answers: { 200: { description: 'It is', body: z.object({ state: z.literal('ALIVE') }) } },
    handle: async () => ({ body: { state: 'ALIVE' } }),
  }),

  route({
    method: 'get',
    path: '/readyz',
    summary: "Whether the gateway reaches its peer, has folded the ledger's blocks and has its public key registered",
    access: 'OPEN',
    answers: { 200: { description: 'It is ready', body: readiness } },
    refusals: ['NOT_READY'],
    async handle(gateway) {
      const state = await readinessOf(gateway);
      if (state.state === 'READY') return { body: state };
      const { status, body } = problemOf(new Problem('NOT_READY', state));
      return { status, body };
    },
  }),

  route({
    method: 'get',
    path: '/metrics',
    summary: 'Counts in the text form of Prometheus',
    access: { roles: ['auditor', 'admin'] },
    answers: { 200: { description: 'Metrics', type: 'text/plain' } },
    handle: async ({ metrics }) => ({ type: metrics.contentType, text: await metrics.text() }),
  }),
];

async function readinessOf(gateway: Gateway): Promise<z.infer<typeof readiness>> {
  const { ledger, follower, stopping, troubles } = gateway;
  const reached = await ledger.isReady().catch(() => false);
  // Changes nothing, but is judged as a transaction is, by its time and its caller; what it meets is noted.
  const registered = gateway.isRegistered();
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
