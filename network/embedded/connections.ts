/**
 * Keeps connections within what nghttp2, under Node's HTTP/2, allows a client to cancel: 1,000 streams at once and 33 a second after that. Beyond
 * them it ends the connection with an error and fails whatever else is under way there; Fabric has no such limit. So a connection that
 * has carried many calls in a short time is ended in order instead: its calls go on to their end, and the client opens a new connection.
 * Clients before grpc-js 1.10.4 cancel every call that was answered, so that all calls count.
 */
import type { Http2Server, ServerHttp2Session } from 'node:http2';
import type { Server } from '@grpc/grpc-js';

const CALLS = 500;
/** So many calls in this time are few enough for nghttp2. */
const SHORT_MS = (CALLS / 33) * 1000;

/** To be called once the server is bound. */
export function renewBusyConnections(server: Server): void {
  // Private to grpc-js, which leaves no other way to its connections.
  const { http2Servers } = server as unknown as { readonly http2Servers: ReadonlyMap<Http2Server, unknown> };
  for (const http2Server of http2Servers.keys()) http2Server.on('session', renewWhenBusy);
}

function renewWhenBusy(session: ServerHttp2Session): void {
  let calls = 0;
  let since = Date.now();
  session.on('stream', () => {
    calls += 1;
    if (calls < CALLS) return;
    if (Date.now() - since < SHORT_MS) session.close();
    calls = 0;
    since = Date.now();
  });
}
