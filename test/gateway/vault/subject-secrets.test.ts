/** What the vault's secret says of subjects, and short texts under its key. */
import { openVault } from '../../../gateway/vault/vault';
import { newSettings, removeVaults } from './vaults';

afterAll(removeVaults);

const order = 2n ** 252n + 27742317777372353535851937790883648493n;

function valuesOf({ subjects }: Awaited<ReturnType<typeof openVault>>): readonly string[] {
  return [
    subjects.evaluatorKey.seed,
    subjects.indexOf('ID_CARD:1'),
    subjects.indexOf('ID_CARD:2'),
    subjects.fingerprintOf({ name: 'a' }),
    subjects.fingerprintOf({ name: 'b' }),
    subjects.blindOf('HarbourMSP:a', 0),
    subjects.blindOf('HarbourMSP:a', 1),
    subjects.blindOf('HarbourMSP:b', 0),
    subjects.attachmentIdOf('subject-1'),
    subjects.attachmentIdOf('subject-2'),
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

it('blinds with scalars of the group other than 0, in their one form', async () => {
  const { subjects } = await openVault(newSettings());
  for (let place = 0; place < 100; place++) {
    const bytes = Buffer.from(subjects.blindOf('HarbourMSP:a', place), 'base64url');
    const scalar = BigInt(`0x${bytes.reverse().toString('hex')}`);
    expect(bytes).toHaveLength(32);
    expect(scalar > 0n && scalar < order).toBe(true);
  }
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
