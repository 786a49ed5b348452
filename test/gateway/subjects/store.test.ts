/** What the store keeps of subjects by itself, and what it finds of them in blocks. */
import type { KnownSubject } from '../../../gateway/subjects/known-subjects';
import { chainOf, put } from '../store/chain';
import { onEachDatabase } from '../store/databases';
import { at } from '../store/records';

const subject: KnownSubject = {
  blindIndex: 'index-1',
  subjectId: 'subject-1',
  identityKind: 'ID_CARD',
  fingerprint: 'content',
  sealed: 'sealed',
  created: at(1),
};

const evaluation = (local: string, minutes: number, partyId = 'HarbourMSP') =>
  ({
    docType: 'evaluation',
    evaluationId: `${partyId}:${local}`,
    partyId,
    blinded: ['element'],
    askedTime: at(minutes),
  }) as const;
const answer = (local: string, evaluator: string, partyId = 'HarbourMSP') =>
  ({
    docType: 'evaluationAnswer',
    evaluationId: `${partyId}:${local}`,
    evaluator,
    evaluated: ['element'],
    proof: 'proof',
    answeredTime: at(9),
  }) as const;

const asked = (...indexes: readonly string[]) =>
  indexes.map((blindIndex) => ({ blindIndex, sealed: `blind of ${blindIndex}` }));

