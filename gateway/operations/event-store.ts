/** Events in the order of the ledger, as the stream reads them. */
import type { Selectable } from 'kysely';
import type { StreamEvent } from '../api/event-stream';
import { formatEventId, parseEventId } from '../store/position';
import type { Database, EventsTable } from '../store/schema';

/** The id is the position, `block.tx.index`. The gateway's own events come after all others of their block. */
export interface StoredEvent {
  readonly id: string;
  readonly time: string;
  readonly event: StreamEvent;
}

export interface EventStore {
  /** Events after the given id (exclusive; from the beginning without), in the order of the ledger. Throws CursorMalformed. */
  events(
    after: string | undefined,
    names: readonly StreamEvent['name'][] | undefined,
    limit: number,
  ): Promise<readonly StoredEvent[]>;
  /** Undefined where there is no event. */
  lastEventId(): Promise<string | undefined>;
}

export function newEventStore(db: Database): EventStore {
  return {
    events: (after, names, limit) => readEvents(db, { after, names, limit }),
    lastEventId: async () => {
      const newest = db.selectFrom('events').select('position').orderBy('position', 'desc').limit(1);
      const last = await newest.executeTakeFirst();
      return last && formatEventId(last.position);
    },
  };
}

interface EventRange {
  readonly after: string | undefined;
  readonly names: readonly StreamEvent['name'][] | undefined;
  readonly limit: number;
}

async function readEvents(db: Database, { after, names, limit }: EventRange): Promise<readonly StoredEvent[]> {
  const all = db.selectFrom('events').selectAll().orderBy('position').limit(limit);
  const query = after === undefined ? all : all.where('position', '>', parseEventId(after));
  if (names === undefined) return (await query.execute()).map(storedEvent);
  // One query for each name, because each reads a range of the index, however rare the name is.
  const byName = await Promise.all([...new Set(names)].map((name) => query.where('name', '=', name).execute()));
  const rows = byName.flat().sort((one, other) => (one.position < other.position ? -1 : 1));
  return rows.slice(0, limit).map(storedEvent);
}

function storedEvent({ position, time, json }: Selectable<EventsTable>): StoredEvent {
  return { id: formatEventId(position), time, event: JSON.parse(json) };
}
