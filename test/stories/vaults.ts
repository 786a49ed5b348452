/**
 * Vaults for the alliances of stories. A vault's first key pair and the lock of its secret cost a second of processor, so the
 * alliances of a run begin with copies of the vaults that its first alliance made.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { files } from '../../network/local/layout';

const parts = ['passphrase', join('vault', 'secret'), join('vault', 'key-1.p12')];

/** Call it before the alliance starts. */
export function lendVaults(directory: string, institutions: readonly string[]): void {
  for (const name of institutions) copyVault(join(keptFolder(), name), gatewayFolder(directory, name));
}

/** Call it once the alliance has started. */
export function keepVaults(directory: string, institutions: readonly string[]): void {
  if (existsSync(keptFolder())) return;
  const unfinished = mkdtempSync(`${keptFolder()}-`);
  for (const name of institutions) copyVault(gatewayFolder(directory, name), join(unfinished, name));
  try {
    renameSync(unfinished, keptFolder());
  } catch {
    // Another suite was faster.
    rmSync(unfinished, { recursive: true });
  }
}

/** Does nothing where a part is missing. */
function copyVault(from: string, to: string): void {
  if (!parts.every((part) => existsSync(join(from, part)))) return;
  mkdirSync(join(to, 'vault'), { recursive: true, mode: 0o700 });
  for (const part of parts) copyFileSync(join(from, part), join(to, part));
}

function gatewayFolder(directory: string, name: string): string {
  return files.gatewayFolder({ directory, portBase: 0 }, name);
}

function keptFolder(): string {
  return join(tmpdir(), 'tallystick-vaults');
}
