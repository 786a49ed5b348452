/** The stream of what happens on the ledger, and what the gateway announces by itself. */
import { z } from 'zod';
import { eventForms } from '../../chaincode/api/event-forms';
import { type LedgerEvent, ledgerEventNames } from '../../chaincode/api/events';
import { everyType, operation, readingRoles } from './operation';

/** The gateway announces by itself that a loan which was lent here has matured, so that somebody reports its outcome. */
const maturityPromptEvent = z.strictObject({
  name: z.literal('MaturityPromptEvent'),
  recordId: z.string(),
  maturityTime: z.iso.datetime(),
});
export type MaturityPromptEvent = Readonly<z.infer<typeof maturityPromptEvent>>;

export type StreamEvent = LedgerEvent | MaturityPromptEvent;

export const streamEventNames = [
  ...ledgerEventNames,
  'MaturityPromptEvent',
] as const satisfies readonly StreamEvent['name'][];

const typesForm = z
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

/** From where a stream goes on. It has data, because some libraries keep no id of an event without data. */
const positionEvent = z.strictObject({ name: z.literal('PositionEvent'), position: positionForm });
export type PositionEvent = Readonly<z.infer<typeof positionEvent>>;

/** The form of each event's data, by the event's name. */
export const streamEventForms = {
  ...eventForms,
  MaturityPromptEvent: maturityPromptEvent,
  PositionEvent: positionEvent,
} satisfies Record<(StreamEvent | PositionEvent)['name'], z.ZodType>;

/** The data of any event; in the document each form has its event's name. */
export const streamEventForm = z
  .union(Object.entries(streamEventForms).map(([id, form]) => (form as z.ZodType).meta({ id })))
  .meta({ id: 'StreamEvent', description: 'The data of one event; name is the name of the event' });

export const streamEvents = operation({
  id: 'streamEvents',
  call: 'events',
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
