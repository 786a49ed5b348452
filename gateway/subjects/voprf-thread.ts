/**
 * The oblivious function in a thread of its own: a hundred elements take a quarter of a second and more, in which the gateway
 * would answer nobody. The thread starts with the first task and never keeps the process alive. It gets one task at a time: what
 * others asked this institution to evaluate, and what the institution does for itself, take turns.
 */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Voprf } from './voprf';
import type { Done, Task } from './voprf-worker';

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** From the sources, as tests run, the thread is the built one all the same. */
const program = join(
  __filename.endsWith('.ts') ? join(__dirname, '..', '..', 'dist', 'gateway', 'subjects') : __dirname,
  'voprf-worker.js',
);

export function newVoprfThread(): Voprf {
  const waiting = new Map<number, Waiting>();
  const queues: { readonly evaluations: Task[]; readonly own: Task[] } = { evaluations: [], own: [] };
  let worker: Worker | undefined;
  let tasks = 0;
  let isBusy = false;
  let evaluatedLast = false;

  /** A failure repeats nothing of its input. */
  const give = (id: number, answer: (one: Waiting) => void) => {
    const one = waiting.get(id);
    waiting.delete(id);
    if (one !== undefined) answer(one);
    if (waiting.size === 0) worker?.unref();
  };

  const begin = () => {
    const { evaluations, own } = queues;
    const [first, second] = evaluatedLast ? [own, evaluations] : [evaluations, own];
    const task = isBusy ? undefined : (first.shift() ?? second.shift());
    if (task === undefined) return;
    isBusy = true;
    evaluatedLast = task.name === 'evaluate';
    worker ??= start();
    worker.ref();
    worker.postMessage(task);
  };

  const start = (): Worker => {
    const started = new Worker(program);
    started.on('message', (done: Done) => {
      isBusy = false;
      begin();
      give(done.id, ({ resolve, reject }) =>
        'failed' in done ? reject(new Error('the oblivious function failed')) : resolve(done.value as never),
      );
    });
    // The next task starts another.
    started.on('error', () => undefined);
    started.on('exit', () => {
      worker = undefined;
      isBusy = false;
      for (const queue of [queues.evaluations, queues.own]) queue.splice(0);
      for (const id of [...waiting.keys()]) give(id, ({ reject }) => reject(new Error('the thread ended')));
    });
    return started;
  };

  const ask = <T>(name: Task['name'], ...parameters: readonly unknown[]): Promise<T> =>
    new Promise((resolve, reject) => {
      tasks += 1;
      waiting.set(tasks, { resolve, reject });
      queues[name === 'evaluate' ? 'evaluations' : 'own'].push({ id: tasks, name, parameters });
      begin();
    });

  return {
    derivePublicKey: (key) => ask('derivePublicKey', key),
    blind: (inputs, blinds) => ask('blind', inputs, blinds),
    evaluate: (key, blinded) => ask('evaluate', key, blinded),
    isProven: (publicKey, blinded, answer) => ask('isProven', publicKey, blinded, answer),
    finalise: (all) => ask('finalise', all),
  };
}
