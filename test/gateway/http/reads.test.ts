/** How fresh answers are, and what the document says. */
import { ledgerEventNames } from '../../../chaincode/api/events';
import { operations } from '../../../gateway/api/operations';
import { block, type Request, type Seams, startGateway } from './fakes';

async function ask(method: string, path: string, request?: Request, seams?: Seams) {
  const gateway = await startGateway(seams);
  const answer = await gateway.send(method, path, request);
  await gateway.stop();
  return { answer, ledger: gateway.ledger };
}

describe('a read', () => {
  it("waits for the gateway's own last write, and says which block it is as of", async () => {
    const gateway = await startGateway();
    gateway.ledger.push(block(6));
    const written = await gateway.send('POST', '/v1/plans/A1/withdraw');
    const order: string[] = [];
    const read = gateway.send('GET', '/v1/plans').then((answer) => {
      order.push('answered');
      return answer;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    order.push('folded');
    gateway.ledger.push(block(7));
    const answer = await read;
    await gateway.stop();

    expect(written.headers.get('block-height')).toBe('7');
    expect(order).toEqual(['folded', 'answered']);
    expect(answer.headers.get('block-height')).toBe('7');
    expect(answer.body.asOfBlock).toBe(7);
  });

  it.each([
    ['GET', '/v1/plans?minBlock=9', 200],
    ['POST', '/v1/plans/A1/withdraw?minBlock=9', 201],
  ])('waits for the block that the caller names: %s %s', async (method, path, status) => {
    const gateway = await startGateway();
    const answered = gateway.send(method, path);
    gateway.ledger.push(block(8));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(gateway.ledger.sent).toEqual([]);
    gateway.ledger.push(block(9));
    expect((await answered).status).toBe(status);
    await gateway.stop();
  });

  it('gives up after ten seconds with the block that it has', async () => {
    const { answer } = await ask('GET', '/v1/plans?minBlock=9');
    expect(answer).toMatchObject({ status: 503, body: { code: 'NOT_CAUGHT_UP', asOfBlock: -1 } });
    expect(answer.headers.get('retry-after')).toBe('2');
  }, 15_000);

  it('of a list carries the block that it is as of, wherever there is a list', async () => {
    const lists = ['/v1/plans', '/v1/parties', '/v1/alliance/proposals', '/v1/tokens/accounts/X/entries'];
    const gateway = await startGateway({ partyOrgType: 'TOKEN_ISSUER' });
    for (const path of [...lists, '/v1/tokens/recharges', '/v1/tokens/redemptions']) {
      expect((await gateway.send('GET', path)).body).toMatchObject({ items: expect.any(Array), asOfBlock: -1 });
    }
    await gateway.stop();
  });
});

describe('the OpenAPI document', () => {
  // biome-ignore lint/suspicious/noExplicitAny: a document of any form
  let document: any;
  beforeAll(async () => {
    document = (await ask('GET', '/openapi.json', { role: undefined })).answer.body;
  });

  it('is of version 3.1 and holds every route with its parameters, answers and problems', () => {
    expect(document.openapi).toBe('3.1.0');
    for (const route of operations) {
      const operation = document.paths[route.path]?.[route.method];
      expect(operation).toMatchObject({ summary: route.summary, operationId: expect.any(String) });
      const named = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const inPath = operation.parameters.filter((parameter: { in: string }) => parameter.in === 'path');
      expect(inPath.map(({ name }: { name: string }) => name)).toEqual(named);
      expect(inPath.every(({ required }: { required: boolean }) => required)).toBe(true);
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(Object.keys(route.answers)));
      if (route.access !== 'OPEN')
        expect(operation).toMatchObject({ security: [{ token: [] }, { session: [] }], responses: { 401: {} } });
    }
  });

  it('names every operation once, and refers to nothing that it does not hold', () => {
    const text = JSON.stringify(document);
    const operations = Object.values<Record<string, { operationId: string }>>(document.paths).flatMap(Object.values);
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name ?? '');
    expect(references.length).toBeGreaterThan(20);
    expect(references.filter((name) => document.components.schemas[name] === undefined)).toEqual([]);
  });

  it('says what a request takes: amounts are integers, times have a zone, pages have bounds', () => {
    const { parameters } = document.paths['/v1/plans'].get;
    const limit = parameters.find(({ name }: { name: string }) => name === 'limit');
    expect(limit).toMatchObject({ in: 'query', schema: { type: 'integer', minimum: 1, maximum: 500 } });
    expect(limit.required).not.toBe(true);
    const { properties } = document.components.schemas.PlanAsSent;
    expect(properties.joinLimit.properties.startTime).toMatchObject({ type: 'string', format: 'date-time' });
    expect(document.paths['/v1/events'].get.parameters[0]).toMatchObject({ name: 'types', in: 'query' });
    expect(ledgerEventNames.length).toBeGreaterThan(0);
  });
});
