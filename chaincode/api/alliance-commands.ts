/** Commands on the alliance, its ledger's day, and the members' public keys. */
import { z } from 'zod';
import { changeForm } from './alliance';
import { sha256Hex } from './command-members';
import { identifier, wellFormed } from './forms';

export const allianceCommandForms = {
  'alliance:found': z.strictObject({ foundingHash: sha256Hex }),
  'alliance:propose': z.strictObject({ proposalId: identifier, change: changeForm }),
  'alliance:vote': z.strictObject({ proposalId: identifier, approve: z.boolean() }),
  'alliance:advanceDay': z.strictObject({ day: z.int().min(0) }),
  'party:registerKey': z.strictObject({ version: z.int().min(1), publicKey: wellFormed.max(2048) }),
} as const satisfies Readonly<Record<string, z.ZodType>>;

export interface AllianceAnswers {
  'alliance:found': { version: number };
  'alliance:propose': { proposalId: string };
  'alliance:vote': { proposalId: string };
  'alliance:advanceDay': { day: number };
  'party:registerKey': { partyId: string; version: number };
}
