/**
 * The processes of an alliance on one machine: started with their output in a log file, awaited until they say that they are
 * ready, started again when they die, for as long as it takes, and ended together.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { surroundings } from './environment';
import { lastWordsIn } from './last-words';
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
  /** Its standard output says this once it serves; without it, whoever needs the process waits by itself. */
  readonly readyText?: string;
  /** Default: a minute. */
  readonly readyWithinMs?: number;
}

/** Told with a process's name. */
export interface SupervisionEvents {
  restarted(name: string): void;
  /** It dies again and again, and why, as far as its output tells; it is tried again all the same. */
  failing(name: string, why: string): void;
  /** After that it lives. */
  recovered(name: string): void;
}

const defaultReadyWithinMs = 60_000;
const stopDeadlineMs = 4_000;
/** Each death in a row doubles the pause before the next start: a full disk may take hours until somebody makes room. */
const firstPauseMs = 200;
const longestPauseMs = 30_000;
/** A process that lives for so long has started well. */
const steadyMs = 5_000;
/** So many deaths in a row are reported. */
const failingAfter = 3;
/** Go tells where all of a program stood when it ended. */
const keptCharacters = 16_384;

/** One supervised process. */
export class Supervised {
  #child: ChildProcess | undefined;
  #stopping = false;
  /** In a row. */
  #deaths = 0;
  #said = '';
  readonly name: string;

  constructor(
    private readonly spec: ProcessSpec,
    private readonly events: SupervisionEvents,
    private readonly rest: (ms: number) => Promise<unknown> = sleep,
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
    this.#said = '';
    // Without a listener, a process that the system refuses would end this one.
    child.on('error', () => undefined);
    watchOver(child);
    const log = newLogFile(logFile);
    for (const output of [child.stdout, child.stderr]) {
      output.pipe(log, { end: false });
      output.on('data', (chunk: Buffer) => {
        this.#said = (this.#said + chunk.toString()).slice(-keptCharacters);
      });
    }
    child.once('close', () => log.end());
    if (readyText !== undefined) await this.#untilSaid(child, readyText);
    else await isSpawned(child);
    if (hasEnded(child)) return this.#startAgain();
    const steady = setTimeout(() => this.#live(), steadyMs).unref();
    child.once('exit', () => {
      clearTimeout(steady);
      this.#startAgain();
    });
  }

  #untilSaid(child: ChildProcess, readyText: string): Promise<void> {
    const { name, logFile, readyWithinMs = defaultReadyWithinMs } = this.spec;
    return new Promise<void>((resolve, reject) => {
      const settle = (error?: Error) => {
        clearTimeout(timer);
        child.stdout?.off('data', listen);
        if (error === undefined) resolve();
        else reject(error);
      };
      let seen = '';
      const listen = (chunk: Buffer) => {
        seen = (seen + chunk.toString()).slice(-4_096);
        if (seen.includes(readyText)) settle();
      };
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        // Its successor needs the ports that it has.
        child.kill('SIGKILL');
      }, readyWithinMs);
      child.stdout?.on('data', listen);
      child.once('error', settle);
      // Not at `exit`, after which the last words may still come.
      child.once('close', (code, signal) => {
        const what = isLate ? 'was not ready in time' : `ended (${signal ?? code}) before it was ready`;
        const words = lastWordsIn(this.#said);
        settle(new Error(`${name} ${what}: ${words === undefined ? '' : `${words}; `}see ${logFile}`));
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

  #live(): void {
    const wasFailing = this.#deaths >= failingAfter;
    this.#deaths = 0;
    if (wasFailing) this.#tell(() => this.events.recovered(this.name));
  }

  /** The listener may fail, because it writes to a full disk; the process is looked after all the same. */
  #tell(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      console.error(error);
    }
  }

  #startAgain(): void {
    if (this.#stopping) return;
    this.#deaths++;
    const pauseMs = Math.min(firstPauseMs * 2 ** (this.#deaths - 1), longestPauseMs);
    // Its last words may still come.
    void this.rest(pauseMs).then(async () => {
      if (this.#stopping) return;
      const why = lastWordsIn(this.#said) ?? `see ${this.spec.logFile}`;
      if (this.#deaths === failingAfter) this.#tell(() => this.events.failing(this.name, why));
      await this.start().then(
        () => this.#tell(() => this.events.restarted(this.name)),
        () => this.#startAgain(),
      );
    });
  }
}

/** Rejects where the system has no process to give, or there is no such program. */
function isSpawned(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
}

function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}
