/** A gateway's double on loopback: it answers what a test prepared, in order, and remembers what it was asked. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Client, newClient } from '../../../gateway/client/client';
import type { ClientSettings } from '../../../gateway/client/sending';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** BREAK ends the connection without an answer, SILENCE keeps it open. A function writes the answer by itself. */
export type Reply =
  | 'BREAK'
  | 'SILENCE'
  | {
      readonly status?: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | ((response: ServerResponse) => void);

export interface Double {
  readonly url: string;
  readonly asked: Asked[];
  readonly replies: Reply[];
  /** How long its clients waited, each time; no wait takes time. */
  readonly pauses: number[];
  client(settings?: Partial<ClientSettings>): Client;
  close(): Promise<void>;
}

export const token = 'token-of-the-officer';

export async function newDouble(...replies: readonly Reply[]): Promise<Double> {
  const server = createServer((request, response) => void answer(double, request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const double: Double = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    replies: [...replies],
    pauses: [],
    client: (settings) =>
      newClient({
        url: double.url,
        token,
        pause: async (ms, { signal }) => {
          double.pauses.push(ms);
          if (signal?.aborted) throw signal.reason;
        },
        ...settings,
      }),
    close: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
  return double;
}

async function answer(double: Double, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url = '', headers } = request;
  double.asked.push({ method, url, headers, body: Buffer.concat(chunks) });
  const reply = double.replies.shift() ?? { status: 500 };
  if (reply === 'SILENCE') return;
  if (reply === 'BREAK') return void request.socket.destroy();
  if (typeof reply === 'function') return reply(response);
  const { status = 200, body, headers: given = {} } = reply;
  const isText = typeof body === 'string' || body instanceof Uint8Array;
  response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', ...given });
  response.end(isText ? body : body === undefined ? undefined : JSON.stringify(body));
}

export function problem(status: number, code: string, headers: Readonly<Record<string, string>> = {}): Reply {
  const body = { type: `urn:tallystick:problem:${code}`, title: `the text of ${code}`, status, code };
  return { status, body, headers: { 'content-type': 'application/problem+json', ...headers } };
}
