/** The baseline's client, a process of its own. Reads its task as JSON from the environment, prints its result as JSON. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type ConfirmsResult, type ConfirmsTask, confirms, type OpenTask, openAll } from './plain-confirms';
import { type EmptiesResult, type EmptiesTask, empties } from './plain-empties';
import { type PublishesResult, type PublishesTask, publishes } from './plain-publishes';

type PlainTask = ConfirmsTask | EmptiesTask | OpenTask | PublishesTask;

/** Runs a task in a process of its own, as one who does not use a gateway would. */
export function plainly(task: ConfirmsTask): Promise<ConfirmsResult>;
export function plainly(task: EmptiesTask): Promise<EmptiesResult>;
export function plainly(task: PublishesTask): Promise<PublishesResult>;
export function plainly(task: OpenTask): Promise<unknown>;
export async function plainly(task: PlainTask): Promise<unknown> {
  const child = spawn(process.execPath, [__filename], {
    env: { ...process.env, PLAIN_TASK: JSON.stringify(task) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error('the plain client failed');
  return JSON.parse(output);
}

function run(task: PlainTask): Promise<unknown> {
  switch (task.kind) {
    case 'confirms':
      return confirms(task);
    case 'empties':
      return empties(task);
    case 'open':
      return openAll(task);
    case 'publishes':
      return publishes(task);
  }
}

if (require.main === module) {
  run(JSON.parse(process.env.PLAIN_TASK ?? '') as PlainTask).then(
    (result) => console.log(JSON.stringify(result)),
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}
