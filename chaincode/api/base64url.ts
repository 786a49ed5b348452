/** Base64url without padding, in the one text that bytes have. Uses nothing of Node, so that a browser decodes as an endorser does. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const wellFormed = /^[A-Za-z0-9_-]*$/;

export function encodeBase64url(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(index, index + 3);
    const group = (first << 16) | (second << 8) | third;
    const characters = [18, 12, 6, 0].map((shift) => alphabet[(group >> shift) & 63]).join('');
    text += characters.slice(0, Math.min(4, bytes.length - index + 1));
  }
  return text;
}

/** Undefined for padding, foreign characters and stray bits: encoding the bytes again gives the same text. */
export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!wellFormed.test(text)) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let [group, bits, length] = [0, 0, 0];
  for (const character of text) {
    group = ((group << 6) | alphabet.indexOf(character)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length++] = (group >> bits) & 0xff;
  }
  return encodeBase64url(bytes) === text ? bytes : undefined;
}
