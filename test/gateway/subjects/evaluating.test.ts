/** What an evaluator does about the questions that it finds. */
import type { Command } from '../../../chaincode/api/commands';
import type { EvaluationRecord, EvaluatorRecord } from '../../../chaincode/api/records';
import { evaluating } from '../../../gateway/subjects/evaluating';
import { voprf } from '../../../gateway/subjects/voprf';
import { FakeLedger, fakeVault, noon, self } from '../http/fakes';

const vault = fakeVault();
const blinds = [Buffer.of(1, ...Buffer.alloc(31)).toString('base64url')];
const ownKey = () => voprf.derivePublicKey(vault.subjects.evaluatorKey);
const questionOf = (...blinded: readonly string[]) =>
  ({ docType: 'evaluation', evaluationId: 'MeadowMSP:e', partyId: 'MeadowMSP', blinded, askedTime: noon }) as const;

/** No evaluator unless a key is registered. */
function institutionWith(found: readonly EvaluationRecord[], publicKey?: string) {
  const record: EvaluatorRecord | undefined =
    publicKey === undefined ? undefined : { docType: 'evaluator', partyId: self, publicKey, registeredTime: noon };
  const evaluationsToAnswer = jest.fn(async () => found);
  const ledger = new FakeLedger();
  const store = { evaluationsToAnswer, evaluator: async () => record };
  return { work: evaluating({ partyId: self, store, ledger, vault, voprf }), ledger, evaluationsToAnswer };
}

describe('evaluating', () => {
  it('answers what it was asked within a day, with the key that it registered', async () => {
    const question = questionOf(...(await voprf.blind(['a'], blinds)));
    const { work, ledger, evaluationsToAnswer } = institutionWith([question], await ownKey());
    expect(await work.find(noon, 7)).toEqual([question]);
    expect(evaluationsToAnswer).toHaveBeenCalledWith(self, '2026-02-28T12:00:00.000Z', 7);
    await work.perform(question);
    const [{ name, command } = { name: '', command: {} }] = ledger.sent;
    const answer = command as Command<'subject:evaluate'>;
    expect([name, answer.evaluationId]).toEqual(['subject:evaluate', question.evaluationId]);
    expect(await voprf.isProven(await ownKey(), question.blinded, answer)).toBe(true);
  });

  it('looks past what nobody can evaluate', async () => {
    const question = questionOf(Buffer.alloc(32, 255).toString('base64url'));
    const { work, ledger } = institutionWith([question], await ownKey());
    expect(await work.perform(question)).toBeUndefined();
    expect(ledger.sent).toEqual([]);
    expect(await work.find(noon, 7)).toEqual([]);
  });

  it('does nothing where it is no evaluator, or has another key than the registered one', async () => {
    const question = questionOf(...(await voprf.blind(['a'], blinds)));
    expect(await institutionWith([question]).work.find(noon, 7)).toEqual([]);
    expect(await institutionWith([question], 'another').work.find(noon, 7)).toEqual([]);
  });
});
