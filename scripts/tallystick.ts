#!/usr/bin/env node
/** The `tallystick` command: what operators and back offices do with a running network. Each subcommand has a file of its own. */
import { Command, CommanderError } from 'commander';
import { reachThisMachineDirectly } from '../network/proxy';
import { addChaincode, addDeploy, deploy } from './tallystick/chaincode';
import { addChannel } from './tallystick/channel';
import { addDoctor, doctor } from './tallystick/doctor';
import { type ExitCode, endedBy, exitCodes } from './tallystick/ended';
import { addLogs, logs } from './tallystick/logs';
import { addNetwork } from './tallystick/network';
import { addNode } from './tallystick/node';
import { addOrg } from './tallystick/org';
import { addOwnChaincode } from './tallystick/own-chaincode';
import { addReportCopy } from './tallystick/report-copy';
import { processSurroundings, type Surroundings } from './tallystick/surroundings';
import { addTemplate, template } from './tallystick/template';
import { addUpload, upload } from './tallystick/upload';
import { addVerifyAudit, verifyAudit } from './tallystick/verify-audit';

/** `args` are those after the command's own name. Never throws. */
export async function tallystick(args: readonly string[], around: Surroundings): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done;
  const program = new Command('tallystick').description(
    'Share loan assets through the gateway of your institution, and look after the network under it.',
  );
  program.exitOverride().configureOutput({
    writeOut: (text) => around.stdout.write(text),
    writeErr: (text) => around.stderr.write(text),
  });
  const ending = async (options: object, act: () => Promise<ExitCode>) => {
    exitCode = await act().catch((error) => end(error, 'json' in options, around));
  };
  const acting =
    <A, O extends object>(act: (argument: A, options: O, around: Surroundings) => Promise<ExitCode>) =>
    (argument: A, options: O) =>
      ending(options, () => act(argument, options, around));
  addUpload(program).action(acting(upload));
  addTemplate(program).action(acting(template));
  addVerifyAudit(program).action(acting(verifyAudit));
  addDoctor(program).action((options) => ending(options, () => doctor(options, around)));
  const actingOn =
    <O extends object>(act: (options: O, around: Surroundings) => Promise<ExitCode>) =>
    (options: O) =>
      ending(options, () => act(options, around));
  const chaincode = addChaincode(program);
  addDeploy(chaincode).action(actingOn(deploy));
  addOwnChaincode(chaincode, actingOn);
  const network = addNetwork(program, actingOn);
  addLogs(network).action(acting(logs));
  addOrg(program, actingOn);
  addChannel(program, actingOn);
  addNode(program, actingOn);
  addReportCopy(program, actingOn);
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
  reachThisMachineDirectly();
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort());
  process.exitCode = await tallystick(process.argv.slice(2), processSurroundings(interruption.signal));
}

if (require.main === module) void main();
