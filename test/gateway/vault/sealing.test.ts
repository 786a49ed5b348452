import { createHash } from 'node:crypto';
import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import forge from 'node-forge';
import { canonicalJson } from '../../../chaincode/api/canonical';
import type { PlanRecord } from '../../../chaincode/api/records';
import { commitToKey, hashOfSealed, openRecord, type SealedRecord } from '../../../chaincode/api/sealed';
import type { SealedPlan, Vault } from '../../../gateway/vault/types';
import { openVault, type VaultSettings } from '../../../gateway/vault/vault';
import { canaries, fields, newSettings, newVault, published, readKeyFilePassphrase, removeVaults } from './vaults';

const assetId = 'HarbourMSP:plan-1';
let settings: VaultSettings;
let harbour: Vault;
let meadow: Vault;
let sealed: SealedPlan;
let plan: PlanRecord;

beforeAll(async () => {
  settings = newSettings();
  [harbour, meadow] = await Promise.all([openVault(settings), newVault()]);
  await harbour.prepareKey(2);
  sealed = await harbour.seal(assetId, fields);
  plan = published(sealed);
});

afterAll(removeVaults);

describe('sealing', () => {
  it('is undone by the vault that did it', async () => {
    expect(await harbour.openOwn(plan, sealed.sealedRecord)).toEqual(fields);
  });

  it('answers the hash and the version that stand in the record', () => {
    const record = JSON.parse(sealed.sealedRecord) as SealedRecord;
    expect(sealed.sealedHash).toBe(createHash('sha256').update(sealed.sealedRecord).digest('hex'));
    expect(record.keyVersion).toBe(sealed.keyVersion);
    expect(canonicalJson(record)).toBe(sealed.sealedRecord);
  });

  it('wraps for node-forge to open, which finds the data key committed to', async () => {
    const words = await readKeyFilePassphrase(settings);
    const der = forge.asn1.fromDer(readFileSync(join(settings.directory, 'key-1.p12'), 'latin1'));
    const bagType = forge.pki.oids.pkcs8ShroudedKeyBag as string;
    const key = forge.pkcs12.pkcs12FromAsn1(der, words).getBags({ bagType })[bagType]?.[0]?.key;
    const { wrappedKey } = JSON.parse(sealed.sealedRecord) as SealedRecord;
    const bytes = Buffer.from(wrappedKey, 'base64url').toString('latin1');
    const sha256 = forge.md.sha256;
    const dataKey = (key as forge.pki.rsa.PrivateKey).decrypt(bytes, 'RSA-OAEP', {
      md: sha256.create(),
      mgf1: { md: sha256.create() },
    });
    const dataKeyBytes = Buffer.from(dataKey, 'latin1');
    expect(commitToKey(dataKeyBytes)).toBe(sealed.keyCommitment);
    const context = { channel: 'alliance', assetId };
    expect(
      openRecord(sealed.sealedRecord, dataKeyBytes, context, sealed.fieldsCommitment, '2026-01-01T00:00:00.000Z'),
    ).toEqual(fields);
  });

  it('of the same content again differs in the wrap alone, whatever the order of the fields', async () => {
    const reordered = Object.fromEntries(Object.entries(fields).reverse()) as unknown as typeof fields;
    const again = await harbour.seal(assetId, { ...reordered, engineNumber: undefined });
    const { wrappedKey, ...rest } = JSON.parse(again.sealedRecord) as SealedRecord;
    const { wrappedKey: before, ...restBefore } = JSON.parse(sealed.sealedRecord) as SealedRecord;
    expect(rest).toEqual(restBefore);
    expect(wrappedKey).not.toBe(before);
    expect(again).toMatchObject({ fieldsCommitment: sealed.fieldsCommitment, keyCommitment: sealed.keyCommitment });
  });

  it('shares no key, iv or commitment between contents, assets, channels and vaults', async () => {
    const others = [
      await harbour.seal(assetId, { ...fields, partyName: 'somebody else' }),
      await harbour.seal('HarbourMSP:plan-2', fields),
      await (await openVault({ ...settings, channel: 'car-loans' })).seal(assetId, fields),
      await meadow.seal(assetId, fields),
    ];
    const all = [sealed, ...others];
    const ivs = all.map(({ sealedRecord }) => (JSON.parse(sealedRecord) as SealedRecord).iv);
    const distinct = (values: readonly string[]) => new Set(values).size;
    expect(distinct(ivs)).toBe(5);
    expect(distinct(all.map(({ keyCommitment }) => keyCommitment))).toBe(5);
    expect(distinct(all.map(({ fieldsCommitment }) => fieldsCommitment))).toBe(5);
  });

  it('leaves nothing of the fields readable', () => {
    const bytes = Object.values(sealed).join() + Buffer.from(JSON.parse(sealed.sealedRecord).ciphertext, 'base64url');
    for (const canary of canaries) expect(bytes).not.toContain(canary);
  });

  it('refuses the local part of an identifier', async () => {
    await expect(harbour.seal('plan-1', fields)).rejects.toThrow('whole identifiers');
    expect(() => harbour.oneOffPublicKey(assetId, 'c-1')).toThrow('whole identifiers');
    expect(() => harbour.revealOneOffKey('plan-1', 'MeadowMSP:c-1')).toThrow('whole identifiers');
  });
});

