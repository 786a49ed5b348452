/** The forms of what a subject signs, in two steps. */
import { z } from 'zod';
import { sha256, signature } from './forms';

/** At most 65 bytes; the ledger decides if they are a point. */
export const point = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/)
  .max(87)
  .meta({ override: { format: 'p256-point', description: 'SEC 1, uncompressed, in base64url' } });

/** A key of the subject, and its signature: both or none. */
export const signatureForm = {
  keyId: sha256.optional(),
  signature: signature.optional(),
};

const words = z.object({ zh: z.string(), en: z.string() });

/** What somebody still has to sign; see client/words.ts. */
export function toSignList<R extends z.ZodType<string>>(role: R) {
  return z
    .array(
      z.object({
        role,
        keyId: z.string().optional().meta({ description: 'The key that has to sign, if only one may' }),
        message: z.string(),
        opening: z
          .object({
            signed: z.record(z.string(), z.unknown()),
            commitments: z.record(z.string(), z.object({ salt: z.string(), content: z.unknown() })),
          })
          .meta({
            description:
              'From which the message is recomputed: canonical JSON of `signed` and, hashed, of the commitments',
          }),
        words: words.meta({ description: 'All that is signed, for people' }),
      }),
    )
    .meta({
      description:
        'Each message as UTF-8 by ECDSA on P-256 with SHA-256, r ‖ s, s in the lower half; gateway/client/verifier.ts checks it',
    });
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

/** Says the same in the document. */
export const signedWholeSchema = { dependentRequired: { keyId: ['signature'], signature: ['keyId'] } };
