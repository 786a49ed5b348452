/** What the process says of itself: one JSON line per event on standard output. Never arguments, values or transient data. */
export type Log = (state: string, details?: Readonly<Record<string, unknown>>) => void;

export const stdoutLog: Log = (state, details) => {
  process.stdout.write(`${JSON.stringify({ state, ...details })}\n`);
};
