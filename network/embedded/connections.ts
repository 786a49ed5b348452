/**
 * Lets clients cancel as many calls as they like. nghttp2, under Node's HTTP/2, allows a connection 1,000 reset streams and 33 a second after
 * that; then it ends the connection with an error and fails whatever else is under way there. Fabric has no such limit, and clients before
 * grpc-js 1.10.4 reset every call that was answered. From Node 22 on the limit can be lifted. Before, a connection that comes near to it is
 * ended in order: its calls go on to their end, and the client opens a new one.
 */
import type { Http2Server, ServerHttp2Session } from 'node:http2';
import type { Server } from '@grpc/grpc-js';

const canLiftLimit = Number(process.versions.node.split('.')[0]) >= 22;
const unlimited = 2 ** 31 - 1;
/** Somewhat below nghttp2's, because it counts what has not come yet. */
const streamLimit = { burst: 900, perSecond: 33 };

/** Private to grpc-js, which leaves no other way to its connections. */
interface InnerServer {
  readonly commonServerOptions: Record<string, unknown>;
  createHttp2Server(...args: unknown[]): Http2Server;
}

/** To be called before the server is bound. */
export function allowCancellations(server: Server): void {
  const inner = server as unknown as InnerServer;
  if (canLiftLimit) {
    Object.assign(inner.commonServerOptions, { streamResetBurst: unlimited, streamResetRate: unlimited });
    return;
  }
  const create = inner.createHttp2Server;
  inner.createHttp2Server = (...args) => create.apply(server, args).on('session', renewWhenBusy);
}

/** Counts all calls, because those that were answered may have been reset, too. */
function renewWhenBusy(session: ServerHttp2Session): void {
  let level = 0;
  let countedAt = Date.now();
  session.on('stream', () => {
    const now = Date.now();
    level = Math.max(0, level - ((now - countedAt) / 1000) * streamLimit.perSecond) + 1;
    countedAt = now;
    if (level >= streamLimit.burst) session.close();
  });
}
