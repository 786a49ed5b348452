/** A gateway's import routes as a plain object behind a real HTTP server, and surroundings that a test can look into. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { PlanImport, RowError } from '../../scripts/tallystick/plan-imports';
import type { Surroundings } from '../../scripts/tallystick/surroundings';

export const token = 'token-of-the-officer';

/** An answer of the fake's: a status with JSON or bytes, or a connection that breaks. */
export type Reply =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | 'BREAK';

export interface FakeGateway {
  readonly url: string;
  /** Method and path of every request, in order. */
  readonly requests: string[];
  /** The multipart bodies, as text. */
  readonly uploads: string[];
  /** Answered first, in order, instead of what follows from the states. */
  readonly posts: Reply[];
  readonly polls: Reply[];
  /** One for each poll; the last one stays. */
  states: Partial<PlanImport>[];
  errors: RowError[];
  close(): Promise<void>;
}

export async function newFakeGateway(): Promise<FakeGateway> {
  const server = createServer((request, response) => void answer(fake, request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const fake: FakeGateway = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    uploads: [],
    posts: [],
    polls: [],
    states: [{ status: 'DONE', accepted: 3 }],
    errors: [],
    close: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
  return fake;
}

async function answer(fake: FakeGateway, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  fake.requests.push(`${request.method} ${request.url}`);
  const reply =
    request.headers.authorization === `Bearer ${token}` ? replyOf(fake, request) : problem(401, 'NOT_SIGNED_IN');
  if (request.method === 'POST') fake.uploads.push(Buffer.concat(chunks).toString('latin1'));
  if (reply === 'BREAK') return void request.socket.destroy();
  const isFile = reply.body instanceof Uint8Array;
  response.writeHead(reply.status, {
    'content-type': isFile ? 'application/octet-stream' : 'application/json',
    ...reply.headers,
  });
  response.end(isFile ? reply.body : JSON.stringify(reply.body));
}

function replyOf(fake: FakeGateway, { method, url = '' }: IncomingMessage): Reply {
  if (method === 'POST') return fake.posts.shift() ?? { status: 202, body: stateOf({ status: 'RUNNING' }) };
  const { pathname, searchParams } = new URL(url, fake.url);
  if (pathname.endsWith('/template.xlsx')) return { status: 200, body: Buffer.from('the template') };
  if (pathname.endsWith('/rejected.xlsx')) return { status: 200, body: Buffer.from('the rejected rows') };
  const prepared = fake.polls.shift();
  if (prepared !== undefined) return prepared;
  const from = Number(searchParams.get('cursor') ?? 0);
  const to = from + Math.min(500, Number(searchParams.get('limit') ?? 100));
  const state = fake.states.length > 1 ? fake.states.shift() : fake.states[0];
  return {
    status: 200,
    body: {
      ...stateOf(state ?? {}),
      errors: fake.errors.slice(from, to),
      ...(to < fake.errors.length ? { nextCursor: String(to) } : {}),
    },
  };
}

function stateOf(change: Partial<PlanImport>) {
  return {
    importId: 'import-1',
    status: 'RUNNING',
    rows: 3,
    accepted: 0,
    rejected: 0,
    unchanged: 0,
    errors: [],
    ...change,
  };
}

export function problem(
  status: number,
  code: string,
  headers: Readonly<Record<string, string>> = {},
  members: object = {},
): Reply {
  return { status, headers, body: { status, code, title: `the text of ${code}`, ...members } };
}

export interface Desk {
  readonly around: Surroundings;
  /** The loan book that lies there. */
  readonly file: string;
  readonly folder: string;
  /** How long the command paused, each time. */
  readonly pauses: number[];
  stdout(): string;
  stderr(): string;
  interrupt(): void;
  /** Called at each pause; pauses take no time, but the desk's clock goes on. */
  onPause: () => void;
  clear(): void;
}

/** A back office's desk: a folder with a loan book and a state folder of its own. */
export function newDesk({ isTTY = false } = {}): Desk {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-desk-'));
  const file = join(folder, 'book.csv');
  writeFileSync(file, 'assetId,partyName\nloan-1,someone\n');
  const [stdout, stderr] = [newSink(), newSink()];
  const interruption = new AbortController();
  let clockMs = 0;
  const desk: Desk = {
    folder,
    file,
    pauses: [],
    stdout: stdout.text,
    stderr: stderr.text,
    interrupt: () => interruption.abort(),
    onPause: () => {},
    clear: () => rmSync(folder, { recursive: true, force: true }),
    around: {
      stdout: stdout.stream,
      stderr: Object.assign(stderr.stream, { isTTY }),
      env: { HOME: folder, XDG_STATE_HOME: join(folder, 'state'), TALLYSTICK_TOKEN: token },
      interrupted: interruption.signal,
      nowMs: () => clockMs,
      pause: async (ms) => {
        clockMs += ms;
        desk.pauses.push(ms);
        desk.onPause();
        interruption.signal.throwIfAborted();
      },
    },
  };
  return desk;
}

function newSink() {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return { stream, text: () => text };
}
