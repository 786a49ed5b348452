/** Shows how much room the disks have on which the gateway keeps things. */
import { statfs } from 'node:fs/promises';
import type { DiskSpace, Measured } from '../http/readings';

/** Folders, by what lies in them. A store in PostgreSQL is on somebody else's disk. */
export interface Disks {
  readonly store?: string | undefined;
  readonly vault: string;
}

export function showDisks({ readings }: Measured['metrics'], { store, vault }: Disks): void {
  if (store !== undefined) readings.readDisk('store', () => readSpace(store));
  readings.readDisk('vault', () => readSpace(vault));
}

/** Free is what the gateway may take; a part of the disk can be kept for the superuser. */
async function readSpace(folder: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, sizeBytes: blocks * bsize };
}
