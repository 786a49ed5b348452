/** What the vault seals for SQL, and the marks by which it is found there. */
import { openVault } from '../../../gateway/vault/vault';
import { newSettings, newVault, removeVaults } from './vaults';

afterAll(removeVaults);

describe('a sealed text', () => {
  it('opens in its context, by the same vault opened again', async () => {
    const settings = newSettings();
    const sealed = (await openVault(settings)).texts.seal('draft 1', 'CANARY 张');

    expect((await openVault(settings)).texts.open('draft 1', sealed)).toBe('CANARY 张');
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('CANARY');
  });

  it('opens in no other context, by no other vault, and with no bit changed', async () => {
    const vault = await newVault();
    const sealed = vault.texts.seal('draft 1', 'CANARY');
    const bytes = Buffer.from(sealed, 'base64url');
    bytes[20] = (bytes[20] ?? 0) ^ 1;

    expect(() => vault.texts.open('draft 2', sealed)).toThrow('draft 2');
    expect(() => vault.texts.open('draft 1', bytes.toString('base64url'))).toThrow('does not open');
    await expect(newVault().then((other) => other.texts.open('draft 1', sealed))).rejects.toThrow('does not open');
  });
});

describe('a mark', () => {
  it('is the same for the same text and context, and another for every other vault', async () => {
    const vault = await newVault();
    const mark = vault.markOf('number', '11010519491231002X');

    expect(mark).toMatch(/^[0-9a-f]{64}$/);
    expect(vault.markOf('number', '11010519491231002X')).toBe(mark);
    expect(vault.markOf('name', '11010519491231002X')).not.toBe(mark);
    expect((await newVault()).markOf('number', '11010519491231002X')).not.toBe(mark);
  });
});
