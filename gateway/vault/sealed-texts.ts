/** Short texts as they lie in the database: AES-256-GCM under a key of the vault, bound to their names; base64url. */
import { decrypt, encrypt } from './secret';
import { type SealedTexts, VaultError } from './types';

const purposeOf = (name: string) => `tallystick-text-1 ${name}`;

export function newSealedTexts(key: Uint8Array): SealedTexts {
  return {
    seal: (name, text) => encrypt(key, Buffer.from(text), purposeOf(name)).toString('base64url'),

    open(name, sealed) {
      const bytes = decrypt(key, Buffer.from(sealed, 'base64url'), purposeOf(name));
      if (bytes === undefined) throw new VaultError('RECORD_UNREADABLE', `the sealed text ${name} does not open`);
      return bytes.toString();
    },
  };
}
