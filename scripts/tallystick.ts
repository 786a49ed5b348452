#!/usr/bin/env node
/** The `tallystick` command: what operators and back offices do with a running network. Each subcommand has a file of its own. */
import { Command, CommanderError } from 'commander';
import { type ExitCode, endedBy, exitCodes } from './tallystick/ended';
import { processSurroundings, type Surroundings } from './tallystick/surroundings';
import { addTemplate, template } from './tallystick/template';
import { addUpload, upload } from './tallystick/upload';

/** `args` are those after the command's own name. Never throws. */
export async function tallystick(args: readonly string[], around: Surroundings): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done;
  const program = new Command('tallystick').description('Share loan assets through the gateway of your institution.');
  program.exitOverride().configureOutput({
    writeOut: (text) => around.stdout.write(text),
    writeErr: (text) => around.stderr.write(text),
  });
  const acting =
    <O extends object>(act: (file: string, options: O, around: Surroundings) => Promise<ExitCode>) =>
    async (file: string, options: O) => {
      exitCode = await act(file, options, around).catch((error) => end(error, 'json' in options, around));
    };
  addUpload(program).action(acting(upload));
  addTemplate(program).action(acting(template));
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) return end(error, false, around);
    return error.exitCode === 0 ? exitCodes.done : exitCodes.refused;
  }
  return exitCode;
}

function end(error: unknown, asJson: boolean, { stdout, stderr }: Surroundings): ExitCode {
  const { exitCode, message, members } = endedBy(error);
  if (asJson) stdout.write(`${JSON.stringify({ ...members, exitCode, message })}\n`);
  else stderr.write(`${message}\n`);
  return exitCode;
}

/** The first Ctrl-C ends in order, the second at once. */
async function main(): Promise<void> {
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort());
  process.exitCode = await tallystick(process.argv.slice(2), processSurroundings(interruption.signal));
}

if (require.main === module) void main();
