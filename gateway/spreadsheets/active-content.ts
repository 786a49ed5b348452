/**
 * Refuses workbooks that hold programs, or ties to other files. A workbook is refused for a part that it holds or for what its
 * parts are. A name or a type that it merely mentions is no reason, because libraries write types of parts that they might have
 * written.
 */
import type { Archive } from './archive';
import { refuseFile } from './file-refused';
import { readAllRelationships } from './relationships';
import { scanXml } from './xml';

export const contentTypes = '[Content_Types].xml';

const macroParts = /(?:^|\/)(?:vbaProject[^/]*\.bin|vbaData[^/]*\.xml|macrosheets\/[^/]+\.xml|activeX\/[^/]+)$/i;
const linkParts = /(?:^|\/)(?:externalLinks\/[^/]+\.xml|connections\.xml|queryTables\/[^/]+\.xml)$/i;
const macroTypes = /vbaProject|vbaData|macrosheet|activeX/i;
const macroRelationships = /^(?:vbaProject|vbaData|xl(?:Intl)?Macrosheet|control)$/i;

/** FILE_HAS_MACROS, by the name, the type or the use of a part that is there. A workbook that could hold macros and has none is taken. */
export async function refuseMacros(archive: Archive): Promise<void> {
  const present = new Set(archive.names.map((name) => name.toLowerCase()));
  const suspected = archive.names.filter((name) => macroParts.test(name));
  await scanXml(archive.readSmall(contentTypes), {
    open: (_, { PartName = '', ContentType = '' }) => {
      if (macroTypes.test(ContentType)) suspected.push(PartName.replace(/^\//, ''));
    },
  });
  for (const { type, target } of await readAllRelationships(archive)) {
    if (macroRelationships.test(type)) suspected.push(target);
  }
  if (suspected.some((name) => present.has(name.toLowerCase()))) refuseFile('FILE_HAS_MACROS');
}

/** FILE_HAS_EXTERNAL_LINKS. A hyperlink leads out of the workbook too, but only the person who clicks on it follows it. */
export async function refuseExternalLinks(archive: Archive): Promise<void> {
  if (archive.names.some((name) => linkParts.test(name))) refuseFile('FILE_HAS_EXTERNAL_LINKS');
  const links = await readAllRelationships(archive);
  if (links.some(({ type, external }) => external && type !== 'hyperlink')) refuseFile('FILE_HAS_EXTERNAL_LINKS');
}
