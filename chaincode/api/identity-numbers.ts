/**
 * What a number has to be to name a person or an enterprise: the one rule of endorsers and gateways. Endorsers may call nothing
 * wrong that a gateway lets anybody publish.
 */

/** A citizen's number, or a unified social credit code. */
export function isIdentityNumber(text: string): boolean {
  return isCitizenNumber(text) || isCreditCode(text);
}

/** GB 11643: 17 digits with a date of birth in them, and a check character by ISO 7064 MOD 11-2. */
export function isCitizenNumber(text: string): boolean {
  if (!/^[1-9]\d{5}(?:18|19|20)\d{9}[\dXx]$/.test(text) || !isDay(text.slice(6, 14))) return false;
  let sum = 0;
  for (let index = 0; index < 17; index++) sum += Number(text[index]) * (2 ** (17 - index) % 11);
  return '10X98765432'[sum % 11] === text[17]?.toUpperCase();
}

/** `YYYYMMDD`. */
function isDay(text: string): boolean {
  const day = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
  const time = new Date(`${day}T00:00:00.000Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day);
}

/** By value: 0–9, then the letters without I, O, S, V, Z. */
const creditCodeAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** GB 32100: 17 characters weighted by powers of 3 modulo 31, and the check character by ISO 7064 MOD 31-3. */
export function isCreditCode(text: string): boolean {
  if (!/^[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{10}$/.test(text)) return false;
  let [sum, weight] = [0, 1];
  for (const character of text.slice(0, 17)) {
    sum += creditCodeAlphabet.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return creditCodeAlphabet[(31 - (sum % 31)) % 31] === text[17];
}
