/**
 * Somebody who has a member's vault, its database down to the bytes of deleted rows, and all blocks, tries whether a number was asked
 * about: every blind that can be had from them is tried on every public element.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newLog } from '../../../gateway/http/log';
import { openStore, type Store } from '../../../gateway/stores';
import { attachSubject } from '../../../gateway/subjects/attaching';
import { forgettingQuestions } from '../../../gateway/subjects/forgetting';
import { lookUpSubject } from '../../../gateway/subjects/lookup';
import { voprf } from '../../../gateway/subjects/voprf';
import { derive, readSecret } from '../../../gateway/vault/secret';
import type { Vault } from '../../../gateway/vault/types';
import { openVault } from '../../../gateway/vault/vault';
import { within } from '../../run/pace';
import { newSettings, passphrase, removeVaults } from '../vault/vaults';
import { evaluators, institution, SubjectLedger, startEvaluator } from './alliance';
import { channel, person } from './people';

const order = 2n ** 252n + 27742317777372353535851937790883648493n;
const directory = mkdtempSync(join(tmpdir(), 'tallystick-blinds-'));
const settings = newSettings();
const verified = person(1);
const lookedUp = person(2);
const log = newLog('silent');
let files = 0;
let vault: Vault;
let secret: Buffer;
let store: Store;
let ledger: SubjectLedger;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  vault = await openVault(settings);
  secret = (await readSecret(join(settings.directory, 'secret'), passphrase)) ?? Buffer.alloc(0);
});
beforeEach(async () => {
  ledger = new SubjectLedger();
  store = await openStore({ file: join(directory, `${++files}.db`) });
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await store.close();
});
afterAll(() => {
  rmSync(directory, { recursive: true });
  removeVaults();
});

const harbour = (waitMs = within(5_000)) =>
  institution('HarbourMSP', { ledger, subjects: store.subjects, vault, waitMs });
const answered = async () => {
  for (const partyId of evaluators) ends.push(await startEvaluator(partyId, ledger));
};

/** As a vault of before would have made it. */
function derivedBlind(evaluationId: string, place: number): string {
  const wide = derive(secret, { label: 'blind', channel, evaluationId, place: String(place) }, 48);
  const scalar = (BigInt(`0x${wide.toString('hex')}`) % (order - 1n)) + 1n;
  return Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex').reverse().toString('base64url');
}

/** All that stands in the database's files and opens as the blind of that place, wherever it begins. */
function keptBlinds(evaluationId: string, place: number): readonly string[] {
  const sealedLength = vault.texts.seal('any', '').length;
  const bytes = readdirSync(directory)
    .filter((name) => name.startsWith(`${files}.db`))
    .map((name) => readFileSync(join(directory, name), 'latin1'));
  const runs = bytes.join('\0').match(new RegExp(`[\\w-]{${sealedLength},}`, 'g')) ?? [];
  return runs.flatMap((run) =>
    Array.from({ length: run.length - sealedLength + 1 }, (_, start) => run.slice(start, start + sealedLength)).flatMap(
      (text) => {
        try {
          return [vault.texts.open(`blind ${evaluationId} ${place}`, text)];
        } catch {
          return [];
        }
      },
    ),
  );
}

/** Whether a public element is the number's under a blind that the attacker has. */
async function isTold({ identityNumber }: { readonly identityNumber: string }): Promise<boolean> {
  for (const { evaluationId, blinded } of ledger.of('evaluation')) {
    for (const [place, element] of blinded.entries()) {
      const blinds = [derivedBlind(evaluationId, place), ...keptBlinds(evaluationId, place)];
      const inputs = blinds.map(() => `ID_CARD:${identityNumber}`);
      if ((await voprf.blind(inputs, blinds)).includes(element)) return true;
    }
  }
  return false;
}

describe("a member's vault, database and all blocks", () => {
  it('tell of nobody once a verification and a look-up are kept, also where rows were deleted', async () => {
    await answered();
    await attachSubject(harbour(), verified);
    await lookUpSubject(harbour(), lookedUp);
    expect(ledger.of('evaluation')).toHaveLength(2);
    for (const { identityNumber } of [verified, lookedUp]) {
      expect(await store.subjects.question(vault.subjects.indexOf(`ID_CARD:${identityNumber}`))).toBeUndefined();
    }
    await store.subjects.forgetAskedBefore('1970-01-01T00:00:00.000Z');
    expect(await isTold(verified)).toBe(false);
    expect(await isTold(lookedUp)).toBe(false);
    await store.close();
    expect(await isTold(verified)).toBe(false);
  });

  it('tell of whom is asked about until the outcome is kept, so that a crash loses no question', async () => {
    await expect(lookUpSubject(harbour(50), lookedUp)).rejects.toMatchObject({ code: 'EVALUATION_PENDING' });
    expect(await isTold(lookedUp)).toBe(true);
    expect(await isTold(verified)).toBe(false);
    await store.close();
    store = await openStore({ file: join(directory, `${files}.db`) });
    await answered();

    // Finalised, and the gateway ends before the outcome is kept: the question still stands.
    const { identityKind, identityNumber } = lookedUp;
    const { subjectId } = await harbour().identification.lookUp(identityKind, identityNumber);
    expect(await isTold(lookedUp)).toBe(true);
    expect(await lookUpSubject(harbour(), lookedUp)).toBe(subjectId);
    expect(ledger.of('evaluation')).toHaveLength(1);
    await store.subjects.forgetAskedBefore('1970-01-01T00:00:00.000Z');
    expect(await isTold(lookedUp)).toBe(false);
  });

  it('tell of nobody whose question is a day old, from the next start on', async () => {
    await expect(lookUpSubject(harbour(50), lookedUp)).rejects.toMatchObject({ code: 'EVALUATION_PENDING' });
    const [{ evaluationId = '' } = {}] = ledger.of('evaluation');
    const asked = await store.subjects.question(vault.subjects.indexOf(`ID_CARD:${lookedUp.identityNumber}`));
    const blindIndex = vault.subjects.indexOf(`ID_CARD:${lookedUp.identityNumber}`);
    const aDayAgo = new Date(Date.now() - 24 * 3_600_000 - 1_000).toISOString();
    await store.subjects.ask(evaluationId, aDayAgo, [{ blindIndex, sealed: asked?.sealed ?? '' }]);
    expect(await isTold(lookedUp)).toBe(true);
    const forgetting = forgettingQuestions({ store }).start({ store, log, follower: { onBlock: ledger.onBlock } });
    while ((await store.subjects.question(blindIndex)) !== undefined) await new Promise(setImmediate);
    await forgetting.stop();
    await store.subjects.forgetAskedBefore('1970-01-01T00:00:00.000Z');
    expect(await isTold(lookedUp)).toBe(false);
  });

  it('tell of nobody whose question the ledger refused', async () => {
    ledger.judge = (name) => (name === 'subject:ask' ? 'ALLOWANCE_EXHAUSTED' : undefined);
    await expect(lookUpSubject(harbour(), lookedUp)).rejects.toMatchObject({ code: 'ALLOWANCE_EXHAUSTED' });
    expect(await store.subjects.question(vault.subjects.indexOf(`ID_CARD:${lookedUp.identityNumber}`))).toBeUndefined();
  });
});
