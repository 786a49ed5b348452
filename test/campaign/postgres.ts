/** A throw-away PostgreSQL server that can be killed and started again. It refuses to run as root, so root starts it as `postgres`. */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { within } from '../run/pace';
import { until } from '../stories/running';

const installed = '/usr/lib/postgresql';
const startWithinMs = 30_000;

/** Where its server's programs lie; undefined where it is not installed. */
export function postgresPrograms(): string | undefined {
  if (!existsSync(installed)) return undefined;
  const folders = readdirSync(installed).map((version) => join(installed, version, 'bin'));
  return folders.filter((folder) => existsSync(join(folder, 'postgres'))).at(-1);
}

export class PostgresServer {
  #busy: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly programs: string,
    private readonly folder: string,
    private readonly port: number,
  ) {}

  /** Makes the server's data in the folder, which nobody but its owner could enter otherwise. */
  static async create(programs: string, folder: string, port: number): Promise<PostgresServer> {
    mkdirSync(folder, { recursive: true });
    if (isRoot()) execFileSync('chown', ['postgres', folder]);
    chmodSync(folder, 0o700);
    const server = new PostgresServer(programs, folder, port);
    await server.#run('initdb', '-D', folder, '-U', 'tallystick', '-A', 'trust', '--no-instructions');
    await server.start();
    return server;
  }

  /** One thing at a time: a server that stands still cannot be started. */
  inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#busy.then(work);
    this.#busy = turn.catch(() => undefined);
    return turn;
  }

  urlOf(database: string): string {
    return `postgres://tallystick@127.0.0.1:${this.port}/${database}`;
  }

  async createDatabase(name: string): Promise<void> {
    await this.#ask(`create database "${name}"`);
  }

  /** What a killed server left behind may be in its way for a moment. */
  async start(): Promise<void> {
    const options = `-h 127.0.0.1 -p ${this.port} -k ${this.folder}`;
    await until(
      'PostgreSQL starts',
      async () => {
        await this.#run(
          'pg_ctl',
          '-D',
          this.folder,
          '-l',
          join(this.folder, 'log'),
          '-o',
          `'${options}'`,
          'start',
        ).catch(() => undefined);
        return this.#ask('select 1').then(
          () => true,
          () => false,
        );
      },
      startWithinMs,
    );
  }

  /** The postmaster; its children see to their own end. */
  kill(): void {
    process.kill(this.#postmaster(), 'SIGKILL');
  }

  /** The whole server stands still; answers how to let it go on. */
  hold(): () => void {
    const pids = [this.#postmaster(), ...childrenOf(this.#postmaster())];
    for (const pid of pids) signal(pid, 'SIGSTOP');
    return () => {
      for (const pid of pids) signal(pid, 'SIGCONT');
    };
  }

  async stop(): Promise<void> {
    await this.#run('pg_ctl', '-D', this.folder, '-m', 'immediate', '-w', 'stop').catch(() => undefined);
  }

  #postmaster(): number {
    return Number(readFileSync(join(this.folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
  }

  async #ask(text: string): Promise<void> {
    const client = new Client({ connectionString: this.urlOf('postgres'), connectionTimeoutMillis: 1_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(text);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  #run(program: string, ...args: readonly string[]): Promise<void> {
    const line = [join(this.programs, program), ...args].join(' ');
    const [command, options] = isRoot() ? ['su', ['postgres', '-s', '/bin/sh', '-c', line]] : ['sh', ['-c', line]];
    return new Promise((resolve, reject) => {
      const child = spawn(command as string, options as string[], {
        stdio: 'ignore',
        cwd: '/',
        timeout: within(startWithinMs),
      });
      child.once('error', reject);
      child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}`))));
    });
  }
}

function childrenOf(parent: number): readonly number[] {
  const text = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const pairs = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.flatMap(([pid, ppid]) => (ppid === parent && pid !== undefined ? [pid] : []));
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
