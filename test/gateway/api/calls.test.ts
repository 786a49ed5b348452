/** The names by which the client package calls the operations, and which of them it may repeat. */
import { z } from 'zod';
import type { Operation } from '../../../gateway/api/operation';
import { operations } from '../../../gateway/api/operations';

const named = operations.map((operation) => [operation.id, operation] as const);

/** Commands in whose request nothing names what is made, and why repeating them changes nothing. */
const repeatedByContent: Readonly<Record<string, string>> = {
  advanceDay: 'names the day',
  attachSubjects: 'names the identity number',
  lookUpSubject: 'makes nothing',
  uploadPlans: 'rows name their plans',
  uploadCreditRecords: 'the gateway recognises rows that are filed already',
  previewCreditRecords: 'keeps nothing',
  previewPlans: 'keeps nothing',
};

/** Calls that belong to no resource. */
const topLevel = ['events', 'me'];

/** Commands that show nothing once, and why a client does not repeat them all the same. */
const neverRepeated: Readonly<Record<string, string>> = {
  replayWebhook: 'would begin another replay, or be refused because of the first',
};

function membersIn(form: Operation['body']): readonly string[] {
  return form instanceof z.ZodObject ? Object.keys(form.shape) : [];
}

function requiredIn(form: Operation['body']): readonly string[] {
  if (!(form instanceof z.ZodObject)) return [];
  return Object.entries(form.shape).flatMap(([name, member]) =>
    (member as z.ZodType).safeParse(undefined).success ? [] : [name],
  );
}

/** A member that the caller chooses, or plans, which carry theirs. */
const namesWhatIsMade = (operation: Operation) =>
  operation.params !== undefined || requiredIn(operation.body).some((name) => /Id$|^plans$|^keyId$/.test(name));

describe('the name of a call', () => {
  it.each(named)('is there for %s: a resource and a method, or one word', (_id, { call = '' }) => {
    if (!topLevel.includes(call)) expect(call).toMatch(/^[a-z][A-Za-z]+\.[a-z][A-Za-z]+$/);
  });

  it('belongs to one operation', () => {
    expect(new Set(operations.map(({ call }) => call)).size).toBe(operations.length);
  });
});

describe('a command', () => {
  it('is never repeated where it shows a token or a secret once, and hardly elsewhere', () => {
    const showing = operations.filter(({ answers }) =>
      Object.values(answers).some(({ body }) => membersIn(body).some((name) => name === 'token' || name === 'secret')),
    );
    const never = operations.filter(({ repeatable }) => repeatable === 'NEVER');
    expect(showing.map(({ id }) => id)).toContain('addUser');
    const expected = [...showing.map(({ id }) => id), ...Object.keys(neverRepeated)];
    expect(never.map(({ id }) => id).sort()).toEqual(expected.sort());
  });

  it.each(named.filter(([, { repeatable }]) => typeof repeatable === 'object'))(
    '%s is repeated with a member that it has and that may be absent',
    (_id, { body, repeatable }) => {
      const { with: name } = repeatable as Extract<Operation['repeatable'], object>;
      const form = body instanceof z.ZodOptional ? (body.unwrap() as z.ZodType) : body;
      expect(membersIn(form)).toContain(name);
      expect(requiredIn(form)).not.toContain(name);
    },
  );

  it('names what it makes, or says when it may be repeated, so that a repeated request makes nothing twice', () => {
    const unsaid = operations.filter(
      (operation) => operation.method !== 'get' && operation.repeatable === undefined && !namesWhatIsMade(operation),
    );
    expect(unsaid.map(({ id }) => id).sort()).toEqual(Object.keys(repeatedByContent).sort());
  });
});
