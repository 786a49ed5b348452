/** A terminal obeys control characters, and headings, sheets and answers hold other people's text. */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ');
}
