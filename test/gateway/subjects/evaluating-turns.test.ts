/** An evaluator serves askers by turns: what one of them asks, within its allowance, keeps nobody else waiting for all of it. */
import type { Command } from '../../../chaincode/api/commands';
import type { LedgerRecord } from '../../../chaincode/api/records';
import { newLog } from '../../../gateway/http/log';
import type { LedgerClient } from '../../../gateway/ledger/types';
import type { Store } from '../../../gateway/stores';
import { evaluating } from '../../../gateway/subjects/evaluating';
import { type Agent, newAgent } from '../../../gateway/work/agent';
import { fakeVault } from '../http/fakes';
import { blockOf, put } from '../store/chain';
import { onEachDatabase } from '../store/databases';

const evaluator = 'KeystoneMSP';
const publicKey = 'the public key';
const asked = 195;

const agents: Agent[] = [];
afterEach(async () => {
  for (const agent of agents.splice(0)) await agent.stop();
});

/** An evaluator's agent over the store, and a ledger whose blocks are folded into it. */
function evaluatorOn(store: Store) {
  const evaluated: string[] = [];
  let atOnce = 0;
  let most = 0;
  let blocks = 0;
  let folding: Promise<unknown> = Promise.resolve();
  let looks = 0;
  let gate: Promise<unknown> = Promise.resolve();
  const fold = (...records: readonly LedgerRecord[]) => {
    folding = folding.then(() => store.applyBlock(blockOf(blocks++, [{ writes: records.map(put) }])));
    return folding;
  };
  const voprf = {
    derivePublicKey: async () => publicKey,
    evaluate: async (_key: unknown, blinded: readonly string[]) => {
      atOnce += blinded.length;
      most = Math.max(most, atOnce);
      evaluated.push(blinded[0]?.split(' ')[0] ?? '');
      await gate;
      await new Promise(setImmediate);
      atOnce -= blinded.length;
      return { evaluated: blinded, proof: 'proof' };
    },
  };
  // biome-ignore lint/suspicious/noExplicitAny: one answer stands for those of every kind
  const submit: LedgerClient['submit'] = async (_name, command): Promise<any> => {
    const answeredTime = new Date().toISOString();
    const answer = command as Command<'subject:evaluate'>;
    await fold({ docType: 'evaluationAnswer', ...answer, evaluator, answeredTime });
    return { outcome: { status: 'ACCEPTED', repeated: false, answer: { evaluationId: answer.evaluationId } } };
  };
  const evaluationsToAnswer: Store['evaluationsToAnswer'] = async (...of) => {
    const found = await store.evaluationsToAnswer(...of);
    looks += 1;
    return found;
  };
  const watched = { ...store, evaluationsToAnswer };
  const gateway = {
    store: watched,
    partyId: evaluator,
    vault: fakeVault(),
    voprf,
    ledger: { submit },
    log: newLog('silent'),
  };
  const start = () => {
    const agent = newAgent(evaluating(gateway), gateway);
    agents.push(agent);
    return agent;
  };
  /** Nothing goes on being evaluated before the agent has looked again. */
  const pauseUntilLook = (agent: Agent) => {
    const before = looks;
    agent.wake();
    gate = until(() => looks > before);
  };
  return { evaluated, fold, start, pauseUntilLook, most: () => most };
}

/** Questions of so many numbers each. */
function questions(partyId: string, count: number, numbers: number): LedgerRecord[] {
  const askedTime = new Date().toISOString();
  return Array.from({ length: count }, (_, index) => ({
    docType: 'evaluation',
    evaluationId: `${partyId}:q${String(index).padStart(3, '0')}`,
    partyId,
    blinded: Array.from({ length: numbers }, (_value, place) => `${partyId} ${index} ${place}`),
    askedTime,
  }));
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

onEachDatabase('evaluating', ({ open }) => {
  const begin = async () => {
    const at = evaluatorOn(await open());
    await at.fold({ docType: 'evaluator', partyId: evaluator, publicKey, registeredTime: new Date().toISOString() });
    return at;
  };

  it('answers the one question of an institution among the first, though another asked 195 before it', async () => {
    const at = await begin();
    await at.fold(...questions('HarbourMSP', asked, 100));
    await at.fold(...questions('MeadowMSP', 1, 1));
    at.start();
    await until(() => at.evaluated.length >= 5);

    expect(at.evaluated.slice(0, 3)).toEqual(['HarbourMSP', 'MeadowMSP', 'HarbourMSP']);
  });

  it('answers what comes while it is at work soon, too, and in the end everything', async () => {
    const at = await begin();
    await at.fold(...questions('HarbourMSP', asked, 100));
    const agent = at.start();
    await until(() => at.evaluated.length >= 20);
    await at.fold(...questions('MeadowMSP', 1, 1));
    const before = at.evaluated.length;
    at.pauseUntilLook(agent);
    await until(() => at.evaluated.includes('MeadowMSP'));
    expect(at.evaluated.indexOf('MeadowMSP') - before).toBeLessThan(8);
    await until(() => at.evaluated.length > asked);

    expect(at.evaluated).toHaveLength(asked + 1);
    expect(at.most()).toBeLessThanOrEqual(400);
  });
});
