import type { Operation } from '../../../gateway/api/operation';
import { operations } from '../../../gateway/api/operations';
import { openApiOf } from '../../../gateway/http/openapi';

// biome-ignore lint/suspicious/noExplicitAny: a document of any form
type Node = any;

const document: Node = JSON.parse(JSON.stringify(openApiOf(operations, { version: '0' })));
const described = operations.map((route) => [`${route.method} ${route.path}`, route, operationOf(route)] as const);

function operationOf({ path, method }: Operation): Node {
  return document.paths[path][method];
}

/** Every schema of the document, with where it stands. */
function nodesIn(node: Node, place = '#'): { readonly place: string; readonly node: Node }[] {
  if (typeof node !== 'object' || node === null) return [];
  return [{ place, node }, ...Object.entries(node).flatMap(([name, member]) => nodesIn(member, `${place}/${name}`))];
}

describe('an integer of the document', () => {
  const integers = nodesIn(document).filter(({ node }) => node.type === 'integer');

  it('is found wherever there is one', () => {
    expect(integers.length).toBeGreaterThan(150);
    expect(nodesIn(document).filter(({ node }) => node.type === 'number')).toEqual([]);
    expect(nodesIn(document).filter(({ node }) => Array.isArray(node.type) && node.type.includes('integer'))).toEqual(
      [],
    );
  });

  it('has no pattern, which is for texts', () => {
    expect(integers.filter(({ node }) => 'pattern' in node)).toEqual([]);
  });

  it('is read with 32 bits only where it cannot have more', () => {
    const misread = integers.filter(({ node: { format, minimum, maximum } }) => {
      const isShort = minimum >= -2_147_483_648 && maximum <= 2_147_483_647;
      return format !== (isShort ? 'int32' : 'int64');
    });
    expect(misread).toEqual([]);
  });

  it.each(['amountFen', 'balanceFen', 'heldFen', 'tokenFen', 'amountRmb', 'asOfBlock', 'remainingLimitRmb'])(
    'has 64 bits where it is %s, so that 3,000,000,000 stays what it is',
    (name) => {
      const named = integers.filter(({ place }) => place.endsWith(`/properties/${name}`));
      expect(named.length).toBeGreaterThan(0);
      expect(named.map(({ node }) => node.format)).toEqual(named.map(() => 'int64'));
    },
  );
});