describe('opening what was sealed', () => {
  /** The record with the members changed, published as it is now. */
  const tampered = (changes: Partial<Record<keyof SealedRecord, unknown>>) => {
    const sealedRecord = canonicalJson({ ...JSON.parse(sealed.sealedRecord), ...changes });
    return { sealedRecord, plan: { ...plan, sealedHash: hashOfSealed(sealedRecord) } };
  };
  const flipped = (text: string, at: number) => {
    const bytes = Buffer.from(text, 'base64url');
    const index = (at + bytes.length) % bytes.length;
    bytes[index] = (bytes[index] ?? 0) ^ 0x10;
    return bytes.toString('base64url');
  };
  const record = () => JSON.parse(sealed.sealedRecord) as SealedRecord;

  it.each<[string, () => Partial<Record<keyof SealedRecord, unknown>>]>([
    ['another format', () => ({ format: 'tallystick-sealed-2' })],
    ['another key version', () => ({ keyVersion: 2 })],
    ['a key version that is text', () => ({ keyVersion: '1' })],
    ['a changed wrap', () => ({ wrappedKey: flipped(record().wrappedKey, 7) })],
    ['an empty wrap', () => ({ wrappedKey: '' })],
    ['a wrap that is cut short', () => ({ wrappedKey: record().wrappedKey.slice(0, -4) })],
    ['a changed iv', () => ({ iv: flipped(record().iv, 0) })],
    ['an empty iv', () => ({ iv: '' })],
    ['a changed first byte', () => ({ ciphertext: flipped(record().ciphertext, 0) })],
    ['a changed tag', () => ({ ciphertext: flipped(record().ciphertext, -1) })],
    ['a tag that is cut short', () => ({ ciphertext: record().ciphertext.slice(0, -4) })],
    ['an empty ciphertext', () => ({ ciphertext: '' })],
  ])('fails with %s', async (_, changes) => {
    const { plan: other, sealedRecord } = tampered(changes());
    await expect(harbour.openOwn(other, sealedRecord)).rejects.toMatchObject({ code: 'RECORD_UNREADABLE' });
  });

  it('fails where the version was never of this vault', async () => {
    const { plan: other, sealedRecord } = tampered({ keyVersion: 77 });
    await expect(harbour.openOwn(other, sealedRecord)).rejects.toMatchObject({ code: 'KEY_UNKNOWN' });
  });

  it.each(['', 'null', '{}', '[]', '"text"', '{"format":"tallystick-sealed-1"}'])(
    'fails with %p',
    async (sealedRecord) => {
      const other = { ...plan, sealedHash: hashOfSealed(sealedRecord) };
      await expect(harbour.openOwn(other, sealedRecord)).rejects.toThrow(`${assetId} has not the documented form`);
    },
  );

  it('fails with any other bytes than those that were published', async () => {
    const again = await harbour.seal(assetId, fields);
    await expect(harbour.openOwn(plan, again.sealedRecord)).rejects.toThrow('is not the published one');
  });

  it.each<[string, Partial<PlanRecord>, string]>([
    ['asset', { assetId: 'HarbourMSP:plan-2' }, 'does not open to what the plan commits to'],
    ['commitment to the fields', { fieldsCommitment: 'a'.repeat(64) }, 'does not open to what the plan commits to'],
    ['commitment to the key', { keyCommitment: 'a'.repeat(64) }, 'has another data key than the plan commits to'],
  ])('fails under another %s', async (_, changes, text) => {
    await expect(harbour.openOwn({ ...plan, ...changes }, sealed.sealedRecord)).rejects.toThrow(text);
  });

  it('fails with the ciphertext or the wrap of another record', async () => {
    const other = JSON.parse((await harbour.seal('HarbourMSP:plan-2', fields)).sealedRecord) as SealedRecord;
    for (const changes of [{ wrappedKey: other.wrappedKey }, { iv: other.iv, ciphertext: other.ciphertext }, other]) {
      const { plan: mixed, sealedRecord } = tampered(changes);
      await expect(harbour.openOwn(mixed, sealedRecord)).rejects.toMatchObject({ code: 'RECORD_UNREADABLE' });
    }
  });

  it('fails on another channel and in another vault', async () => {
    const elsewhere = await openVault({ ...settings, channel: 'car-loans' });
    await expect(elsewhere.openOwn(plan, sealed.sealedRecord)).rejects.toThrow('does not open');
    await expect(meadow.openOwn(plan, sealed.sealedRecord)).rejects.toThrow('is not wrapped for version 1');
  });
});

