/** An .xlsx as its sheets: which parts they are, and which of them a person sees. */
import { contentTypes, refuseExternalLinks, refuseMacros } from './active-content';
import { type Archive, openArchive } from './archive';
import type { Sheet } from './cells';
import { refuseFile } from './file-refused';
import { maxSheets } from './limits';
import { readMerges } from './merges';
import { readRelationships } from './relationships';
import { readSharedTexts, SharedTexts } from './shared-texts';
import { readShown } from './styles';
import { readWorksheet } from './worksheet';
import { scanXml } from './xml';

interface ListedSheet {
  readonly id: string | undefined;
  readonly name: string;
  readonly isVisible: boolean;
}

/**
 * The visible sheets, in the order of the workbook. Refusals in order: those of the archive, FILE_TYPE_NOT_SUPPORTED for an
 * archive of something else, FILE_HAS_MACROS, FILE_HAS_EXTERNAL_LINKS, FILE_DAMAGED for a missing part, SHEETS_HIDDEN.
 */
export async function* readWorkbook(bytes: Buffer): AsyncGenerator<Sheet, void> {
  const archive = await openArchive(bytes);
  if (!archive.names.includes(contentTypes)) refuseFile('FILE_TYPE_NOT_SUPPORTED', { found: 'zip' });
  const book = (await readRelationships(archive, '')).find(({ type }) => type === 'officeDocument')?.target;
  if (book === undefined) refuseFile('FILE_TYPE_NOT_SUPPORTED', { found: 'zip' });
  if (book.endsWith('.bin')) refuseFile('FILE_TYPE_NOT_SUPPORTED', { found: 'xlsb' });
  await refuseMacros(archive);
  await refuseExternalLinks(archive);
  const { sheets, date1904 } = await scanBook(archive, book);
  const parts = await readRelationships(archive, book);
  const findPart = (type: string) => parts.find((part) => part.type === type)?.target;
  const worksheets = sheets.flatMap(({ id, name, isVisible }) => {
    const target = parts.find((part) => part.id === id && part.type === 'worksheet')?.target;
    return target === undefined ? [] : [{ name, isVisible, target }];
  });
  if (worksheets.length === 0) refuseFile('FILE_DAMAGED');
  const visible = worksheets.filter(({ isVisible }) => isVisible);
  if (visible.length === 0) refuseFile('SHEETS_HIDDEN');
  const [shared, styles] = [findPart('sharedStrings'), findPart('styles')];
  const texts = shared === undefined ? new SharedTexts() : await readSharedTexts(archive.read(shared));
  const shown = styles === undefined ? [] : await readShown(archive.read(styles));
  const hiddenSheets = worksheets.filter(({ isVisible }) => !isVisible).map(({ name }) => name);
  for (const { name, target } of visible.slice(0, maxSheets)) {
    let known: ReturnType<typeof readMerges> | undefined;
    const merges = () => {
      known ??= readMerges(() => archive.read(target));
      return known;
    };
    yield { name, hiddenSheets, date1904, merges, ...readWorksheet(archive.read(target), { texts, shown }) };
  }
}

/** In the order of the workbook: the first sheet is the first in the list, whatever its part is called. */
async function scanBook(archive: Archive, book: string) {
  const sheets: ListedSheet[] = [];
  let date1904 = false;
  await scanXml(archive.readSmall(book), {
    open: (name, attributes) => {
      if (name === 'workbook' && !/spreadsheetml/.test(Object.values(attributes).join(' ')))
        refuseFile('FILE_TYPE_NOT_SUPPORTED');
      if (name === 'document' || name === 'presentation') refuseFile('FILE_TYPE_NOT_SUPPORTED', { found: name });
      if (name === 'workbookPr') date1904 = /^(?:1|true)$/.test(attributes.date1904 ?? '');
      if (name !== 'sheet') return;
      const { name: shownName = '', state = 'visible' } = attributes;
      sheets.push({ id: readId(attributes), name: shownName, isVisible: state === 'visible' });
    },
  });
  return { sheets, date1904 };
}

/** `r:id`, under whatever prefix. */
function readId(attributes: Readonly<Record<string, string>>): string | undefined {
  const name = Object.keys(attributes).find((key) => key.endsWith(':id'));
  return name === undefined ? undefined : attributes[name];
}
