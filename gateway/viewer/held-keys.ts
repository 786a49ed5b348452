/**
 * The keys that somebody has chosen, and the keys that a text names, compared with them. Somebody who has a person sign for
 * another key signs for the person from then on. Somebody who has reports made for another key reads them.
 */
import { encodeBase64url } from '../../chaincode/api/base64url';
import type { ToSign } from '../client/words';
import { type Jwk, makePoint, sha256 } from './opener';

export interface HeldKey {
  readonly jwk: Jwk;
  /** Base64url. */
  readonly point: string;
  /** SHA-256 of the point, hex. */
  readonly keyId: string;
}

/** `added`: the new key for which another one vouches. The public half is enough for a key that does not sign. */
export type HeldRole = 'signing' | 'report' | 'added';
export type HeldKeys = { readonly [role in HeldRole]?: HeldKey };

/** Throws where the file holds no key of P-256. */
export async function readHeldKey(file: string): Promise<HeldKey> {
  const jwk = JSON.parse(file) as Jwk;
  const point = makePoint(jwk);
  await crypto.subtle.importKey('raw', point, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
  return { jwk, point: encodeBase64url(point), keyId: await sha256(point) };
}

const members = ['publicKey', 'keyId', 'reportKey'] as const;

/** Which of the chosen keys a text has to name, by its purpose without the version. */
const required: Readonly<Record<string, { readonly [member in (typeof members)[number]]?: HeldRole }>> = {
  'tallystick-subject-key': { publicKey: 'signing', reportKey: 'report' },
  'tallystick-key-addition': { keyId: 'added', reportKey: 'report' },
  'tallystick-consent': { keyId: 'signing' },
};

/** A key that a text names. */
export interface Mention {
  readonly member: (typeof members)[number];
  readonly value: string;
  readonly standing: 'YOURS' | 'NOT_YOURS' | 'NOT_COMPARED';
  /** Nobody should sign the text unless it is theirs. */
  readonly isRequired: boolean;
}

/** In the text itself, whatever the opening shows. */
export function findMentions({ message }: Pick<ToSign, 'message'>, held: HeldKeys): readonly Mention[] {
  const signed = signedIn(message);
  const roles = rolesFor(signed);
  return members.flatMap((member): Mention[] => {
    const value = signed[member];
    if (value === undefined) return [];
    const role = roles[member];
    const chosen = role === undefined ? Object.values(held) : [held[role]].filter((key) => key !== undefined);
    const isYours = chosen.some((key) => value === (member === 'keyId' ? key.keyId : key.point));
    const standing = chosen.length === 0 ? 'NOT_COMPARED' : isYours ? 'YOURS' : 'NOT_YOURS';
    return [{ member, value: String(value), standing, isRequired: role !== undefined }];
  });
}

/** The chosen key that is asked to sign. A report key signs nothing but that it is held. */
export function findSigner({ keyId, message }: Pick<ToSign, 'keyId' | 'message'>, held: HeldKeys): HeldKey | undefined {
  const { signing, report } = held;
  if (keyId === undefined || keyId === signing?.keyId) return signing;
  const isPossession = 'publicKey' in rolesFor(signedIn(message));
  return isPossession && keyId === report?.keyId ? report : undefined;
}

export function signedIn(message: string): Readonly<Record<string, unknown>> {
  return JSON.parse(message) as Readonly<Record<string, unknown>>;
}

function rolesFor({ purpose }: Readonly<Record<string, unknown>>): (typeof required)[string] {
  const name = String(purpose).replace(/-\d+$/, '');
  return (Object.hasOwn(required, name) ? required[name] : undefined) ?? {};
}
