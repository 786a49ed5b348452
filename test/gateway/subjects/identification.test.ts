/** From a number to the subject, over a ledger in memory and with two real evaluators. */
import { maxBlinded } from '../../../chaincode/api/commands';
import type { EvaluationAnswerRecord } from '../../../chaincode/api/records';
import { deriveKeyId } from '../../../chaincode/api/signatures';
import { LedgerUnavailable } from '../../../gateway/ledger/types';
import { voprf } from '../../../gateway/subjects/voprf';
import { fakeSubjects } from '../http/fakes';
import { evaluators, institution, SubjectLedger, secretsOf, startBoth, startEvaluator } from './alliance';
import { citizenNumber } from './people';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function allianceOfBoth(): Promise<SubjectLedger> {
  const { ledger, stop } = await startBoth();
  ends.push(stop);
  return ledger;
}

/** What the function gives without anybody blinding anything. */
async function subjectOf(number: string): Promise<string> {
  const outputs: string[] = [];
  const [one] = [Buffer.from(`01${'00'.repeat(31)}`, 'hex').toString('base64url')];
  for (const evaluator of evaluators) {
    const [blinded = ''] = await voprf.blind([`ID_CARD:${number}`], [one]);
    const answer = await voprf.evaluate(secretsOf(evaluator).evaluatorKey, [blinded]);
    const all = [{ input: `ID_CARD:${number}`, blind: one, evaluated: answer?.evaluated[0] ?? '' }];
    const [output = ''] = await voprf.finalise(all);
    outputs.push(output);
  }
  const vault = secretsOf('nobody');
  return deriveKeyId(vault.deriveIdentityKey(vault.identitySecretFrom(outputs)));
}

describe('identifying', () => {
  it('gives every institution the same subject, from both keys in the order of the alliance', async () => {
    const ledger = await allianceOfBoth();
    const [harbour, meadow] = [institution('HarbourMSP', { ledger }), institution('MeadowMSP', { ledger })];
    const { subjectId } = await harbour.identification.identify('ID_CARD', citizenNumber(1));
    const same = await meadow.identification.identify('ID_CARD', citizenNumber(1));
    const other = await meadow.identification.identify('ID_CARD', citizenNumber(2));
    expect(subjectId).toBe(await subjectOf(citizenNumber(1)));
    expect(same.subjectId).toBe(subjectId);
    expect(other.subjectId).not.toBe(subjectId);
  });

  it('puts no two elements onto the ledger that are alike, whoever asks about whom', async () => {
    const ledger = await allianceOfBoth();
    const subjects = [fakeSubjects(), fakeSubjects()];
    for (const partyId of ['HarbourMSP', 'MeadowMSP']) {
      for (const own of subjects) {
        await institution(partyId, { ledger, subjects: own }).identification.identify('ID_CARD', citizenNumber(1));
        await own.forget(ledger.of('evaluation').at(-1)?.evaluationId ?? '');
      }
    }
    const blinded = ledger.of('evaluation').flatMap((question) => question.blinded);
    expect(blinded).toHaveLength(4);
    expect(new Set(blinded).size).toBe(4);
  });

  it('gathers what comes at once into questions of at most a hundred, one on its way at a time', async () => {
    const ledger = new SubjectLedger();
    const { identification } = institution('HarbourMSP', { ledger, waitMs: 100 });
    const numbers = Array.from({ length: maxBlinded + 30 }, (_, index) => citizenNumber(index));
    const all = await Promise.allSettled(numbers.map((number) => identification.identify('ID_CARD', number)));
    expect(all.every(({ status }) => status === 'rejected')).toBe(true);
    await ledger.until(() => ledger.of('evaluation').length === 2);
    expect(ledger.of('evaluation').map(({ blinded }) => blinded.length)).toEqual([maxBlinded, 30]);
  });

  it('asks once for a number that several ask for at once', async () => {
    const ledger = await allianceOfBoth();
    const { identification } = institution('HarbourMSP', { ledger });
    const twice = [1, 1].map((sequence) => identification.identify('ID_CARD', citizenNumber(sequence)));
    const [one, other] = await Promise.all(twice);
    expect(one).toEqual(other);
    expect(ledger.of('evaluation').map(({ blinded }) => blinded.length)).toEqual([1]);
  });

  it('finds after a crash what was asked before it, without asking again', async () => {
    const ledger = new SubjectLedger();
    const subjects = fakeSubjects();
    const before = institution('HarbourMSP', { ledger, subjects, waitMs: 50 });
    const asked = [1, 2].map((sequence) => before.identification.identify('ID_CARD', citizenNumber(sequence)));
    const pending = { code: 'EVALUATION_PENDING' };
    for (const one of asked) await expect(one).rejects.toMatchObject(pending);
    for (const partyId of evaluators) ends.push(await startEvaluator(partyId, ledger));

    const after = institution('HarbourMSP', { ledger, subjects });
    const { subjectId } = await after.identification.identify('ID_CARD', citizenNumber(2));
    expect(subjectId).toBe(await subjectOf(citizenNumber(2)));
    expect(ledger.of('evaluation')).toHaveLength(1);
  });

  it('asks anew where the question never reached the ledger', async () => {
    const ledger = await allianceOfBoth();
    const subjects = fakeSubjects();
    const { identification, vault } = institution('HarbourMSP', { ledger, subjects });
    const blindIndex = vault.subjects.indexOf(`ID_CARD:${citizenNumber(1)}`);
    await subjects.ask('HarbourMSP:lost', new Date().toISOString(), [{ blindIndex, sealed: 'never opened' }]);
    const { subjectId } = await identification.identify('ID_CARD', citizenNumber(1));
    expect(subjectId).toBe(await subjectOf(citizenNumber(1)));
  });

  it('repeats the same question while its outcome is unknown', async () => {
    const ledger = await allianceOfBoth();
    let failures = 1;
    ledger.judge = (name) => {
      if (name === 'subject:ask' && failures-- > 0) throw new LedgerUnavailable('commit', 'tx');
      return undefined;
    };
    const { identification } = institution('HarbourMSP', { ledger });
    await identification.identify('ID_CARD', citizenNumber(1));
    const asked = ledger.submitted.filter(({ name }) => name === 'subject:ask').map(({ command }) => command);
    expect(asked).toHaveLength(2);
    expect(asked[0]).toEqual(asked[1]);
  });

  it('passes on that the allowance is exhausted', async () => {
    const ledger = await allianceOfBoth();
    ledger.judge = (name) => (name === 'subject:ask' ? 'ALLOWANCE_EXHAUSTED' : undefined);
    const { identification } = institution('HarbourMSP', { ledger });
    await expect(identification.identify('ID_CARD', citizenNumber(1))).rejects.toMatchObject({
      code: 'ALLOWANCE_EXHAUSTED',
    });
  });

  it('waits for both evaluators', async () => {
    const ledger = new SubjectLedger();
    ends.push(await startEvaluator('KeystoneMSP', ledger));
    const { identification } = institution('HarbourMSP', { ledger, waitMs: 300 });
    await expect(identification.identify('ID_CARD', citizenNumber(1))).rejects.toMatchObject({
      code: 'EVALUATION_PENDING',
    });
    await ledger.until(() => ledger.of('evaluationAnswer').length === 1);
  });
});

