import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import forge from 'node-forge';
import { newPrivateKey, toPkcs12 } from '../../../gateway/vault/key-pairs';
import type { Vault } from '../../../gateway/vault/types';
import { openVault, type VaultSettings } from '../../../gateway/vault/vault';
import { canaries, fields, newSettings, passphrase, readKeyFilePassphrase, removeVaults } from './vaults';

const assetId = 'HarbourMSP:plan-1';
let settings: VaultSettings;
let vault: Vault;

beforeAll(async () => {
  settings = newSettings();
  vault = await openVault(settings);
});

afterAll(removeVaults);

const inVault = (name: string, { directory } = settings) => join(directory, name);

describe('the directory of a vault', () => {
  it('holds the secret and the first key pair, for nobody else to read', () => {
    const modeOf = (path: string) => statSync(path).mode & 0o777;
    expect(readdirSync(settings.directory).sort()).toEqual(['key-1.p12', 'secret']);
    expect(modeOf(settings.directory)).toBe(0o700);
    expect(['key-1.p12', 'secret'].map((name) => modeOf(inVault(name)))).toEqual([0o600, 0o600]);
  });

  it('is closed to others where it was made open', async () => {
    const other = newSettings();
    mkdirSync(other.directory, { mode: 0o755 });
    await openVault(other);
    expect(statSync(other.directory).mode & 0o777).toBe(0o700);
  });

  it('opens to the same keys and commitments again', async () => {
    const again = await openVault(settings);
    expect(again.currentKey).toEqual(vault.currentKey);
    expect((await again.seal(assetId, fields)).fieldsCommitment).toBe(
      (await vault.seal(assetId, fields)).fieldsCommitment,
    );
  });

  it('holds nothing that was sealed, no passphrase and no private key in clear', async () => {
    await vault.seal(assetId, fields);
    const bytes = readdirSync(settings.directory).map((name) => readFileSync(inVault(name), 'latin1'));
    for (const word of [...canaries, passphrase, 'PRIVATE KEY']) expect(bytes.join()).not.toContain(word);
  });

  it('is made by one of two processes that open it at the same time, and used by both', async () => {
    const other = newSettings();
    const [one, two] = await Promise.all([openVault(other), openVault(other)]);
    expect(one.currentKey).toEqual(two.currentKey);
    expect(one.oneOffPublicKey(assetId, 'MeadowMSP:c-1')).toBe(two.oneOffPublicKey(assetId, 'MeadowMSP:c-1'));
    expect(readdirSync(other.directory).sort()).toEqual(['key-1.p12', 'secret']);
  });

  it.each(['secret', 'key-1.p12'])('is refused where others can read %s', async (name) => {
    chmodSync(inVault(name), 0o640);
    const advice = '(if its file system keeps no modes, see filesOpenToOthers in gateway/README.md)';
    await expect(openVault(settings)).rejects.toMatchObject({
      code: 'FILE_UNUSABLE',
      message: `${inVault(name)} is open to others (mode 0640); make it 0600 ${advice}`,
    });
    chmodSync(inVault(name), 0o600);
  });

  it.each([
    ['secret', 'PASSPHRASE_WRONG'],
    ['key-1.p12', 'FILE_UNUSABLE'],
  ])('is refused where a byte of %s was changed, or it ends too soon', async (name, code) => {
    const bytes = readFileSync(inVault(name));
    const changed = Buffer.from(bytes);
    changed[bytes.length - 1] = (changed[bytes.length - 1] ?? 0) ^ 1;
    for (const damaged of [changed, bytes.subarray(0, bytes.length / 2), Buffer.alloc(0)]) {
      writeFileSync(inVault(name), damaged);
      await expect(openVault(settings)).rejects.toMatchObject({ name: 'VaultError', code });
    }
    writeFileSync(inVault(name), bytes);
  });

  it('is refused where the secret is gone but keys are left, rather than given a new secret', async () => {
    const secret = readFileSync(inVault('secret'));
    rmSync(inVault('secret'));
    await expect(openVault(settings)).rejects.toThrow('holds key pairs, but');
    expect(readdirSync(settings.directory)).toEqual(['key-1.p12']);
    writeFileSync(inVault('secret'), secret, { mode: 0o600 });
  });
});

