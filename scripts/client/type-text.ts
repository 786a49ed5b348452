/**
 * A schema of the REST document as a type of TypeScript. It knows what the document uses and throws on anything else, so a form that
 * it would write wrongly cannot get into the client.
 */
export interface Schema {
  readonly [keyword: string]: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** Keywords that narrow values and change no type. */
const silent = [
  'default',
  'dependentRequired',
  'description',
  'format',
  'maxItems',
  'maxLength',
  'maximum',
  'minItems',
  'minLength',
  'minimum',
  'pattern',
  'propertyNames',
];
const spoken = [
  '$ref',
  'additionalProperties',
  'anyOf',
  'const',
  'enum',
  'items',
  'oneOf',
  'properties',
  'required',
  'type',
];
const scalars: Readonly<Record<string, string>> = {
  boolean: 'boolean',
  integer: 'number',
  null: 'null',
  number: 'number',
  string: 'string',
};

export interface TypeOptions {
  /** Callers may set an optional member of a request to undefined; an answer leaves it out. */
  readonly isRequest: boolean;
}

export function typeText(schema: Schema, options: TypeOptions): string {
  const unknown = Object.keys(schema).filter((keyword) => !silent.includes(keyword) && !spoken.includes(keyword));
  if (unknown.length > 0) throw new Error(`no type for the keyword ${unknown.join(', ')}`);
  const { $ref, anyOf, oneOf, enum: values, type, items } = schema;
  if (typeof $ref === 'string') return schemaName($ref);
  if ('const' in schema) return literal(schema.const);
  if (Array.isArray(values)) return values.map(literal).join(' | ');
  const choices = anyOf ?? oneOf;
  if (Array.isArray(choices)) return choices.map((choice) => typeText(choice, options)).join(' | ');
  if (type === 'array') return `readonly ${inParentheses(typeText(items as Schema, options))}[]`;
  if (type === 'object') return objectText(schema, options);
  const scalar = typeof type === 'string' ? scalars[type] : undefined;
  if (scalar !== undefined) return scalar;
  if (type !== undefined) throw new Error(`no type for the type ${JSON.stringify(type)}`);
  return 'unknown';
}

function objectText({ properties = {}, required = [], additionalProperties }: Schema, options: TypeOptions): string {
  const others = typeof additionalProperties === 'object' ? (additionalProperties as Schema) : undefined;
  const names = Object.keys(properties);
  if (others !== undefined && names.length === 0) return `Readonly<Record<string, ${typeText(others, options)}>>`;
  if (others !== undefined && typeText(others, options) !== 'unknown')
    throw new Error('no type for named members beside others of one type');
  const members = Object.entries(properties).map(([name, member]) =>
    memberText(name, member, { ...options, isRequired: required.includes(name) }),
  );
  return objectOf(others === undefined ? members : [...members, 'readonly [member: string]: unknown;']);
}

interface MemberOptions extends TypeOptions {
  readonly isRequired: boolean;
}

export function memberText(name: string, schema: Schema, { isRequest, isRequired }: MemberOptions): string {
  const type = typeText(schema, { isRequest });
  const mark = isRequired ? '' : '?';
  const absent = isRequest && !isRequired ? ' | undefined' : '';
  return `${comment(schema.description)}readonly ${name}${mark}: ${type}${absent};`;
}

export function objectOf(members: readonly string[]): string {
  return members.length === 0 ? 'Nothing' : `{\n${indented(members.join('\n'))}\n}`;
}

/** A doc comment of one line; nothing without a text. */
export function comment(text: string | undefined): string {
  return text === undefined ? '' : `/** ${text.replaceAll('*/', '*\\/')} */\n`;
}

export function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}

export function schemaName(reference: string): string {
  return reference.replace('#/components/schemas/', '');
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value.replaceAll(/['\\]/g, '\\$&')}'` : JSON.stringify(value);
}

function inParentheses(type: string): string {
  return type.includes(' | ') ? `(${type})` : type;
}
