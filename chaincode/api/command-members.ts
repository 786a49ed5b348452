/** Members that commands of several nouns have, with the one form of each. */
import { z } from 'zod';
import { maxFolds } from './limits';
import { isTime, timeRange } from './times';

export const integer = z.int();
export const count = z.int().min(1).max(500);
export const bps = z.int().min(0).max(100_000);
/** As records hold times: UTC with milliseconds, and no second text for the same time. */
export const timestamp = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  .refine(isTime, `no such time ${timeRange}`);
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
export const base64url = (max: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .max(max);
export const tokenCreditIdentifier = z.string().regex(/^[a-z]{1,16}:[A-Za-z0-9.-]{1,64}:[A-Za-z0-9._-]{1,64}$/);
/** Exactly as many bytes, in the one base64url text for them. */
export const bytesText = (bytes: number) =>
  base64url(Math.ceil((bytes * 4) / 3)).refine((text) => {
    const decoded = Buffer.from(text, 'base64url');
    return decoded.length === bytes && decoded.toString('base64url') === text;
  }, `not ${bytes} bytes in base64url`);
export const groupElement = bytesText(32);
export const point = bytesText(65);
/** r ‖ s, 32 bytes each (IEEE P1363). */
export const signature = bytesText(64);
export const keySignature = z.strictObject({ keyId: sha256Hex, signature });
export const random128 = z.string().regex(/^[0-9a-f]{32}$/);
export const day = z.iso.date().refine((value) => isTime(`${value}T00:00:00.000Z`), `no such day ${timeRange}`);
export const priceFen = z.int().min(0);
export const wrapForm = (max: number) =>
  z.strictObject({ ephemeralPublicKey: base64url(100), wrappedKey: base64url(max) });
/** The token credits that a debit takes into the balance. */
export const folds = z.array(tokenCreditIdentifier).max(maxFolds);
