/** The thread's side: does one thing after another, as it is asked. */
import { parentPort } from 'node:worker_threads';
import { type Voprf, voprf } from './voprf';

export interface Task {
  readonly id: number;
  readonly name: keyof Voprf;
  readonly parameters: readonly unknown[];
}

export type Done = { readonly id: number } & ({ readonly value: unknown } | { readonly failed: true });

parentPort?.on('message', async ({ id, name, parameters }: Task) => {
  const work = voprf[name] as (...parameters: readonly unknown[]) => Promise<unknown>;
  const done: Done = await work(...parameters).then(
    (value) => ({ id, value }),
    () => ({ id, failed: true }),
  );
  parentPort?.postMessage(done);
});
