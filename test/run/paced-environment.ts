/** Node's environment of jest, in which every limit of a test or a hook, given or by default, follows the machine's speed. */
import type { Circus } from '@jest/types';
import { TestEnvironment } from 'jest-environment-node';
import { within } from './pace';

export default class PacedEnvironment extends TestEnvironment {
  handleTestEvent(event: Circus.Event, state: Circus.State): void {
    if (event.name !== 'run_start') return;
    state.testTimeout = within(state.testTimeout);
    growLimits(state.rootDescribeBlock);
  }
}

/** A test or a hook without a limit of its own has the default one, which grows with the state. */
export function growLimits({ hooks, children }: Circus.DescribeBlock): void {
  for (const hook of hooks) if (hook.timeout) hook.timeout = within(hook.timeout);
  for (const child of children) {
    if (child.type === 'describeBlock') growLimits(child);
    else if (child.timeout) child.timeout = within(child.timeout);
  }
}
