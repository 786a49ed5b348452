/** Disputes from the borrower's statement to the lender's answer: who posts, who reads, what is refused. */

import { Rejection } from '../../../chaincode/api/refusals';
import { identifierFrom } from '../../../chaincode/api/signatures';
import { Problem } from '../../../gateway/api/problem';
import { verify } from '../../../gateway/client/verifier';
import type { Disputed } from '../../../gateway/records/disputes';
import type { Vault } from '../../../gateway/vault/types';
import { aKey, signer } from '../../chaincode/credit-builders';
import { firstPublicKey } from '../../chaincode/public-keys';
import { sellable } from './selling';
import { harbour, keystone, meadow, orchard, type Person, removeAll, World, watchtower } from './world';

const statement = '我没有逾期。CANARY-STATEMENT';
const text = '记录无误。CANARY-ANSWER';
let world: World;
let borrower: Person;
let recordId: string;

beforeEach(async () => {
  world = await World.begin([harbour, meadow, watchtower]);
  borrower = await world.person('borrower');
  await world.passKeyWait();
  [recordId = ''] = await sellable(world, borrower, {});
  await world.knows(meadow, borrower.subjectId);
});
afterEach(() => world.end());
afterAll(removeAll);

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'NONE',
    (error: unknown) => {
      if (error instanceof Rejection || error instanceof Problem) return error.code;
      throw error;
    },
  );

const request = (changes: object = {}) => ({ subjectId: borrower.subjectId, statement, ...changes });

function itemToSign(disputed: Disputed) {
  const [item] = 'toSign' in disputed ? disputed.toSign : [];
  if (item === undefined) throw new Error('nothing is to be signed');
  return item;
}

function signedBy({ keyId, sign }: Person, disputed: Disputed) {
  return { disputeId: disputed.disputeId, keyId, signature: sign(itemToSign(disputed).message) };
}

/** Signed and handed over at that institution; on the ledger after a turn. */
async function dispute(at = meadow): Promise<string> {
  const { credit } = world.of(at);
  const { disputed } = await credit.dispute(recordId, request());
  const signed = signedBy(borrower, disputed);
  await credit.dispute(recordId, request(signed));
  await world.turn();
  return signed.disputeId;
}

const listed = async (at: string, query = {}) => (await world.of(at).credit.disputes(query, { limit: 10 })).items;

