/** The keys, commitments, texts and packages that credit records take from the vault. */
import { isSignedBy, recordIdFrom } from '../../../chaincode/api/signatures';
import type { RegistrarKey, Vault } from '../../../gateway/vault/types';
import { openVault } from '../../../gateway/vault/vault';
import { rsaPublicKey } from '../../chaincode/public-keys';
import { openedWith } from './opened';
import { newSettings, newVault, removeVaults } from './vaults';

const record = 'ab'.repeat(16);
const filing = 'cd'.repeat(16);
const terms = { amountRmb: 987_654_321 };
let vault: Vault;
let again: Vault;
let registrar: Vault;
let key: RegistrarKey;

beforeAll(async () => {
  const settings = newSettings();
  vault = await openVault(settings);
  again = await openVault(settings);
  registrar = await newVault();
  key = registrar.currentKey;
});
afterAll(removeVaults);

describe("a record's key", () => {
  it('is its own, and the same after a restart', () => {
    expect(again.credit.deriveRecord(filing)).toEqual(vault.credit.deriveRecord(filing));
    expect(vault.credit.deriveRecord('another').recordId).not.toBe(vault.credit.deriveRecord(filing).recordId);
    expect(registrar.credit.deriveRecord(filing).lenderKey).not.toBe(vault.credit.deriveRecord(filing).lenderKey);
  });

  it('names the record', () => {
    const { recordId, lenderKey } = vault.credit.deriveRecord(filing);
    expect(recordIdFrom(lenderKey)).toBe(recordId);
  });

  it('signs in the one form that counts', () => {
    const texts = Array.from({ length: 20 }, (_, index) => `text ${index}`);
    const signed = texts.map((text) => vault.credit.signAsLender(filing, text));

    expect(
      texts.every((text, index) => isSignedBy(vault.credit.deriveRecord(filing).lenderKey, text, signed[index] ?? '')),
    ).toBe(true);
    expect(isSignedBy(vault.credit.deriveRecord('another').lenderKey, 'text 0', signed[0] ?? '')).toBe(false);
  });
});

describe('a sealed text of a record', () => {
  it('opens with the data key that its vault hands over for what was agreed, and under its number and commitment', () => {
    const { sealed, commitment } = vault.credit.seal(record, 0, terms);

    expect(openedWith({ vault: again }, { recordId: record, number: 0, sealed, commitment, agreed: terms })).toEqual(
      terms,
    );
    expect(openedWith({ vault }, { recordId: record, number: 1, sealed, commitment, agreed: terms })).toBeUndefined();
    expect(
      openedWith({ vault: registrar }, { recordId: record, number: 0, sealed, commitment, agreed: terms }),
    ).toBeUndefined();
    expect(sealed).not.toContain('987654321');
  });

  it('that says something else has another key, so that none opens two agreements', () => {
    const { sealed, commitment } = vault.credit.seal(record, 1, { outcome: 'PERFORMED' });

    expect(
      openedWith({ vault }, { recordId: record, number: 1, sealed, commitment, agreed: { outcome: 'BREACHED' } }),
    ).toBeUndefined();
    expect(vault.credit.keyCommitment(record, 1, { outcome: 'PERFORMED' })).not.toBe(
      vault.credit.keyCommitment(record, 1, { outcome: 'PERFORMED', early: true }),
    );
  });

  it('has a length that tells neither the outcome nor the amount', () => {
    const [time, hash, salt] = ['2026-03-01T00:00:00.000Z', 'ab'.repeat(32), 'a'.repeat(43)];
    const notice = { givenTime: time, evidenceSha256: hash };
    const extension = { outcome: 'EXTENDED', newMaturityTime: time, maturitySalt: salt };
    const signed = { keyId: hash, signature: 'a'.repeat(86), salt };
    const feedbacks = [
      { outcome: 'PERFORMED' },
      { outcome: 'PERFORMED', early: true },
      { outcome: 'BREACHED', notice },
      { ...extension, borrower: signed },
      { ...extension, borrower: signed, notice },
    ];
    const rest = { relationKind: 'B2C', startTime: time, maturityTime: time, maturitySalt: salt };
    const loans = [
      { ...rest, amountRmb: 1, rateBps: 0 },
      { ...rest, amountRmb: Number.MAX_SAFE_INTEGER, rateBps: 100_000 },
      { ...rest, amountRmb: Number.MAX_SAFE_INTEGER, rateBps: 100_000, mandateSha256: hash, mandateSalt: salt },
    ];
    const lengthsOf = (number: number, all: readonly object[]) =>
      new Set(all.map((fields) => vault.credit.seal(record, number, fields).sealed.length));

    expect(lengthsOf(1, feedbacks).size).toBe(1);
    expect(lengthsOf(0, loans).size).toBe(1);
  });

  it('is the same for the same fields, and shares nothing with that of others', () => {
    const [one, same, another] = [terms, terms, { amountRmb: 1 }].map((fields) => vault.credit.seal(record, 0, fields));

    expect(same).toEqual(one);
    expect(JSON.parse(another?.sealed ?? '').iv).not.toBe(JSON.parse(one?.sealed ?? '').iv);
    expect(another?.commitment).not.toBe(one?.commitment);
  });
});

