/** What is said in a dispute: sealed for all members' registered public keys, opened with the own one. */
import { constants, publicEncrypt, randomBytes } from 'node:crypto';
import { type MemberWrap, openForMembers, parseSealedForMembers, sealForMembers } from '../../chaincode/api/sealed';
import { isSealingKey } from '../../chaincode/api/sealing-key';
import type { KeyRing } from './key-ring';
import { type MemberKey, type MembersVault, VaultError } from './types';

const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' } as const;

export function newMembersVault(channel: string, keys: Pick<KeyRing, 'unwrap'>): MembersVault {
  return {
    sealForMembers(text, context, members) {
      const dataKey = randomBytes(32);
      const wraps: MemberWrap[] = [];
      const leftOut: MemberKey[] = [];
      for (const member of members) {
        const { partyId, version: keyVersion } = member;
        const wrappedKey = wrap(dataKey, member);
        if (wrappedKey === undefined) leftOut.push(member);
        else wraps.push({ partyId, keyVersion, wrappedKey });
      }
      const sealed = sealForMembers(text, { dataKey, iv: randomBytes(12) }, wraps, { ...context, channel });
      return { sealed, leftOut };
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

/** Undefined where the key is none that endorsers take: one that was registered before they judged it, for instance. */
function wrap(dataKey: Uint8Array, { publicKey }: MemberKey): string | undefined {
  if (!isSealingKey(publicKey)) return undefined;
  try {
    return publicEncrypt({ key: publicKey, ...oaep }, dataKey).toString('base64url');
  } catch {
    return undefined;
  }
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
