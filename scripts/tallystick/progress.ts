/** How far an import is, on standard error: a bar on a terminal, a line every few seconds elsewhere, nothing for programs. */
import { Presets, SingleBar } from 'cli-progress';
import type { PlanImport } from './plan-imports';
import { counts } from './report';
import type { Surroundings } from './surroundings';

export interface Progress {
  show(state: PlanImport): void;
  /** The gateway keeps us waiting. */
  waiting(reason: string): void;
  end(): void;
}

const lineEveryMs = 5_000;

export function newProgress({ stderr, nowMs }: Surroundings, silent: boolean): Progress {
  if (silent) return { show() {}, waiting() {}, end() {} };
  return stderr.isTTY === true ? newBar(stderr) : newLines(stderr, nowMs);
}

function newBar(stream: Surroundings['stderr']): Progress {
  const format = '{bar} {percentage}% of {total} rows | {rejected} rejected {note}';
  const bar = new SingleBar({ stream, format, hideCursor: true, barsize: 30, fps: 5 }, Presets.shades_classic);
  let started = false;
  return {
    show(state) {
      if (!started) bar.start(state.rows, 0, { rejected: 0, note: '' });
      started = true;
      bar.setTotal(state.rows);
      bar.update(countSettled(state), { rejected: state.rejected, note: '' });
    },
    waiting(reason) {
      if (started) bar.update({ note: `| ${reason}` });
      else stream.write(`${reason}\n`);
    },
    end() {
      if (started) bar.stop();
      started = false;
    },
  };
}

function newLines(stream: Surroundings['stderr'], nowMs: () => number): Progress {
  let nextMs = Number.NEGATIVE_INFINITY;
  return {
    show(state) {
      if (nowMs() < nextMs) return;
      nextMs = nowMs() + lineEveryMs;
      stream.write(`${countSettled(state).toLocaleString('en')} of ${counts(state)}\n`);
    },
    waiting(reason) {
      stream.write(`${reason} Trying again.\n`);
    },
    end() {},
  };
}

function countSettled({ rows, accepted, rejected, unchanged }: PlanImport): number {
  return Math.min(rows, accepted + rejected + unchanged);
}