describe('a package', () => {
  const context = { partyId: 'HarbourMSP', period: 7 };

  it('has the same length whatever it holds, to the last byte that fits', () => {
    for (const bytes of [4_096, 16_383, 16_384, 16_385, 65_537]) {
      const room = vault.credit.packageRoom(bytes, key);
      const texts = ['', '{}', '张'.repeat(500), 'x'.repeat(room)];
      expect(texts.map((text) => vault.credit.sealPackage(text, bytes, key, context).length)).toEqual(
        texts.map(() => bytes),
      );
      expect(() => vault.credit.sealPackage('x'.repeat(room + 1), bytes, key, context)).toThrow(RangeError);
    }
  });

  it('has that length also for a key whose length is no whole number of bytes', () => {
    const longer = { ...key, publicKey: rsaPublicKey(2n ** 3_072n + 1n) };
    for (const bytes of [4_096, 4_097, 4_098, 4_099]) {
      const text = 'x'.repeat(vault.credit.packageRoom(bytes, longer));
      expect(vault.credit.sealPackage(text, bytes, longer, context)).toHaveLength(bytes);
    }
  });

  it('opens for the registrar, for that lender and period only', async () => {
    const sealed = vault.credit.sealPackage('{"items":[]}', 4_096, key, context);

    expect((await registrar.credit.openPackage(sealed, context))?.trimEnd()).toBe('{"items":[]}');
    expect(await registrar.credit.openPackage(sealed, { ...context, partyId: 'MeadowMSP' })).toBeUndefined();
    expect(await registrar.credit.openPackage(sealed, { ...context, period: 8 })).toBeUndefined();
    expect(await vault.credit.openPackage(sealed, context)).toBeUndefined();
    expect(await registrar.credit.openPackage('no package', context)).toBeUndefined();
  });

  it('opens after the registrar has another key', async () => {
    const sealed = vault.credit.sealPackage('text', 4_096, key, context);
    await registrar.prepareKey(2);
    registrar.activate(2);

    expect((await registrar.credit.openPackage(sealed, context))?.trimEnd()).toBe('text');
  });

  it('names a version that no vault has: it stays shut, and nothing breaks', async () => {
    const sealed = vault.credit.sealPackage('text', 4_096, { ...key, version: 99 }, context);

    expect(await registrar.credit.openPackage(sealed, context)).toBeUndefined();
  });

  it('is handed over at moments that spread over the period and are the same after a restart', () => {
    const moments = Array.from({ length: 200 }, (_, period) => vault.credit.deriveMoment(period));

    expect(moments).toEqual(moments.map((_, period) => again.credit.deriveMoment(period)));
    expect(Math.min(...moments)).toBeLessThan(0.1);
    expect(Math.max(...moments)).toBeGreaterThan(0.9);
    expect(vault.credit.deriveMoment(1)).not.toBe(registrar.credit.deriveMoment(1));
  });
});
