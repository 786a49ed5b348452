/**
 * Starts the process that reads, asks it one thing, and sees to it that it ends: with its answer, when nobody listens any
 * more, when its time is up. However it ends, the asker hears a FileRefused and nothing else.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { FileRefusalCode } from '../api/file-problems';
import { refuseFile } from './file-refused';
import { heapMb, maxFileBytes, readingMs, youngHeapMb } from './limits';
import type { Answer, Opening, Question } from './messages';

export interface Asking {
  readonly signal?: AbortSignal;
  /** The limit of limits.ts, unless a test wants less. */
  readonly heapMb?: number;
  readonly readingMs?: number;
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

/** Answers up to `rows`. Throws FileRefused, or the signal's reason. A caller that stops listening stops the process. */
export async function* ask(question: Question, bytes: Uint8Array, asking: Asking = {}): AsyncGenerator<Answer> {
  const { signal } = asking;
  signal?.throwIfAborted();
  if (bytes.length > maxFileBytes) refuseFile('FILE_TOO_LARGE');
  const child = start(asking.heapMb ?? heapMb);
  const ended = waitForEnd(child);
  const stop = () => void child.kill('SIGKILL');
  signal?.addEventListener('abort', stop);
  const patience = new Patience(asking.readingMs ?? readingMs, stop);
  try {
    send(child.stdin, question, bytes);
    for await (const line of lines(child.stdout, patience)) {
      signal?.throwIfAborted();
      const answer = JSON.parse(line) as Answer;
      if ('refused' in answer) refuseFile(answer.refused.code, answer.refused.detail);
      yield answer;
      if ('rows' in answer) return;
    }
    const code = await ended;
    signal?.throwIfAborted();
    refuseFile(patience.isOver ? 'READING_TOO_LONG' : code);
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
    child.stdin.destroy();
    child.stdout.destroy();
    await ended;
  }
}

/** From the sources, as tests run, the process is the built one all the same. */
const program = join(
  __filename.endsWith('.ts') ? join(__dirname, '..', '..', 'dist', 'gateway', 'spreadsheets') : __dirname,
  'child.js',
);

function start(mb: number): Child {
  const settings = [`--max-old-space-size=${mb}`, `--max-semi-space-size=${youngHeapMb}`];
  return spawn(process.execPath, [...settings, program], { stdio: ['pipe', 'pipe', 'ignore'], env: {}, cwd: '/' });
}

/** Finds the reason for an end without an answer: V8 aborts when its heap is full, and the system kills when memory is. */
function waitForEnd(child: Child): Promise<FileRefusalCode> {
  return new Promise((resolve) => {
    child.once('error', () => resolve('READING_FAILED'));
    child.once('exit', (code, signal) => {
      const outOfMemory = code === 134 || signal === 'SIGABRT' || signal === 'SIGKILL' || signal === 'SIGTRAP';
      resolve(outOfMemory ? 'READING_OUT_OF_MEMORY' : 'READING_FAILED');
    });
  });
}

function send(input: Writable, question: Question, bytes: Uint8Array): void {
  // A process that has ended does not read; waitForEnd reports its end.
  input.on('error', () => {});
  input.write(`${JSON.stringify({ question, bytes: bytes.length } satisfies Opening)}\n`);
  input.write(bytes);
}

async function* lines(output: Readable, patience: Patience): AsyncIterable<string> {
  output.setEncoding('utf8');
  const chunks = output[Symbol.asyncIterator]() as AsyncIterator<string>;
  let rest = '';
  for (;;) {
    const chunk = await patience.during(chunks.next());
    if (chunk.done === true) return;
    const complete = (rest + chunk.value).split('\n');
    rest = complete.pop() ?? '';
    yield* complete;
  }
}

/** Runs out only while somebody waits, so that a slow reader takes nothing of it. */
class Patience {
  isOver = false;

  constructor(
    private leftMs: number,
    private readonly onOver: () => void,
  ) {}

  async during<T>(waiting: Promise<T>): Promise<T> {
    const since = performance.now();
    const timer = setTimeout(() => {
      this.isOver = true;
      this.onOver();
    }, this.leftMs);
    try {
      return await waiting;
    } finally {
      clearTimeout(timer);
      this.leftMs -= performance.now() - since;
    }
  }
}
