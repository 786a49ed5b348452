/** The job of the copy: it fills what was switched on later, and empties what was switched off. */
import type { ReportDeps } from './deps';

/** Tables are switched at the start only, or by a command that fills them itself. */
const pauseMs = 30_000;

/** Answers after how many milliseconds it is due again. */
export async function fillTables({ store }: ReportDeps, stopping: AbortSignal): Promise<number> {
  while (!stopping.aborted && (await store.reports.fillChunk()));
  return pauseMs;
}
