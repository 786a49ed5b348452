/**
 * The processes of an alliance on one machine: started with their output in a log file, awaited until they say that they are
 * ready, started again when they die, and ended together.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { surroundings } from './environment';
import { newLogFile } from './log-file';
import { watchOver } from './warden';

export interface ProcessSpec {
  readonly name: string;
  /** Default: this Node. */
  readonly command?: string;
  readonly args: readonly string[];
  /** All of its environment, on top of what any program needs: nothing in an operator's shell reaches it. */
  readonly env?: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** What its standard output says once it serves; without it, whoever needs the process waits by itself. */
  readonly readyText?: string;
  /** Default: a minute. */
  readonly readyWithinMs?: number;
}

/** Told with a process's name. */
export interface SupervisionEvents {
  restarted(name: string): void;
  /** It died too often and stays down. */
  givenUp(name: string): void;
}

const defaultReadyWithinMs = 60_000;
const stopDeadlineMs = 4_000;
/** A process that dies more often than this within a minute stays down. */
const maxRestartsPerMinute = 20;
const restartDelayMs = 200;

/** One supervised process. */
export class Supervised {
  #child: ChildProcess | undefined;
  #stopping = false;
  #restarts: number[] = [];
  readonly name: string;

  constructor(
    private readonly spec: ProcessSpec,
    private readonly events: SupervisionEvents,
  ) {
    this.name = spec.name;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves when the process is ready; rejects when it ends before, or is not ready in time. */
  async start(): Promise<void> {
    const { command = process.execPath, args, env = {}, logFile, readyText } = this.spec;
    const child = spawn(command, args, { env: surroundings(env), stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    // Without a listener, a process that the system refuses would end this one.
    child.on('error', () => undefined);
    watchOver(child);
    const log = newLogFile(logFile);
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    child.once('close', () => log.end());
    if (readyText !== undefined) await this.#untilSaid(child, readyText);
    else await isSpawned(child);
    if (hasEnded(child)) this.#startAgain();
    else child.once('exit', () => this.#startAgain());
  }

  #untilSaid(child: ChildProcess, readyText: string): Promise<void> {
    const { name, logFile, readyWithinMs = defaultReadyWithinMs } = this.spec;
    return new Promise<void>((resolve, reject) => {
      const settle = (error?: Error) => {
        clearTimeout(timer);
        child.stdout?.off('data', listen);
        child.stderr?.off('data', hear);
        if (error === undefined) resolve();
        else reject(error);
      };
      let seen = '';
      const listen = (chunk: Buffer) => {
        seen = (seen + chunk.toString()).slice(-4_096);
        if (seen.includes(readyText)) settle();
      };
      let said = '';
      const hear = (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-4_096);
      };
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        // Its successor needs the ports that it has.
        child.kill('SIGKILL');
      }, readyWithinMs);
      child.stdout?.on('data', listen);
      child.stderr?.on('data', hear);
      child.once('error', settle);
      // Not at `exit`, after which the last words may still come.
      child.once('close', (code, signal) => {
        const what = isLate ? 'was not ready in time' : `ended (${signal ?? code}) before it was ready`;
        settle(new Error(`${name} ${what}: ${reasonIn(said) ?? `see ${logFile}`}`));
      });
    });
  }

  /** From now on its end is wanted. */
  letEnd(): void {
    this.#stopping = true;
  }

  async stop(): Promise<void> {
    this.letEnd();
    const child = this.#child;
    if (child === undefined || hasEnded(child)) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    await Promise.race([ended, sleep(stopDeadlineMs, undefined, { ref: false })]);
    if (!hasEnded(child)) child.kill('SIGKILL');
    await ended;
  }

  #startAgain(): void {
    if (this.#stopping) return;
    const now = Date.now();
    this.#restarts = [...this.#restarts.filter((at) => now - at < 60_000), now];
    if (this.#restarts.length > maxRestartsPerMinute) {
      this.events.givenUp(this.name);
      return;
    }
    sleep(restartDelayMs)
      .then(() => (this.#stopping ? undefined : this.start().then(() => this.events.restarted(this.name))))
      .catch(() => this.#startAgain());
  }
}

/** What a gateway's last line on stderr says, where it could not start. */
function reasonIn(said: string): string | undefined {
  const last = said.trimEnd().split('\n').at(-1) ?? '';
  try {
    const { reason } = JSON.parse(last) as { readonly reason?: unknown };
    return typeof reason === 'string' ? reason : undefined;
  } catch {
    return undefined;
  }
}

/** Rejects where the system has no process to give, or there is no such program. */
function isSpawned(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
}

function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}
