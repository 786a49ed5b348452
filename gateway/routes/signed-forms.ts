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

/** What is still to be signed, with what it follows from (client/verifier.ts). */
export function toSignOf<Role extends string>(...roles: readonly [Role, ...Role[]]) {
  const item = z.object({
    role: z.enum(roles),
    keyId: z.string().optional().meta({ description: 'The key that has to sign, where no other may' }),
    message: z.string().meta({
      description: 'As UTF-8 by ECDSA on P-256 with SHA-256, r ‖ s, s in the lower half',
    }),
    opening: z
      .object({
        signed: z.record(z.string(), z.unknown()).meta({ description: 'The members of the message in clear' }),
        commitments: z.record(z.string(), z.object({ salt: z.string(), content: z.unknown() })),
      })
      .meta({ description: 'From which anybody recomputes the message' }),
    words: z.object({ zh: z.string(), en: z.string() }).meta({ description: 'What is signed, for people' }),
  });
  return z.array(item);
}

interface MaybeSigned {
  readonly keyId?: string | undefined;
  readonly signature?: string | undefined;
}

/** For `refine`. */
export const signedWhole: [(signed: MaybeSigned) => boolean, { path: string[]; params: { expected: string } }] = [
  ({ keyId, signature }) => (keyId === undefined) === (signature === undefined),
  { path: ['signature'], params: { expected: 'comes with keyId, and keyId with it' } },
];
