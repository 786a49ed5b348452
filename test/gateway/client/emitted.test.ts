/** The generated part of the client: current, equal to the forms that the gateway checks, and closed to what it cannot write. */
import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import type * as confirms from '../../../gateway/api/confirms';
import type * as eventStream from '../../../gateway/api/event-stream';
import type { Operation } from '../../../gateway/api/operation';
import { operations } from '../../../gateway/api/operations';
import type { conditionsForm } from '../../../gateway/api/plan-conditions';
import type { planForm } from '../../../gateway/api/plan-form';
import type * as plans from '../../../gateway/api/plans';
import type { addUser } from '../../../gateway/api/users';
import type { Client } from '../../../gateway/client/client';
import * as client from '../../../gateway/client/emitted';
import type { Refused } from '../../../gateway/client/refused';
import { codesOf } from '../../../gateway/http/openapi';
import { emit, emittedFile } from '../../../scripts/client/emit';
import { emitClient } from '../../../scripts/client/emitted';
import { type Schema, typeText } from '../../../scripts/client/type-text';

it('is what the table of operations makes; if not, `npm run emit:client` makes it again', () => {
  expect(readFileSync(emittedFile, 'utf8')).toBe(emit());
});

it('has a call for every operation', () => {
  expect(Object.keys(client.calls).sort()).toEqual(operations.map(({ call }) => call).sort());
  expect(client.calls['users.add']).toMatchObject({ repeatable: 'NEVER' });
});

/** True where each of two types can be used for the other; `readonly` and a member that may be undefined do not matter. */
type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;
type Loose<T> = T extends readonly (infer E)[]
  ? readonly Loose<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Loose<Exclude<T[K], undefined>> }
    : T;
type Form<F extends z.ZodType> = Loose<z.input<F>>;
type Body<O extends Operation, Status extends keyof O['answers']> = O['answers'][Status] extends {
  body: infer F extends z.ZodType;
}
  ? Form<F>
  : never;

/** The compiler is the test: an entry that is not `true` does not compile. */
const same: readonly true[] = [
  true satisfies Same<Loose<client.PlanAsSent>, Form<typeof planForm>>,
  true satisfies Same<Loose<client.ImportConditions>, Form<typeof conditionsForm>>,
  true satisfies Same<Loose<client.LoanSharedPlan>, Body<typeof plans.readPlan, 200>>,
  true satisfies Same<Loose<client.LoanShareConfirm>, Body<typeof confirms.confirmPlan, 201>>,
  true satisfies Same<Loose<client.AddUserAnswer>, Body<typeof addUser, 201>>,
  true satisfies Same<client.StreamEvent['name'], eventStream.StreamEvent['name'] | 'PositionEvent'>,
];

it('has the types of the forms', () => {
  expect(same.every(Boolean)).toBe(true);
});

it('lets the compiler find a wrong member, a wrong value and a code that a call does not refuse with', () => {
  const never = (tallystick: Client, error: Refused) => [
    // @ts-expect-error there is no such status
    tallystick.plans.list({ status: 'STARTED' }),
    // @ts-expect-error the confirm lacks its limit
    tallystick.plans.confirm({ assetId: 'A1', confirmId: 'c1', confirmTakeInRateBps: 1_800 }),
    // @ts-expect-error no call refuses so
    error.code === 'BALANCE_INSUFICIENT',
    // @ts-expect-error a recharge takes no tokens
    error.isOf('tokens.recharge') && error.code === 'BALANCE_INSUFFICIENT',
  ];
  expect(never).toHaveLength(2);
});

it.each(operations.map((operation) => [operation.call ?? '', operation] as const))(
  'knows the codes with which %s is refused',
  (call, operation) => {
    const text = readFileSync(emittedFile, 'utf8');
    const everywhere = /^type Everywhere = (.*);$/m.exec(text)?.[1] ?? '';
    const own = text.split('\n').find((line) => line.startsWith(`  readonly '${call}': Everywhere`)) ?? '';
    const codes = [...`${everywhere} ${own.replace(/^[^:]*:/, '')}`.matchAll(/'(\w+)'/g)].map(([, code]) => code);
    expect(codes.sort()).toEqual([...codesOf(operation)].sort());
  },
);

describe('the emitter', () => {
  const options = { isRequest: false };

  it.each<[Schema, string]>([
    [{ type: 'integer', minimum: 0, format: 'int64' }, 'number'],
    [{ enum: ['A', "it's"] }, "'A' | 'it\\'s'"],
    [{ const: true }, 'true'],
    [{ type: 'array', items: { enum: ['A', 'B'] } }, "readonly ('A' | 'B')[]"],
    [{ type: 'object', additionalProperties: { type: 'string' } }, 'Readonly<Record<string, string>>'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string | null'],
    [{}, 'unknown'],
    [
      { type: 'object', properties: { a: { type: 'string' }, b: { type: 'boolean' } }, required: ['a'] },
      '{\n  readonly a: string;\n  readonly b?: boolean;\n}',
    ],
  ])('writes %j', (schema, type) => {
    expect(typeText(schema, options)).toBe(type);
  });

  it.each<Schema>([
    { allOf: [{ type: 'string' }] },
    { type: ['string', 'null'] },
    { type: 'array', prefixItems: [{ type: 'string' }] },
    { type: 'string', contentEncoding: 'base64' },
    { type: 'object', properties: { a: {} }, additionalProperties: { type: 'string' } },
    { type: 'date' },
  ])('throws on %j, which it would write wrongly', (schema) => {
    expect(() => typeText(schema, options)).toThrow('no type for');
  });

  it('throws on an operation without a call, and on two members of one name', () => {
    const [operation] = operations.filter(({ id }) => id === 'confirmPlan');
    if (operation === undefined) throw new Error('no confirmPlan');
    const { call: _call, ...unnamed } = operation;
    expect(() => emitClient([unnamed], '0')).toThrow('confirmPlan has no call');
    const { body } = operations.find(({ id }) => id === 'readPlan') ?? {};
    expect(body).toBeUndefined();
    expect(() => emitClient([{ ...operation, body: operation.params as z.ZodType }], '0')).toThrow('two members named');
  });
});
