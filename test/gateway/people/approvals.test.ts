/** Second approval: who proposes, who carries out, and what is kept in between. */
import { FakeLedger, fakeAudit, planSent, refuse, self, startGateway } from '../http/fakes';
import { onEachDatabase } from '../store/databases';

const body = { plans: [planSent()] };
const second = { token: 'token-of-the-second-officer' };

onEachDatabase('a request that needs a second person', ({ open }) => {
  async function serve({ isOn = true, ledger = new FakeLedger() } = {}) {
    const store = await open();
    const { keepApproval, approval, approvals, endApproval, expireApprovals } = store;
    const audit = fakeAudit();
    const gateway = await startGateway({
      ledger,
      store: { keepApproval, approval, approvals, endApproval, expireApprovals, audit },
      people: isOn ? { secondApproval: { validHours: 1 } } : {},
    });
    await gateway.gateway.store.createUser({ userName: 'second', role: 'officer' }, second.token);
    const propose = async (role: 'officer' | 'reviewer' = 'reviewer') => {
      const answer = await gateway.send('POST', '/v1/plans', { role, body });
      return { answer, path: `/v1/approvals/${answer.body.approvalId}` };
    };
    return { ...gateway, audit, store, propose };
  }

  it('waits, and is carried out by an officer who is another person', async () => {
    const gateway = await serve();
    const { answer, path } = await gateway.propose();
    expect(answer).toMatchObject({ status: 409, body: { code: 'SECOND_APPROVAL_NEEDED' } });
    expect(gateway.ledger.sent).toEqual([]);

    const read = await gateway.send('GET', path);
    expect(read.body).toMatchObject({ operation: 'publishPlans', status: 'WAITING', proposedBy: 'reviewer' });
    expect(JSON.parse(read.body.request)).toMatchObject({ body });
    const done = await gateway.send('POST', `${path}/carry-out`);
    await gateway.stop();

    expect(done.body).toMatchObject({ answerStatus: 201, approval: { status: 'CARRIED_OUT', endedBy: 'officer' } });
    expect(JSON.parse(done.body.answer)).toMatchObject({ outcomes: [{ assetId: `${self}:A1`, status: 'ACCEPTED' }] });
    expect(gateway.ledger.sent.map(({ name }) => name)).toEqual(['plan:publish']);
  });

  it('is not carried out by whoever proposed it, nor by a reviewer', async () => {
    const gateway = await serve();
    const { path } = await gateway.propose('officer');
    const own = await gateway.send('POST', `${path}/carry-out`);
    const reviewer = await gateway.send('POST', `${path}/carry-out`, { role: 'reviewer' });
    const other = await gateway.send('POST', `${path}/carry-out`, second);
    await gateway.stop();

    expect(own).toMatchObject({ status: 403, body: { code: 'SECOND_PERSON_NEEDED' } });
    expect(reviewer).toMatchObject({ status: 403, body: { code: 'ROLE_NOT_ALLOWED' } });
    expect(other.body).toMatchObject({ answerStatus: 201 });
    expect(gateway.ledger.sent).toHaveLength(1);
  });

  it('is carried out once', async () => {
    const gateway = await serve();
    const { path } = await gateway.propose();
    await gateway.send('POST', `${path}/carry-out`);
    const again = await gateway.send('POST', `${path}/carry-out`, second);
    await gateway.stop();
    expect(again).toMatchObject({ status: 409, body: { code: 'APPROVAL_ENDED' } });
    expect(gateway.ledger.sent).toHaveLength(1);
  });

  it('is the same one where it is repeated', async () => {
    const gateway = await serve();
    const [one, again, other] = [await gateway.propose(), await gateway.propose(), await gateway.propose('officer')];
    const { body: list } = await gateway.send('GET', '/v1/approvals?status=WAITING');
    await gateway.stop();
    expect(again.path).toBe(one.path);
    expect(other.path).not.toBe(one.path);
    expect(list.items.map(({ proposedBy }: { proposedBy: string }) => proposedBy)).toEqual(['officer', 'reviewer']);
  });

  it('goes on waiting where the ledger refuses it', async () => {
    const gateway = await serve({ ledger: new FakeLedger({ submit: refuse('PLAN_EXISTS_WITH_OTHER_CONTENT') }) });
    const { path } = await gateway.propose();
    const done = await gateway.send('POST', `${path}/carry-out`);
    const { body: after } = await gateway.send('GET', path);
    await gateway.stop();
    expect(done).toMatchObject({ status: 200, body: { answerStatus: 409, approval: { status: 'WAITING' } } });
    expect(JSON.parse(done.body.answer)).toMatchObject({ code: 'PLAN_EXISTS_WITH_OTHER_CONTENT' });
    expect(after.status).toBe('WAITING');
  });

  it('is rejected by an officer, or by the reviewer who proposed it', async () => {
    const gateway = await serve();
    const [one, other] = [await gateway.propose(), await gateway.propose('officer')];
    const rejected = await gateway.send('POST', `${one.path}/reject`, { role: 'reviewer' });
    const hidden = await gateway.send('POST', `${other.path}/reject`, { role: 'reviewer' });
    const unread = await gateway.send('GET', other.path, { role: 'reviewer' });
    const late = await gateway.send('POST', `${one.path}/carry-out`);
    await gateway.stop();
    expect(rejected.body).toMatchObject({ status: 'REJECTED', endedBy: 'reviewer' });
    for (const answer of [hidden, unread]) expect(answer.body.code).toBe('APPROVAL_NOT_FOUND');
    expect(late.body.code).toBe('APPROVAL_ENDED');
  });

  it('leaves who proposed and who carried out in the audit log, under one identifier', async () => {
    const gateway = await serve();
    const { answer, path } = await gateway.propose();
    await gateway.send('POST', `${path}/carry-out`);
    await gateway.stop();
    const { approvalId } = answer.body;
    expect(await gateway.audit.after(0, 10)).toMatchObject([
      { operation: 'publishPlans', userName: 'reviewer', about: ['A1', approvalId], code: 'SECOND_APPROVAL_NEEDED' },
      { operation: 'carryOut', userName: 'officer', about: [approvalId], status: 200 },
    ]);
  });

  it('lies sealed, and its content is gone once it has ended or expired', async () => {
    const store = await open();
    const approval = {
      approvalId: 'ab'.repeat(16),
      operation: 'publishPlans',
      proposedBy: 'anna',
      proposed: '2026-03-01T12:00:00.000Z',
      expires: '2026-03-02T12:00:00.000Z',
      mark: 'mark',
      sealed: 'sealed',
    };
    await store.keepApproval(approval, 1);
    await store.expireApprovals('2026-03-02T11:59:59.999Z');
    expect(await store.approval(approval.approvalId)).toMatchObject({ status: 'WAITING', sealed: 'sealed' });
    await store.expireApprovals('2026-03-02T12:00:00.000Z');
    expect(await store.approval(approval.approvalId)).toMatchObject({ status: 'EXPIRED', sealed: undefined });
    const end = { status: 'CARRIED_OUT', endedBy: 'bert', ended: approval.expires } as const;
    expect(await store.endApproval(approval.approvalId, end)).toBe(false);
  });

  it('is refused where too many wait', async () => {
    const { keepApproval } = await open();
    const approval = (number: number) => ({
      approvalId: String(number).padStart(32, '0'),
      operation: 'publishPlans',
      proposedBy: 'anna',
      proposed: '2026-03-01T12:00:00.000Z',
      expires: '2026-03-02T12:00:00.000Z',
      mark: `mark ${number}`,
      sealed: 'sealed',
    });
    expect(await keepApproval(approval(1), 2)).toBeDefined();
    expect(await keepApproval(approval(2), 2)).toBeDefined();
    expect(await keepApproval(approval(3), 2)).toBeUndefined();
    expect(await keepApproval({ ...approval(4), mark: 'mark 1' }, 2)).toMatchObject({
      approvalId: approval(1).approvalId,
    });
  });

  it('is no file', async () => {
    const gateway = await serve();
    const form = new FormData();
    form.set('file', new Blob(['assetId\n']), 'book.csv');
    const answer = await fetch(`${gateway.url}/v1/plan-imports`, {
      method: 'POST',
      headers: { authorization: 'Bearer token-of-the-officer' },
      body: form,
    });
    await gateway.stop();
    const { code } = (await answer.json()) as { readonly code: string };
    expect([answer.status, code]).toEqual([409, 'APPROVAL_NEEDS_JSON']);
  });

  it('needs none where the institution has not turned it on, and reviewers only read', async () => {
    const gateway = await serve({ isOn: false });
    const reviewer = await gateway.send('POST', '/v1/plans', { role: 'reviewer', body });
    const read = await gateway.send('GET', '/v1/plans', { role: 'reviewer' });
    const revealed = await gateway.send('GET', '/v1/plans/A1/borrower', { role: 'reviewer' });
    // Last, because reads would wait for its block.
    const officer = await gateway.send('POST', '/v1/plans', { body });
    await gateway.stop();
    expect([officer.status, reviewer.status, read.status, revealed.status]).toEqual([201, 403, 200, 403]);
  });

  it('is among what a reviewer may call only where it is on', async () => {
    const permitted = async (isOn: boolean) => {
      const gateway = await serve({ isOn });
      const { operations } = (await gateway.send('GET', '/v1/me', { role: 'reviewer' })).body;
      await gateway.stop();
      return operations.includes('publishPlans');
    };
    expect([await permitted(true), await permitted(false)]).toEqual([true, false]);
  });
});