describe('a dispute', () => {
  it('is posted by the registrar, and read by its lender, who took it in, and a regulator', async () => {
    const disputeId = await dispute();

    const [recorded] = world.ledger.records('creditDispute');
    expect(recorded).toMatchObject({ disputeId, recordId, status: 'OPEN' });
    const posters = world.sent.filter(({ name }) => name === 'credit:dispute').map(({ by }) => by);
    expect(posters).toEqual([keystone]);
    const expected = { disputeId, recordId, status: 'OPEN', statement, overdue: false };
    for (const at of [harbour, meadow, watchtower]) expect(await listed(at)).toMatchObject([expected]);
    expect(await listed(keystone)).toEqual([]);
    expect(await listed(meadow, { role: 'lender' })).toEqual([]);
    expect(await listed(harbour, { role: 'lender' })).toMatchObject([expected]);
    expect((await world.of(harbour).credit.read(recordId)).disputes).toMatchObject([{ disputeId, status: 'OPEN' }]);
    await world.turn();
    expect(await world.of(meadow).store.outbox.read(`creditDispute ${disputeId}`)).toBeUndefined();
  });

  it('is signed by a person who sees the statement, and can recompute the text from it', async () => {
    const { disputed } = await world.of(meadow).credit.dispute(recordId, request());
    const item = itemToSign(disputed);
    expect(await verify(item)).toEqual(item.words);
    expect(item.words.zh).toContain(statement);
    expect(disputed.disputeId).toBe(identifierFrom(item.message));
    const other = { ...item.opening.commitments.statementCommitment, content: 'another' };
    const opening = { ...item.opening, commitments: { statementCommitment: { salt: '', ...other } } };
    await expect(verify({ ...item, opening })).rejects.toThrow('what is shown');
  });

  it('says for whom it is sealed in vain, to all others', async () => {
    const honest = await world.of(meadow).credit.dispute(recordId, request());
    const { vault } = world.of(meadow);
    const { sealForMembers } = vault;
    const spoilt: Vault['sealForMembers'] = (said, side, members) =>
      sealForMembers(
        said,
        side,
        members.map((member) => ({ ...member, publicKey: vault.currentKey.publicKey })),
      );
    expect(honest).toMatchObject({ repeated: false });
    Object.assign(vault, { sealForMembers: spoilt });
    try {
      await dispute();
    } finally {
      Object.assign(vault, { sealForMembers });
    }
    const cutOut = [harbour, watchtower];
    const [seen] = await listed(meadow);
    expect(seen).toMatchObject({ statement });
    expect([...(seen?.statementUnreadableFor ?? [])].sort()).toEqual([...cutOut, keystone].sort());
    for (const partyId of cutOut) {
      const [own] = await listed(partyId);
      expect(own).toMatchObject({ statementUnreadableFor: [partyId] });
      expect(own).not.toHaveProperty('statement');
    }
  });

  it('is the same when it is repeated, at every step', async () => {
    const { credit } = world.of(meadow);
    const { disputed } = await credit.dispute(recordId, request());
    const { disputeId } = disputed;
    expect((await credit.dispute(recordId, request({ disputeId }))).disputed).toEqual(disputed);
    const signed = request(signedBy(borrower, disputed));
    expect(await credit.dispute(recordId, signed)).toMatchObject({ repeated: false });
    for (let step = 0; step < 2; step++) {
      const handedOver = { disputed: { disputeId, status: 'HANDED_OVER' }, repeated: true };
      expect(await credit.dispute(recordId, signed)).toEqual(handedOver);
      const other = codeOf(credit.dispute(recordId, { ...signed, statement: 'another' }));
      expect(await other).toBe('CREDIT_DISPUTE_NOT_FOUND');
      await world.turn();
    }
    expect(world.ledger.records('creditDispute')).toHaveLength(1);
  });

  it('is handed over anew by repeating it once it was given up, and so is its answer', async () => {
    const { credit, store } = world.of(meadow);
    const { disputed } = await credit.dispute(recordId, request());
    const signed = signedBy(borrower, disputed);
    await credit.dispute(recordId, request(signed));
    const { disputeId } = signed;
    const isGivenUp = async (at: string, key: string) => (await world.of(at).store.outbox.read(key))?.givenUp;
    await store.outbox.giveUp([`creditDispute ${disputeId}`], new Date(world.now()).toISOString());
    expect(await credit.dispute(recordId, request(signed))).toMatchObject({ repeated: true });
    expect(await isGivenUp(meadow, `creditDispute ${disputeId}`)).toBe(false);
    await world.turn();

    const lender = world.of(harbour);
    const answer = { disputeId, verdict: 'REJECTED', text } as const;
    await lender.credit.answerDispute(recordId, answer);
    const key = `creditDispute ${disputeId} answered`;
    await lender.store.outbox.giveUp([key], new Date(world.now()).toISOString());
    expect(await lender.credit.answerDispute(recordId, answer)).toBe(true);
    expect(await isGivenUp(harbour, key)).toBe(false);
    await world.turn();
    expect(await listed(watchtower)).toMatchObject([{ disputeId, status: 'REJECTED' }]);
  });

  it('is refused, and so is an answer, where the record is told no longer', async () => {
    const disputeId = await dispute();
    const { disputed } = await world.of(meadow).credit.dispute(recordId, request());
    const { retentionDays } = world.ledger.document.parameters;
    await world.passTo(new Date(world.now() + (retentionDays + 2) * 86_400_000).toISOString());
    await world.advanceDay();
    expect([
      await codeOf(world.of(meadow).credit.dispute(recordId, request())),
      await codeOf(world.of(meadow).credit.dispute(recordId, request(signedBy(borrower, disputed)))),
      await codeOf(world.of(harbour).credit.answerDispute(recordId, { disputeId, verdict: 'REJECTED', text })),
    ]).toEqual(['DETAILS_EXPIRED', 'DETAILS_EXPIRED', 'DETAILS_EXPIRED']);
  });

  it('waits a day for its signature', async () => {
    const { credit } = world.of(meadow);
    const { disputed } = await credit.dispute(recordId, request());
    await world.passTo(new Date(world.now() + 86_400_001).toISOString());
    expect(await codeOf(credit.dispute(recordId, request(signedBy(borrower, disputed))))).toBe(
      'CREDIT_DISPUTE_NOT_FOUND',
    );
  });

  it('is refused where it has no ground', async () => {
    const { credit } = world.of(meadow);
    const stranger = await world.person('stranger', { at: meadow });
    const waiting = signer('a further key');
    await world.act(keystone, 'subject:addKey', aKey('borrower', waiting));
    const { disputed } = await credit.dispute(recordId, request());
    const signed = signedBy(borrower, disputed);
    const attempt = (changes: object, id = recordId) => codeOf(credit.dispute(id, { ...request(), ...changes }));
    expect([
      await attempt({ subjectId: 'ee'.repeat(32) }),
      await attempt({}, 'ee'.repeat(16)),
      await attempt({ subjectId: stranger.subjectId }),
      await attempt({ disputeId: signed.disputeId, statement: 'another' }),
      await attempt({ ...signed, keyId: 'ee'.repeat(32) }),
      await attempt({ ...signed, signature: borrower.sign('another text') }),
      await attempt({ ...signed, keyId: waiting.keyId }),
      await attempt({ ...signed, keyId: stranger.keyId, signature: stranger.sign('another text') }),
    ]).toEqual([
      'SUBJECT_NOT_VERIFIED_HERE',
      'CREDIT_RECORD_NOT_FOUND',
      'RECORD_NOT_OF_SUBJECT',
      'CREDIT_DISPUTE_NOT_FOUND',
      'SUBJECT_KEY_NOT_FOUND',
      'SIGNATURE_INVALID',
      'SUBJECT_KEY_WAITING',
      'SUBJECT_KEY_NOT_FOUND',
    ]);
  });

  it('is overdue from the day after its last day on, by the ledger and not by the clock', async () => {
    await world.advanceDay();
    await dispute();
    const { answerByDay } = (await listed(watchtower))[0] ?? {};
    const overdue = async () => [
      (await listed(watchtower, { overdue: true })).length,
      (await listed(watchtower, { overdue: false })).length,
      (await listed(watchtower))[0]?.overdue,
    ];
    const passDays = (days: number) => world.passTo(new Date(world.now() + days * 86_400_000).toISOString());
    await passDays(20);
    expect(await overdue()).toEqual([0, 1, false]);
    await world.advanceDay();
    expect(await world.of(watchtower).store.ledgerDay()).toBe(answerByDay);
    expect(await overdue()).toEqual([0, 1, false]);
    await passDays(1);
    await world.advanceDay();
    expect(await overdue()).toEqual([1, 0, true]);
    expect((await world.of(harbour).credit.read(recordId)).disputes).toMatchObject([{ overdue: true }]);

    await world.of(harbour).credit.answerDispute(recordId, {
      disputeId: world.ledger.records('creditDispute')[0]?.disputeId ?? '',
      verdict: 'UPHELD',
      text,
    });
    await world.turn();
    expect(await overdue()).toEqual([0, 1, false]);
  });

  it('is still listed when retention is over, and its statement told no more', async () => {
    const disputeId = await dispute();
    const { retentionDays } = world.ledger.document.parameters;
    await world.passTo(new Date(world.now() + (retentionDays + 2) * 86_400_000).toISOString());
    await world.advanceDay();
    expect(world.ledger.privateKeys.filter((key) => key.includes(disputeId))).toHaveLength(1);
    const [seen] = await listed(watchtower);
    expect(seen).toMatchObject({ disputeId, status: 'OPEN' });
    expect(seen?.statement).toBeUndefined();
  });

  it('stands in no argument, log or table in clear', async () => {
    const disputeId = await dispute();
    await world.of(harbour).credit.answerDispute(recordId, { disputeId, verdict: 'REJECTED', text });
    await world.turn();
    const { store } = world.of(meadow);
    const draft = await store.records.disputeDraft(disputeId, '2000-01-01T00:00:00.000Z');
    const logged = [harbour, meadow, keystone].map((partyId) => world.of(partyId).logged);
    expect(draft).toBeDefined();
    expect(JSON.stringify([world.sent, world.blocks, world.ledger.events, logged, draft])).not.toContain('CANARY');
    expect(world.ledger.dump()).not.toContain('CANARY');
  });
});

