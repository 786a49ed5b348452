import { changeForm, foundingDocumentForm } from '../../chaincode/api/alliance';
import type { Command } from '../../chaincode/api/commands';
import {
  type AllianceParameters,
  type AllianceRecord,
  type FoundingDocument,
  ledgerFormat,
  type Member,
} from '../../chaincode/api/records';
import { applyChange } from '../../chaincode/domain/alliance';
import { day, foundingDocument, harbour, keystone, lantern, meadow, orchard, watchtower } from './builders';
import { LedgerDouble, outcomesOf } from './ledger-double';
import { advance } from './query-scenario';
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
    expect(alliance).toMatchObject({ ...documentWith(), format: 2, version: 1, docType: 'alliance' });
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

  const of = (partyId: string, changed: Partial<Member>) =>
    members.map((member) => (member.partyId === partyId ? { ...member, ...changed } : member));

  it.each<[string, Partial<FoundingDocument>]>([
    ['a registrar that is no member', { registrar: 'StrangerMSP' }],
    ['a registrar that is a regulator', { registrar: watchtower }],
    ['a registrar that does not endorse', { registrar: lantern }],
    ['an evaluator that is no member', { evaluators: [keystone, 'StrangerMSP'] }],
    ['one evaluator twice', { evaluators: [keystone, keystone] }],
    ['no issuer', { members: of(keystone, { partyOrgType: 'CREDITOR_ORG' }) }],
    ['two names that differ in case and width only', { members: of(harbour, { partyName: 'ＭEADOW' }) }],
    [
      'two ids that differ in case only',
      { members: [...members, { ...(members[1] as Member), partyId: 'harbourMSP', partyName: 'Cove' }] },
    ],
    ['two issuers', { members: of(harbour, { partyOrgType: 'TOKEN_ISSUER' }) }],
  ])('is not understood with %s', (_what, changed) => {
    expect(foundingDocumentForm.safeParse({ ...foundingDocument, ...changed }).success).toBe(false);
  });

  const absurd: readonly (readonly [Partial<AllianceParameters>, number])[] = [
    [{ clockWindowSeconds: 9 }, day],
    [{ deliverWithinSeconds: day - 1 }, day],
    [{ disputeWithinSeconds: 2 * day - 1 }, day],
    [{ settleWithinSeconds: 2 * day - 1 }, day],
    [{ objectWithinSeconds: 1 }, day],
    [{ objectWithinSeconds: 1 }, 1],
    [{ maxConsentSeconds: 1 }, day],
    [{ decideWithinDays: 1 }, day],
    [{ proposalDays: 1 }, day],
  ];
  it.each(absurd)('holds no rule under which nobody can act: %j where a day has %d s', (parameters, daySeconds) => {
    const document = { ...documentWith(parameters), daySeconds };
    expect(foundingDocumentForm.safeParse(document).success).toBe(false);
  });

  it('counts its days in a zone that every endorser knows, for good', () => {
    const inZone = (timeZone: unknown) => {
      const changed = { ...foundingDocument.parameters, timeZone };
      return foundingDocumentForm.safeParse({ ...foundingDocument, parameters: changed }).success;
    };
    expect(['Asia/Shanghai', 'Asia/Kolkata', 'UTC', 'Europe/Berlin', '+08:00', undefined].map(inZone)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    const change = { type: 'PARAMETERS', parameters: { timeZone: 'UTC' } };
    expect(changeForm.safeParse(change).success).toBe(false);
  });

  it('may hold short periods where the days are short', () => {
    const parameters = {
      clockWindowSeconds: 10,
      deliverWithinSeconds: 1,
      objectWithinSeconds: 2,
      settleWithinSeconds: 2,
    };
    const document = { ...documentWith({ ...parameters, disputeWithinSeconds: 2 }), daySeconds: 1 };
    expect(foundingDocumentForm.safeParse(document).success).toBe(true);
  });
});

