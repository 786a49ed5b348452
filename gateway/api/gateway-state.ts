/** The state of the gateway: links, health, readiness, metrics. */
import { z } from 'zod';
import { operation } from './operation';

export const readiness = z.object({
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

export const readLinks = operation({
  id: 'readLinks',
  call: 'gateway.readLinks',
  method: 'get',
  path: '/',
  summary: 'Read the links of this gateway',
  access: 'OPEN',
  answers: {
    200: {
      description: 'Links',
      body: z.object({ name: z.string(), partyId: z.string(), links: z.array(z.string()) }),
    },
  },
});

export const readHealth = operation({
  id: 'readHealth',
  call: 'gateway.readHealth',
  method: 'get',
  path: '/healthz',
  summary: 'Check that the process is alive',
  access: 'OPEN',
  answers: { 200: { description: 'The process is alive', body: z.object({ state: z.literal('ALIVE') }) } },
});

export const readReadiness = operation({
  id: 'readReadiness',
  call: 'gateway.readReadiness',
  method: 'get',
  path: '/readyz',
  summary: 'Check that the gateway is ready',
  description:
    'A gateway is ready when it reaches its peer, has folded the blocks of the ledger, and has registered its public key.',
  access: 'OPEN',
  answers: { 200: { description: 'The gateway is ready', body: readiness } },
  refusals: ['NOT_READY'],
});

export const readMetrics = operation({
  id: 'readMetrics',
  call: 'gateway.readMetrics',
  method: 'get',
  path: '/metrics',
  summary: 'Read metrics in the text format of Prometheus',
  access: { roles: ['auditor', 'admin'] },
  answers: { 200: { description: 'Metrics', type: 'text/plain' } },
});
