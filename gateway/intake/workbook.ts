/** An .xlsx as a sheet: which part is the first worksheet, and what a workbook must not hold. */
import { posix } from 'node:path';
import { type Archive, openArchive } from './archive';
import type { Sheet } from './cells';
import { refuseFile } from './file-refusals';
import { readSharedTexts, SharedTexts } from './shared-texts';
import { worksheetRows } from './worksheet';
import { scanXml } from './xml';

interface Relationship {
  readonly id: string;
  /** The last word of its type, which the two editions of the standard share. */
  readonly type: string;
  /** A part's name. */
  readonly target: string;
  readonly external: boolean;
}

const contentTypes = '[Content_Types].xml';

/**
 * Refusals in order: those of the archive, FILE_TYPE_NOT_SUPPORTED for an archive of something else, FILE_HAS_MACROS,
 * FILE_HAS_EXTERNAL_LINKS, FILE_DAMAGED for a missing part. Of other sheets than the first nothing is read.
 */
export async function readWorkbook(bytes: Buffer): Promise<Sheet> {
  const archive = await openArchive(bytes);
  if (!archive.names.includes(contentTypes)) refuseFile('FILE_TYPE_NOT_SUPPORTED', { found: 'zip' });
  await refuseMacros(archive);
  await refuseExternalLinks(archive);
  const book = (await relationshipsOf(archive, '')).find(({ type }) => type === 'officeDocument')?.target;
  if (book === undefined) refuseFile('FILE_TYPE_NOT_SUPPORTED', { found: 'zip' });
  const { firstSheetId, date1904 } = await scanBook(archive, book);
  const parts = await relationshipsOf(archive, book);
  const worksheet = parts.find(({ id, type }) => id === firstSheetId && type === 'worksheet')?.target;
  if (worksheet === undefined) refuseFile('FILE_DAMAGED');
  const shared = parts.find(({ type }) => type === 'sharedStrings')?.target;
  const texts = shared === undefined ? new SharedTexts() : await readSharedTexts(archive.read(shared));
  return { date1904, batches: worksheetRows(archive.read(worksheet), texts) };
}

async function refuseMacros(archive: Archive): Promise<void> {
  if (archive.names.some((name) => /vbaProject|vbaData|macrosheets\/|activeX\//i.test(name))) {
    refuseFile('FILE_HAS_MACROS');
  }
  await scanXml(archive.readSmall(contentTypes), {
    open: (_, { ContentType = '' }) => {
      if (/macro|vba/i.test(ContentType)) refuseFile('FILE_HAS_MACROS');
    },
  });
}

/** A hyperlink leads out of the workbook too, but only the person who clicks on it follows it. */
async function refuseExternalLinks(archive: Archive): Promise<void> {
  if (archive.names.some((name) => /externalLinks\/|xl\/connections\.xml|queryTables\//i.test(name))) {
    refuseFile('FILE_HAS_EXTERNAL_LINKS');
  }
  for (const name of archive.names.filter((part) => part.endsWith('.rels'))) {
    const links = await scanRelationships(archive, name, '');
    if (links.some(({ type, external }) => external && type !== 'hyperlink')) refuseFile('FILE_HAS_EXTERNAL_LINKS');
  }
}

/** In the order of the workbook: the first sheet is the first in the list, whatever its part is called. */
async function scanBook(archive: Archive, book: string) {
  let firstSheetId: string | undefined;
  let date1904 = false;
  await scanXml(archive.readSmall(book), {
    open: (name, attributes) => {
      if (name === 'workbook' && !/spreadsheetml/.test(Object.values(attributes).join(' ')))
        refuseFile('FILE_TYPE_NOT_SUPPORTED');
      if (name === 'document' || name === 'presentation') refuseFile('FILE_TYPE_NOT_SUPPORTED', { found: name });
      if (name === 'workbookPr') date1904 = /^(?:1|true)$/.test(attributes.date1904 ?? '');
      if (name === 'sheet') firstSheetId ??= idOf(attributes);
    },
  });
  return { firstSheetId, date1904 };
}

/** `r:id`, under whatever prefix. */
function idOf(attributes: Readonly<Record<string, string>>): string | undefined {
  const name = Object.keys(attributes).find((key) => key.endsWith(':id'));
  return name === undefined ? undefined : attributes[name];
}

/** Of a part, or of the whole workbook under the name ''. */
async function relationshipsOf(archive: Archive, part: string): Promise<Relationship[]> {
  const folder = posix.dirname(part);
  return scanRelationships(archive, posix.join(folder, '_rels', `${posix.basename(part)}.rels`), folder);
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
