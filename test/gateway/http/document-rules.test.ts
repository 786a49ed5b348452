/** The rules by which `redocly lint` (recommended) and Spectral's OAS rules judge a document, as far as they matter to its readers. */

import { streamEventNames } from '../../../gateway/api/event-stream';
import { requestExamples } from '../../../gateway/api/examples';
import { operations } from '../../../gateway/api/operations';
import { openApiOf } from '../../../gateway/http/openapi';
import { tags } from '../../../gateway/http/openapi-info';

// biome-ignore lint/suspicious/noExplicitAny: a document of any form
type Node = any;

const text = JSON.stringify(openApiOf(operations, { version: '0' }));
const document: Node = JSON.parse(text);
const described: readonly (readonly [string, Node])[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods as object).map(([method, one]) => [`${method} ${path}`, one] as const),
);

function nodesIn(node: Node): Node[] {
  return typeof node !== 'object' || node === null ? [] : [node, ...Object.values(node).flatMap(nodesIn)];
}

describe('the document', () => {
  it('names its licence, its server, and how to sign in', () => {
    expect(document.info).toMatchObject({
      license: { identifier: 'Apache-2.0' },
      contact: { name: expect.any(String) },
    });
    expect(document.servers).toEqual([{ url: '/', description: expect.any(String) }]);
    expect(document.components.securitySchemes.token).toMatchObject({ type: 'http', scheme: 'bearer' });
  });

  it.each(['Retry-After', 'nextCursor', 'Idempotency-Hit', 'minBlock', 'Block-Height', '## Problems'])(
    'explains %s once for all operations',
    (word) => expect(document.info.description).toContain(word),
  );

  it('uses every schema that it names, and names every schema that it uses', () => {
    const used = new Set(nodesIn(document).flatMap(({ $ref }) => (typeof $ref === 'string' ? [$ref] : [])));
    const named = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect([...used].sort()).toEqual(named.sort());
  });

  it('describes every tag, and uses each', () => {
    const used = new Set(described.flatMap(([, one]) => one.tags));
    expect([...used].sort()).toEqual(tags.map(({ name }) => name).sort());
    expect(tags.filter(({ description }) => !description.endsWith('.'))).toEqual([]);
  });

  it('describes the data of every event of the stream', () => {
    const names = [...streamEventNames, 'PositionEvent'];
    expect(document.components.schemas.StreamEvent.anyOf).toEqual(
      names.map((name) => ({ $ref: `#/components/schemas/${name}` })),
    );
    const [schema] = Object.values(document.paths['/v1/events'].get.responses[200].content) as Node[];
    expect(schema.schema).toEqual({ $ref: '#/components/schemas/StreamEvent' });
  });

  it('names each operation once, by a verb and a noun', () => {
    const ids = described.map(([, { operationId }]) => operationId);
    expect(ids.filter((id) => !/^[a-z]+(?:[A-Z][a-z]*)+$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the examples', () => {
  it.each(Object.entries(requestExamples))('have for %s a body that is accepted', (id, example) => {
    const route = operations.find((one) => one.id === id);
    expect(route?.body?.safeParse(example).error).toBeUndefined();
    expect(route?.body).toBeDefined();
  });
});

describe.each(described)('%s', (name, one) => {
  it('has a summary that is one sentence without a full stop, and a description that is sentences', () => {
    expect(one.summary).toMatch(/^[A-Z][a-z]+ [^.]+$/);
    expect(one.summary.length).toBeLessThanOrEqual(80);
    expect(one.description).toMatch(/\.$/);
  });

  it('has one tag, an answer, and a refusal', () => {
    expect(one.tags).toHaveLength(1);
    const statuses = Object.keys(one.responses);
    expect(statuses.some((status) => status.startsWith('2'))).toBe(true);
    expect(statuses.some((status) => status.startsWith('4'))).toBe(true);
  });

  it('declares the parameters of its path', () => {
    const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
    const declared = (one.parameters ?? []).filter((parameter: Node) => parameter.in === 'path');
    expect(declared.map((parameter: Node) => parameter.name).sort()).toEqual(inPath.sort());
  });

  it('lists the codes of each refusal, and describes each', () => {
    const refused = (Object.entries(one.responses) as [string, Node][]).filter(([status]) => Number(status) >= 400);
    for (const [status, { description, content, 'x-codes': data }] of refused) {
      const { properties } = content['application/problem+json'].schema;
      expect(properties.status).toEqual({ const: Number(status) });
      expect(properties.code.enum.length).toBeGreaterThan(0);
      for (const code of properties.code.enum) expect(description).toContain(`${code}: `);
      expect(data.map(({ code }: Node) => code)).toEqual(properties.code.enum);
      for (const { code, text } of data) expect(description).toContain(`${code}: ${text}`);
    }
  });
});
