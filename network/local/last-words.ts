/** Why a process ended, as far as its last output tells: Node's and Go's own reports, lines of JSON, or simply its last lines. */

const shownCharacters = 600;
const shownLines = 3;

/** Undefined where it said nothing. */
export function lastWordsIn(said: string): string | undefined {
  const lines = said
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal begin with one.
    .replaceAll(/\u001b\[[0-9;]*m/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const words = lines.findLast(isReport) ?? lines.map(messageIn).findLast((message) => message !== undefined);
  const shown = words ?? lines.slice(-shownLines).join(' | ');
  return shown === '' ? undefined : shown.slice(0, shownCharacters);
}

/** Below it stands only where in the program it happened. */
function isReport(line: string): boolean {
  return /^(?:panic: |fatal error: |(?:[A-Z]\w*)?(?:Error|Wrong)(?: \[\w+\])?: )/.test(line);
}

/** The message in a line of a log that tells of a failure; a gateway's last line gives a reason. */
function messageIn(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { level, msg, reason } = JSON.parse(line) as Readonly<Record<string, unknown>>;
    if (typeof reason === 'string') return reason;
    const isFailure = typeof level === 'number' ? level >= 50 : /^(?:error|panic|fatal)$/i.test(String(level));
    return isFailure && typeof msg === 'string' ? msg : undefined;
  } catch {
    return undefined;
  }
}
