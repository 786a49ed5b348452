import { harbour, keystone, meadow, orchard, watchtower } from './builders';
import { aKey, anAttachment, anObjection, aRevocation, keyOf } from './credit-builders';
import { aRegistry, evaluation, keyRecord, question, withMoreKeys } from './credit-scenario';
import { accepted, refused } from './scenario';

describe('a question about blinded numbers', () => {
  const day = 24 * 3600;

  it('is counted against the institution that asks, and against nobody else', async () => {
    const s = await aRegistry();
    accepted(await s.act(harbour, 'subject:ask', question(3)));
    accepted(await s.act(harbour, 'subject:ask', question(2, 'e2')));
    accepted(await s.act(meadow, 'subject:ask', question(1)));
    expect(s.ledger.records('allowance')).toMatchObject([
      { partyId: harbour, day: '2026-03-01', used: 5 },
      { partyId: meadow, used: 1 },
    ]);
  });

  it('costs nothing when it is asked again, whatever is left', async () => {
    const s = await aRegistry({ parameters: { evaluationsPerDay: 3 } });
    accepted(await s.act(harbour, 'subject:ask', question(3)));
    expect(await s.act(harbour, 'subject:ask', question(3))).toMatchObject({ repeated: true });
    expect(s.ledger.records('allowance')).toMatchObject([{ used: 3 }]);
  });

  it('may be asked on the next day where the allowance of this one is used up', async () => {
    const s = await aRegistry({ parameters: { evaluationsPerDay: 3 } });
    accepted(await s.act(harbour, 'subject:ask', question(3)));
    expect(refused(await s.act(harbour, 'subject:ask', question(1, 'e2')))).toBe('ALLOWANCE_EXHAUSTED');
    s.ledger.passSeconds(day);
    accepted(await s.act(harbour, 'subject:ask', question(1, 'e2')));
    expect(s.ledger.records('allowance')).toMatchObject([{ day: '2026-03-02', used: 1 }]);
  });

  it('wins no second allowance by a clock that stands before midnight again', async () => {
    const s = await aRegistry({ parameters: { evaluationsPerDay: 3 } });
    s.ledger.passSeconds(16 * 3600);
    accepted(await s.act(harbour, 'subject:ask', question(3)));
    const backDated = { atMs: s.ledger.nowMs - 30_000 };
    expect(refused(await s.act(harbour, 'subject:ask', question(1, 'e2'), backDated))).toBe('ALLOWANCE_EXHAUSTED');
    expect(s.ledger.records('allowance')).toMatchObject([{ day: '2026-03-02', used: 3 }]);
  });

  it('is answered by both evaluators, each for itself, and announced to all', async () => {
    const s = await aRegistry();
    const mark = s.ledger.events.length;
    accepted(await s.act(harbour, 'subject:ask', question()));
    for (const by of [watchtower, keystone]) accepted(await s.act(by, 'subject:evaluate', evaluation(by)));
    expect(s.ledger.events.slice(mark)).toEqual([
      { name: 'EvaluationEvent', eventName: 'ASKED', evaluationId: `${harbour}:e1`, partyId: harbour },
      { name: 'EvaluationEvent', eventName: 'ANSWERED', evaluationId: `${harbour}:e1`, partyId: watchtower },
      { name: 'EvaluationEvent', eventName: 'ANSWERED', evaluationId: `${harbour}:e1`, partyId: keystone },
    ]);
  });

  it('keeps the first proof of an answer that comes again with another', async () => {
    const s = await aRegistry();
    accepted(await s.act(harbour, 'subject:ask', question()));
    const first = evaluation(keystone, 2, 'first');
    accepted(await s.act(keystone, 'subject:evaluate', first));
    expect(await s.act(keystone, 'subject:evaluate', evaluation(keystone, 2, 'second'))).toMatchObject({
      repeated: true,
    });
    expect(s.ledger.records('evaluationAnswer')).toMatchObject([{ evaluator: keystone, proof: first.proof }]);
  });
});

describe('a verification', () => {
  it('by a second institution looks like the first: answer, outcome and event', async () => {
    const s = await aRegistry({ subjects: [] });
    const [first, second] = [anAttachment('li', 'harbour'), anAttachment('li', 'meadow')];
    const mark = s.ledger.events.length;
    const one = await s.act(keystone, 'subject:attach', first);
    const other = await s.act(keystone, 'subject:attach', second);
    expect(other).toEqual({ ...one, answer: { attachmentId: second.attachmentId } });
    const [event, again] = s.ledger.events.slice(mark);
    expect(again).toEqual(event);
    expect(s.ledger.records('subject')).toHaveLength(1);
  });

  it('names no institution anywhere on the ledger', async () => {
    const s = await aRegistry();
    const told = JSON.stringify([...s.ledger.records('subject'), ...s.ledger.records('attachment')]);
    for (const partyId of [harbour, meadow, orchard]) expect(told).not.toContain(partyId);
  });
});

describe('a signing key', () => {
  it('is one of several, and the others stay when it is revoked', async () => {
    const s = await withMoreKeys(await aRegistry());
    s.ledger.passSeconds(60);
    accepted(await s.act(keystone, 'subject:revokeKey', aRevocation('li', keyOf('li'), { by: keyOf('li', 2) })));
    const revoked = [1, 2].map((number) => keyRecord(s, keyOf('li', number)).revokedTime);
    expect(revoked).toEqual([s.ledger.time, undefined]);
  });

  it.each([
    ['by itself', aRevocation('li'), { type: 'KEY', keyId: keyOf('li').keyId }],
    ['by itself while it waits', aRevocation('li', keyOf('li', 4)), { type: 'KEY', keyId: keyOf('li', 4).keyId }],
    [
      'by another key that counts',
      aRevocation('li', keyOf('li', 4), { by: keyOf('li') }),
      { type: 'KEY', keyId: keyOf('li').keyId },
    ],
    [
      'by an institution that had verified the subject, which stays unnamed',
      anObjection('li', keyOf('li', 4)),
      { type: 'ATTACHMENT', attachmentId: anAttachment('li').attachmentId },
    ],
  ])('is revoked %s, once', async (_how, command, revokedBy) => {
    const s = await withMoreKeys(await aRegistry());
    accepted(await s.act(keystone, 'subject:revokeKey', command));
    const key = s.ledger.records('subjectKey').find(({ keyId }) => keyId === command.keyId);
    expect(key).toMatchObject({ revokedTime: s.ledger.time, revokedBy });
    expect(await s.act(keystone, 'subject:revokeKey', command)).toMatchObject({ repeated: true });
  });

  it('is not live again when it is added again', async () => {
    const s = await aRegistry();
    accepted(await s.act(keystone, 'subject:revokeKey', aRevocation('li')));
    expect(await s.act(keystone, 'subject:addKey', aKey('li'))).toMatchObject({ repeated: true });
    expect(keyRecord(s, keyOf('li')).revokedTime).toBe(s.ledger.time);
  });

  it('may be added again by another institution without another wait, and with no more than it had', async () => {
    const s = await withMoreKeys(await aRegistry());
    const before = s.ledger.dump();
    for (const options of [{}, { by: keyOf('li') }]) {
      const again = aKey('li', keyOf('li', 4), options);
      expect(await s.act(keystone, 'subject:addKey', again)).toMatchObject({ repeated: true });
    }
    expect(s.ledger.dump()).toBe(before);
  });
});
