/** A process that opens a vault, prepares a version, says its public key, and then waits or prepares more; to be killed. */
import { openVault, type VaultSettings } from '../../../gateway/vault/vault';

async function main([settings, version, onwards]: readonly string[]): Promise<void> {
  const vault = await openVault(JSON.parse(settings ?? '') as VaultSettings);
  const { publicKey } = await vault.prepareKey(Number(version));
  process.stdout.write(publicKey);
  for (let next = Number(version) + 1; onwards === 'onwards'; next++) await vault.prepareKey(next);
  setInterval(() => undefined, 1_000);
}

if (require.main === module) void main(process.argv.slice(2));
