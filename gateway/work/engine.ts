/** The one engine of what a gateway does by itself: every capability gives its jobs, and all begin and end here. */
import type { Logger } from 'pino';
import type { Follower } from '../store/follower';
import { newAgent, type Work } from './agent';
import { type LoopTools, startLoop } from './loop';

export interface WorkMeans extends LoopTools {
  readonly log: Logger;
  readonly follower: Pick<Follower, 'onBlock'>;
}

export interface Running {
  /** There may be something to do now. */
  wake(): void;
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

export interface Job {
  readonly name: string;
  /** True if a new block may bring it work. */
  readonly followsBlocks: boolean;
  start(means: WorkMeans): Running;
}

/** Does each item that waits, at every instance: doing one twice changes nothing. */
export function eachItem<T>(work: Work<T>): Job {
  return { name: work.name, followsBlocks: true, start: (means) => newAgent(work, means) };
}

export interface LeasedJob extends Job {
  /** The next step is due now. Changes nothing before the job has started, because its first step is due at once. */
  wake(): void;
}

/**
 * Takes one step after another, at one instance at a time; a step answers after how many milliseconds the next one is due. A long
 * step ends soon after `stopping` is aborted.
 */
export function underLease(
  name: string,
  step: (stopping: AbortSignal) => Promise<number>,
  { followsBlocks = false }: { readonly followsBlocks?: boolean } = {},
): LeasedJob {
  let loop: Running | undefined;
  return {
    name,
    followsBlocks,
    start(means) {
      loop = startLoop(name, means, step);
      return loop;
    },
    wake: () => loop?.wake(),
  };
}

export function startWork(jobs: readonly Job[], means: WorkMeans): Pick<Running, 'stop'> {
  const running = jobs.map((job) => ({ job, ...job.start(means) }));
  const forget = means.follower.onBlock(() => {
    for (const { job, wake } of running) if (job.followsBlocks) wake();
  });
  return {
    async stop() {
      forget();
      await Promise.all(running.map(({ stop }) => stop()));
    },
  };
}
