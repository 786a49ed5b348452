import { maxCellCharacters } from './limits';

/** The text of a shared or inline string: its runs joined, phonetic ones left out, `_x000D_` and the like undone. */
export class TextCollector {
  private collected = '';
  private inText = false;
  private inPhonetic = false;

  open(name: string): void {
    if (name === 't') this.inText = true;
    else if (name === 'rPh') this.inPhonetic = true;
  }

  text(text: string): void {
    if (this.inText && !this.inPhonetic) this.collected = collect(this.collected, text);
  }

  close(name: string): void {
    if (name === 't') this.inText = false;
    else if (name === 'rPh') this.inPhonetic = false;
  }

  take(): string {
    const text = this.collected;
    this.collected = '';
    return unescapeText(text);
  }
}

/** Stops soon after there is more than a cell may hold. */
export function collect(collected: string, text: string): string {
  return collected.length > maxCellCharacters ? collected : collected + text;
}

/** How workbooks write characters that XML cannot hold. */
export function unescapeText(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