describe('an answer to a dispute', () => {
  it('is the lender’s, once, and read by who reads the dispute', async () => {
    const disputeId = await dispute();
    const answer = { disputeId, verdict: 'REJECTED', text } as const;
    const { credit } = world.of(harbour);
    expect(await credit.answerDispute(recordId, answer)).toBe(false);
    for (let step = 0; step < 2; step++) {
      expect(await credit.answerDispute(recordId, answer)).toBe(true);
      for (const other of [{ verdict: 'UPHELD' }, { text: 'another' }] as const) {
        expect(await codeOf(credit.answerDispute(recordId, { ...answer, ...other }))).toBe('CREDIT_DISPUTE_ANSWERED');
      }
      await world.turn();
    }
    for (const at of [harbour, meadow, watchtower]) {
      expect(await listed(at)).toMatchObject([{ disputeId, status: 'REJECTED', statement, answer: text }]);
    }
    expect(await listed(watchtower, { status: 'OPEN' })).toEqual([]);
    const posters = world.sent.filter(({ name }) => name === 'credit:answerDispute').map(({ by }) => by);
    expect(posters).toEqual([keystone]);
  });

  it('is sealed anew where it was given up because another member has a key now', async () => {
    const disputeId = await dispute();
    const answer = { disputeId, verdict: 'REJECTED', text } as const;
    const { credit, store } = world.of(harbour);
    await credit.answerDispute(recordId, answer);
    const registeredTime = new Date(world.now()).toISOString();
    await world.plant(
      { docType: 'partyKey', partyId: orchard, version: 1, publicKey: firstPublicKey, registeredTime },
      { docType: 'party', partyId: orchard, keyVersion: 1 },
    );
    await store.outbox.giveUp([`creditDispute ${disputeId} answered`], new Date(world.now()).toISOString());
    expect(await credit.answerDispute(recordId, answer)).toBe(true);
    await world.turn();
    expect(await listed(watchtower)).toMatchObject([{ disputeId, status: 'REJECTED', answer: text }]);
  });

  it('is nobody else’s, and of this record’s disputes only', async () => {
    const disputeId = await dispute();
    const [other = ''] = await sellable(world, borrower, {});
    const answer = { disputeId, verdict: 'REJECTED', text } as const;
    expect([
      await codeOf(world.of(meadow).credit.answerDispute(recordId, answer)),
      await codeOf(world.of(harbour).credit.answerDispute(other, answer)),
      await codeOf(world.of(harbour).credit.answerDispute(recordId, { ...answer, disputeId: 'ee'.repeat(16) })),
    ]).toEqual(['CREDIT_RECORD_NOT_FOUND', 'CREDIT_DISPUTE_NOT_FOUND', 'CREDIT_DISPUTE_NOT_FOUND']);
  });
});
