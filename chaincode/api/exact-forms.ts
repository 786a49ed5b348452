/**
 * Holds a form against the type that it stands for, while the project is compiled: a member that one of them has and the other
 * lacks, or that only one of them lets be left out, is an error. So types stay the one place that says what a record is.
 */
import { z } from 'zod';
import { timestamp } from './commands';
import { identifierPattern, partyIdPattern } from './identifiers';
import { confirmStatuses, endings } from './plan-records';

type Primitive = string | number | boolean | null | undefined;

/** The type without `readonly`, and with the optional members told by their names. */
type Plain<T> = T extends Primitive
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Plain<Item>[]
    : {
        readonly [K in keyof T as object extends Pick<T, K> ? `${K & string}?` : K]-?: Plain<Exclude<T[K], undefined>>;
      };

type Same<One, Other> =
  (<T>() => T extends Plain<One> ? 1 : 2) extends <T>() => T extends Plain<Other> ? 1 : 2 ? true : false;

/** `exactly<Type>()(form)` is the form. */
export const exactly =
  <Type>() =>
  <Form extends z.ZodType>(form: Same<z.output<Form>, Type> extends true ? Form : never): Form =>
    form;

/** A text that can be part of a key, or follows from such parts: an identifier, a hash, a signature, a day. */
export const word = z.string().regex(/^[A-Za-z0-9._:-]{1,4096}$/);
export const wholeId = z.string().regex(identifierPattern);
export const partyId = z.string().regex(partyIdPattern);
export const integer = z.int();

const wrapForm = z.strictObject({ ephemeralPublicKey: word, wrappedKey: word });

/** The members that every exchange has, whatever is exchanged. */
export const exchangeForm = {
  tokenFen: integer,
  deliverBy: timestamp,
  disputeWithinSeconds: integer,
  disputeBy: timestamp.optional(),
  refundFrom: timestamp,
  oneOffPublicKey: word,
  status: z.enum(confirmStatuses),
  wrap: wrapForm.optional(),
  deliveredTime: timestamp.optional(),
  endedTime: timestamp.optional(),
  endedBy: z.enum(endings).optional(),
};
