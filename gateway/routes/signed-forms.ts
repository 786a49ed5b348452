/** The forms of what a subject signs, in two steps. */
import { z } from 'zod';
import { sha256, signature } from './forms';

/** Of at most 65 bytes; whether it is a point the ledger says. */
export const point = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/)
  .max(87);

/** A key of the subject, and its signature: both or none. */
export const signatureForm = {
  keyId: sha256.optional(),
  signature: signature.optional(),
};

interface MaybeSigned {
  readonly keyId?: string | undefined;
  readonly signature?: string | undefined;
}

/** For `refine`. */
export const signedWhole: [(signed: MaybeSigned) => boolean, { path: string[]; params: { expected: string } }] = [
  ({ keyId, signature }) => (keyId === undefined) === (signature === undefined),
  { path: ['signature'], params: { expected: 'comes with keyId, and keyId with it' } },
];
