/**
 * Seals what is kept of people whom the institution verified or looked up: name, verification, and the identity's secret. With the
 * secret the institution shows on the ledger that it had the number evaluated. Every institution that did has the same secret.
 */
import { canonicalJson } from '../../chaincode/api/canonical';
import type { Vault } from '../vault/types';
import type { KnownSubject } from './known-subjects';

export interface SubjectContent {
  /** 32 bytes, base64url. */
  readonly identitySecret: string;
  readonly name: string;
  readonly verification: { readonly method: string; readonly evidenceSha256: string };
}

type Texts = Pick<Vault, 'texts'>;

export function sealSubject({ texts }: Texts, subjectId: string, content: SubjectContent): string {
  return texts.seal(sealingName(subjectId), canonicalJson(content));
}

export function openIdentitySecret({ texts }: Texts, { subjectId, sealed }: KnownSubject): string {
  return (JSON.parse(texts.open(sealingName(subjectId), sealed)) as SubjectContent).identitySecret;
}

/** Seals a subject that was looked up: without the vault nobody reads it, and nobody finds a number's row. */
export function sealLookup({ texts }: Texts, blindIndex: string, subjectId: string): string {
  return texts.seal(`lookup ${blindIndex}`, subjectId);
}

export function openLookup({ texts }: Texts, blindIndex: string, sealed: string): string {
  return texts.open(`lookup ${blindIndex}`, sealed);
}

function sealingName(subjectId: string): string {
  return `subject ${subjectId}`;
}
