/** The forms that requests about consents, queries and reports share. */
import { z } from 'zod';

export const consentIdForm = z.string().regex(/^[0-9a-f]{32}$/);
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Of at most 65 bytes; whether it is a point the ledger says. */
export const point = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/)
  .max(87);

/** A key of the subject, and its signature: both or none. */
export const signatureForm = {
  keyId: sha256.optional(),
  signature: z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .max(86)
    .optional(),
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
