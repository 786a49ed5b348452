/** The table endpoint × institution type × role, every cell of it, against what the application lets through. */
import { type PartyOrgType, partyOrgTypes } from '../../../chaincode/api/records';
import type { Operation } from '../../../gateway/api/operation';
import { operations } from '../../../gateway/api/operations';
import { type UserRole, userRoles } from '../../../gateway/api/roles';
import type { Route } from '../../../gateway/http/route';
import { allianceWith, type Served, startGateway } from './fakes';

/** Handlers that say that they were reached: only the way to them is under test. */
const table: readonly Route[] = operations.map(({ params: _p, query: _q, body: _b, ...route }) => ({
  ...route,
  handle: () => Promise.resolve({ body: { reached: true } }),
}));

const callers = partyOrgTypes.flatMap((type) => [undefined, ...userRoles].map((role) => ({ type, role })));
const gateways = new Map<PartyOrgType, Served>();

beforeAll(async () => {
  for (const type of partyOrgTypes) gateways.set(type, await startGateway({ partyOrgType: type, table }));
});

afterAll(async () => {
  for (const gateway of gateways.values()) await gateway.stop();
});

function expected({ access }: Operation, type: PartyOrgType, role: UserRole | undefined): number {
  if (access === 'OPEN') return 200;
  if (role === undefined) return 401;
  const typeFits = access.partyOrgTypes === undefined || access.partyOrgTypes.includes(type);
  return typeFits && access.roles.includes(role) ? 200 : 403;
}

describe('the table of authorisation', () => {
  it.each(operations)('$method $path lets in whom its line names, and nobody else', async (route) => {
    const path = route.path.replaceAll(/\{\w+\}/g, 'X1');
    const cells = await Promise.all(
      callers.map(async ({ type, role }) => {
        const answer = await gateways.get(type)?.send(route.method.toUpperCase(), path, { role });
        return { type, role, status: answer?.status };
      }),
    );

    expect(cells).toEqual(callers.map(({ type, role }) => ({ type, role, status: expected(route, type, role) })));
  });

  it('says what the design says of the lines that matter most', () => {
    const lineOf = (method: string, path: string) =>
      operations.find((route) => route.method === method && route.path === path)?.access;

    expect(lineOf('post', '/v1/plans')).toEqual({ roles: ['officer'], partyOrgTypes: ['CREDITOR_ORG'] });
    expect(lineOf('get', '/v1/plans/{assetId}/borrower')).toEqual({
      roles: ['officer'],
      partyOrgTypes: ['CREDITOR_ORG'],
    });
    expect(lineOf('post', '/v1/tokens/recharges')).toEqual({ roles: ['officer'], partyOrgTypes: ['TOKEN_ISSUER'] });
    expect(lineOf('post', '/v1/parties/self/keys')).toEqual({ roles: ['admin'], partyOrgTypes });
    expect(lineOf('post', '/v1/users')).toEqual({ roles: ['admin'] });
    expect(lineOf('get', '/v1/events')).toEqual({ roles: ['officer', 'reviewer', 'auditor'], partyOrgTypes });
    const open = operations.filter(({ access }) => access === 'OPEN').map(({ path }) => path);
    expect(open).toEqual(['/', '/healthz', '/readyz']);
  });

  it('lets no auditor and no administrator write business, and a regulator only get at tokens of its own', () => {
    const writing = operations.filter(({ method, path }) => method === 'post' && /^\/v1\/(plans|tokens)/.test(path));
    const holding = /^\/v1\/tokens\/redemptions(\/\{redemptionId\}\/(acknowledge|object|cancel|expire))?$/;

    expect(writing.length).toBeGreaterThan(15);
    for (const { path, access } of writing) {
      expect(access).toMatchObject({ roles: ['officer'] });
      const lets = access !== 'OPEN' && access.partyOrgTypes?.includes('REGULATOR');
      expect([path, lets]).toEqual([path, holding.test(path)]);
    }
  });
});

describe('a caller', () => {
  const path = '/v1/plans';

  it.each([
    ['nothing', {}],
    ['an unknown token', { authorization: 'Bearer nobodys-token' }],
    ['a token of another scheme', { authorization: 'Basic token-of-the-officer' }],
    ['a token with something behind it', { authorization: 'Bearer token-of-the-officer x' }],
    ['an empty token', { authorization: 'Bearer ' }],
  ])('that sends %s is unknown, and is told how to sign in', async (_what, headers) => {
    const answer = await gateways.get('CREDITOR_ORG')?.send('GET', path, { role: undefined, headers });

    expect(answer).toMatchObject({ status: 401, body: { code: 'NOT_SIGNED_IN', status: 401 } });
    expect(answer?.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  it('of an institution that is no member is refused by that name', async () => {
    const gateway = await startGateway({ table, store: { alliance: async () => undefined } });
    const before = await gateway.send('GET', path);
    await gateway.stop();
    expect(before).toMatchObject({ status: 503, body: { code: 'ALLIANCE_NOT_FOUNDED' } });
    expect(before.headers.get('retry-after')).toBe('2');

    const { members, ...alliance } = allianceWith('CREDITOR_ORG');
    const outsider = await startGateway({
      table,
      store: { alliance: async () => ({ ...alliance, members: members.slice(1) }) },
    });
    const answer = await outsider.send('GET', path);
    await outsider.stop();
    expect(answer).toMatchObject({ status: 403, body: { code: 'CALLER_NOT_MEMBER' } });
  });

  it('that asks too often is told to wait, and others are not', async () => {
    const gateway = await startGateway({ table, requestsPerMinute: 2 });
    const statuses: number[] = [];
    for (let count = 0; count < 3; count++) statuses.push((await gateway.send('GET', path)).status);
    const late = await gateway.send('GET', path);
    const other = await gateway.send('GET', path, { role: 'auditor' });
    await gateway.stop();

    expect(statuses).toEqual([200, 200, 429]);
    expect(late).toMatchObject({ body: { code: 'TOO_MANY_REQUESTS' } });
    expect(late.headers.get('retry-after')).toBe('10');
    expect(other.status).toBe(200);
  });
});
