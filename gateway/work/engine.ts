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
  /** Whether a new block may bring it work. */
  readonly followsBlocks: boolean;
  start(means: WorkMeans): Running;
}

/** Does each item that waits, at every instance: doing one twice changes nothing. */
export function eachItem<T>(work: Work<T>): Job {
  return { name: work.name, followsBlocks: true, start: (means) => newAgent(work, means) };
}

/** Takes one step after another, at one instance at a time; a step answers after how many milliseconds the next one is due. */
export function underLease(
  name: string,
  step: () => Promise<number>,
  { followsBlocks = false }: { readonly followsBlocks?: boolean } = {},
): Job {
  return { name, followsBlocks, start: (means) => startLoop(name, means, step) };
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
