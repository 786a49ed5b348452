/**
 * Answers that last: how many there are at a time, and which of those that lag behind reads next. One process serves all callers,
 * so what one of them reads must not keep the others waiting.
 */
import { Problem } from '../api/problem';

export interface StreamLimits {
  readonly altogether: number;
  readonly ofCaller: number;
  /** A reader that takes nothing for so long is cut off. */
  readonly drainMs: number;
}

export const defaultStreamLimits: StreamLimits = { altogether: 100, ofCaller: 20, drainMs: 60_000 };

export interface Streams {
  readonly drainMs: number;
  /** Takes a place for one stream and answers how to give it back. Throws TOO_MANY_STREAMS. */
  enter(userName: string, onStop: () => void): () => void;
  /** Ends those of a user. */
  stopOf(userName: string): void;
  /** Reads once it is the stream's turn. A few read at a time, and whoever else waits for the process is served in between. */
  inTurn<T>(read: () => Promise<T>): Promise<T>;
}

const maxReading = 2;

interface Place {
  readonly userName: string;
  readonly onStop: () => void;
}

export function newStreams(stopping: AbortSignal, limits: StreamLimits = defaultStreamLimits): Streams {
  const places = new Set<Place>();
  const waiting: (() => void)[] = [];
  let reading = 0;
  const stop = () => {
    for (const { onStop } of places) onStop();
  };
  stopping.addEventListener('abort', stop, { once: true });

  return {
    drainMs: limits.drainMs,

    enter(userName, onStop) {
      const ofCaller = [...places].filter((place) => place.userName === userName).length;
      if (places.size >= limits.altogether || ofCaller >= limits.ofCaller) throw new Problem('TOO_MANY_STREAMS');
      const place: Place = { userName, onStop };
      places.add(place);
      return () => void places.delete(place);
    },

    stopOf(userName) {
      for (const place of places) if (place.userName === userName) place.onStop();
    },

    async inTurn(read) {
      if (reading < maxReading) reading += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await read();
      } finally {
        await new Promise(setImmediate);
        const next = waiting.shift();
        if (next === undefined) reading -= 1;
        else next();
      }
    },
  };
}
