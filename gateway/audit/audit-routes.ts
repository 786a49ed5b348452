/** Serves the audit log: pages of it, and an export whose chain anybody can check. */
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as rest from '../api/audit';
import { type Caller, type Route, serve } from '../http/route';
import { endLine, exportLine } from './chain';
import type { AuditDeps } from './deps';
import type { WritingLog } from './log';
import type { AuditStore } from './store';

const pageSize = 500;

export function auditRoutes(deps: AuditDeps, log: WritingLog): readonly Route[] {
  const { audit } = deps.store;
  return [
    serve(rest.listAuditEntries, async ({ query: { cursor, limit, about, ...filter } }) => {
      await log.flush();
      const own = `${deps.partyId}:`;
      const local = about?.startsWith(own) ? about.slice(own.length) : about;
      return { body: await audit.list({ ...filter, about: local }, { cursor, limit }) };
    }),

    serve(rest.exportAuditLog, async ({ query: { after = 0 }, caller }) => {
      await log.flush();
      return { stream: (response) => stream(deps, caller, after, response) };
    }),
  ];
}

/** Throws TOO_MANY_STREAMS before anything is sent. */
async function stream(deps: AuditDeps, { user }: Caller, after: number, response: ServerResponse): Promise<void> {
  const { streams, store } = deps;
  const leave = streams.enter(user.userName, () => response.destroy());
  response.setTimeout(streams.drainMs, () => response.destroy());
  response.writeHead(200, {
    'Content-Type': 'application/x-ndjson',
    'Content-Disposition': 'attachment; filename="audit.ndjson"',
    'Cache-Control': 'no-store',
  });
  try {
    await pipeline(Readable.from(readLines(store.audit, after)), response);
  } catch (error) {
    // A reader that goes needs no answer.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  } finally {
    leave();
  }
}

/** A page of lines at a time, up to the head as it was at the beginning. */
async function* readLines(audit: AuditStore, after: number): AsyncIterable<string> {
  const head = await audit.head();
  let last = after < head.number ? { number: after, hash: '' } : head;
  while (last.number < head.number) {
    const entries = await audit.after(last.number, Math.min(pageSize, head.number - last.number));
    if (entries.length === 0) return;
    yield entries.map(({ hash, ...entry }) => exportLine(entry, hash)).join('');
    last = entries.at(-1) ?? last;
  }
  yield endLine({ number: last.number, hash: last.hash });
}
