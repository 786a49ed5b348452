/** Server-sent events out of bytes, as the HTML standard has them. Bytes may be cut anywhere. */
export interface Message {
  /** The last id that was sent, whichever message it came with. */
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** Yields undefined for a message without data, so that a comment shows that the stream lives. */
export async function* readMessages(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Message | undefined> {
  let [id, event, data]: [string, string, string[]] = ['', '', []];
  for await (const line of readLines(chunks)) {
    if (line === '') {
      yield data.length === 0 ? undefined : { id, event: event || 'message', data: data.join('\n') };
      [event, data] = ['', []];
      continue;
    }
    const [, field = '', value = ''] = /^([^:]*)(?::\x20?)?([\s\S]*)$/.exec(line) ?? [];
    if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
  }
}

/** A line ends with CR, LF or CRLF. What follows the last end is no line. */
async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let [begun, afterCr] = ['', false];
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    if (text === '') continue;
    const fresh = afterCr && text.startsWith('\n') ? text.slice(1) : text;
    afterCr = text.endsWith('\r');
    const lines = (begun + fresh).split(/\r\n|\r|\n/);
    begun = lines.pop() ?? '';
    yield* lines;
  }
}
