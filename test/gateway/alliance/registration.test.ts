/** What a gateway sees to before any business: the founding, and its own key. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson } from '../../../chaincode/api/canonical';
import type { AllianceRecord } from '../../../chaincode/api/records';
import { newLog } from '../../../gateway/http/log';
import { newMetrics } from '../../../gateway/http/metrics';
import type { LedgerClient } from '../../../gateway/ledger/types';
import type { Store } from '../../../gateway/stores';
import { newGateway } from '../../../gateway/wiring';
import { allianceWith, FakeLedger, fakeStore, fakeVault, refuse, self, subjectSeams } from '../http/fakes';
import { voprf } from '../subjects/lazy-voprf';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-founding-'));
const documentFile = join(folder, 'alliance.json');
const { docType: _d, format: _f, version: _v, foundingHash: _h, ...members } = allianceWith('TOKEN_ISSUER');
const foundingDocument = { ...members, registrar: self };
writeFileSync(documentFile, JSON.stringify(foundingDocument, undefined, 2));
const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});
afterAll(() => rmSync(folder, { recursive: true }));

function gatewayWith(store: Partial<Store>, submit?: LedgerClient['submit']) {
  const stopping = new AbortController();
  const activate = jest.fn(async () => undefined);
  const ledger = new FakeLedger(submit === undefined ? {} : { submit });
  const gateway = newGateway({
    ...subjectSeams(),
    partyId: self,
    store: fakeStore('CREDITOR_ORG', store),
    vault: fakeVault({ activate }),
    ledger,
    metrics: newMetrics(),
    log: newLog('silent'),
    stopping: stopping.signal,
    isRegistered: () => false,
    importBatchesInFlight: 1,
  });
  ends.push(async () => {
    stopping.abort();
    await gateway.follower.stop();
  });
  return { gateway, ledger, activate, stop: () => stopping.abort() };
}

const registered = {
  party: async (partyId: string) => ({ docType: 'party', partyId, keyVersion: 3 }) as const,
  partyKey: async (partyId: string, version: number) =>
    ({ docType: 'partyKey', partyId, version, publicKey: `key ${version}`, registeredTime: 't' }) as const,
};

describe('registering', () => {
  it("puts the vault's first key on the ledger, and seals with it from then on", async () => {
    const { gateway, ledger, activate } = gatewayWith({});
    await gateway.register(undefined);
    expect(ledger.sent).toMatchObject([
      { name: 'party:registerKey', command: { version: 1, publicKey: 'public key 1' } },
    ]);
    expect(activate).toHaveBeenCalledWith(1, undefined);
  });

  it('submits nothing where a key is registered, and makes sure that the vault holds it', async () => {
    const { gateway, ledger, activate } = gatewayWith(registered);
    await gateway.register(undefined);
    expect(ledger.sent).toEqual([]);
    expect(activate).toHaveBeenCalledWith(3, 'key 3');
  });

  it('founds the alliance first where it has the founding document, by its hash', async () => {
    let alliance: AllianceRecord | undefined;
    const { gateway, ledger } = gatewayWith({ alliance: async () => alliance }, async (name) => {
      alliance = allianceWith('TOKEN_ISSUER');
      // biome-ignore lint/suspicious/noExplicitAny: one answer stands for both kinds
      return { outcome: { status: 'ACCEPTED', repeated: false, answer: { version: 1 } }, block: 1, name } as any;
    });
    await gateway.register(documentFile);
    const foundingHash = createHash('sha256').update(canonicalJson(foundingDocument)).digest('hex');
    expect(ledger.sent.map(({ name }) => name)).toEqual(['alliance:found', 'party:registerKey']);
    expect(ledger.sent[0]?.command).toEqual({ foundingHash });
  });

  it('waits until the alliance is founded and the institution is a member of it', async () => {
    let alliance: AllianceRecord | undefined;
    const { gateway, ledger } = gatewayWith({ alliance: async () => alliance });
    const registering = gateway.register(undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(ledger.sent).toEqual([]);
    alliance = allianceWith('CREDITOR_ORG');
    await registering;
    expect(ledger.sent).toMatchObject([{ name: 'party:registerKey' }]);
  });

  it('tries again where the ledger refuses for now', async () => {
    let first = true;
    const { gateway, ledger } = gatewayWith({}, async (name, command, options) => {
      if (!first) return new FakeLedger().submit(name, command, options);
      first = false;
      return refuse('KEY_VERSION_NOT_NEXT')(name, command, options);
    });
    await gateway.register(undefined);
    expect(ledger.sent).toHaveLength(2);
  });

  it('gives up when the gateway stops', async () => {
    const { gateway, stop } = gatewayWith({ alliance: async () => undefined });
    const registering = gateway.register(undefined);
    stop();
    await expect(registering).resolves.toBeUndefined();
  });
});

describe('an evaluator', () => {
  const evaluating = { ...allianceWith('CREDITOR_ORG'), evaluators: [self, 'WatchtowerMSP'] };
  const alliance = async () => evaluating;
  const ownKey = () => voprf.derivePublicKey(fakeVault().subjects.evaluatorKey);
  const evaluatorWith = (publicKey: string) => async (partyId: string) =>
    ({ docType: 'evaluator', partyId, publicKey, registeredTime: 't' }) as const;

  it("registers its evaluator's key after its own", async () => {
    const { gateway, ledger } = gatewayWith({ alliance, ...registered });
    await gateway.register(undefined);
    expect(ledger.sent).toMatchObject([{ name: 'subject:registerEvaluator', command: { publicKey: await ownKey() } }]);
  });

  it('does so once, and goes on where the ledger has another key', async () => {
    for (const publicKey of [await ownKey(), 'another']) {
      const { gateway, ledger } = gatewayWith({ alliance, ...registered, evaluator: evaluatorWith(publicKey) });
      await gateway.register(undefined);
      expect(ledger.sent).toEqual([]);
    }
  });

  it('is nobody whom the alliance does not name', async () => {
    const { gateway, ledger } = gatewayWith(registered);
    await gateway.register(undefined);
    expect(ledger.sent).toEqual([]);
  });
});
