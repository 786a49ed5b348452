/** The port over the shim: batch messages where the peer offers them, one by one where not, and one read-write set either way. */
import fc from 'fast-check';
import { canonicalJson } from '../../chaincode/api/canonical';
import { transactionEventName } from '../../chaincode/api/events';
import { parseRejection } from '../../chaincode/api/refusals';
import { newContracts } from '../../chaincode/contract/contracts';
import { hashOfDocument } from '../../chaincode/domain/alliance';
import { answerKeepalives, listenForOffers } from '../../chaincode/state/shim-port';
import { aPlan, foundingDocument, harbour, keystone, meadow } from './builders';
import { memberCertificate } from './certificates';
import { FakePeer, type Offer, type Simulation } from './fake-peer';
import { aBusyAlliance, history, quickDocument, toSend, unguardedLedger } from './histories';
import type { Envelope, Sender } from './ledger-double';
import { firstPublicKey } from './public-keys';

const terms = { foundingDocument, guardTime: () => {} };
const start = Date.parse('2026-03-01T08:00:00.000Z');

const offers: readonly (readonly [string, Offer])[] = [
  ['that offers nothing, as of 2.5', {}],
  ['that offers messages of 3 keys', { writes: 3, reads: 3 }],
  ['that offers messages of 1 key', { writes: 1, reads: 1 }],
  ['that offers messages of 1,000 keys', { writes: 1_000, reads: 1_000 }],
  ['that offers to write in batches only', { writes: 1_000 }],
  ['that offers to read in batches only', { reads: 1_000 }],
];

let restore: () => void;
beforeAll(() => {
  const { ChaincodeMessageHandler } = require('fabric-shim/lib/handler');
  const stock = ChaincodeMessageHandler.prototype.chat;
  restore = () => {
    ChaincodeMessageHandler.prototype.chat = stock;
  };
  listenForOffers();
  answerKeepalives();
});
afterAll(() => restore());

interface Sent {
  readonly functionName: string;
  readonly argument: string;
  readonly sender: Sender;
}

async function simulate(fake: FakePeer, { functionName, argument, sender }: Sent): Promise<Simulation> {
  return fake.simulate({
    functionName,
    argument,
    mspId: sender.by,
    certificate: await memberCertificate(sender.unit ?? 'client'),
    timestampMs: sender.atMs ?? start,
    privateField: sender.private && Buffer.from(JSON.stringify(sender.private)),
  });
}

const submit = async (fake: FakePeer, functionName: string, commands: readonly object[], sender: Sender) => {
  const simulation = await simulate(fake, { functionName, argument: canonicalJson({ commands }), sender });
  fake.commit(simulation);
  return simulation;
};

async function founded(offer: Offer): Promise<FakePeer> {
  const fake = await FakePeer.start(newContracts(terms), offer);
  await submit(fake, 'alliance:found', [{ foundingHash: hashOfDocument(foundingDocument) }], {
    by: keystone,
    unit: 'admin',
  });
  for (const by of [harbour, meadow]) {
    await submit(fake, 'party:registerKey', [{ version: 1, publicKey: firstPublicKey }], { by, unit: 'admin' });
  }
  return fake;
}

const plans = (count: number) => Array.from({ length: count }, (_, index) => aPlan({ assetId: `a${index}` }));

function publication(count: number): [string, readonly object[], Sender] {
  const all = plans(count);
  const parts = all.map(({ sealed }) => sealed);
  return ['plan:publish', all.map(({ command }) => command), { by: harbour, private: parts }];
}

/** A double's envelope in the words of a peer's simulation. */
function asSimulation(envelope: Envelope): Pick<Simulation, 'reads' | 'writes' | 'eventPayload'> {
  const place = (write: { readonly key: string; readonly collection?: string | undefined }) =>
    write.collection === undefined ? write.key : `${write.collection}/${write.key}`;
  const writes = envelope.writes.map((write) => {
    const value = { put: '', delete: '(deleted)', purge: '(purged)' }[write.type];
    return [place(write), write.type === 'put' ? Buffer.from(write.value).toString() : value] as const;
  });
  return {
    reads: [...envelope.reads].map(([key, version]) => [key, version > 0] as const).sort(),
    writes: writes.sort(),
    eventPayload: envelope.eventPayload,
  };
}

