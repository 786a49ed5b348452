/** The forms of requests that more than one route uses. Messages name what is expected and never repeat what was sent. */
import { z } from 'zod';
import { identifier, localIdentifier, maxCommands, partyIdentifier } from '../../chaincode/api/commands';
import { planForm } from './plan-form';

export { identifier, localIdentifier, partyIdentifier };

export const maxPage = 500;

/** How many a page holds, at most 500. */
export function limitForm(fallback: number) {
  return z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .refine((value) => value >= 1 && value <= maxPage, { params: { expected: `is not within 1 to ${maxPage}` } })
    .meta({ override: { type: 'integer', pattern: undefined, minimum: 1, maximum: maxPage, default: fallback } })
    .optional()
    .transform((value) => value ?? fallback);
}

/** What the page before gave out; each list knows its own. */
const cursor = z
  .string()
  .regex(/^[A-Za-z0-9._:-]{1,300}$/)
  .optional()
  .meta({ description: 'nextCursor of the page before, with the same filters' });

/** The query of a list: `cursor` from the page before, and `limit`. */
export const page = { cursor, limit: limitForm(100) };

/** How a list is sorted: upwards by a name, or downwards where `-` stands before it. */
export function sortForm<const W extends string>(words: readonly W[], fallback: NoInfer<W>) {
  const form = z.enum(words).optional();
  const description = 'Upwards by the name, or downwards with - before it';
  return form.transform((word): W => word ?? fallback).meta({ override: { default: fallback, description } });
}

/** An amount in a query. */
export function amountForm(description: string) {
  return z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .optional()
    .meta({ override: { type: 'integer', pattern: undefined, minimum: 0, maximum: 10 ** 15 - 1, description } });
}

/** The beginning of an identifier as lists show it, with its owner. */
export function prefixForm(description: string) {
  return z
    .string()
    .regex(/^[A-Za-z0-9.:_-]{1,129}$/)
    .optional()
    .meta({ description });
}

/** A member of a query that is true or false. */
export function flag(description: string) {
  return z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional()
    .meta({ override: { type: 'boolean', enum: undefined, description } });
}

export const plansForm = z.strictObject({ plans: z.array(planForm).min(1).max(maxCommands) });

/** 128 bits: a credit record, a dispute. */
export const random128 = z.string().regex(/^[0-9a-f]{32}$/);
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const signature = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/)
  .max(86)
  .meta({ override: { format: 'p256-signature', description: 'r ‖ s in base64url, s in the lower half' } });
export const recordParams = z.strictObject({ recordId: random128 });

export const assetParams = z.strictObject({ assetId: identifier });
export const confirmParams = z.strictObject({ assetId: identifier, confirmId: identifier });
export const redemptionParams = z.strictObject({ redemptionId: identifier });
export const partyParams = z.strictObject({ partyId: partyIdentifier });
