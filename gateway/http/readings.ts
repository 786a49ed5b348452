/**
 * Gauges that are read when somebody asks for the metrics, so that every instance says the same. A reader that fails shows no
 * value, because an old or invented one would look like health.
 */
import { Gauge, type Registry } from 'prom-client';

/** The item of a step whose time ends first. Times are ISO. */
export interface FirstDue {
  readonly since: string;
  readonly deadline: string;
}

export interface DiskSpace {
  readonly freeBytes: number;
  readonly sizeBytes: number;
}

/** Undefined where there is nothing to show. */
type Read<T> = () => Promise<T | undefined>;

export interface Readings {
  /** One reader for each step. */
  readFirstDue(step: 'deliver' | 'accept' | 'settle', read: Read<FirstDue>): void;
  /** How many days the ledger's day is behind the clock. */
  readDaysBehind(read: Read<number>): void;
  /** Packages of ended periods that the registrar awaits, by the party id of the lender. */
  readMissingPackages(read: Read<ReadonlyMap<string, number>>): void;
  /** One reader for each use of a disk. */
  readDisk(use: 'store' | 'vault', read: Read<DiskSpace>): void;
}

/** What a capability needs that shows readings. */
export interface Measured {
  readonly metrics: { readonly readings: Readings };
}

/** Values by the value of the gauge's one label. */
type Values = ReadonlyMap<string, number>;

export function newReadings(registers: Registry[]): Readings {
  const firstDue = new Map<string, Read<FirstDue>>();
  const disks = new Map<string, Read<DiskSpace>>();
  let daysBehind: Read<number> = async () => undefined;
  let missingPackages: Read<Values> = async () => undefined;
  const show = (gauge: Shown) => showGauge(registers, gauge);

  show({
    name: 'tallystick_first_due_since_seconds',
    help: 'Since when the item waits whose time ends first, in seconds since 1970, by step: deliver, accept, settle.',
    label: 'step',
    read: () => readEach(firstDue, ({ since }) => Date.parse(since) / 1_000),
  });
  show({
    name: 'tallystick_first_due_deadline_seconds',
    help: 'When the time of that item ends, in seconds since 1970, by step.',
    label: 'step',
    read: () => readEach(firstDue, ({ deadline }) => Date.parse(deadline) / 1_000),
  });
  show({
    name: 'tallystick_ledger_day_behind_days',
    help: "Days that the ledger's day is behind this gateway's clock.",
    read: () => readEach(new Map([['', daysBehind]]), (days) => days),
  });
  show({
    name: 'tallystick_missing_packages',
    help: 'Packages of ended periods that the registrar awaits, by lender; absent at other institutions.',
    label: 'lender',
    read: async () => (await readSafely(missingPackages)) ?? new Map(),
  });
  show({
    name: 'tallystick_disk_free_bytes',
    help: 'Free bytes of the disk, by its use: store, vault.',
    label: 'use',
    read: () => readEach(disks, ({ freeBytes }) => freeBytes),
  });
  show({
    name: 'tallystick_disk_size_bytes',
    help: 'Size of the disk, by its use.',
    label: 'use',
    read: () => readEach(disks, ({ sizeBytes }) => sizeBytes),
  });

  return {
    readFirstDue: (step, read) => void firstDue.set(step, read),
    readDaysBehind(read) {
      daysBehind = read;
    },
    readMissingPackages(read) {
      missingPackages = read;
    },
    readDisk: (use, read) => void disks.set(use, read),
  };
}

interface Shown {
  readonly name: string;
  readonly help: string;
  /** At most one value where it is absent. */
  readonly label?: string;
  read(): Promise<Values>;
}

function showGauge(registers: Registry[], { name, help, label, read }: Shown): void {
  const collect = async () => {
    const values = await read();
    gauge.reset();
    // A gauge without a label would begin with 0 again.
    if (label === undefined) gauge.remove();
    for (const [key, value] of values) gauge.set(label === undefined ? {} : { [label]: key }, value);
  };
  const labelNames = label === undefined ? [] : [label];
  const gauge: Gauge = new Gauge({ name, help, labelNames, registers, collect });
}

async function readEach<T>(readers: ReadonlyMap<string, Read<T>>, number: (value: T) => number): Promise<Values> {
  const values = new Map<string, number>();
  for (const [key, read] of readers) {
    const value = await readSafely(read);
    if (value !== undefined) values.set(key, number(value));
  }
  return values;
}

async function readSafely<T>(read: Read<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}
