/**
 * What a person checks before signing: that the text follows from what is shown, and that the words say all of it. Whoever asks for
 * the signature is not trusted: this needs nothing but what was sent, and runs in a browser.
 */
import { decodeBase64url } from '../../chaincode/api/base64url';
import { canonicalJson } from '../../chaincode/api/canonical';
import type { Opening } from './said';
import { type ToSign, wordsFor } from './words';

/** Clocks differ by that, and a gateway gives people seven days to sign. */
const [aheadMs, openMs] = [5 * 60_000, 8 * 24 * 3_600_000];

/** The text that these contents give: its members in clear, and SHA-256 over salt ‖ canonical JSON for what is committed to. */
export async function messageFrom({ signed, commitments }: Opening): Promise<string> {
  const members: Record<string, unknown> = { ...signed };
  for (const [name, { salt, content }] of Object.entries(commitments)) {
    const bytes = [...bytesOf(salt), ...new TextEncoder().encode(canonicalJson(content))];
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes)));
    members[name] = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
  return canonicalJson(members);
}

/**
 * The words for what would be signed. Throws where the text is another, holds what the words would not say, or could be kept for later:
 * a consent counts from its own time, and a registration may be taken until signBy.
 */
export async function verify({ message, opening }: ToSign, now = Date.now()): Promise<ToSign['words']> {
  if ((await messageFrom(opening)) !== message) throw new Error('what is shown is not what would be signed');
  const words = wordsFor(opening);
  const { signedTime, signBy } = opening.signed;
  if (signedTime !== undefined && Date.parse(String(signedTime)) > now + aheadMs) throw new Error('it is dated ahead');
  if (signBy !== undefined && Date.parse(String(signBy)) > now + openMs)
    throw new Error('it could be kept for too long');
  return words;
}

/** A salt has 32 bytes: a longer one could hold a part of the content. */
function bytesOf(salt: string): Uint8Array {
  const bytes = decodeBase64url(salt);
  if (bytes?.length !== 32) throw new Error('a salt has not 32 bytes');
  return bytes;
}
