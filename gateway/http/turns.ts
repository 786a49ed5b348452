/** The requests of one connection, one after another: whoever sends many and reads no answer is given one answer and no more. */
import type { RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';

/** Clients hardly ever send a request before the one before is answered; a connection with more of them ends. */
const maxWaiting = 10;

/** An answer is over when its bytes have left or its connection has ended. In between others are served. */
export function inTurn(handle: RequestListener): RequestListener {
  const busy = new WeakMap<Duplex, (() => void)[]>();
  return (request, response) => {
    const { socket } = request;
    const waiting = busy.get(socket) ?? [];
    const goOn = (): void => {
      const next = waiting.shift();
      if (next === undefined) busy.delete(socket);
      else setImmediate(next);
    };
    const begin = (): void => {
      if (socket.destroyed) return;
      if (response.writableEnded) goOn();
      else {
        response.once('close', goOn);
        handle(request, response);
      }
    };
    if (!busy.has(socket)) {
      busy.set(socket, waiting);
      begin();
    } else if (waiting.length < maxWaiting) waiting.push(begin);
    else socket.destroy();
  };
}
