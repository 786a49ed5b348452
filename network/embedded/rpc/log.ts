/** The process's log: one JSON line for each event on standard output. It never holds arguments, values or transient data. */
export type Log = (state: string, details?: Readonly<Record<string, unknown>>) => void;

export const stdoutLog: Log = (state, details) => {
  process.stdout.write(`${JSON.stringify({ state, ...details })}\n`);
};
