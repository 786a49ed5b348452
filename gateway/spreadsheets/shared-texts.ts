/**
 * The workbook's table of texts, which cells name by number. It is the one thing that has to be held whole, so it is kept
 * as UTF-8 in slabs outside the heap: a million texts are a million small objects otherwise.
 */
import { refuseFile } from './file-refused';
import { maxCellCharacters, maxSharedTextBytes } from './limits';
import { TextCollector } from './text-collector';
import { readXml } from './xml';

const slabBytes = 1024 * 1024;

export class SharedTexts {
  private readonly slabs = [Buffer.allocUnsafeSlow(slabBytes)];
  /** The beginning of each text: slab times the size of one, plus offset. */
  private starts = new Uint32Array(1024);
  private lengths = new Uint16Array(1024);
  private count = 0;
  private used = 0;

  /** A text too long for a cell is kept long enough to be recognised as one, since another sheet may use it. */
  add(text: string): void {
    const bytes = Buffer.from(text.slice(0, maxCellCharacters + 1));
    if (this.used + bytes.length > slabBytes) this.addSlab();
    if (this.count === this.starts.length) this.grow();
    this.slabs.at(-1)?.set(bytes, this.used);
    this.starts[this.count] = (this.slabs.length - 1) * slabBytes + this.used;
    this.lengths[this.count++] = bytes.length;
    this.used += bytes.length;
  }

  at(index: number): string {
    if (!(index >= 0 && index < this.count)) refuseFile('FILE_DAMAGED');
    const start = this.starts[index] ?? 0;
    const offset = start % slabBytes;
    return (
      this.slabs[Math.floor(start / slabBytes)]?.toString('utf8', offset, offset + (this.lengths[index] ?? 0)) ?? ''
    );
  }

  private addSlab(): void {
    if ((this.slabs.length + 1) * slabBytes > maxSharedTextBytes) refuseFile('FILE_TOO_LARGE');
    this.slabs.push(Buffer.allocUnsafeSlow(slabBytes));
    this.used = 0;
  }

  private grow(): void {
    const [starts, lengths] = [this.starts, this.lengths];
    this.starts = new Uint32Array(starts.length * 2);
    this.lengths = new Uint16Array(lengths.length * 2);
    this.starts.set(starts);
    this.lengths.set(lengths);
  }
}

export async function readSharedTexts(chunks: AsyncIterable<Buffer>): Promise<SharedTexts> {
  const texts = new SharedTexts();
  const collector = new TextCollector();
  const reading = readXml(chunks, {
    open: (name) => collector.open(name),
    text: (text) => collector.text(text),
    close: (name) => {
      collector.close(name);
      if (name === 'si') texts.add(collector.take());
    },
  });
  for await (const _ of reading);
  return texts;
}
