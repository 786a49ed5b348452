/** Runs one of Fabric's commands to its end: a deadline, its output, and an error that says which command and what it said last. */
import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { surroundings } from '../local/environment';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** All of its environment: settings in an operator's shell must not reach it. */
  readonly env?: Readonly<Record<string, string>>;
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal | undefined;
}

export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  constructor(
    command: string,
    reason: string,
    /** All that it wrote, on both outputs. */
    readonly output: string,
  ) {
    super(`${command} ${reason}${lastLines(output)}`);
  }
}

const defaultDeadlineMs = 30_000;
const maxOutputBytes = 16 * 1024 * 1024;
const linesShown = 3;

/** Resolves with its standard output. Neither arguments' values nor the environment stand in errors, only its first words. */
export function run({ file, args, env = {}, deadlineMs = defaultDeadlineMs, signal }: Command): Promise<string> {
  const words = args.findIndex((arg) => arg.startsWith('-'));
  const command = [basename(file), ...args.slice(0, words < 0 ? args.length : words)].join(' ');
  return new Promise((resolve, reject) => {
    const options = {
      env: surroundings(env),
      timeout: deadlineMs,
      killSignal: 'SIGKILL',
      maxBuffer: maxOutputBytes,
    } as const;
    execFile(file, [...args], { ...options, ...(signal && { signal }) }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const reason = error.killed
        ? `did not end within ${deadlineMs} ms`
        : typeof error.code === 'number'
          ? `ended with ${error.code}`
          : `failed: ${error.message.split('\n')[0]}`;
      reject(new CommandFailed(command, reason, `${stdout}\n${stderr}`));
    });
  });
}

function lastLines(output: string): string {
  const lines = output
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^(Usage|Flags|Global Flags):|^\s+-/.test(line));
  return lines.length === 0 ? '' : `: ${lines.slice(-linesShown).join(' | ').slice(0, 1_000)}`;
}