describe('a change', () => {
  const entryOf = (partyId: string) => foundingDocument.members.find((member) => member.partyId === partyId);
  const propose = (s: Scenario, change: Command<'alliance:propose'>['change']) =>
    s.act(keystone, 'alliance:propose', { proposalId: 'p1', change }, admin);

  it.each<[string, string, Partial<Member>]>([
    ['the registrar a regulator', keystone, { partyOrgType: 'REGULATOR', endorses: false }],
    ['the only issuer something else', keystone, { partyOrgType: 'CREDITOR_ORG' }],
    ['the registrar one that does not endorse', keystone, { endorses: false }],
    ['a creditor a second issuer', harbour, { partyOrgType: 'TOKEN_ISSUER' }],
    ['a creditor a regulator that endorses', harbour, { partyOrgType: 'REGULATOR' }],
  ])('is refused that makes %s', async (_what, partyId, changed) => {
    const s = await anAlliance();
    const member = { ...(entryOf(partyId) as Member), ...changed };
    expect(refused(await propose(s, { type: 'MEMBER', member }))).toBe('CHANGE_NOT_APPLICABLE');
  });

  it.each<[string, Command<'alliance:propose'>['change']]>([
    ['no parameter', { type: 'PARAMETERS', parameters: {} }],
    ['parameters that hold', { type: 'PARAMETERS', parameters: { payoutDays: documentWith().parameters.payoutDays } }],
    ['a member as it is', { type: 'MEMBER', member: entryOf(harbour) as Member }],
  ])('is refused that is %s', async (_what, change) => {
    expect(refused(await propose(await anAlliance(), change))).toBe('CHANGE_HOLDS_ALREADY');
  });

  it.each([
    ['harbourMSP', 'Cove'],
    ['CoveMSP', 'HARBOUR'],
  ])('is refused that admits %s, named %s, whom a voter may take for Harbour', async (partyId, partyName) => {
    const member = { partyId, partyName, partyOrgType: 'CREDITOR_ORG', endorses: true } as const;
    expect(refused(await propose(await anAlliance(), { type: 'MEMBER', member }))).toBe('CHANGE_NOT_APPLICABLE');
  });

  it('may say one thing that holds beside one that does not', async () => {
    const { payoutDays } = documentWith().parameters;
    const parameters = { payoutDays, minConfirmRmb: 50_000 };
    const change = { type: 'PARAMETERS', parameters } as const;
    expect(accepted(await propose(await anAlliance(), change))).toBeDefined();
  });

  it('admits no second issuer, which could settle any redemption', async () => {
    const s = await anAlliance();
    const member = { partyId: 'BrookMSP', partyName: 'Brook', partyOrgType: 'TOKEN_ISSUER', endorses: true } as const;
    expect(refused(await propose(s, { type: 'MEMBER', member }))).toBe('CHANGE_NOT_APPLICABLE');
  });

  it('leaves somebody whose vote counts', () => {
    const only = foundingDocument.members.filter(({ partyId }) => partyId === keystone);
    const named = {
      members: only,
      docType: 'alliance',
      format: ledgerFormat,
      version: 1,
      foundingHash: '',
      evaluators: [],
    } as const;
    const alliance: AllianceRecord = { ...foundingDocument, ...named };
    const member = { ...(only[0] as Member), endorses: false };
    expect(() => applyChange(alliance, { type: 'MEMBER', member })).toThrow('CHANGE_NOT_APPLICABLE');
  });

  it.each<[Partial<AllianceParameters>, string]>([
    [{ objectWithinSeconds: 1 }, 'CHANGE_NOT_APPLICABLE'],
    [{ disputeWithinSeconds: day }, 'CHANGE_NOT_APPLICABLE'],
    [{ deliverWithinSeconds: 1 }, 'CHANGE_NOT_APPLICABLE'],
    [{ clockWindowSeconds: 1 }, 'COMMAND_MALFORMED'],
    [{ proposalDays: 1 }, 'COMMAND_MALFORMED'],
    // Numbers of periods follow from it, and packages lie under them.
    [{ packagePeriodSeconds: 30 }, 'COMMAND_MALFORMED'],
  ])('is refused that makes rules under which nobody can act: %j', async (parameters, code) => {
    const s = await anAlliance();
    const command = { proposalId: 'p1', change: { type: 'PARAMETERS', parameters } };
    const argument = JSON.stringify({ commands: [command] });
    const [outcome] = outcomesOf(
      await s.ledger.endorseArgument('alliance:propose', argument, { by: keystone, unit: 'admin' }),
    );
    expect(outcome).toMatchObject({ status: 'REFUSED', code });
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

describe('votes of members that lost theirs', () => {
  const p2 = `${keystone}:p2`;
  const proposalOf = (s: Scenario, proposalId = p2) =>
    s.ledger.records('proposal').find((proposal) => proposal.proposalId === proposalId);
  const withoutVote = (partyId: string) =>
    ({
      type: 'MEMBER',
      member: { partyId, partyName: partyId, partyOrgType: 'CREDITOR_ORG', endorses: false },
    }) as const;
  /** Proposes p2, has these vote on it, and takes the votes of others. */
  async function voted(approving: readonly string[], rejecting: readonly string[], silenced: readonly string[]) {
    const s = await anAlliance();
    accepted(await s.act(keystone, 'alliance:propose', { proposalId: 'p2', change: raise }, admin));
    for (const by of approving) accepted(await voteOf(s, by, true, p2));
    for (const by of rejecting) accepted(await voteOf(s, by, false, p2));
    const voters = [keystone, harbour, meadow, orchard];
    for (const partyId of silenced) {
      await s.change(withoutVote(partyId), voters.slice(0, Math.floor(voters.length / 2) + 1), `out-${partyId}`);
      voters.splice(voters.indexOf(partyId), 1);
    }
    return s;
  }

  it('bring nothing into force', async () => {
    const s = await voted([meadow, orchard], [], [orchard, meadow]);
    accepted(await voteOf(s, keystone, true, p2));
    expect(proposalOf(s)?.status).toBe('OPEN');
    accepted(await voteOf(s, harbour, true, p2));
    expect(proposalOf(s)?.status).toBe('IN_FORCE');
  });

  it('reject nothing', async () => {
    const s = await voted([], [meadow], [meadow]);
    accepted(await voteOf(s, keystone, false, p2));
    expect(proposalOf(s)?.status).toBe('OPEN');
  });

  it('do not make of a vote against one that decides for it', async () => {
    const s = await voted([keystone, harbour], [], [meadow]);
    accepted(await voteOf(s, orchard, false, p2));
    expect(proposalOf(s)?.status).toBe('OPEN');
    expect(s.ledger.records('alliance')[0]?.parameters.minConfirmRmb).toBe(10_000);
  });

  it('leave it to those who have said yes to say so again, if they are a majority now', async () => {
    const s = await voted([keystone, harbour], [orchard], [meadow]);
    expect(await voteOf(s, harbour, true, p2)).toMatchObject({ status: 'ACCEPTED', repeated: false });
    expect(proposalOf(s)).toMatchObject({ status: 'IN_FORCE', approvals: [keystone, harbour] });
    expect(s.ledger.records('alliance')[0]?.parameters.minConfirmRmb).toBe(50_000);
    expect(await voteOf(s, harbour, true, p2)).toMatchObject({ status: 'ACCEPTED', repeated: true });
  });

  it('leave a tie that nobody can break to end when it is seen', async () => {
    const s = await anAlliance();
    const brook = { partyId: 'BrookMSP', partyName: 'Brook', partyOrgType: 'CREDITOR_ORG', endorses: true } as const;
    await s.change({ type: 'MEMBER', member: brook }, [keystone, harbour, meadow], 'brook');
    accepted(await s.act(keystone, 'alliance:propose', { proposalId: 'p2', change: raise }, admin));
    for (const by of [keystone, harbour]) accepted(await voteOf(s, by, true, p2));
    for (const by of [meadow, orchard]) accepted(await voteOf(s, by, false, p2));
    expect(proposalOf(s)?.status).toBe('OPEN');
    await s.change({ type: 'MEMBER', member: { ...brook, endorses: false } }, [keystone, harbour, meadow], 'no-brook');
    expect(await voteOf(s, orchard, false, p2)).toMatchObject({ status: 'ACCEPTED', repeated: false });
    expect(proposalOf(s)?.status).toBe('REJECTED');
  });
});

describe('a proposal', () => {
  const propose = (s: Scenario) => s.act(keystone, 'alliance:propose', { proposalId: 'p1', change: raise }, admin);

  it('lapses after its last day, whatever was voted, and takes no more votes', async () => {
    const s = await anAlliance();
    accepted(await propose(s));
    for (const by of [keystone, harbour]) accepted(await voteOf(s, by, true));
    await advance(s, 31);
    const late = await voteOf(s, meadow, true);
    expect(late).toMatchObject({ code: 'PROPOSAL_NOT_OPEN', detail: { status: 'LAPSED' } });
    expect(await voteOf(s, harbour, true)).toMatchObject({ status: 'ACCEPTED', repeated: true });
    expect(await propose(s)).toMatchObject({ status: 'ACCEPTED', repeated: true });
    expect(s.ledger.records('alliance')[0]?.version).toBe(1);
  });

  it('is voted on to the end of its last day', async () => {
    const s = await anAlliance();
    accepted(await propose(s));
    for (const by of [keystone, harbour]) accepted(await voteOf(s, by, true));
    await advance(s, 30);
    accepted(await voteOf(s, meadow, true));
    expect(s.ledger.records('alliance')[0]?.version).toBe(2);
  });

  it('keeps the days that it was given when the members change how many a proposal has', async () => {
    const s = await anAlliance();
    accepted(await propose(s));
    await s.change({ type: 'PARAMETERS', parameters: { proposalDays: 2 } }, [keystone, harbour, meadow], 'p2');
    await advance(s, 30);
    accepted(await voteOf(s, meadow, true));
  });
});

describe('votes on an objection', () => {
  it.each([
    ['the issuer', keystone],
    ['the holder', meadow],
  ])('are not for %s, whose own case it is', async (_who, by) => {
    const s = await aMarket();
    const redemptionId = await s.objected();
    const change = { type: 'REDEMPTION', redemptionId, verdict: 'RETURN' } as const;
    accepted(await s.act(meadow, 'alliance:propose', { proposalId: 'p1', change }, admin));
    expect(refused(await voteOf(s, by, true, `${meadow}:p1`))).toBe('VOTE_IN_OWN_CASE');
    for (const other of [harbour, orchard]) accepted(await voteOf(s, other, true, `${meadow}:p1`));
    expect(s.redemptionRecord(redemptionId).status).toBe('RETURNED');
  });

  it('are nobody’s where only holder and issuer endorse: the end of the time to decide returns the tokens', async () => {
    const s = await aMarket();
    const redemptionId = await s.objected();
    const quiet = { partyOrgType: 'CREDITOR_ORG', endorses: false } as const;
    await s.change(
      { type: 'MEMBER', member: { partyId: harbour, partyName: 'One', ...quiet } },
      [keystone, harbour, meadow],
      'one',
    );
    await s.change(
      { type: 'MEMBER', member: { partyId: orchard, partyName: 'Two', ...quiet } },
      [keystone, meadow],
      'two',
    );
    const change = { type: 'REDEMPTION', redemptionId, verdict: 'BURN' } as const;
    accepted(await s.act(keystone, 'alliance:propose', { proposalId: 'p1', change }, admin));
    for (const by of [keystone, meadow]) expect(refused(await voteOf(s, by, true))).toBe('VOTE_IN_OWN_CASE');
    for (const by of [harbour, orchard]) expect(refused(await voteOf(s, by, true))).toBe('CALLER_TYPE_NOT_ALLOWED');
    await advance(s, 31);
    accepted(await s.act(meadow, 'token:expire', { redemptionId }));
    expect(s.balanceFen(meadow)).toBe(10_000);
  });

  it('are over with the time to decide', async () => {
    const s = await aMarket();
    const redemptionId = await s.objected();
    await advance(s, 20);
    const change = { type: 'REDEMPTION', redemptionId, verdict: 'BURN' } as const;
    accepted(await s.act(keystone, 'alliance:propose', { proposalId: 'p1', change }, admin));
    accepted(await voteOf(s, harbour, true));
    await advance(s, 11);
    expect(refused(await voteOf(s, orchard, true))).toBe('VERDICT_LATE');
    const again = { proposalId: 'p2', change };
    expect(refused(await s.act(keystone, 'alliance:propose', again, admin))).toBe('VERDICT_LATE');
  });

  it('need a majority of those whose case it is not: one of two does not decide', async () => {
    const s = await aMarket();
    const redemptionId = await s.objected();
    const change = { type: 'REDEMPTION', redemptionId, verdict: 'BURN' } as const;
    accepted(await s.act(keystone, 'alliance:propose', { proposalId: 'p1', change }, admin));
    accepted(await voteOf(s, harbour, true));
    expect(s.redemptionRecord(redemptionId).status).toBe('OBJECTED');
    accepted(await voteOf(s, orchard, false));
    expect(s.ledger.records('proposal')[0]?.status).toBe('REJECTED');
  });

  it('are about the redemption of whoever proposed them, named in full or not', async () => {
    const s = await aMarket();
    await s.recharge(orchard, 10_000);
    const mine = await s.objected(meadow, 500);
    const other = await s.objected(orchard, 700);
    const change = { type: 'REDEMPTION', redemptionId: 'd1', verdict: 'RETURN' } as const;
    accepted(await s.act(meadow, 'alliance:propose', { proposalId: 'p1', change }, admin));
    for (const by of [harbour, orchard]) accepted(await voteOf(s, by, true, `${meadow}:p1`));
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
    await voteOf(s, harbour, true);
    accepted(await s.act(meadow, 'token:acknowledge', { redemptionId }));
    expect(refused(await voteOf(s, orchard, true))).toBe('REDEMPTION_STATUS_WRONG');
    expect(s.balanceFen(meadow)).toBe(9_500);
  });
});
