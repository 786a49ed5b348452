/** Docker Compose or podman-compose, whichever works here, run for the network in a folder. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Environment } from '../fabric/binaries';
import { run } from '../fabric/run';
import { defaultTopology, devFile, packageRoot } from '../local/alliance';
import { writeJson } from '../local/gateways';
import type { Layout } from '../local/layout';
import { readSettings } from '../settings-file';
import type { Topology } from '../topology';
import { replaceWhole } from '../whole-file';
import { projectName, writeComposeFile } from './compose-file';

/** The network that was brought up in a folder; written to `compose.json`. */
export interface Composed {
  /** `docker compose`, as words. */
  readonly command: readonly string[];
  /** The compose file. */
  readonly file: string;
  readonly portBase: number;
  /** The topology's file; absent where it is the default one. */
  readonly topology?: string | undefined;
}

const composedForm: z.ZodType<Composed> = z.object({
  command: z.array(z.string()).min(1),
  file: z.string(),
  portBase: z.int(),
  topology: z.string().optional(),
});

/** The compose file at the top level, for the default topology. */
export const shippedFile = join(packageRoot, 'docker-compose.yaml');

/** Images are pulled or built on the way. */
const deadlineMs = 1_200_000;

/** Each with a question that is answered only where its containers can run. */
const candidates = [
  { command: ['docker', 'compose'], asks: ['ls'] },
  { command: ['docker-compose'], asks: ['ls'] },
  { command: ['podman-compose'], asks: ['version'] },
] as const;

/** COMPOSE_COMMAND, or the first that works. */
export async function findCompose(env: Environment): Promise<readonly string[]> {
  if (env.COMPOSE_COMMAND) return env.COMPOSE_COMMAND.trim().split(/\s+/);
  for (const { command, asks } of candidates) {
    const [file, ...words] = command;
    const works = run({ file, args: [...words, ...asks], env: reaching(env), deadlineMs: 10_000 });
    if (await works.then(() => true).catch(() => false)) return command;
  }
  throw new Error(
    "neither 'docker compose' nor 'podman-compose' works here: start Docker, or name one in COMPOSE_COMMAND",
  );
}

export function composedFile(directory: string): string {
  return join(directory, 'compose.json');
}

/** Undefined where no network was brought up with compose. */
export function readComposed(directory: string): Composed | undefined {
  const file = composedFile(directory);
  if (!existsSync(file)) return undefined;
  return readSettings(file, {
    form: composedForm,
    what: 'the record of a network in containers',
    repair: "repeat 'tallystick network up --runtime compose' once it is removed, which writes it anew",
  });
}

export async function writeComposed(directory: string, composed: Composed): Promise<void> {
  await writeJson(composedFile(directory), composed);
}

export function shippedText(): string {
  const topology = defaultTopology();
  return writeComposeFile(topology, { portBase: topology.portBase, context: '.' });
}

/** The shipped file where it is what the topology asks for; another one is written into the folder. */
export function placeComposeFile(topology: Topology, { directory, portBase }: Layout): string {
  const shipped = existsSync(shippedFile) ? readFileSync(shippedFile, 'utf8') : '';
  if (writeComposeFile(topology, { portBase, context: '.' }) === shipped) return shippedFile;
  const file = join(directory, 'docker-compose.yaml');
  replaceWhole(file, writeComposeFile(topology, { portBase, context: packageRoot }));
  return file;
}

export class Compose {
  constructor(
    private readonly directory: string,
    private readonly composed: Composed,
    private readonly env: Environment,
  ) {}

  /** Starts services and nothing that they might depend on. */
  async up(services: readonly string[], signal?: AbortSignal): Promise<void> {
    await this.#run(['up', '-d', '--no-deps', ...services], signal);
  }

  async down({ forget = false } = {}): Promise<void> {
    await this.#run(['down', ...(forget ? ['-v'] : [])]);
  }

  /** With this process's own outputs; resolves when it ends. */
  logs(service: string | undefined, { lines, follow = false }: { lines: number; follow?: boolean }): Promise<void> {
    const more = [...(follow ? ['-f'] : []), ...(service === undefined ? [] : [service])];
    const { file, args, env } = this.#command(['logs', '--tail', String(lines), ...more]);
    const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: 'inherit' });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', () => resolve());
    });
  }

  async #run(args: readonly string[], signal?: AbortSignal): Promise<void> {
    await run({ ...this.#command(args), deadlineMs, signal });
  }

  #command(args: readonly string[]) {
    const [file = '', ...words] = this.composed.command;
    // podman-compose 1.0 does not read the file's `name`, and volumes are named after it.
    const env = { ...reaching(this.env), TALLYSTICK_DIRECTORY: this.directory };
    return { file, args: [...words, '-p', projectName, '-f', this.composed.file, ...args], env };
  }
}

/** Variables of an operator's environment that these programs read. */
function reaching(env: Environment): Record<string, string> {
  const read = /^(DOCKER_|COMPOSE_|XDG_|CONTAINERS?_|COUCHDB_PASSWORD$|TALLYSTICK_STATE$)/;
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value !== undefined && read.test(name) ? [[name, value]] : [])),
  );
}

/** False where nothing ran. Volumes outlive it, unless it is forgotten. */
export async function composeDown(directory: string, env: Environment, { forget = false } = {}): Promise<boolean> {
  const composed = readComposed(directory);
  if (composed === undefined) return false;
  const description = devFile({ directory, portBase: composed.portBase });
  const ran = existsSync(description);
  await new Compose(directory, composed, env).down({ forget });
  rmSync(description, { force: true });
  return ran;
}