describe('a sealed file', () => {
  const bytes = Buffer.from(canaries.join());
  let folder: string;

  beforeAll(() => {
    folder = join(settings.directory, 'files');
  });

  it('opens after a restart, shows nothing, and is gone once it is removed', async () => {
    await harbour.files.keep('one.upload', bytes);
    expect(await (await openVault(settings)).files.read('one.upload')).toEqual(bytes);
    const onDisk = readFileSync(join(folder, 'one.upload.sealed'), 'latin1');
    for (const canary of canaries) expect(onDisk).not.toContain(canary);
    await harbour.files.remove('one.upload');
    expect(await harbour.files.read('one.upload')).toBeUndefined();
    await harbour.files.remove('one.upload');
  });

  it('keeps what it has when its name is kept again', async () => {
    await harbour.files.keep('two.upload', bytes);
    await harbour.files.keep('two.upload', Buffer.alloc(0));
    expect(await harbour.files.read('two.upload')).toEqual(bytes);
  });

  it('does not open when a byte is changed, when it is cut, under another name, or in another vault', async () => {
    await harbour.files.keep('three.upload', bytes);
    const file = join(folder, 'three.upload.sealed');
    const sealed = readFileSync(file);
    for (const index of sealed.keys()) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      for (const spoilt of [changed, sealed.subarray(0, index)]) {
        writeFileSync(file, spoilt);
        await expect(harbour.files.read('three.upload')).rejects.toThrow('does not open');
      }
    }
    writeFileSync(join(folder, 'four.upload.sealed'), sealed, { mode: 0o600 });
    await expect(harbour.files.read('four.upload')).rejects.toThrow('does not open');
  });

  it('goes by age, and no name leads out of the folder', async () => {
    await harbour.files.keep('five.upload', bytes);
    await harbour.files.removeOlderThan(60_000);
    expect(await harbour.files.read('five.upload')).toEqual(bytes);
    utimesSync(join(folder, 'five.upload.sealed'), new Date(0), new Date(0));
    await harbour.files.removeOlderThan(60_000);
    expect(await harbour.files.read('five.upload')).toBeUndefined();
    await expect(harbour.files.read('../secret')).rejects.toThrow('no name');
  });
});
