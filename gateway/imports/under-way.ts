/** One import under way: how others have it end, and since when it has been where it is. */
import type { ImportView } from './store';

export interface Run {
  readonly importId: string;
  readonly beganMs: number;
  readonly stop: AbortController;
  /** Aborted by `cancel`. */
  readonly cancelled: AbortSignal;
  /** Reads no further row, and stops once what is on its way has had its time. */
  cancel(): void;
  readonly ended: Promise<void>;
  /** Aborted by `end`. */
  readonly over: AbortSignal;
  end(): void;
}

export function newRun(importId: string, cancelMs: number): Run {
  const [stop, cancelling, over] = [new AbortController(), new AbortController(), new AbortController()];
  const ended = new Promise<void>((resolve) => over.signal.addEventListener('abort', () => resolve()));
  let timer: NodeJS.Timeout | undefined;
  return {
    importId,
    beganMs: performance.now(),
    stop,
    cancelled: cancelling.signal,
    cancel() {
      cancelling.abort();
      timer ??= setTimeout(() => stop.abort(), cancelMs);
    },
    ended,
    over: over.signal,
    end() {
      clearTimeout(timer);
      over.abort();
    },
  };
}

export interface RowSince {
  readonly row: number;
  readonly sinceMs: number;
}

/** Since when the import has been at the row at which it is, as far as this process knows. */
export function noteSince(atRow: Map<string, RowSince>, { importId, doneRow }: ImportView): number {
  const known = atRow.get(importId);
  if (known?.row === doneRow) return known.sinceMs;
  const sinceMs = performance.now();
  atRow.set(importId, { row: doneRow, sinceMs });
  return sinceMs;
}
