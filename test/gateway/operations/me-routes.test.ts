/** What a caller learns about itself. */
import { partyOrgTypes } from '../../../chaincode/api/records';
import { operations } from '../../../gateway/api/operations';
import { type UserRole, userRoles } from '../../../gateway/api/roles';
import type { Route } from '../../../gateway/http/route';
import { type Seams, self, startGateway } from '../http/fakes';

async function readMe(role: UserRole, seams?: Seams) {
  const gateway = await startGateway(seams);
  const answer = await gateway.send('GET', '/v1/me', { role });
  await gateway.stop();
  return answer;
}

describe('a caller', () => {
  it('learns its name, its role, and the institution for which it calls', async () => {
    expect(await readMe('auditor', { partyOrgType: 'REGULATOR' })).toMatchObject({
      status: 200,
      body: { userName: 'auditor', role: 'auditor', partyId: self, partyName: self, partyOrgType: 'REGULATOR' },
    });
  });

  it.each(partyOrgTypes.flatMap((type) => userRoles.map((role) => [type, role] as const)))(
    'of a %s learns as %s exactly those operations that let it in',
    async (partyOrgType, role) => {
      const told = (await readMe(role, { partyOrgType })).body.operations;
      const table: readonly Route[] = operations.map(({ params: _p, query: _q, body: _b, ...route }) => ({
        ...route,
        handle: () => Promise.resolve({ body: {} }),
      }));
      const gateway = await startGateway({ partyOrgType, table });
      const admitted = [];
      for (const { id, method, path } of operations) {
        const address = path.replaceAll(/\{\w+\}/g, 'X1');
        if ((await gateway.send(method.toUpperCase(), address, { role })).status === 200) admitted.push(id);
      }
      await gateway.stop();
      expect(told).toEqual(admitted.sort());
    },
  );

  it('of an institution that is no member learns which operations concern the gateway itself', async () => {
    const { body } = await readMe('admin', { store: { alliance: async () => undefined } });
    expect(body).not.toHaveProperty('partyOrgType');
    expect(body.operations).toEqual(expect.arrayContaining(['addUser', 'readMe', 'readReadiness']));
    expect(body.operations).not.toContain('listPlans');
  });

  it('that has not signed in learns nothing', async () => {
    const gateway = await startGateway();
    expect((await gateway.send('GET', '/v1/me', { role: undefined })).status).toBe(401);
    await gateway.stop();
  });
});
