/** An import, read until it has ended: soon at first, then every two seconds. */
const firstPauseMs = 200;
const longestPauseMs = 2_000;

export async function* watchImport(
  read: () => Promise<object>,
  wait: (ms: number) => Promise<void>,
): AsyncGenerator<object> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 1.5)) {
    const state = await read();
    yield state;
    if ((state as { readonly status?: unknown }).status !== 'RUNNING') return;
    await wait(pauseMs);
  }
}
