/**
 * This is the one rule of endorsers and gateways for numbers that name a person or an enterprise, and for the one text of each. It
 * holds for plans, subjects and all that is read from a file. Endorsers may call nothing wrong that a gateway lets anybody publish.
 *
 * A number is parsed before it is hashed, sealed or compared, because another text for the same number would
 * be another subject and another plan.
 */
import { dayIn } from './time-zones';

export const identityKinds = ['ID_CARD', 'CREDIT_CODE'] as const;
/** A citizen's number by GB 11643, or a unified social credit code by GB 32100. */
export type IdentityKind = (typeof identityKinds)[number];

/**
 * The one text of the number; undefined where it is none of that kind, or of any kind where none is given. Spaces around it,
 * full-width forms and case do not matter. Nobody is born after `by`, an ISO time.
 */
export function parseIdentityNumber(text: string, by: string, kind?: IdentityKind): string | undefined {
  const number = plain(text);
  const isRight =
    (kind !== 'CREDIT_CODE' && isCitizenNumber(number, by)) || (kind !== 'ID_CARD' && isCreditCode(number));
  return isRight ? number : undefined;
}

/**
 * The one text of a mobile number of China's mainland, 11 digits; undefined where it is none. China's code before it, and blanks and
 * hyphens within, do not matter.
 */
export function parseMobileNumber(text: string): string | undefined {
  const digits = plain(text).replace(/[\s\u2013-]/g, '');
  const number = digits.replace(/^(?:\+|00)?86(?=1\d{10}$)/, '');
  return /^1[3-9]\d{9}$/.test(number) ? number : undefined;
}

function plain(text: string): string {
  return text.normalize('NFKC').trim().toUpperCase();
}

/** GB 11643: 17 digits with a date of birth in them, and a check character by ISO 7064 MOD 11-2. */
export function isCitizenNumber(text: string, by: string): boolean {
  if (!/^[1-9]\d{5}(?:18|19|20)\d{9}[\dX]$/.test(text) || !isBirthday(text.slice(6, 14), by)) return false;
  let sum = 0;
  for (let index = 0; index < 17; index++) sum += Number(text[index]) * (2 ** (17 - index) % 11);
  return '10X98765432'[sum % 11] === text[17];
}

/** `YYYYMMDD`. Such a day is a day in China. */
function isBirthday(text: string, by: string): boolean {
  const day = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
  const time = new Date(`${day}T00:00:00.000Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day) && day <= dayIn('Asia/Shanghai', by);
}

/** The characters by their values: 0–9, then the letters without I, O, S, V, Z. */
const creditCodeAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/**
 * GB 32100: the registering authority, the kind of entity, a region as citizens' numbers have it, nine characters that are an
 * organisation's code, and a check character by ISO 7064 MOD 31-3.
 */
function isCreditCode(text: string): boolean {
  if (!/^[1-9A-HJ-NP-RTUWXY][0-9A-HJ-NP-RTUWXY][1-9]\d{5}[0-9A-HJ-NP-RTUWXY]{10}$/.test(text)) return false;
  if (!isOrganisationCode(text.slice(8, 17))) return false;
  let [sum, weight] = [0, 1];
  for (const character of text.slice(0, 17)) {
    sum += creditCodeAlphabet.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return creditCodeAlphabet[(31 - (sum % 31)) % 31] === text[17];
}

const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2];

/** GB 11714: eight characters, of which A counts 10 and Z 35, and a check character modulo 11. */
function isOrganisationCode(text: string): boolean {
  const sum = organisationWeights.reduce(
    (total, weight, index) => total + weight * Number.parseInt(text.charAt(index), 36),
    0,
  );
  return '0X987654321'[sum % 11] === text[8];
}
