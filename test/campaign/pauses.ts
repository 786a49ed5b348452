/** How long commits paused when the ordering service lost its leader: told in the summary, never judged. */
import { type Fault, isLeaders } from './faults';

export interface Pause {
  readonly kind: Fault['kind'];
  /** Between two blocks, as one peer's follower saw them. */
  readonly blocksMs: number;
  /** Between two answers to the load. */
  readonly answersMs: number;
}

/** Times of one clock, in order. */
export interface Seen {
  readonly beganMs: number;
  /** The load goes on until then. */
  readonly endedMs: number;
  readonly blocks: readonly number[];
  readonly answers: readonly number[];
}

/** What a killed leader may cost. */
const watchedMs = 8_000;

/** None where other faults came too: the pause would not be the leader's alone. */
export function pausesOf(inflicted: readonly Fault[], { beganMs, endedMs, blocks, answers }: Seen): readonly Pause[] {
  const [fault, ...others] = inflicted;
  if (fault === undefined || others.length > 0 || !isLeaders(fault)) return [];
  const from = beganMs + fault.atMs;
  const within = { from, until: Math.min(from + Math.max(fault.forMs, watchedMs), endedMs) };
  return [{ kind: fault.kind, blocksMs: longestSilence(blocks, within), answersMs: longestSilence(answers, within) }];
}

/** Of those that touch the span: the longest time between one and the next; where none came after, until the span's end. */
export function longestSilence(
  times: readonly number[],
  { from, until }: { readonly from: number; readonly until: number },
): number {
  const silences = times.map((time, index) => [time, times[index + 1] ?? until] as const);
  const touching = silences.filter(([begin, end]) => begin < until && end > from);
  return Math.round(Math.max(0, ...touching.map(([begin, end]) => end - begin)));
}

export function pausesText(pauses: readonly Pause[]): readonly string[] {
  const kinds = [...new Set(pauses.map(({ kind }) => kind))].sort();
  return kinds.flatMap((kind) => {
    const own = pauses.filter((pause) => pause.kind === kind);
    const sorted = (pick: (pause: Pause) => number) => own.map(pick).sort((one, other) => one - other);
    return [
      `${kind}: ms without a block: ${sorted(({ blocksMs }) => blocksMs).join(' ')}`,
      `${kind}: ms without an answer: ${sorted(({ answersMs }) => answersMs).join(' ')}`,
    ];
  });
}
