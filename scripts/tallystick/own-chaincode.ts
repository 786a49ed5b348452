/** `tallystick chaincode define | install | approve | commit`: one institution's part in the chaincode's way onto the channel. */
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { defineChaincode } from '../../network/fabric/institution';
import type { Definition } from '../../network/fabric/lifecycle';
import type { Fabric } from '../../network/fabric/ordering';
import { approveChaincode, commitChaincode, installChaincode } from '../../network/fabric/own-chaincode';
import { openInstitution } from '../../network/fabric/start-institution';
import { readOutId, writePublicFile } from '../../network/institution/public-file';
import type { Acting } from './acting';
import type { ExitCode } from './ended';
import { addFolder, addOut, type FolderOptions, type OutOptions, readNodes, tell } from './org';
import type { Surroundings } from './surroundings';

interface DefineOptions extends OutOptions {
  readonly sequence: number;
}

export function addOwnChaincode(chaincode: Command, acting: Acting): void {
  addOut(chaincode.command('define').description('write the definition file, which every member approves'))
    .option('--sequence <NUMBER>', 'one more than that in force', sequence, 1)
    .action(acting(define));
  const verbs = {
    install: { does: "on the institution's peers", act: installChaincode, done: 'is installed' },
    approve: { does: 'for the institution', act: approveChaincode, done: 'is approved' },
    commit: { does: 'for all, once a majority has approved', act: commitChaincode, done: 'is in force' },
  } as const;
  for (const [verb, { does, act, done }] of Object.entries(verbs)) {
    addFolder(chaincode.command(verb).description(`${verb} the chaincode of the definition file ${does}`)).action(
      acting((options: FolderOptions, around) => take(options, around, { act, done })),
    );
  }
}

async function define(options: DefineOptions, around: Surroundings): Promise<ExitCode> {
  const definition = defineChaincode(readNodes(options).owner, options.sequence);
  writePublicFile(resolve(options.out), definition);
  const id = readOutId(definition);
  const words = `${options.out} defines version ${definition.version}, id ${id}: every member imports and approves it.`;
  return tell(options, around, { words, facts: { id } });
}

async function take(
  options: FolderOptions,
  around: Surroundings,
  { act, done }: { readonly act: (fabric: Fabric) => Promise<Definition>; readonly done: string },
): Promise<ExitCode> {
  const { directory } = readNodes(options).owner.layout;
  const { name, version, sequence } = await act(openInstitution(directory, around.env, around.interrupted));
  return tell(options, around, { words: `Version ${version} of ${name} ${done}.`, facts: { name, version, sequence } });
}

function sequence(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('a whole number from 1');
  return value;
}
