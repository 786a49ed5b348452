import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Vault } from '../../../gateway/vault/types';
import { openVault, type VaultSettings } from '../../../gateway/vault/vault';
import { confirmedBy, fields, newSettings, newVault, published, removeVaults } from './vaults';

/** `npm test` builds it first. */
const preparingProcess = join(__dirname, '../../../dist/test/gateway/vault/preparing-process.js');
const assetId = 'HarbourMSP:plan-1';

afterAll(removeVaults);

describe('a key version', () => {
  let settings: VaultSettings;
  let vault: Vault;

  beforeAll(async () => {
    settings = newSettings();
    vault = await openVault(settings);
  });

  it('that is prepared does not seal before it is activated', async () => {
    const prepared = await vault.prepareKey(2);
    expect(vault.currentKey.version).toBe(1);
    expect((await vault.seal(assetId, fields)).keyVersion).toBe(1);
    vault.activate(2);
    expect(vault.currentKey).toEqual(prepared);
    expect((await vault.seal(assetId, fields)).keyVersion).toBe(2);
    vault.activate(1);
  });

  it('that was prepared before is used again, after a restart too', async () => {
    const [one, two] = await Promise.all([vault.prepareKey(3), vault.prepareKey(3)]);
    expect(one).toEqual(two);
    const again = await openVault(settings);
    expect(await again.prepareKey(3)).toEqual(one);
    expect(again.currentKey.version).toBe(1);
  });

  it('that two processes prepare at the same time is one key pair', async () => {
    const other = await openVault(settings);
    const [one, two] = await Promise.all([vault.prepareKey(4), other.prepareKey(4)]);
    expect(one).toEqual(two);
  });

  it('that was never prepared is not activated', () => {
    expect(() => vault.activate(99)).toThrow('this vault has no key pair of version 99');
  });

  it('is not activated where the ledger has another key under it', async () => {
    const { publicKey } = await vault.prepareKey(2);
    expect(() => vault.activate(1, publicKey)).toThrow("the registered public key of version 1 is not this vault's");
    expect(() => vault.activate(1, 'no key at all')).toThrow('is not this vault');
    vault.activate(1, vault.currentKey.publicKey.replaceAll('\n', '\r\n'));
    expect(vault.currentKey.version).toBe(1);
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 32])('is not %p', async (version) => {
    await expect(vault.prepareKey(version)).rejects.toThrow('no key version');
  });

  it('that is not current any more opens and re-wraps what was sealed for it', async () => {
    const sealed = await vault.seal(assetId, fields);
    const plan = published(sealed);
    vault.activate(2);
    const meadow = await newVault();
    const confirm = confirmedBy(meadow, plan);
    expect(await vault.openOwn(plan, sealed.sealedRecord)).toEqual(fields);
    const wrap = await vault.wrapFor(plan, sealed.sealedRecord, confirm);
    const opened = await meadow.openDelivered(plan, sealed.sealedRecord, { ...confirm, wrap });
    expect(opened).toEqual({ fields });
    vault.activate(1);
  });

  it('seals the same content to the same commitments, so that an upload after rotation is still a repetition', async () => {
    const before = await vault.seal(assetId, fields);
    vault.activate(2);
    const after = await vault.seal(assetId, fields);
    vault.activate(1);
    expect(after.sealedHash).not.toBe(before.sealedHash);
    expect([after.fieldsCommitment, after.keyCommitment]).toEqual([before.fieldsCommitment, before.keyCommitment]);
  });
});

describe('kill -9', () => {
  it('between preparing and activating leaves the old version sealing and the new one to be prepared again', async () => {
    const settings = newSettings();
    const { currentKey } = await openVault(settings);
    const prepared = await prepareAndKill(settings, 2);
    const vault = await openVault(settings);
    expect(vault.currentKey).toEqual(currentKey);
    expect((await vault.prepareKey(2)).publicKey).toBe(prepared);
  });

  it('in the middle of preparing leaves a vault that opens, with whole key files only', async () => {
    const settings = newSettings();
    await prepareAndKill(settings, 1, 'onwards');
    const files = readdirSync(settings.directory).filter((name) => name.endsWith('.p12'));
    const vault = await openVault(settings);
    expect(vault.currentKey.version).toBe(1);
    expect(readdirSync(settings.directory)).toEqual(expect.arrayContaining(files));
    expect(await vault.prepareKey(9)).toMatchObject({ version: 9 });
  });
});

/** Answers the public key that the process said before it was killed. */
async function prepareAndKill(settings: VaultSettings, version: number, onwards = ''): Promise<string> {
  statSync(preparingProcess);
  const args = [preparingProcess, JSON.stringify(settings), String(version), onwards];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (data: Buffer) => {
    said += data.toString();
    if (said.includes('END PUBLIC KEY')) setTimeout(() => child.kill('SIGKILL'), onwards === '' ? 0 : 700);
  });
  const [, signal] = await once(child, 'exit');
  if (signal !== 'SIGKILL') throw new Error('the preparing process ended by itself');
  return said;
}
