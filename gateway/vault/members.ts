/** What is said in a dispute: sealed for all members' registered public keys, opened with the own one. */
import { constants, publicEncrypt, randomBytes } from 'node:crypto';
import { openForMembers, parseSealedForMembers, sealForMembers } from '../../chaincode/api/sealed';
import type { KeyRing } from './key-ring';
import { type MembersVault, VaultError } from './types';

const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' } as const;

export function newMembersVault(channel: string, keys: Pick<KeyRing, 'unwrap'>): MembersVault {
  return {
    sealForMembers(text, context, members) {
      const dataKey = randomBytes(32);
      const wraps = members.map(({ partyId, version, publicKey }) => ({
        partyId,
        keyVersion: version,
        wrappedKey: publicEncrypt({ key: publicKey, ...oaep }, dataKey).toString('base64url'),
      }));
      return sealForMembers(text, { dataKey, iv: randomBytes(12) }, wraps, { ...context, channel });
    },

    async openForMembers(sealed, { partyId, ...context }) {
      const parsed = parseSealedForMembers(sealed);
      const wrap = parsed?.wraps.find((each) => each.partyId === partyId);
      if (parsed === undefined || wrap === undefined) return undefined;
      const dataKey = await unwrap(keys, wrap.keyVersion, Buffer.from(wrap.wrappedKey, 'base64url'));
      return dataKey && openForMembers(parsed, dataKey, { ...context, channel });
    },
  };
}

/** Whoever sealed it says which version it is for; one that this vault never had is the sealer's mistake. */
async function unwrap(keys: Pick<KeyRing, 'unwrap'>, version: number, wrapped: Uint8Array) {
  try {
    return await keys.unwrap(version, wrapped);
  } catch (error) {
    if (error instanceof VaultError) return undefined;
    throw error;
  }
}
