/** npm that is killed tells nobody, and what it had started would run on unseen. */

const everyMs = 500;

/** Asks this process to end once npm, where that started it, is gone. */
export function endWithNpm(): void {
  const { ppid: parent } = process;
  if (process.env.npm_lifecycle_event === undefined) return;
  const watching = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watching);
    process.kill(process.pid, 'SIGTERM');
  }, everyMs).unref();
}
