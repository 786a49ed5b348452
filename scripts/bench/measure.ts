/** Small arithmetic of the bench, and what /proc says of a process. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

/** CPU time used so far, user and system, with that of children that have ended, in ms. */
export function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return ticks * 10; // USER_HZ is 100 on every Linux that Node runs on
}

/** Resident memory in MB; 0 where the process has ended. */
export function residentMbOf(pid: number): number {
  return memoryMbOf(pid, 'VmRSS');
}

export interface PeakMemory {
  /** MB. */
  readonly process: number;
  /** The largest of its children. */
  readonly child: number;
  /** Of the process and all its children at one moment, as sampled. */
  readonly together: number;
}

/** Watches a process and what it starts, until it is told to end. A child's peak is its own count, so none is missed between samples. */
export function watchMemory(pid: number, everyMs = 20): () => PeakMemory {
  let peak: PeakMemory = { process: 0, child: 0, together: 0 };
  const sample = () => {
    const children = descendantsOf(pid);
    const own = residentMbOf(pid);
    const together = children.reduce((sum, child) => sum + residentMbOf(child), own);
    peak = {
      process: Math.max(peak.process, own),
      child: Math.max(peak.child, ...children.map((child) => memoryMbOf(child, 'VmHWM'))),
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

function memoryMbOf(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const line = new RegExp(`${field}:\\s+(\\d+) kB`).exec(procFile(`${pid}/status`));
  return Number(line?.[1] ?? 0) / 1024;
}

/** A child belongs to the thread that started it. */
function descendantsOf(pid: number): readonly number[] {
  const children = threadsOf(pid)
    .flatMap((thread) => procFile(`${pid}/task/${thread}/children`).split(' '))
    .map(Number)
    .filter((child) => child > 0);
  return [...children, ...children.flatMap(descendantsOf)];
}

function threadsOf(pid: number): readonly string[] {
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
