/**
 * Seals the texts of a dispute for all members' registered public keys, and opens them with this member's. The randomness of a
 * wrap follows from the data key, so that a member that opens its own wrap sees which others do not open.
 */
import { constants, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto';
import forge from 'node-forge';
import { commit } from '../../chaincode/api/commitment';
import {
  commitToKey,
  hashOfSealed,
  memberWrapSeed,
  openForMembers,
  parseSealedForMembers,
  sealForMembers,
} from '../../chaincode/api/sealed';
import type { KeyRing } from './key-ring';
import { type MemberKey, type MembersVault, VaultError } from './types';

export function newMembersVault(channel: string, keys: Pick<KeyRing, 'unwrap'>): MembersVault {
  const wrapFor = (dataKey: Uint8Array, member: MemberKey) => wrap(dataKey, member, channel);
  return {
    sealForMembers(text, { recordId, side }, members) {
      const [dataKey, salt] = [randomBytes(32), randomBytes(32)];
      const wraps = members.map((member) => {
        return { partyId: member.partyId, keyVersion: member.version, wrappedKey: wrapFor(dataKey, member) };
      });
      wraps.sort((one, other) => (one.partyId < other.partyId ? -1 : 1));
      const commitment = commit(salt, text);
      const context = { channel, recordId, side, commitment };
      const sealed = sealForMembers({ salt, text }, { dataKey, iv: randomBytes(12) }, wraps, context);
      const keyCommitment = commitToKey(dataKey);
      return { sealed, sealedHash: hashOfSealed(sealed), salt: salt.toString('base64url'), commitment, keyCommitment };
    },

    async openForMembers(sealed, { keyCommitment, ...context }, partyId, members) {
      const parsed = parseSealedForMembers(sealed);
      const own = parsed?.wraps.find((each) => each.partyId === partyId);
      if (parsed === undefined || own === undefined) return undefined;
      const dataKey = await unwrap(keys, own.keyVersion, Buffer.from(own.wrappedKey, 'base64url'));
      if (dataKey === undefined || commitToKey(dataKey) !== keyCommitment) return { unreadableFor: [partyId] };
      const text = openForMembers(parsed, dataKey, { ...context, channel }, keyCommitment);
      if (text === undefined) return { unreadableFor: parsed.wraps.map((each) => each.partyId) };
      const cutOut = parsed.wraps.filter(({ keyVersion: version, ...each }) => {
        const member = members.find((one) => one.partyId === each.partyId && one.version === version);
        return member === undefined || wrapFor(dataKey, member) !== each.wrappedKey;
      });
      return { text, unreadableFor: cutOut.map((each) => each.partyId) };
    },
  };
}

/** The part of node-forge that its types leave out. It uses only the length of the key's modulus. */
const { pkcs1 } = forge as unknown as {
  readonly pkcs1: {
    encode_rsa_oaep(
      key: { readonly n: { bitLength(): number } },
      message: string,
      options: { readonly seed: string; readonly md: object; readonly mgf1: { readonly md: object } },
    ): string;
  };
};

/** RSA-OAEP with SHA-256, as anybody makes it but for the seed, which is not drawn. */
function wrap(dataKey: Uint8Array, { partyId, version, publicKey }: MemberKey, channel: string): string {
  const key = createPublicKey(publicKey);
  const n = { bitLength: () => key.asymmetricKeyDetails?.modulusLength ?? 0 };
  const seed = binary(memberWrapSeed(dataKey, { channel, partyId, keyVersion: version }));
  const sha256 = () => forge.md.sha256.create();
  const encoded = pkcs1.encode_rsa_oaep({ n }, binary(dataKey), { seed, md: sha256(), mgf1: { md: sha256() } });
  const options = { key, padding: constants.RSA_NO_PADDING };
  return publicEncrypt(options, Buffer.from(encoded, 'latin1')).toString('base64url');
}

function binary(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

/** The sealer says which version it is for; a version that this vault never had is the sealer's mistake. */
async function unwrap(keys: Pick<KeyRing, 'unwrap'>, version: number, wrapped: Uint8Array) {
  try {
    return await keys.unwrap(version, wrapped);
  } catch (error) {
    if (error instanceof VaultError) return undefined;
    throw error;
  }
}
