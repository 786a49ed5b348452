/**
 * `tallystick-definition/1`: the chaincode's definition, which members approve. Every member computes it from the channel's file and the
 * sequence; approvals that differ in a single field count for nothing, and Fabric says so to nobody.
 */
import { z } from 'zod';
import { sameContent } from '../../chaincode/api/canonical';
import { nameForm } from '../topology-form';
import type { PublicForm } from './public-file';

const collection = z.strictObject({
  name: nameForm,
  policy: z.string().max(8_192),
  requiredPeerCount: z.int().min(0),
  maxPeerCount: z.int().min(0),
  blockToLive: z.int().min(0),
  memberOnlyRead: z.boolean(),
  memberOnlyWrite: z.boolean(),
  endorsementPolicy: z.strictObject({ signaturePolicy: z.string().max(8_192) }).exactOptional(),
});

const form = z.strictObject({
  format: z.literal('tallystick-definition/1'),
  channel: z.string().max(64),
  name: nameForm,
  version: z.string().max(64),
  sequence: z.int().min(1),
  /** Each member packs the chaincode itself and gets this id, or has another version of it. */
  packageId: z.string().regex(/^[a-z0-9_-]+:[0-9a-f]{64}$/),
  collections: z.array(collection).max(16),
});

export type DefinitionFile = z.infer<typeof form>;

export const definitionFile: PublicForm<DefinitionFile> = { form, what: 'a definition file', maxBytes: 65_536 };

/** The first field in which a definition differs from the one that is expected; undefined where it is the same. */
export function findDifference(definition: DefinitionFile, expected: DefinitionFile): string | undefined {
  const names = Object.keys(form.shape) as (keyof DefinitionFile)[];
  return names.find((name) => !sameContent(definition[name], expected[name]));
}
