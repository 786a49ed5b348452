/**
 * Imports that were begun and not yet seen to their end, one small file each in the user's state folder, so that the same
 * command goes on watching instead of uploading again. They hold an importId, and nothing of the loan book.
 */
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export class RememberedImport {
  readonly #folder: string;
  readonly #file: string;

  /** `fingerprint`: see loan-book.ts. */
  constructor(env: Readonly<Record<string, string | undefined>>, fingerprint: string) {
    const state = env.XDG_STATE_HOME || join(env.HOME || homedir(), '.local', 'state');
    this.#folder = join(state, 'tallystick', 'imports');
    this.#file = join(this.#folder, `${fingerprint}.json`);
  }

  /** Undefined where none is remembered, or what is there is damaged. */
  read(): string | undefined {
    try {
      const { importId } = JSON.parse(readFileSync(this.#file, 'utf8')) as { importId?: unknown };
      return typeof importId === 'string' ? importId : undefined;
    } catch {
      return undefined;
    }
  }

  write(importId: string): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const unfinished = `${this.#file}.${process.pid}`;
    writeFileSync(unfinished, `${JSON.stringify({ importId })}\n`, { mode: 0o600 });
    chmodSync(unfinished, 0o600); // what an earlier run left may be open to others
    renameSync(unfinished, this.#file);
  }

  forget(): void {
    rmSync(this.#file, { force: true });
  }
}
