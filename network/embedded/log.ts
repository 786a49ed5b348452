/** What the process says of itself: one JSON line per event on standard output. Never arguments, values or transient data. */
export type Log = (state: string, details?: Readonly<Record<string, unknown>>) => void;

export const stdoutLog: Log = (state, details) => {
  process.stdout.write(`${JSON.stringify({ state, ...details })}\n`);
};

/** Whoever reads the log may go away, and its disk may fill up: the ledger goes on without it. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}
