/** Which part of a workbook refers to which. */
import { posix } from 'node:path';
import type { Archive } from './archive';
import { scanXml } from './xml';

export interface Relationship {
  readonly id: string;
  /** The last word of its type, which the two editions of the standard share. */
  readonly type: string;
  /** A part's name. */
  readonly target: string;
  readonly external: boolean;
}

/** Reads the relationships of a part, or of the whole workbook under the name ''. */
export function readRelationships(archive: Archive, part: string): Promise<Relationship[]> {
  const folder = posix.dirname(part);
  return scanRelationships(archive, posix.join(folder, '_rels', `${posix.basename(part)}.rels`), folder);
}

/** Reads the relationships of every part. */
export async function readAllRelationships(archive: Archive): Promise<Relationship[]> {
  const all: Relationship[] = [];
  for (const name of archive.names.filter((part) => part.endsWith('.rels'))) {
    all.push(...(await scanRelationships(archive, name, posix.dirname(posix.dirname(name)))));
  }
  return all;
}

async function scanRelationships(archive: Archive, name: string, folder: string): Promise<Relationship[]> {
  const found: Relationship[] = [];
  await scanXml(archive.readSmall(name), {
    open: (element, { Id = '', Type = '', Target = '', TargetMode }) => {
      if (element !== 'Relationship') return;
      const target = Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target);
      found.push({ id: Id, type: posix.basename(Type), target, external: TargetMode === 'External' });
    },
  });
  return found;
}