describe('the passphrase', () => {
  it('may come from a file descriptor', async () => {
    const descriptor = openSync(settings.passphraseFile, 'r');
    const again = await openVault({ ...settings, passphraseFile: `fd:${descriptor}` });
    closeSync(descriptor);
    expect(again.currentKey).toEqual(vault.currentKey);
  });

  it('opens nothing when it is another', async () => {
    const { passphraseFile } = newSettings('quite another passphrase');
    const opening = openVault({ ...settings, passphraseFile });
    await expect(opening).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
  });

  it('is refused where others can read its file', async () => {
    const { passphraseFile } = newSettings();
    chmodSync(passphraseFile, 0o604);
    await expect(openVault({ ...settings, passphraseFile })).rejects.toThrow('is open to others (mode 0604)');
  });

  it('is taken, with all files, where their file system keeps no modes and the settings say so', async () => {
    const open = newSettings();
    const before = await openVault(open);
    await before.files.keep('one.upload', Buffer.from('rows'));
    const { directory, passphraseFile } = open;
    for (const file of [
      passphraseFile,
      ...readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => join(directory, name)),
    ]) {
      chmodSync(file, 0o777);
    }
    await expect(openVault(open)).rejects.toThrow('see filesOpenToOthers');
    const again = await openVault({ ...open, filesOpenToOthers: true });
    expect(again.currentKey).toEqual(before.currentKey);
    expect(await again.files.read('one.upload')).toEqual(Buffer.from('rows'));
  });

  it.each(['', 'fifteen letters', 'two lines of\nsome length', 'Schlüsselwörter überall'])(
    'is refused unless it is one line of printable ASCII of some length: %p',
    async (words) => {
      const { passphraseFile } = newSettings(words);
      const error = await openVault({ ...settings, passphraseFile }).catch((caught: Error) => caught);
      expect(error).toMatchObject({ code: 'FILE_UNUSABLE' });
      if (words !== '') expect(String(error)).not.toContain(words);
    },
  );

  it('is missed by name where its file is missing', async () => {
    const passphraseFile = join(settings.directory, 'nowhere');
    await expect(openVault({ ...settings, passphraseFile })).rejects.toThrow(
      `the passphrase is missing in ${passphraseFile}`,
    );
  });
});

describe('a key file', () => {
  const openAsForge = (words: string) =>
    forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(readFileSync(inVault('key-1.p12'), 'latin1')), words);
  const openAsOpenssl = (words: string) => {
    const args = ['pkcs12', '-in', inVault('key-1.p12'), '-passin', 'env:WORDS', '-nodes', '-info'];
    return spawnSync('openssl', args, { encoding: 'utf8', env: { ...process.env, WORDS: words } });
  };

  it('is opened by node-forge, and holds the key and a certificate for it', async () => {
    const container = openAsForge(await readKeyFilePassphrase(settings));
    const bag = (type: string) => container.getBags({ bagType: type })[type]?.[0];
    const key = bag(forge.pki.oids.pkcs8ShroudedKeyBag as string)?.key as forge.pki.rsa.PrivateKey;
    const certificate = bag(forge.pki.oids.certBag as string)?.cert as forge.pki.Certificate;
    const publicKey = forge.pki.setRsaPublicKey(key.n, key.e);
    const normal = (pem: string) => pem.replace(/\s/g, '');
    expect(normal(forge.pki.publicKeyToPem(publicKey))).toBe(normal(vault.currentKey.publicKey));
    expect(normal(forge.pki.publicKeyToPem(certificate.publicKey))).toBe(normal(vault.currentKey.publicKey));
    expect(certificate.verify(certificate)).toBe(true);
    expect(key.n.bitLength()).toBe(3072);
  });

  it('is opened by openssl, and is encrypted with AES-256', async () => {
    const { status, stdout, stderr } = openAsOpenssl(await readKeyFilePassphrase(settings));
    expect(status).toBe(0);
    expect(stdout).toContain('BEGIN PRIVATE KEY');
    expect(stderr).toContain('AES-256-CBC');
  });

  it("does not open with the user's passphrase, so that every guess at that one costs scrypt", () => {
    expect(() => openAsForge(passphrase)).toThrow('Invalid password');
    expect(openAsOpenssl(passphrase).status).toBe(1);
  });

  it("is refused by name where it is locked with the user's passphrase, as earlier versions did", async () => {
    const other = newSettings();
    await openVault(other);
    const file = inVault('key-1.p12', other);
    writeFileSync(file, toPkcs12(1, await newPrivateKey(), passphrase));
    await expect(openVault(other)).rejects.toMatchObject({
      code: 'FILE_UNUSABLE',
      message: `${file} does not open: it belongs to another vault's secret, was made by an earlier version, or is damaged`,
    });
  });
});
