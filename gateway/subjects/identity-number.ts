/**
 * Identity numbers as they come, brought to the one text of which the subject is made, and held against their check digits:
 * another text for the same number would be another subject.
 */
import { isCitizenNumber } from '../../chaincode/api/identifiers';

export const identityKinds = ['ID_CARD', 'CREDIT_CODE'] as const;
/** A citizen's number by GB 11643, or a unified social credit code by GB 32100. */
export type IdentityKind = (typeof identityKinds)[number];

/** By value: 0–9, then the letters without I, O, S, V, Z. */
const creditCodeAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** Undefined where it is no such number. Spaces around it, full-width forms and case do not matter. */
export function parseIdentityNumber(kind: IdentityKind, text: string): string | undefined {
  const number = text.normalize('NFKC').trim().toUpperCase();
  const isRight = kind === 'ID_CARD' ? isCitizenNumber(number) && isBornOnADay(number) : isCreditCode(number);
  return isRight ? number : undefined;
}

/** isCitizenNumber takes the 31st of every month. */
function isBornOnADay(number: string): boolean {
  const [year, month, day] = [number.slice(6, 10), number.slice(10, 12), number.slice(12, 14)];
  return new Date(`${year}-${month}-${day}T00:00:00Z`).getUTCDate() === Number(day);
}

/** GB 32100: 17 characters weighted by powers of 3 modulo 31, and the check character by ISO 7064 MOD 31-3. */
function isCreditCode(code: string): boolean {
  if (!/^[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{10}$/.test(code)) return false;
  let [sum, weight] = [0, 1];
  for (const character of code.slice(0, 17)) {
    sum += creditCodeAlphabet.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return creditCodeAlphabet[(31 - (sum % 31)) % 31] === code[17];
}
