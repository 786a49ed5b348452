/** Aborted with the first of the signals. Chrome knows AbortSignal.any from version 116 on, and Windows 7 has 109. */
export function anySignal(signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  const given = signals.filter((signal) => signal !== undefined);
  if (typeof AbortSignal.any === 'function') return AbortSignal.any(given);
  const first = new AbortController();
  for (const signal of given) {
    if (signal.aborted) first.abort(signal.reason);
    signal.addEventListener('abort', () => first.abort(signal.reason), { once: true, signal: first.signal });
  }
  return first.signal;
}
