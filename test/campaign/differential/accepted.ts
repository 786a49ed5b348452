/** Differences that are known and stay, each with its reason; network/embedded/README.md tells them to its readers. */
import type { Line } from './play';

export interface Accepted {
  readonly reason: string;
  readonly holds: (fabric: string, embedded: string, what: string) => boolean;
}

export const accepted: readonly Accepted[] = [];

export interface Difference {
  readonly what: string;
  readonly fabric: string;
  readonly embedded: string;
}

/** All that differ and are not accepted; `met` counts the others by their reasons. */
export function differences(
  fabric: readonly Line[],
  embedded: readonly Line[],
  met: Map<string, number>,
): readonly Difference[] {
  const all: Difference[] = [];
  for (let index = 0; index < Math.max(fabric.length, embedded.length); index++) {
    const [one, other] = [fabric[index], embedded[index]];
    const found = {
      what: one?.what ?? other?.what ?? '',
      fabric: one?.observed ?? 'nothing',
      embedded: other?.what === one?.what ? (other?.observed ?? 'nothing') : `another step: ${other?.what}`,
    };
    if (found.fabric === found.embedded) continue;
    const known = accepted.find(({ holds }) => holds(found.fabric, found.embedded, found.what));
    if (known === undefined) all.push(found);
    else met.set(known.reason, (met.get(known.reason) ?? 0) + 1);
  }
  return all;
}
