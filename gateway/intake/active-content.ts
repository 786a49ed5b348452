/**
 * What a workbook must not hold: programs, and ties to other files. It is refused for a part that it holds or for what its parts
 * are, never for a name or a type that it merely mentions: libraries write types of parts that they might have written.
 */
import type { Archive } from './archive';
import { refuseFile } from './file-refusals';
import { readAllRelationships } from './relationships';
import { scanXml } from './xml';

export const contentTypes = '[Content_Types].xml';

const macroParts = /(?:^|\/)(?:vbaProject[^/]*\.bin|vbaData[^/]*\.xml|macrosheets\/[^/]+\.xml|activeX\/[^/]+)$/i;
const linkParts = /(?:^|\/)(?:externalLinks\/[^/]+\.xml|connections\.xml|queryTables\/[^/]+\.xml)$/i;
const macroTypes = /macroEnabled|macrosheet/i;

/** FILE_HAS_MACROS. A type for all parts of an extension counts where the workbook itself has that extension. */
export async function refuseMacros(archive: Archive, book: string): Promise<void> {
  if (archive.names.some((name) => macroParts.test(name))) refuseFile('FILE_HAS_MACROS');
  let own: string | undefined;
  let byExtension: string | undefined;
  const extension = book.slice(book.lastIndexOf('.') + 1).toLowerCase();
  await scanXml(archive.readSmall(contentTypes), {
    open: (_, { PartName = '', Extension = '', ContentType = '' }) => {
      if (PartName.toLowerCase() === `/${book.toLowerCase()}`) own = ContentType;
      if (Extension.toLowerCase() === extension) byExtension = ContentType;
    },
  });
  if (macroTypes.test(own ?? byExtension ?? '')) refuseFile('FILE_HAS_MACROS');
}

/** FILE_HAS_EXTERNAL_LINKS. A hyperlink leads out of the workbook too, but only the person who clicks on it follows it. */
export async function refuseExternalLinks(archive: Archive): Promise<void> {
  if (archive.names.some((name) => linkParts.test(name))) refuseFile('FILE_HAS_EXTERNAL_LINKS');
  const links = await readAllRelationships(archive);
  if (links.some(({ type, external }) => external && type !== 'hyperlink')) refuseFile('FILE_HAS_EXTERNAL_LINKS');
}
