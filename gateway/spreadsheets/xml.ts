/**
 * The XML of a workbook's part, as events. Names come without their prefix. Entities are the five of XML: a document type
 * is refused before anything of it could be used.
 */
import { SaxesParser } from 'saxes';
import { refuseFile } from './file-refused';
import { maxXmlDepth, maxXmlRun } from './limits';

export type Attributes = Readonly<Record<string, string>>;

export interface XmlListener {
  open?(name: string, attributes: Attributes): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Hands over what each chunk completes; after every chunk it yields. */
export async function* readXml(chunks: AsyncIterable<Buffer>, listener: XmlListener): AsyncIterable<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const feed = newFeed(listener);
  for await (const chunk of chunks) {
    feed(decodedBy(() => decoder.decode(chunk, { stream: true })));
    yield;
  }
  feed(decodedBy(() => decoder.decode()));
  feed(null);
}

/** Reads a part to its end. */
export async function scanXml(chunks: AsyncIterable<Buffer>, listener: XmlListener): Promise<void> {
  for await (const _ of readXml(chunks, listener));
}

function decodedBy(decode: () => string): string {
  try {
    return decode();
  } catch {
    return refuseFile('FILE_DAMAGED');
  }
}

/** Takes text, and `null` for its end. Bounds depth, and how much may come without a tag, since saxes keeps that. */
function newFeed(listener: XmlListener): (text: string | null) => void {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let depth = 0;
  let run = 0;
  parser.on('doctype', () => refuseFile('FILE_HAS_DTD'));
  parser.on('error', () => refuseFile('FILE_DAMAGED'));
  parser.on('opentag', ({ name, attributes }) => {
    run = 0;
    if (++depth > maxXmlDepth) refuseFile('FILE_DAMAGED');
    listener.open?.(localName(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    run = 0;
    depth--;
    listener.close?.(localName(name));
  });
  const { text } = listener;
  if (text !== undefined) {
    parser.on('text', (part) => text.call(listener, part));
    parser.on('cdata', (part) => text.call(listener, part));
  }
  return (piece) => {
    run += piece?.length ?? 0;
    if (piece === null) parser.close();
    else parser.write(piece);
    if (run > maxXmlRun) refuseFile('FILE_TOO_LARGE');
  };
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
