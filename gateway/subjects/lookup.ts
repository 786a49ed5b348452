/** Finds a subject by its number without saying anything of it: nobody is attached, and no name is needed. */
import { type IdentityKind, parseIdentityNumber } from '../../chaincode/api/identity-numbers';
import { Problem } from '../api/problem';
import type { SubjectTools } from './deps';
import { sealLookup } from './identity';

/** Refusals: IDENTITY_NUMBER_INVALID, then those of `lookUp`. A subject that was found once costs no question again. */
export async function lookUpSubject(
  { store, identification, vault }: Pick<SubjectTools, 'store' | 'identification' | 'vault'>,
  { identityKind, identityNumber }: { readonly identityKind: IdentityKind; readonly identityNumber: string },
): Promise<string> {
  const number = parseIdentityNumber(identityNumber, new Date().toISOString(), identityKind);
  if (number === undefined) throw new Problem('IDENTITY_NUMBER_INVALID');
  const { blindIndex, subjectId } = await identification.lookUp(identityKind, number);
  await store.subjects.keepLookup(blindIndex, sealLookup(vault, blindIndex, subjectId));
  return subjectId;
}
