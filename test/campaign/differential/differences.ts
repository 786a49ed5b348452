/** Where two sides' lines differ. What clients are known to see otherwise, observed.ts leaves out and network/embedded/README.md tells. */
import type { Line } from './play';

export interface Difference {
  readonly what: string;
  readonly fabric: string;
  readonly embedded: string;
}

export function differences(fabric: readonly Line[], embedded: readonly Line[]): readonly Difference[] {
  const all = Array.from({ length: Math.max(fabric.length, embedded.length) }, (_, index) => {
    const [one, other] = [fabric[index], embedded[index]];
    return {
      what: one?.what ?? other?.what ?? '',
      fabric: one?.observed ?? 'nothing',
      embedded: other?.what === one?.what ? (other?.observed ?? 'nothing') : `another step: ${other?.what}`,
    };
  });
  return all.filter((line) => line.fabric !== line.embedded);
}