onEachDatabase('subjects', ({ open, fresh }) => {
  it('keeps a subject once, whoever comes second, and after it is closed', async () => {
    const location = await fresh();
    const store = await open(location);
    expect(await store.subjects.keep(subject)).toEqual({ kept: subject, isFirst: true });
    const other = { ...subject, fingerprint: 'other', created: at(2) };
    expect(await store.subjects.keep(other)).toEqual({ kept: subject, isFirst: false });
    await store.close();
    const { subjects } = await open(location);
    expect(await subjects.byIndex('index-1')).toEqual(subject);
    expect(await subjects.read('subject-1')).toEqual(subject);
    expect([await subjects.byIndex('other'), await subjects.read('other')]).toEqual([undefined, undefined]);
  });

  it('knows where a number was asked about last, until the answer is kept or forgotten', async () => {
    const { subjects } = await open();
    await subjects.ask('first', at(1), asked('index-0', 'index-1', 'index-2'));
    await subjects.ask('second', at(2), asked('index-1'));
    expect(await subjects.question('index-1')).toEqual({
      evaluationId: 'second',
      place: 0,
      sealed: 'blind of index-1',
    });
    expect(await subjects.question('index-2')).toEqual({ evaluationId: 'first', place: 2, sealed: 'blind of index-2' });
    await subjects.keep(subject);
    await subjects.forget('first');
    for (const index of ['index-0', 'index-1', 'index-2']) expect(await subjects.question(index)).toBeUndefined();
  });

  it('forgets what was asked before a time, and nothing that was asked since', async () => {
    const { subjects } = await open();
    await subjects.ask('old', at(1), asked('index-0', 'index-1'));
    await subjects.ask('new', at(2), asked('index-1', 'index-2'));
    await subjects.forgetAskedBefore(at(2));
    expect(await subjects.question('index-0')).toBeUndefined();
    expect(await subjects.question('index-1')).toMatchObject({ evaluationId: 'new', place: 0 });
    await subjects.keepLookup('index-2', 'subject, sealed');
    expect(await subjects.lookedUp('index-2')).toBe('subject, sealed');
    expect(await subjects.question('index-2')).toBeUndefined();
  });

  it('keeps keys, oldest first, and each for one subject', async () => {
    const { subjects } = await open();
    const key = (keyId: string, subjectId = 'subject-1') => ({ keyId, subjectId, publicKey: `point ${keyId}` });
    expect(await subjects.keepKey(key('b'), at(1))).toEqual({ subjectId: 'subject-1', isFirst: true });
    expect(await subjects.keepKey(key('a'), at(2))).toEqual({ subjectId: 'subject-1', isFirst: true });
    expect(await subjects.keepKey(key('a', 'subject-2'), at(3))).toEqual({ subjectId: 'subject-1', isFirst: false });
    expect(await subjects.keys('subject-1')).toEqual([key('b'), key('a')]);
    expect(await subjects.keys('subject-2')).toEqual([]);
  });

  it('finds what an evaluator has not answered, oldest first, from a time on', async () => {
    const store = await open();
    const questions = [evaluation('old', 0), evaluation('b', 5), evaluation('a', 4), evaluation('c', 6, 'MeadowMSP')];
    const blocks = chainOf(
      { writes: questions.map(put) },
      { writes: [put(answer('b', 'KeystoneMSP')), put(answer('c', 'WatchtowerMSP', 'MeadowMSP'))] },
    );
    for (const block of blocks) await store.applyBlock(block);
    const toAnswer = async (evaluator: string, limit = 9) =>
      (await store.evaluationsToAnswer(evaluator, at(1), limit)).map(({ evaluationId }) => evaluationId);
    expect(await toAnswer('KeystoneMSP')).toEqual(['HarbourMSP:a', 'MeadowMSP:c']);
    expect(await toAnswer('WatchtowerMSP')).toEqual(['HarbourMSP:a', 'HarbourMSP:b']);
    expect(await toAnswer('WatchtowerMSP', 1)).toEqual(['HarbourMSP:a']);
  });

  it('finds what an evaluator has not answered by turns of those who ask, however much one of them asks', async () => {
    const store = await open();
    const many = Array.from({ length: 195 }, (_, index) => evaluation(`q${String(index).padStart(3, '0')}`, 2 + index));
    const few = [
      evaluation('late', 400, 'MeadowMSP'),
      evaluation('first', 300, 'MeadowMSP'),
      evaluation('only', 500, 'OrchardMSP'),
    ];
    const answered = many
      .slice(0, 20)
      .map((_, index) => put(answer(`q${String(index).padStart(3, '0')}`, 'KeystoneMSP')));
    const blocks = chainOf({ writes: [...many, ...few].map(put) }, { writes: answered });
    for (const block of blocks) await store.applyBlock(block);
    const toAnswer = async (limit: number) =>
      (await store.evaluationsToAnswer('KeystoneMSP', at(1), limit)).map(({ evaluationId }) => evaluationId);

    const turns = [
      'HarbourMSP:q020',
      'MeadowMSP:first',
      'OrchardMSP:only',
      'HarbourMSP:q021',
      'MeadowMSP:late',
      'HarbourMSP:q022',
    ];
    expect(await toAnswer(6)).toEqual(turns);
    expect(await toAnswer(2)).toEqual(turns.slice(0, 2));
    expect(await toAnswer(1_000)).toHaveLength(178);
  });

  it('finds questions, answers, evaluators, verifications and keys by their names', async () => {
    const store = await open();
    const evaluator = {
      docType: 'evaluator',
      partyId: 'KeystoneMSP',
      publicKey: 'key',
      registeredTime: at(0),
    } as const;
    const attachment = {
      docType: 'attachment',
      attachmentId: 'attachment-1',
      subjectId: 'subject-1',
      verificationCommitment: 'commitment',
      identitySignature: 'signature',
      attachedTime: at(3),
      day: 7,
    } as const;
    const key = {
      docType: 'subjectKey',
      subjectId: 'subject-1',
      keyId: 'key-1',
      publicKey: 'point',
      possession: 'signature',
      identitySignature: 'signature',
      addedTime: at(3),
      day: 7,
      countsFromDay: 7,
      reportsFromDay: 14,
    } as const;
    const others = ['key-9', 'key-8'].map((keyId) => ({ ...key, keyId }));
    const used = { docType: 'used', what: 'subjectKey', value: 'key-1', by: 'subject-1' } as const;
    const answers = [answer('a', 'KeystoneMSP'), answer('a', 'WatchtowerMSP')];
    const written = [evaluator, evaluation('a', 1), ...answers, attachment, key, ...others, used];
    for (const block of chainOf({ writes: written.map(put) })) await store.applyBlock(block);
    expect(await store.evaluator('KeystoneMSP')).toEqual(evaluator);
    expect(await store.evaluation('HarbourMSP:a')).toEqual(evaluation('a', 1));
    expect(await store.evaluationAnswers('HarbourMSP:a')).toHaveLength(2);
    expect(await store.attachment('attachment-1')).toEqual(attachment);
    expect(await store.subjectKey('subject-1', 'key-1')).toEqual(key);
    expect(await store.subjectKeys('subject-1')).toEqual([key, ...others]);
    expect(await store.subjectKeys('subject-2')).toEqual([]);
    expect(await store.ownerOfSubjectKey('key-1')).toBe('subject-1');
    expect([
      await store.evaluator('x'),
      await store.evaluation('x'),
      await store.attachment('x'),
      await store.subjectKey('subject-2', 'key-1'),
      await store.ownerOfSubjectKey('x'),
    ]).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect(await store.evaluationAnswers('x')).toEqual([]);
  });
});
