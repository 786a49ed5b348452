/**
 * All key pairs of the institution, one file for each version.
 *
 * Which version seals is the ledger's word: a pair is made durable here, registered there, and only then activated here. A
 * crash between any two of these leaves a pair that is used at the next try. Old versions stay, for what was sealed for them.
 */
import { createPublicKey, type KeyObject, subtle } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createWhole } from '../../network/whole-file';
import { readPrivateFile } from './files';
import { fromPkcs12, type KeyPair, newPrivateKey, readKeyPair, toPkcs12 } from './key-pairs';
import { VaultError } from './types';

const maxVersion = 0xffff_ffff;

export class KeyRing {
  readonly #pairs = new Map<number, KeyPair>();
  /** Until the gateway says which version is registered. */
  #active: number | undefined;

  private constructor(
    private readonly directory: string,
    private readonly passphrase: string,
    private readonly mayBeOpen: boolean,
  ) {}

  /** Makes version 1 where there is no key pair at all. The passphrase is that of the key files, not the user's. */
  static async open(directory: string, passphrase: string, mayBeOpen = false): Promise<KeyRing> {
    const ring = new KeyRing(directory, passphrase, mayBeOpen);
    for (const version of await preparedVersions(directory)) await ring.#load(version);
    if (ring.#pairs.size === 0) await ring.prepare(1);
    return ring;
  }

  get active(): KeyPair {
    return this.pair(this.#active ?? Math.min(...this.#pairs.keys()));
  }

  /** The first caller that prepares a version makes it: others, in this process or another, get the same pair. */
  async prepare(version: number): Promise<KeyPair> {
    if (!Number.isInteger(version) || version < 1 || version > maxVersion) throw new RangeError('no key version');
    const known = this.#pairs.get(version);
    if (known !== undefined) return known;
    const pem = await newPrivateKey();
    const isOurs = await createWhole(this.#file(version), toPkcs12(version, pem, this.passphrase));
    return isOurs ? this.#keep(await readKeyPair(version, pem)) : this.#load(version);
  }

  activate(version: number, registeredPublicKey?: string): void {
    const { publicKey } = this.pair(version);
    if (registeredPublicKey !== undefined && !isSameKey(publicKey, registeredPublicKey)) {
      throw new VaultError('KEY_UNKNOWN', `the registered public key of version ${version} is not this vault's`);
    }
    this.#active = version;
  }

  /** Throws KEY_UNKNOWN. */
  pair(version: number): KeyPair {
    const pair = this.#pairs.get(version);
    if (pair === undefined) throw new VaultError('KEY_UNKNOWN', `this vault has no key pair of version ${version}`);
    return pair;
  }

  /** RSA-OAEP, SHA-256 also for MGF1; off the event loop. Undefined where it is not wrapped for this key. */
  async unwrap(version: number, wrapped: Uint8Array): Promise<Buffer | undefined> {
    const { privateKey } = this.pair(version);
    try {
      return Buffer.from(await subtle.decrypt({ name: 'RSA-OAEP' }, privateKey, wrapped));
    } catch {
      return undefined;
    }
  }

  async #load(version: number): Promise<KeyPair> {
    const file = this.#file(version);
    const bytes = await readPrivateFile(file, this.mayBeOpen);
    if (bytes === undefined) throw new VaultError('FILE_UNUSABLE', `${file} is gone`);
    return this.#keep(await readKeyPair(version, fromPkcs12(file, bytes, this.passphrase)));
  }

  #keep(pair: KeyPair): KeyPair {
    this.#pairs.set(pair.version, pair);
    return pair;
  }

  #file(version: number): string {
    return join(this.directory, `key-${version}.p12`);
  }
}

export async function preparedVersions(directory: string): Promise<readonly number[]> {
  const names = await readdir(directory);
  return names.flatMap((name) => {
    const version = /^key-([1-9]\d{0,9})\.p12$/.exec(name)?.[1];
    return version === undefined ? [] : [Number(version)];
  });
}

function isSameKey(own: KeyObject, registered: string): boolean {
  try {
    return own.equals(createPublicKey(registered));
  } catch {
    return false;
  }
}
