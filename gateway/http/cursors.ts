/** Cursors go on with the list that gave them out: under other filters, or in another list, whoever pages would miss a part of it silently. */
import { createHash } from 'node:crypto';
import type { Operation } from '../api/operation';
import { Problem } from '../api/problem';
import type { Answer } from './route';

interface Listed {
  readonly route: Operation;
  readonly partyId: string;
  readonly params: unknown;
  readonly query: unknown;
}

export interface Cursors {
  /** The query with the cursor as the list itself knows it. Throws CURSOR_UNKNOWN. */
  readonly query: unknown;
  /** The answer with the cursor as callers know it. */
  mark(answer: Answer): Answer;
}

export function newCursors({ route, partyId, params, query }: Listed): Cursors {
  const { cursor, limit: _, ...filters } = Object(query);
  const named = Object.entries(filters).sort(([one], [other]) => (one < other ? -1 : 1));
  const list = JSON.stringify([partyId, route.path, params, named]);
  const mark = `${createHash('sha256').update(list).digest('hex').slice(0, 12)}.`;
  if (typeof cursor === 'string' && !cursor.startsWith(mark)) throw new Problem('CURSOR_UNKNOWN');
  return {
    query: typeof cursor === 'string' ? { ...Object(query), cursor: cursor.slice(mark.length) } : query,
    mark(answer) {
      const { nextCursor } = 'body' in answer ? Object(answer.body) : {};
      if (typeof nextCursor !== 'string') return answer;
      return { ...answer, body: { ...Object(Reflect.get(answer, 'body')), nextCursor: mark + nextCursor } };
    },
  };
}