describe('an operation of the document', () => {
  it.each(described)('%s says whether its body has to be there', (_name, { body }, { requestBody }) => {
    const takesNone = body?.safeParse(undefined).success;
    expect(requestBody?.required).toBe(body === undefined ? undefined : !takesNone);
  });

  it('may lack its body in three places, where nothing in it is needed', () => {
    const lacking = described.filter(([, , { requestBody }]) => requestBody?.required === false);
    expect(lacking.map(([name]) => name)).toEqual([
      'post /v1/consents/{consentId}/revoke',
      'post /v1/parties/self/keys',
      'post /v1/subjects/{subjectId}/keys/{keyId}/revoke',
    ]);
  });

  it.each(described)(
    '%s tells of malformed requests, of limits, and of a block to wait for',
    (_n, route, operation) => {
      expect(operation.responses[400].description).toContain('REQUEST_MALFORMED');
      expect(operation.responses[429].headers['Retry-After'].schema).toMatchObject({ type: 'integer' });
      const minBlock = operation.parameters?.find(({ name }: Node) => name === 'minBlock');
      if (route.access === 'OPEN') return expect(minBlock).toBeUndefined();
      expect(minBlock.schema).toEqual({
        type: 'integer',
        format: 'int64',
        minimum: 0,
        maximum: 999_999_999_999_999,
        description: minBlock.description,
      });
      expect(operation.responses[401].headers['WWW-Authenticate']).toBeDefined();
    },
  );

  it('tells of the headers that answers carry', () => {
    const headersOf = (method: string, path: string, status: number) =>
      Object.keys(document.paths[path][method].responses[status].headers);
    expect(headersOf('post', '/v1/plans', 201)).toEqual(expect.arrayContaining(['Block-Height', 'Idempotency-Hit']));
    expect(headersOf('get', '/v1/plans', 200)).toContain('Block-Height');
    expect(headersOf('get', '/v1/plan-imports/template.xlsx', 200)).toContain('Content-Disposition');
    expect(headersOf('get', '/readyz', 503)).toEqual(['Retry-After']);
    expect(headersOf('get', '/healthz', 200)).toEqual(['Request-Id', 'RateLimit', 'RateLimit-Policy']);
    const silent = described.flatMap(([name, , { responses }]) =>
      Object.entries<Node>(responses).flatMap(([status, { headers = {} }]) =>
        Number(status) < 400 && !('Request-Id' in headers) ? [name] : [],
      ),
    );
    expect(silent).toEqual([]);
  });

  it('tells as data after how many seconds to repeat what was refused', () => {
    const codes = document.paths['/v1/plans'].get.responses[503]['x-codes'];
    expect(codes.find(({ code }: Node) => code === 'NOT_CAUGHT_UP')).toEqual({
      code: 'NOT_CAUGHT_UP',
      text: expect.any(String),
      retryAfterSeconds: 2,
    });
  });

  it('tells of Last-Event-ID where it is read, and nowhere else', () => {
    const named = described.flatMap(([name, , { parameters = [] }]) =>
      parameters
        .filter((parameter: Node) => parameter.in === 'header')
        .map((parameter: Node) => [name, parameter.name]),
    );
    expect(named).toEqual([['get /v1/events', 'Last-Event-ID']]);
    const { parameters, responses } = document.paths['/v1/events'].get;
    expect(parameters.find(({ in: place }: Node) => place === 'header')).not.toHaveProperty('required', true);
    expect(responses[409].description).toContain('POSITION_BEYOND_LEDGER');
  });

  it('tells a member that is true or false as one, and a list with commas as a list', () => {
    const schemaOf = (path: string, name: string) =>
      document.paths[path].get.parameters.find((parameter: Node) => parameter.name === name);
    expect(schemaOf('/v1/credit-disputes', 'overdue').schema).toEqual({
      type: 'boolean',
      description: expect.any(String),
    });
    expect(schemaOf('/v1/credit-records', 'due').schema).toEqual({ type: 'boolean', description: expect.any(String) });
    expect(schemaOf('/v1/events', 'types')).toMatchObject({ style: 'form', explode: false, schema: { type: 'array' } });
  });

  it('says which members come together', () => {
    const bodyOf = (path: string) => document.paths[path].post.requestBody.content['application/json'].schema;
    const pair = { keyId: ['signature'], signature: ['keyId'] };
    expect(bodyOf('/v1/consents').dependentRequired).toEqual({ signature: ['signedTime'] });
    expect(bodyOf('/v1/consents/{consentId}/revoke').dependentRequired).toEqual(pair);
    expect(bodyOf('/v1/credit-records/{recordId}/signatures').dependentRequired).toEqual(pair);
    expect(bodyOf('/v1/credit-records/{recordId}/disputes').dependentRequired).toEqual({
      ...pair,
      signature: ['keyId', 'disputeId'],
    });
  });

  it('names the form of what no pattern can say', () => {
    const formats = new Set(nodesIn(document).map(({ node }) => node.format));
    expect([...formats]).toEqual(
      expect.arrayContaining(['identity-number', 'json', 'mobile-number', 'p256-point', 'p256-signature']),
    );
  });

  it('tells of a cursor that the list did not give out, wherever there is one', () => {
    const lists = described.filter(([, , { parameters = [] }]) =>
      parameters.some(({ name }: Node) => name === 'cursor'),
    );
    expect(lists.length).toBeGreaterThan(10);
    for (const [, , { responses }] of lists) expect(responses[422].description).toContain('CURSOR_UNKNOWN');
  });
});
