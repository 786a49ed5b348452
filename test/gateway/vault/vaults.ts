/** Vaults in directories of their own, and the records that go with what they seal. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfirmRecord, PlanRecord } from '../../../chaincode/api/records';
import type { SensitiveFields } from '../../../chaincode/api/sealed';
import { keyFilePassphrase } from '../../../gateway/vault/key-pairs';
import { readSecret } from '../../../gateway/vault/secret';
import type { SealedPlan, Vault } from '../../../gateway/vault/types';
import { openVault, type VaultSettings } from '../../../gateway/vault/vault';
import { keep, takeKept } from '../../run/kept';
import { confirm, plan } from '../store/records';

export const passphrase = 'a passphrase of some length';

/** What must stand in no file and no error text. */
export const canaries = ['CANARY-NAME', '110101199003074514', 'CANARY-MOBILE', 'CANARY-PLATE', 'CANARY-URL'] as const;

export const fields: SensitiveFields = {
  partyName: canaries[0],
  loanIdent: canaries[1],
  loanMobile: canaries[2],
  licensePlateNumber: canaries[3],
  assetData: { phoneRecordDataUrl: canaries[4] },
};

const directories: string[] = [];

export function newSettings(words = passphrase): VaultSettings {
  const directory = mkdtempSync(join(tmpdir(), 'tallystick-vault-'));
  directories.push(directory);
  const passphraseFile = join(directory, 'passphrase');
  writeFileSync(passphraseFile, `${words}\n`, { mode: 0o600 });
  return { directory: join(directory, 'vault'), passphraseFile, channel: 'alliance' };
}

/** Making keys takes a second, so the first vault of each suite of a run has the same keys, and so have the second ones. */
let vaultsMade = 0;

export async function newVault(): Promise<Vault> {
  const settings = newSettings();
  const kept = { name: `vault-${vaultsMade++}`, folder: settings.directory, parts: ['secret', 'key-1.p12'] };
  takeKept(kept);
  const vault = await openVault(settings);
  keep(kept);
  return vault;
}

/** The passphrase of the vault's key files, which follows from its secret. */
export async function readKeyFilePassphrase({ directory }: VaultSettings): Promise<string> {
  const secret = await readSecret(join(directory, 'secret'), passphrase);
  if (secret === undefined) throw new Error('the vault has no secret');
  return keyFilePassphrase(secret);
}

export function removeVaults(): void {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
}

export function published(sealed: SealedPlan, contents: Partial<PlanRecord> = {}): PlanRecord {
  const { sealedHash, fieldsCommitment, keyCommitment, keyVersion } = sealed;
  return plan('plan-1', { sealedHash, fieldsCommitment, keyCommitment, keyVersion, ...contents });
}

/** Meadow's confirm of Harbour's plan, with the key that Meadow's vault makes for it. */
export function confirmedBy(vault: Vault, { assetId }: PlanRecord, local = 'c-1'): ConfirmRecord {
  const { confirmId } = confirm(local);
  return confirm(local, { assetId, oneOffPublicKey: vault.oneOffPublicKey(assetId, confirmId) });
}