it('keeps nobody waiting when the gateway stops', async () => {
  const stopping = new AbortController();
  const { identification } = institution('HarbourMSP', { ledger: new SubjectLedger(), stopping: stopping.signal });
  const waiting = identification.identify('ID_CARD', citizenNumber(1));
  stopping.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'EVALUATION_PENDING' });
});

describe('an answer that is not proven', () => {
  /** Watchtower registers its own key and answers with what the test makes of the right answer. */
  async function withWatchtower(spoil: (right: EvaluationAnswerRecord) => Partial<EvaluationAnswerRecord>) {
    const ledger = new SubjectLedger();
    ends.push(await startEvaluator('KeystoneMSP', ledger));
    const key = secretsOf('WatchtowerMSP').evaluatorKey;
    const evaluator = 'WatchtowerMSP';
    const publicKey = await voprf.derivePublicKey(key);
    ledger.put({ docType: 'evaluator', partyId: evaluator, publicKey, registeredTime: 't' });
    const answered = new Set<string>();
    ends.push((async () => undefined) as () => Promise<void>, async () => forget());
    const forget = ledger.onBlock(async () => {
      const question = ledger.of('evaluation').find(({ evaluationId }) => !answered.has(evaluationId));
      if (question === undefined) return;
      const { evaluationId, blinded } = question;
      answered.add(evaluationId);
      const answer = await voprf.evaluate(key, blinded);
      if (answer === undefined) throw new Error('nothing to evaluate');
      const right = { docType: 'evaluationAnswer', evaluationId, evaluator, answeredTime: 't', ...answer } as const;
      ledger.put({ ...right, ...spoil(right) });
    });
    ends.push(async () => forget());
    return ledger;
  }

  it.each([
    ['another element', (right: EvaluationAnswerRecord) => ({ evaluated: [...right.evaluated].reverse() })],
    ['another proof', () => ({ proof: Buffer.alloc(64, 1).toString('base64url') })],
    ['an element less', (right: EvaluationAnswerRecord) => ({ evaluated: right.evaluated.slice(1) })],
  ])('(%s) is refused by the name of its evaluator, and asked for anew afterwards', async (_what, spoil) => {
    let isSpoilt = true;
    const ledger = await withWatchtower((right) => (isSpoilt ? spoil(right) : {}));
    const { identification } = institution('HarbourMSP', { ledger });
    const both = [1, 2].map((sequence) => identification.identify('ID_CARD', citizenNumber(sequence)));
    const settled = await Promise.allSettled(both);
    for (const one of settled) {
      expect(one).toMatchObject({ reason: { code: 'EVALUATION_INVALID', members: { evaluator: 'WatchtowerMSP' } } });
    }
    isSpoilt = false;
    const { subjectId } = await identification.identify('ID_CARD', citizenNumber(1));
    expect(subjectId).toBe(await subjectOf(citizenNumber(1)));
  });
});
