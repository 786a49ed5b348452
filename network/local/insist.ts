/** Repeats a supervisor's write until there is room for it, because a full disk must not end a supervisor. */

const everyMs = 1_000;

/** Does it at once, and again each second until it succeeds. The work says what is so then, not what was so when it was asked for. */
export function insist(work: () => void): void {
  try {
    work();
  } catch {
    setTimeout(() => insist(work), everyMs).unref();
  }
}
