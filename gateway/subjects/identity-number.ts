/**
 * Identity numbers as they come, brought to the one text of which the subject is made, and held against their check digits:
 * another text for the same number would be another subject.
 */
import { isCitizenNumber, isCreditCode } from '../../chaincode/api/identity-numbers';

export const identityKinds = ['ID_CARD', 'CREDIT_CODE'] as const;
/** A citizen's number by GB 11643, or a unified social credit code by GB 32100. */
export type IdentityKind = (typeof identityKinds)[number];

/** Undefined where it is no such number. Spaces around it, full-width forms and case do not matter. */
export function parseIdentityNumber(kind: IdentityKind, text: string): string | undefined {
  const number = text.normalize('NFKC').trim().toUpperCase();
  const isRight = kind === 'ID_CARD' ? isCitizenNumber(number) : isCreditCode(number);
  return isRight ? number : undefined;
}
