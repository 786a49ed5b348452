/** Files that hold a sign-in token as their one line. No error repeats what stands in them. */
import { readSettingsText, SettingsWrong } from '../settings-file';

const form = 'it must hold one line, the token';

/** Throws SettingsWrong. */
export function readTokenFile(file: string, { minCharacters = 1 } = {}): string {
  const token = readSettingsText(file, form).trim();
  if (!isToken(token)) throw new SettingsWrong(file, 'holds more than one word, or no printable ASCII', form);
  if (token.length < minCharacters)
    throw new SettingsWrong(file, 'holds no token', `a token has ${minCharacters} characters or more`);
  return token;
}

/** One word of printable ASCII: whatever else there is cannot stand in a header. */
export function isToken(text: string): boolean {
  return /^[!-~]+$/.test(text);
}