describe('a corpus of transactions', () => {
  /** From the founding on, with what each transaction must come to. */
  const corpus: { sent: Sent; envelope: Envelope }[] = [];
  beforeAll(async () => {
    const ledger = unguardedLedger();
    const endorse = ledger.endorseArgument.bind(ledger);
    ledger.endorseArgument = async (name, argument, sender) => {
      const envelope = await endorse(name, argument, sender);
      corpus.push({ sent: { functionName: name, argument, sender: { ...sender, atMs: ledger.nowMs } }, envelope });
      return envelope;
    };
    const s = await aBusyAlliance(ledger);
    for (const steps of fc.sample(history(), { seed: 5, numRuns: 12 })) {
      for (const step of steps) {
        // The time stands nearly still, so that plans stay open.
        ledger.passSeconds(Math.min(step.passSeconds, 600));
        const { name, commands, sender } = toSend(s, step);
        await ledger.submit(name, commands as never, sender);
      }
    }
    const { keyVersion = 0 } = s.ledger.records('party').find(({ partyId }) => partyId === harbour) ?? {};
    const { assetId } = await s.publish({ assetId: 'purged', keyVersion });
    for (const name of ['plan:withdraw', 'plan:purge'] as const) await s.act(harbour, name, { assetId });
  });

  it.each(offers)('has the reads, writes, events and answers of the rules on a peer %s', async (_what, offer) => {
    const fake = await FakePeer.start(newContracts({ ...terms, foundingDocument: quickDocument }), offer);
    for (const { sent, envelope } of corpus) {
      const simulation = await simulate(fake, sent);
      const { reads, writes, eventPayload, payload, status } = simulation;
      // The double does not note what is read of the private collection.
      const publicReads = reads.filter(([key]) => !key.startsWith('sealed/'));
      expect({ reads: publicReads, writes, eventPayload }).toEqual(asSimulation(envelope));
      expect([status, payload]).toEqual([200, envelope.response]);
      fake.commit(simulation);
    }
    expect(corpus.length).toBeGreaterThan(100);
    const kinds = new Set(corpus.flatMap(({ envelope }) => envelope.writes.map(({ type }) => type)));
    expect([...kinds].sort()).toEqual(['delete', 'purge', 'put']);
  });
});

it('a KEEPALIVE is sent back, and ends neither the process nor what is under way', async () => {
  const fake = await founded({ writes: 9, reads: 9 });
  const submitting = submit(fake, ...publication(3));
  await fake.keepAlive();
  expect((await submitting).status).toBe(200);
  await fake.keepAlive();
  expect((await submit(fake, ...publication(2))).status).toBe(200);
});

describe('batch messages', () => {
  it.each([
    [3, 50, { GET_STATE_MULTIPLE: 17, WRITE_BATCH_STATE: 34 }],
    [1, 5, { GET_STATE_MULTIPLE: 6, WRITE_BATCH_STATE: 10 }],
    [25, 50, { GET_STATE_MULTIPLE: 3, WRITE_BATCH_STATE: 4 }],
    [1_000, 500, { GET_STATE_MULTIPLE: 1, WRITE_BATCH_STATE: 1 }],
  ])('of at most %d keys carry %d publications', async (most, count, expected) => {
    const fake = await founded({ writes: most, reads: most });
    const { messages, largest, status } = await submit(fake, ...publication(count));
    expect(status).toBe(200);
    expect(largest).toBeLessThanOrEqual(most);
    // Two more keys are those that every transaction reads: the alliance, which says who the caller is, and the ledger's day.
    const reads = (messages.GET_STATE_MULTIPLE ?? 0) - Math.ceil(2 / most);
    expect({ ...messages, GET_STATE_MULTIPLE: reads }).toEqual({ ...expected, COMPLETED: 1 });
  });

  it('are not sent to a peer that offers none, which is asked key by key', async () => {
    const fake = await founded({});
    const { messages } = await submit(fake, ...publication(4));
    expect(messages).toEqual({ GET_STATE: 7, PUT_STATE: 8, COMPLETED: 1 });
  });

  it('are each as the peer at the other end wants them, where one process talks to two', async () => {
    const [old, recent] = [await founded({}), await founded({ writes: 9, reads: 9 })];
    const [one, other] = await Promise.all([submit(old, ...publication(3)), submit(recent, ...publication(3))]);
    expect(one.messages.WRITE_BATCH_STATE).toBeUndefined();
    expect(other.messages.PUT_STATE).toBeUndefined();
    expect(other.writes).toEqual(one.writes);
  });

  it('of two transactions at once keep to their transactions', async () => {
    const fake = await founded({ writes: 2, reads: 2 });
    const [one, other] = await Promise.all([
      simulate(fake, { functionName: 'token:recharge', argument: rechargeOf('r1', 100), sender: { by: keystone } }),
      simulate(fake, { functionName: 'token:recharge', argument: rechargeOf('r2', 200), sender: { by: keystone } }),
    ]);
    expect(one.writes.map(([key]) => key).join()).toContain('r1');
    expect(one.writes.map(([key]) => key).join()).not.toContain('r2');
    expect(other.writes).toHaveLength(one.writes.length);
  });
});

