/** Commands that share their surroundings: how they run, and what several of them read. */
import { InvalidArgumentError } from 'commander';
import type { ExitCode } from './ended';
import type { Surroundings } from './surroundings';

export type Act<O> = (options: O, around: Surroundings) => Promise<ExitCode>;
export type Acting = <O extends object>(act: Act<O>) => (options: O) => Promise<void>;

export function parsePort(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1_024 || value > 65_000)
    throw new InvalidArgumentError('a port from 1024 to 65000');
  return value;
}
