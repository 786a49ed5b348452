/** What a supervisor has to say, and may find no room for: said once it can be, because a full disk must not end a supervisor. */

const everyMs = 1_000;

/** Does it at once, and again each second until it succeeds. The work says what is so then, not what was so when it was asked for. */
export function insist(work: () => void): void {
  try {
    work();
  } catch {
    setTimeout(() => insist(work), everyMs).unref();
  }
}