function rechargeOf(rechargeId: string, amountFen: number): string {
  const command = { rechargeId, partyId: meadow, amountFen, paymentReference: `pay-${rechargeId}` };
  return canonicalJson({ commands: [command] });
}

describe.each(offers)('on a peer %s', (_what, offer) => {
  it('a refusal of a whole transaction crosses as a text that parses', async () => {
    const fake = await founded(offer);
    const simulation = await simulate(fake, {
      functionName: 'token:recharge',
      argument: rechargeOf('r1', 1),
      sender: { by: meadow },
    });
    expect(simulation.status).toBe(500);
    expect(parseRejection(simulation.message)?.code).toBe('CALLER_TYPE_NOT_ALLOWED');
    expect(simulation.writes).toEqual([]);
  });

  it('one event leaves with the list of what happened', async () => {
    const fake = await founded(offer);
    const { eventName, eventPayload = '' } = await submit(fake, ...publication(2));
    expect(eventName).toBe(transactionEventName);
    expect(JSON.parse(eventPayload).events).toHaveLength(2);
  });

  it('read functions answer a balance from a range, a history and a sealed record', async () => {
    const fake = await founded(offer);
    await submit(fake, ...publication(1));
    for (const rechargeId of ['r1', 'r2']) {
      const sent = { functionName: 'token:recharge', argument: rechargeOf(rechargeId, 150), sender: { by: keystone } };
      fake.commit(await simulate(fake, sent));
    }
    const ask = async (functionName: string, argument: string) => {
      const { payload, writes } = await simulate(fake, { functionName, argument, sender: { by: harbour } });
      expect(writes).toEqual([]);
      return JSON.parse(payload) as unknown;
    };
    expect(await ask('token:account', meadow)).toEqual({ balanceFen: 300 });
    expect(await ask('token:account', harbour)).toEqual({ balanceFen: 0 });
    expect(await ask('plan:read', 'none')).toBeNull();
    expect(await ask('plan:sealed', 'a0')).toBe(aPlan({ assetId: 'a0' }).sealed);
    const entry = { transactionId: 'tx0', time: '2023-11-14T22:13:20.123Z', record: { status: 'OPEN' } };
    expect(await ask('plan:history', 'a0')).toMatchObject([entry]);
  });

  it('a defect of the peer fails the transaction, and the next one works', async () => {
    const fake = await founded(offer);
    const get = fake.state.get.bind(fake.state);
    fake.state.get = () => {
      throw new Error('the disk is gone');
    };
    const sent = { functionName: 'token:recharge', argument: rechargeOf('r1', 1), sender: { by: keystone } };
    const broken = await simulate(fake, sent);
    expect([broken.status, broken.writes]).toEqual([500, []]);
    expect(parseRejection(broken.message)).toBeUndefined();
    fake.state.get = get;
    expect((await simulate(fake, sent)).status).toBe(200);
  });
});
