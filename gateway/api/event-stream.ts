/** The stream of events. */
import { z } from 'zod';
import { ledgerEventNames } from '../../chaincode/api/events';
import type { StreamEvent } from '../store/types';
import { everyType, operation, readingRoles } from './operation';
import { streamEventForm } from './stream-events';

export const pageSize = 100;

export const heartbeatMs = 10_000;

/** How long a stream waits for a block that the ledger has and the gateway has not folded. */
export const foldMs = 10_000;

/** A reader may still take what it was sent when its stream ends. */
export const endMs = 1_000;

/** What blocks announce, and what the gateway says by itself. */
export const streamEventNames = [
  ...ledgerEventNames,
  'MaturityPromptEvent',
] as const satisfies readonly StreamEvent['name'][];

export const typesForm = z
  .string()
  .max(1_000)
  .transform((value) => value.split(','))
  .pipe(z.array(z.enum(streamEventNames)).min(1).max(streamEventNames.length))
  .optional()
  .meta({
    param: { style: 'form', explode: false },
    override: {
      type: 'array',
      items: { type: 'string', enum: [...streamEventNames] },
      maxLength: undefined,
      description: 'Names of events, separated by commas; all where it is absent',
    },
  });

/** As wide as positions are kept, and no second text for the same one. */
export const positionForm = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,9})\.(?:0|[1-9]\d{0,4})\.(?:0|[1-9]\d{0,5})$/)
  .meta({ description: 'The last id that was read; the stream goes on after it. 0.0.0: from the beginning' });

export const streamEvents = operation({
  id: 'streamEvents',
  method: 'get',
  path: '/v1/events',
  summary: 'Stream events of the ledger and maturity prompts',
  description:
    'The stream begins now, or after Last-Event-ID. The position 0.0.0 asks for all events from the beginning.',
  access: { roles: readingRoles, partyOrgTypes: everyType },
  query: z.strictObject({ types: typesForm }),
  lastEventId: positionForm,
  refusals: ['TOO_MANY_STREAMS', 'POSITION_BEYOND_LEDGER'],
  answers: {
    200: {
      description:
        'Server-sent events with id `block.tx.index`, event and data. The first is a PositionEvent, after which the stream goes on. A comment comes at least every ten seconds.',
      type: 'text/event-stream',
      events: streamEventForm,
    },
  },
});
