/**
 * Finds Fabric's programs: in FABRIC_BIN or on PATH, with `../config` and `../builders/ccaas` beside them as in the official
 * archive. Nothing of Fabric is part of this project.
 */
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { run } from './run';

export const programs = ['peer', 'orderer', 'osnadmin'] as const;
export type Program = (typeof programs)[number];

export interface FabricFiles {
  readonly programs: Readonly<Record<Program, string>>;
  /** Holds the stock core.yaml and orderer.yaml. */
  readonly configFolder: string;
  /** Holds `bin/{detect,build,release}` of the builder for chaincode as a service. */
  readonly builderFolder: string;
}

/** A missing part, in words that say how to repair it. */
export class FabricMissing extends Error {
  override readonly name = 'FabricMissing';
  constructor(readonly findings: readonly string[]) {
    super(`Fabric's programs are not here: ${findings.join('; ')}`);
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

const howToGet =
  "unpack the official archive hyperledger-fabric-<os>-<arch>-3.1.x.tar.gz and set FABRIC_BIN to its folder 'bin'";

/** Throws FabricMissing. */
export function findFabric(env: Environment): FabricFiles {
  const found = searchFabric(env);
  if (found.missing.length > 0) throw new FabricMissing(found.missing);
  return found.files;
}

/** All that was found, and what was not. */
export function searchFabric(env: Environment): { readonly files: FabricFiles; readonly missing: readonly string[] } {
  const folders = env.FABRIC_BIN ? [resolve(env.FABRIC_BIN)] : (env.PATH ?? '').split(delimiter).filter(Boolean);
  const where = env.FABRIC_BIN ? `in FABRIC_BIN (${env.FABRIC_BIN})` : 'on PATH (FABRIC_BIN is not set)';
  const findProgram = (program: Program) => folders.map((folder) => join(folder, program)).find(isExecutable);
  const paths = Object.fromEntries(programs.map((program) => [program, findProgram(program) ?? '']));
  const beside = paths.peer ? join(paths.peer, '..', '..') : '';
  const files: FabricFiles = {
    programs: paths as Record<Program, string>,
    configFolder: env.FABRIC_CONFIG ?? join(beside, 'config'),
    builderFolder: env.FABRIC_CCAAS_BUILDER ?? join(beside, 'builders', 'ccaas'),
  };
  const absent = programs.filter((program) => paths[program] === '');
  if (absent.length > 0) return { files, missing: [`${absent.join(', ')} not found ${where}: ${howToGet}`] };
  const lacksConfig = ['core.yaml', 'orderer.yaml'].filter((name) => !existsSync(join(files.configFolder, name)));
  const lacksBuilder = ['detect', 'build', 'release'].filter(
    (name) => !isExecutable(join(files.builderFolder, 'bin', name)),
  );
  return {
    files,
    missing: [
      ...(lacksConfig.length > 0
        ? [
            `${lacksConfig.join(', ')} not found in ${files.configFolder}: keep the archive's folder 'config' beside 'bin', or set FABRIC_CONFIG`,
          ]
        : []),
      ...(lacksBuilder.length > 0
        ? [
            `bin/{${lacksBuilder.join(',')}} not found in ${files.builderFolder}: keep the archive's folder 'builders' beside 'bin', or set FABRIC_CCAAS_BUILDER`,
          ]
        : []),
    ],
  };
}

/** `v3.1.5`; undefined where the program does not say. */
export async function readVersion(file: string): Promise<string | undefined> {
  const output = await run({ file, args: ['version'], deadlineMs: 10_000 }).catch(() => '');
  return /Version: (\S+)/.exec(output)?.[1];
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
