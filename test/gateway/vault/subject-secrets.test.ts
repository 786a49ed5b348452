/** What the vault's secret says of subjects, and short texts under its key. */
import { createECDH, createHash, createHmac } from 'node:crypto';
import { deriveAttachmentId, isSignedBy } from '../../../chaincode/api/signatures';
import { openVault } from '../../../gateway/vault/vault';
import { newSettings, removeVaults } from './vaults';

afterAll(removeVaults);

const order = 2n ** 252n + 27742317777372353535851937790883648493n;

function valuesOf({ subjects }: Awaited<ReturnType<typeof openVault>>): readonly string[] {
  return [
    subjects.evaluatorKey.seed,
    subjects.indexOf('ID_CARD:1'),
    subjects.indexOf('ID_CARD:2'),
    subjects.makeFingerprint({ name: 'a' }),
    subjects.makeFingerprint({ name: 'b' }),
    subjects.deriveAttachmentId('subject-1'),
    subjects.deriveAttachmentId('subject-2'),
    subjects.deriveAttachmentKey('subject-1'),
    subjects.deriveAttachmentKey('subject-2'),
    subjects.commitToVerification('subject-1', { method: 'COUNTER' }),
    subjects.commitToVerification('subject-1', { method: 'VIDEO' }),
    subjects.commitToVerification('subject-2', { method: 'COUNTER' }),
  ];
}

it('says the same whenever it is opened, and another thing for everything else, on another channel, in another vault', async () => {
  const settings = newSettings();
  const values = valuesOf(await openVault(settings));
  expect(valuesOf(await openVault(settings))).toEqual(values);
  const elsewhere = valuesOf(await openVault({ ...settings, channel: 'another' }));
  const others = valuesOf(await openVault(newSettings()));
  const all = [...values, ...elsewhere, ...others];
  expect(new Set(all).size).toBe(all.length);
});

it('blinds with scalars of the group other than 0, in their one form, none of which comes twice', async () => {
  const { subjects } = await openVault(newSettings());
  const blinds = Array.from({ length: 100 }, () => subjects.newBlind());
  expect(new Set(blinds).size).toBe(100);
  for (const blind of blinds) {
    const bytes = Buffer.from(blind, 'base64url');
    const scalar = BigInt(`0x${bytes.reverse().toString('hex')}`);
    expect(bytes).toHaveLength(32);
    expect(scalar > 0n && scalar < order).toBe(true);
  }
});

describe('an identity', () => {
  const outputs = ['first', 'second'].map((each) => createHash('sha512').update(each).digest('base64url'));
  const curve = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

  /** HKDF-SHA-256 (RFC 5869) by hand: 48 bytes reduced to 1 … n - 1. */
  function expected(both: readonly string[], channel: string): Buffer {
    const mac = (key: Uint8Array, ...parts: readonly Uint8Array[]) => {
      const hmac = createHmac('sha256', key);
      for (const part of parts) hmac.update(part);
      return hmac.digest();
    };
    const extracted = mac(Buffer.alloc(32), ...both.map((output) => Buffer.from(output, 'base64url')));
    const info = Buffer.from(`{"channel":"${channel}","label":"tallystick-identity-1"}`);
    const first = mac(extracted, info, Buffer.of(1));
    const wide = Buffer.concat([first, mac(extracted, first, info, Buffer.of(2))]).subarray(0, 48);
    const scalar = (BigInt(`0x${wide.toString('hex')}`) % (curve - 1n)) + 1n;
    return Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
  }

  it('follows from both outputs in their order and the channel, and is the same in every vault', async () => {
    const [one, other] = [(await openVault(newSettings())).subjects, (await openVault(newSettings())).subjects];
    const secret = one.identitySecretFrom(outputs);
    expect(secret).toBe(expected(outputs, newSettings().channel).toString('base64url'));
    expect(other.identitySecretFrom(outputs)).toBe(secret);
    const elsewhere = await openVault({ ...newSettings(), channel: 'another' });
    const others = [
      one.identitySecretFrom([...outputs].reverse()),
      one.identitySecretFrom(outputs.slice(0, 1)),
      elsewhere.subjects.identitySecretFrom(outputs),
    ];
    expect(new Set([secret, ...others]).size).toBe(4);
  });

  it('signs with its key in the one accepted form, and differently each time', async () => {
    const { subjects } = await openVault(newSettings());
    const secret = subjects.identitySecretFrom(outputs);
    const key = subjects.deriveIdentityKey(secret);
    const ecdh = createECDH('prime256v1');
    ecdh.setPrivateKey(Buffer.from(secret, 'base64url'));
    expect(key).toBe(ecdh.getPublicKey('base64url', 'uncompressed'));
    const signatures = Array.from({ length: 20 }, () => subjects.signAsIdentity(secret, 'text'));
    expect(signatures.every((signature) => isSignedBy(key, 'text', signature))).toBe(true);
    expect(new Set(signatures).size).toBe(20);
  });
});

it('an attachment’s key opens its identifier and signs for its subject', async () => {
  const { subjects } = await openVault(newSettings());
  const key = subjects.deriveAttachmentKey('subject-1');
  expect(deriveAttachmentId(key)).toBe(subjects.deriveAttachmentId('subject-1'));
  expect(isSignedBy(key, 'text', subjects.signAsAttachment('subject-1', 'text'))).toBe(true);
  expect(isSignedBy(key, 'text', subjects.signAsAttachment('subject-2', 'text'))).toBe(false);
});

describe('a sealed text', () => {
  it('opens under its name, after the vault was closed, and holds nothing to be read', async () => {
    const settings = newSettings();
    const sealed = (await openVault(settings)).texts.seal('subject 1', 'CANARY-NAME');
    expect(sealed).not.toContain('CANARY');
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('CANARY');
    expect((await openVault(settings)).texts.open('subject 1', sealed)).toBe('CANARY-NAME');
  });

  it('opens under no other name, with no other vault, and not with a bit changed', async () => {
    const [{ texts }, other] = [await openVault(newSettings()), await openVault(newSettings())];
    const sealed = texts.seal('subject 1', 'CANARY-NAME');
    const changed = Buffer.from(sealed, 'base64url');
    changed[20] = (changed[20] ?? 0) ^ 1;
    const unreadable = expect.objectContaining({ code: 'RECORD_UNREADABLE' });
    expect(() => texts.open('subject 2', sealed)).toThrow(unreadable);
    expect(() => other.texts.open('subject 1', sealed)).toThrow(unreadable);
    expect(() => texts.open('subject 1', changed.toString('base64url'))).toThrow(unreadable);
  });
});
