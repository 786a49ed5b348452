import { foundingDocumentForm } from '../../chaincode/api/commands';
import type { AllianceRecord } from '../../chaincode/api/records';
import { applyChange } from '../../chaincode/domain/alliance';
import { foundingDocument, harbour, keystone, lantern, meadow, orchard, watchtower } from './builders';
import { LedgerDouble } from './ledger-double';
import { failure } from './refusal-cases';
import { accepted, aMarket, anAlliance, documentWith, foundOn, refused, Scenario } from './scenario';

const admin = { unit: 'admin' } as const;
const p1 = `${keystone}:p1`;
const raise = { type: 'PARAMETERS', parameters: { minConfirmRmb: 50_000 } } as const;

function voteOf(s: Scenario, by: string, approve: boolean, proposalId = p1) {
  return s.act(by, 'alliance:vote', { proposalId, approve }, admin);
}

describe('founding', () => {
  it('takes the document that the endorsers hold, word for word, as version 1', async () => {
    const s = new Scenario(new LedgerDouble(documentWith()));
    await foundOn(s);
    const alliance = await s.ledger.query('alliance:read', '', { by: orchard });
    expect(alliance).toMatchObject({ ...documentWith(), version: 1, docType: 'alliance' });
    expect(s.ledger.records('party').map(({ keyVersion }) => keyVersion)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('happens once, and answers the same when it is repeated after the rules have changed', async () => {
    const s = await anAlliance();
    await s.change(raise, [keystone, harbour, meadow]);
    const { foundingHash = '' } = s.ledger.records('alliance')[0] ?? {};
    const again = await s.act(keystone, 'alliance:found', { foundingHash }, admin);
    expect(again).toEqual({ status: 'ACCEPTED', repeated: true, answer: { version: 1 } });
    expect(s.ledger.records('alliance')[0]?.version).toBe(2);
  });

  it('is refused by an endorser that was given another document', async () => {
    const { ledger } = new Scenario(new LedgerDouble(documentWith()));
    const honest = new Scenario(new LedgerDouble(documentWith()));
    await foundOn(honest);
    const { foundingHash = '' } = honest.ledger.records('alliance')[0] ?? {};
    const document = documentWith({ minConfirmRmb: 1 });
    const envelope = await ledger.endorse('alliance:found', [{ foundingHash }], {
      by: keystone,
      unit: 'admin',
      document,
    });
    expect(JSON.parse(envelope.response)).toMatchObject({ outcomes: [{ code: 'FOUNDING_DOCUMENT_DIFFERS' }] });
    expect(envelope.writes).toEqual([]);
  });
});

describe('a founding document', () => {
  const { members } = foundingDocument;
  const withMembers = (changed: typeof members) =>
    foundingDocumentForm.safeParse({ ...foundingDocument, members: changed });

  it('is understood as the members agreed on it', () => {
    expect(withMembers(members).success).toBe(true);
  });

  it('names each institution once, has somebody who endorses, and no regulator that does', () => {
    const twice = [...members, ...members.slice(0, 1)];
    const nobody = members.map((member) => ({ ...member, endorses: false }));
    const regulator = members.map((member) => ({ ...member, endorses: true }));
    expect([twice, nobody, regulator].map((changed) => withMembers(changed).success)).toEqual([false, false, false]);
  });

  it('is never changed so that nobody is left to vote', () => {
    const only = members.filter(({ partyId }) => partyId === harbour);
    const alliance: AllianceRecord = {
      ...foundingDocument,
      members: only,
      docType: 'alliance',
      version: 1,
      foundingHash: '',
    };
    const member = { ...(only[0] as (typeof members)[number]), endorses: false };
    expect(() => applyChange(alliance, { type: 'MEMBER', member })).toThrow('CHANGE_NOT_APPLICABLE');
  });
});

describe('votes', () => {
  it('bring a change into force with the third of four, and no sooner', async () => {
    const s = await aMarket();
    await s.act(keystone, 'alliance:propose', { proposalId: 'p1', change: raise }, admin);
    for (const by of [keystone, harbour]) accepted(await voteOf(s, by, true));
    expect(s.ledger.records('alliance')[0]?.parameters.minConfirmRmb).toBe(10_000);
    accepted(await voteOf(s, meadow, true));
    expect(s.ledger.records('alliance')[0]).toMatchObject({ version: 2, parameters: { minConfirmRmb: 50_000 } });
    expect(s.ledger.records('proposal')[0]).toMatchObject({
      status: 'IN_FORCE',
      approvals: [keystone, harbour, meadow],
    });
    expect(refused(await s.tryConfirm(meadow, { limitRmb: 40_000 }))).toBe('CONFIRM_BELOW_MINIMUM');
  });

  it('reject a change once it can win no more', async () => {
    const s = await anAlliance();
    await s.act(keystone, 'alliance:propose', { proposalId: 'p1', change: raise }, admin);
    accepted(await voteOf(s, keystone, false));
    expect(s.ledger.records('proposal')[0]?.status).toBe('OPEN');
    accepted(await voteOf(s, orchard, false));
    expect(s.ledger.records('proposal')[0]?.status).toBe('REJECTED');
  });

  it('count once, however often they are cast', async () => {
    const s = await anAlliance();
    await s.act(keystone, 'alliance:propose', { proposalId: 'p1', change: raise }, admin);
    for (const repeated of [false, true, true]) expect(await voteOf(s, meadow, true)).toMatchObject({ repeated });
    expect(s.ledger.records('proposal')[0]?.approvals).toEqual([meadow]);
  });

  it.each([watchtower, lantern])('are not for %s, which endorses nothing', async (by) => {
    const s = await anAlliance();
    await s.act(keystone, 'alliance:propose', { proposalId: 'p1', change: raise }, admin);
    const answer = await voteOf(s, by, true).then(refused, () => failure(voteOf(s, by, true)));
    expect(answer).toBe('CALLER_TYPE_NOT_ALLOWED');
  });

  it('admit a member that can then act, and give it an entry', async () => {
    const s = await anAlliance();
    const member = { partyId: 'BrookMSP', partyName: 'Brook', partyOrgType: 'CREDITOR_ORG', endorses: true } as const;
    await s.change({ type: 'MEMBER', member }, [harbour, meadow, orchard]);
    expect(await s.ledger.query('party:read', 'BrookMSP', { by: harbour })).toMatchObject({ keyVersion: 0 });
    await s.recharge('BrookMSP', 100);
    // Five members endorse now: three still decide, two no longer stop.
    await s.change(raise, ['BrookMSP', harbour, meadow], 'p2');
    expect(s.ledger.records('alliance')[0]?.version).toBe(3);
  });

  it("change a member's entry without touching its key", async () => {
    const s = await anAlliance();
    const member = { partyId: meadow, partyName: 'Meadow Bank', partyOrgType: 'CREDITOR_ORG', endorses: true } as const;
    await s.change({ type: 'MEMBER', member }, [harbour, meadow, orchard]);
    expect(s.ledger.records('party').find(({ partyId }) => partyId === meadow)?.keyVersion).toBe(1);
    expect(s.ledger.records('alliance')[0]?.members).toHaveLength(6);
  });

  it('kill what was endorsed under the rules before them', async () => {
    const s = await aMarket();
    const before = await s.ledger.endorse('plan:confirm', [s.confirmCommand()], { by: meadow });
    await s.change(raise, [keystone, harbour, orchard]);
    expect(s.ledger.commit(before)).toBe('MVCC_READ_CONFLICT');
  });

  it('that take a member its say hold for the rest of its own transaction', async () => {
    const s = await anAlliance();
    const member = { partyId: meadow, partyName: 'Meadow', partyOrgType: 'CREDITOR_ORG', endorses: false } as const;
    await s.act(keystone, 'alliance:propose', { proposalId: 'p1', change: { type: 'MEMBER', member } }, admin);
    await s.act(keystone, 'alliance:propose', { proposalId: 'p2', change: raise }, admin);
    for (const by of [harbour, orchard]) await voteOf(s, by, true);
    const votes = [p1, `${keystone}:p2`].map((proposalId) => ({ proposalId, approve: true }));
    const outcomes = await s.ledger.submit('alliance:vote', votes, { by: meadow, unit: 'admin' });
    expect(outcomes).toMatchObject([{ status: 'ACCEPTED' }, { code: 'CALLER_TYPE_NOT_ALLOWED' }]);
  });

  it('that make a member a regulator hold for the rest of its own transaction', async () => {
    const s = await anAlliance();
    const member = { partyId: meadow, partyName: 'Meadow', partyOrgType: 'REGULATOR', endorses: false } as const;
    await s.act(keystone, 'alliance:propose', { proposalId: 'p1', change: { type: 'MEMBER', member } }, admin);
    await s.act(keystone, 'alliance:propose', { proposalId: 'p2', change: raise }, admin);
    for (const by of [harbour, orchard]) await voteOf(s, by, true);
    const votes = [p1, `${keystone}:p2`].map((proposalId) => ({ proposalId, approve: true }));
    const outcomes = await s.ledger.submit('alliance:vote', votes, { by: meadow, unit: 'admin' });
    expect(outcomes).toMatchObject([{ status: 'ACCEPTED' }, { code: 'CALLER_TYPE_NOT_ALLOWED' }]);
  });
});

describe('votes on an objection', () => {
  it('are about the redemption of whoever proposed them, named in full or not', async () => {
    const s = await aMarket();
    await s.recharge(orchard, 10_000);
    const mine = await s.objected(meadow, 500);
    const other = await s.objected(orchard, 700);
    const change = { type: 'REDEMPTION', redemptionId: 'd1', verdict: 'RETURN' } as const;
    accepted(await s.act(meadow, 'alliance:propose', { proposalId: 'p1', change }, admin));
    for (const by of [meadow, harbour, orchard]) accepted(await voteOf(s, by, true, `${meadow}:p1`));
    expect(s.redemptionRecord(mine).status).toBe('RETURNED');
    expect(s.redemptionRecord(other).status).toBe('OBJECTED');
    const whole = { ...change, redemptionId: mine };
    expect(await s.act(meadow, 'alliance:propose', { proposalId: 'p1', change: whole }, admin)).toMatchObject({
      repeated: true,
    });
  });

  it('come to nothing where the two have settled it in the meantime', async () => {
    const s = await aMarket();
    const redemptionId = await s.objected();
    const change = { type: 'REDEMPTION', redemptionId, verdict: 'RETURN' } as const;
    await s.act(keystone, 'alliance:propose', { proposalId: 'p1', change }, admin);
    for (const by of [harbour, orchard]) await voteOf(s, by, true);
    accepted(await s.act(meadow, 'token:acknowledge', { redemptionId }));
    expect(refused(await voteOf(s, keystone, true))).toBe('REDEMPTION_STATUS_WRONG');
    expect(s.balanceFen(meadow)).toBe(9_500);
  });
});
