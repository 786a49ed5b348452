/** All forms of all requests: each is bounded, and what does not fit one reaches no handler. */
import { z } from 'zod';
import { maxItems, maxMembers } from '../../../gateway/api/exact-json';
import { operation } from '../../../gateway/api/operation';
import { operations } from '../../../gateway/api/operations';
import { validate } from '../../../gateway/http/validate';
import { type Served, startGateway } from './fakes';
import { type Found, formsOf, nameOf, typeOf } from './forms';

/** A body with the value in the place of the union, and all else as it should be. */
const withUnion: Readonly<Record<string, { readonly role: 'admin' | 'officer'; body(value: unknown): unknown }>> = {
  'post /v1/alliance/proposals body.change': { role: 'admin', body: (change) => ({ proposalId: 'P1', change }) },
  'post /v1/subjects body': { role: 'officer', body: (value) => value },
};

const strange = [
  ['nothing', undefined],
  ['null', null],
  ['a list', []],
  ['a list of lists', [[]]],
  ['a text', 'MEMBER'],
  ['a number', 1],
  ['an object without a type', {}],
  ['an object with a type that nobody knows', { type: 'NOBODY_KNOWS' }],
  ['a type that is null', { type: null }],
  ['a type that is a list', { type: ['MEMBER'] }],
  ['a type that is an object', { type: {} }],
  ['a type that every object has', { type: '__proto__' }],
  ['a type and nothing else', { type: 'MEMBER' }],
] as const;

describe('a form with alternatives', () => {
  let gateway: Served;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.stop());

  it('is tried by this test, wherever there is one', () => {
    const unions = formsOf(operations).filter((found) => typeOf(found) === 'union');
    expect(unions.map(nameOf).sort()).toEqual(Object.keys(withUnion).sort());
  });

  const tries = Object.entries(withUnion).flatMap(([name, sample]) =>
    strange.map(([what, value]) => ({ name, sample, what, value })),
  );

  it.each(tries)('$name refuses $what', async ({ name, sample, value }) => {
    const [method = '', path = ''] = name.split(' ');
    const { role, body } = sample;
    const answer = await gateway.send(method.toUpperCase(), path, { role, body: JSON.stringify(body(value)) });

    expect(answer.status).toBe(400);
    expect(gateway.ledger.sent).toEqual([]);
  });

  it('is told which types there are', async () => {
    const body = { proposalId: 'P1', change: { type: 'NOBODY_KNOWS' } };
    const answer = await gateway.send('POST', '/v1/alliance/proposals', { role: 'admin', body });
    expect(answer.body.errors).toEqual([{ path: 'change.type', message: 'is none of PARAMETERS, MEMBER, REDEMPTION' }]);
  });
});

describe('every form of a request', () => {
  const forms = formsOf(operations);

  it('is found', () => {
    expect(forms.length).toBeGreaterThan(400);
  });

  it('says how long a list is at most, which is no longer than any that is parsed', () => {
    const lists = forms.filter((found) => typeOf(found) === 'array');
    expect(lists.length).toBeGreaterThan(3);
    expect(
      lists.filter(({ form }) => !(Number(Reflect.get(schemaOf(form), 'maxItems')) <= maxItems)).map(nameOf),
    ).toEqual([]);
  });

  it('has no more members than are parsed, lets no other in, and has no names that are made up', () => {
    const objects = forms.filter((found) => typeOf(found) === 'object');
    expect(objects.filter(({ form }) => Object.keys(Reflect.get(form, 'shape')).length > maxMembers)).toEqual([]);
    const isStrict = ({ form }: Found) => Reflect.get(form._zod.def, 'catchall')?._zod.def.type === 'never';
    expect(objects.filter((found) => !isStrict(found)).map(nameOf)).toEqual([]);
    expect(forms.filter((found) => typeOf(found) === 'record').map(nameOf)).toEqual([]);
  });

  it('says how long a text is at most', () => {
    // What is made of a text is as long as the text allows.
    const sent = forms.filter(({ path }) => !path.endsWith(' made'));
    const texts = sent.filter((found) => typeOf(found) === 'string' && !isBounded(found));
    expect(texts.map(nameOf)).toEqual([]);
  });

  it('says how large an integer is at most', () => {
    const numbers = forms.filter((found) => typeOf(found) === 'number');
    expect(numbers.length).toBeGreaterThan(20);
    expect(numbers.filter(({ form }) => !('maximum' in schemaOf(form) && 'minimum' in schemaOf(form)))).toEqual([]);
  });

  it.each(['.', '..'])('has no identifier %j, which no client could put into an address', async (userName) => {
    const gateway = await startGateway();
    const body = { userName, role: 'officer' };
    const answer = await gateway.send('POST', '/v1/users', { role: 'admin', body });
    await gateway.stop();
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([
      { path: 'userName', message: expect.stringContaining('neither "." nor ".."') },
    ]);
  });
});

/** By a maximum, or by a pattern that ends and repeats nothing without bounds. */
function isBounded({ form }: Found): boolean {
  const {
    maxLength,
    pattern,
    allOf = [],
  } = schemaOf(form) as {
    readonly maxLength?: number;
    readonly pattern?: string;
    readonly allOf?: readonly { readonly pattern?: string }[];
  };
  if (maxLength !== undefined) return true;
  const repeats = (text: string) => /[*+]|\{\d+,\}/.test(text.replaceAll(/\\.|\[(?:\\.|[^\]])*\]/g, 'x'));
  return [{ pattern }, ...allOf].some((one) => one.pattern !== undefined && !repeats(one.pattern));
}

function schemaOf(form: z.core.$ZodType): object {
  return z.toJSONSchema(form, { io: 'input', unrepresentable: 'any' });
}

it('lets nothing through that did not parse, also where a form says nothing about its refusal', () => {
  const silent = new z.ZodError([]);
  const body = z.string();
  body.safeParse = () => ({ success: false, error: silent }) as never;
  const definition = operation({
    id: 'silent',
    method: 'post',
    path: '/',
    summary: '',
    access: 'OPEN',
    body,
    answers: {},
  });
  expect(() => validate(definition, { params: {}, query: {}, body: 'x', lastEventId: undefined })).toThrow(
    'REQUEST_MALFORMED',
  );
});
