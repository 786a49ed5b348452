/** Users over HTTP. */
import { type Request, type Seams, startGateway } from '../http/fakes';

async function ask(method: string, path: string, request?: Request, seams?: Seams) {
  const gateway = await startGateway(seams);
  const answer = await gateway.send(method, path, request);
  await gateway.stop();
  return { answer, ledger: gateway.ledger };
}

describe('users', () => {
  it('are added with a token that is shown once, listed without it, and gone when they are removed', async () => {
    const gateway = await startGateway();
    const admin = { role: 'admin' } as const;
    const added = await gateway.send('POST', '/v1/users', { ...admin, body: { userName: 'reader', role: 'auditor' } });
    const { token } = added.body;
    const asReader = () => gateway.send('GET', '/v1/plans', { token });

    expect(added).toMatchObject({ status: 201, body: { userName: 'reader', role: 'auditor' } });
    expect((await asReader()).status).toBe(200);
    const listed = await gateway.send('GET', '/v1/users?limit=2', admin);
    expect(listed.body).toMatchObject({
      items: [{ userName: 'admin' }, { userName: 'auditor' }],
      nextCursor: expect.stringMatching(/\.auditor$/),
    });
    expect(listed.text).not.toContain(token);

    expect((await gateway.send('DELETE', '/v1/users/reader', admin)).status).toBe(204);
    expect((await asReader()).status).toBe(401);
    expect(await gateway.send('DELETE', '/v1/users/reader', admin)).toMatchObject({ body: { code: 'USER_NOT_FOUND' } });
    await gateway.stop();
  });

  it('have an administrator whatever becomes of them', async () => {
    const gateway = await startGateway();
    const admin = { role: 'admin' } as const;
    const last = await gateway.send('DELETE', '/v1/users/admin', admin);
    expect(last).toMatchObject({ status: 409, body: { code: 'LAST_ADMINISTRATOR' } });
    await gateway.send('POST', '/v1/users', { ...admin, body: { userName: 'second', role: 'admin' } });
    expect((await gateway.send('DELETE', '/v1/users/admin', admin)).status).toBe(204);
    await gateway.stop();
  });

  it('are not replaced by adding them again', async () => {
    const body = { userName: 'officer', role: 'admin' };
    const { answer } = await ask('POST', '/v1/users', { role: 'admin', body });
    expect(answer).toMatchObject({ status: 409, body: { code: 'USER_EXISTS' } });
  });

  it('can be kept before the alliance is founded', async () => {
    const { answer } = await ask('GET', '/v1/users', { role: 'admin' }, { store: { alliance: async () => undefined } });
    expect(answer.status).toBe(200);
  });
});
