/**
 * Short texts as they lie in the database: AES-256-GCM under a key of the vault, bound to their names; base64url. They are filled up
 * with NUL, which ends none of them, since a length would tell an outcome, or who sold.
 */
import { decrypt, encrypt } from './secret';
import { type SealedTexts, VaultError } from './types';

const lengthStep = 512;
const purposeFor = (name: string) => `tallystick-text-1 ${name}`;

export function newSealedTexts(key: Uint8Array): SealedTexts {
  return {
    seal(name, text) {
      const filled = Buffer.alloc(Math.ceil((Buffer.byteLength(text) || 1) / lengthStep) * lengthStep);
      filled.write(text);
      return encrypt(key, filled, purposeFor(name)).toString('base64url');
    },

    open(name, sealed) {
      const bytes = decrypt(key, Buffer.from(sealed, 'base64url'), purposeFor(name));
      if (bytes === undefined) throw new VaultError('RECORD_UNREADABLE', `the sealed text ${name} does not open`);
      return bytes.toString().replace(/\0+$/, '');
    },
  };
}
