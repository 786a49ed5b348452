/** Small arithmetic of the bench, and what /proc says of a process. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

/** CPU time used so far, user and system, with that of children that have ended, in ms. */
export function readCpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return ticks * 10; // USER_HZ is 100 on every Linux that Node runs on
}

/** Resident memory in MB; 0 where the process has ended. */
export function readResidentMb(pid: number): number {
  return readMemoryMb(pid, 'VmRSS');
}

export interface PeakMemory {
  /** MB. */
  readonly process: number;
  /** The largest of its children. */
  readonly child: number;
  /** The sampled memory of the process and all its children at one moment. */
  readonly together: number;
}

/**
 * Watches a process and what it starts, until the returned function ends it. A child's peak is its own count, so none is missed
 * between samples.
 */
export function watchMemory(pid: number, everyMs = 20): () => PeakMemory {
  let peak: PeakMemory = { process: 0, child: 0, together: 0 };
  const sample = () => {
    const children = findDescendants(pid);
    const own = readResidentMb(pid);
    const together = children.reduce((sum, child) => sum + readResidentMb(child), own);
    peak = {
      process: Math.max(peak.process, own),
      child: Math.max(peak.child, ...children.map((child) => readMemoryMb(child, 'VmHWM'))),
      together: Math.max(peak.together, together),
    };
  };
  const timer = setInterval(sample, everyMs);
  return () => {
    clearInterval(timer);
    sample();
    return peak;
  };
}

function readMemoryMb(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const line = new RegExp(`${field}:\\s+(\\d+) kB`).exec(procFile(`${pid}/status`));
  return Number(line?.[1] ?? 0) / 1024;
}

/** A child belongs to the thread that started it. */
function findDescendants(pid: number): readonly number[] {
  const children = findThreads(pid)
    .flatMap((thread) => procFile(`${pid}/task/${thread}/children`).split(' '))
    .map(Number)
    .filter((child) => child > 0);
  return [...children, ...children.flatMap(findDescendants)];
}

function findThreads(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Empty where the process has ended. */
function procFile(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return '';
  }
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
