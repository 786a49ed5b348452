/** Texts of disputes: for every member that has a registered key, the same to each, and for nobody else. */
import { constants, publicEncrypt } from 'node:crypto';
import forge from 'node-forge';
import { commit } from '../../../chaincode/api/commitment';
import { commitToKey, hashOfSealed, memberWrapSeed, sealForMembers } from '../../../chaincode/api/sealed';
import type { MemberKey, SealedForAll, Vault } from '../../../gateway/vault/types';
import { bytesOf } from '../../chaincode/builders';
import { newVault, removeVaults } from './vaults';

const side = { recordId: 'ab'.repeat(16), side: 'statement' } as const;
const text = '我没有借过这笔钱。CANARY-STATEMENT';
let harbour: Vault;
let meadow: Vault;

beforeAll(async () => {
  [harbour, meadow] = await Promise.all([newVault(), newVault()]);
});
afterAll(removeVaults);

const keyOf = (partyId: string, { currentKey }: Vault) => ({ partyId, ...currentKey });
const both = () => [keyOf('MeadowMSP', meadow), keyOf('HarbourMSP', harbour)];

type Made = Pick<SealedForAll, 'sealed' | 'commitment' | 'keyCommitment'>;
const said = ({ commitment, keyCommitment }: Made, changes: object = {}) => {
  return { ...side, commitment, keyCommitment, ...changes };
};
const open = (vault: Vault, partyId: string, made: Made, members: readonly MemberKey[] = both()) =>
  vault.openForMembers(made.sealed, said(made), partyId, members);

it('opens for each member with its own key, and sees that it does for all', async () => {
  const made = harbour.sealForMembers(text, side, both());
  expect(await open(harbour, 'HarbourMSP', made)).toEqual({ text, unreadableFor: [] });
  expect(await open(meadow, 'MeadowMSP', made)).toEqual({ text, unreadableFor: [] });
  expect(made.sealed).not.toContain('CANARY');
  expect(made.sealedHash).toBe(hashOfSealed(made.sealed));
  expect(commit(Buffer.from(made.salt, 'base64url'), text)).toBe(made.commitment);
  expect(JSON.parse(made.sealed).wraps.map(({ partyId }: MemberKey) => partyId)).toEqual(['HarbourMSP', 'MeadowMSP']);
});

it('still opens with a key that has been followed by another', async () => {
  const vault = await newVault();
  const members = [keyOf('OrchardMSP', vault)];
  const made = harbour.sealForMembers(text, side, members);
  await vault.prepareKey(2);
  vault.activate(2);
  expect(await open(vault, 'OrchardMSP', made, members)).toEqual({ text, unreadableFor: [] });
});

it('opens for nobody whom it was not sealed for, and as nothing else', async () => {
  const members = [keyOf('HarbourMSP', harbour)];
  const made = harbour.sealForMembers(text, side, members);
  const openAs = (changes: object) => harbour.openForMembers(made.sealed, said(made, changes), 'HarbourMSP', members);
  expect(await open(meadow, 'MeadowMSP', made)).toBeUndefined();
  expect(await harbour.openForMembers('no JSON', said(made), 'HarbourMSP', members)).toBeUndefined();
  const others = [
    { side: 'answer' },
    { recordId: 'cd'.repeat(16) },
    { commitment: 'cd'.repeat(32) },
    { keyCommitment: '' },
  ];
  for (const other of others) expect(await openAs(other)).toEqual({ unreadableFor: ['HarbourMSP'] });
});

it('says that it cannot be read here where the wrap is for another key, or for a version that this vault never had', async () => {
  const made = harbour.sealForMembers(text, side, [{ ...keyOf('HarbourMSP', meadow) }]);
  const later = harbour.sealForMembers(text, side, [{ ...keyOf('HarbourMSP', harbour), version: 9 }]);
  for (const each of [made, later]) {
    expect(await open(harbour, 'HarbourMSP', each)).toEqual({ unreadableFor: ['HarbourMSP'] });
  }
});

describe('whoever seals', () => {
  const salt = bytesOf('salt');
  const dataKey = bytesOf('data key');
  const keyCommitment = commitToKey(dataKey);

  /** The text under the data key, with the wraps that an honest vault made of that key or of others. */
  function sealedWith(wraps: readonly { readonly partyId: string; readonly wrappedKey: string }[], words = text): Made {
    const commitment = commit(salt, text);
    const context = { channel: 'alliance', ...side, commitment };
    const key = { dataKey, iv: bytesOf('iv').subarray(0, 12) };
    const versioned = wraps.map((wrap) => ({ ...wrap, keyVersion: 1 }));
    return { sealed: sealForMembers({ salt, text: words }, key, versioned, context), commitment, keyCommitment };
  }

  const wrapFor = (vault: Vault, key: Buffer, seed?: Buffer) => {
    const { publicKey } = vault.currentKey;
    return rsaOaep(publicKey, key, seed).toString('base64url');
  };
  const seedFor = (partyId: string, key = dataKey) =>
    Buffer.from(memberWrapSeed(key, { channel: 'alliance', partyId, keyVersion: 1 }));
  const honest = () => ({ partyId: 'HarbourMSP', wrappedKey: wrapFor(harbour, dataKey, seedFor('HarbourMSP')) });

  it('wraps as anybody does who follows the rule', async () => {
    const made = sealedWith([
      honest(),
      { partyId: 'MeadowMSP', wrappedKey: wrapFor(meadow, dataKey, seedFor('MeadowMSP')) },
    ]);
    expect(await open(harbour, 'HarbourMSP', made)).toEqual({ text, unreadableFor: [] });
  });

  it.each<[string, () => string]>([
    ['another key, under which the text could say something else', () => wrapFor(meadow, bytesOf('second face'))],
    ['another key, wrapped by its own rule', () => wrapFor(meadow, bytesOf('2'), seedFor('MeadowMSP', bytesOf('2')))],
    ['the key under somebody else’s public key', () => wrapFor(harbour, dataKey, seedFor('MeadowMSP'))],
    ['garbage', () => bytesOf('garbage').toString('base64url')],
  ])('cannot give one member %s: that member cannot read it, and every other sees that', async (_what, wrappedKey) => {
    const made = sealedWith([honest(), { partyId: 'MeadowMSP', wrappedKey: wrappedKey() }]);
    expect(await open(harbour, 'HarbourMSP', made)).toEqual({ text, unreadableFor: ['MeadowMSP'] });
    expect(await open(meadow, 'MeadowMSP', made)).toEqual({ unreadableFor: ['MeadowMSP'] });
  });

  it('cannot draw the randomness of a wrap: it opens, and stands as one that others cannot check', async () => {
    const made = sealedWith([honest(), { partyId: 'MeadowMSP', wrappedKey: wrapFor(meadow, dataKey) }]);
    expect(await open(harbour, 'HarbourMSP', made)).toEqual({ text, unreadableFor: ['MeadowMSP'] });
    expect(await open(meadow, 'MeadowMSP', made)).toEqual({ text, unreadableFor: ['MeadowMSP'] });
  });

  it('cannot seal other words than were signed for', async () => {
    const made = sealedWith([honest()], '我从来没有借过钱。');
    expect(await open(harbour, 'HarbourMSP', made)).toEqual({ unreadableFor: ['HarbourMSP'] });
  });
});

it('makes keys that others seal for', async () => {
  await meadow.prepareKey(2);
  meadow.activate(2);
  const made = harbour.sealForMembers(text, side, both());
  expect(await open(meadow, 'MeadowMSP', made)).toEqual({ text, unreadableFor: [] });
});

const padding = constants.RSA_PKCS1_OAEP_PADDING;

/** By OpenSSL where no seed is given, otherwise by node-forge's own encryption. */
function rsaOaep(publicKey: string, content: Buffer, seed?: Buffer): Buffer {
  if (seed === undefined) return publicEncrypt({ key: publicKey, padding, oaepHash: 'sha256' }, content);
  const sha256 = () => forge.md.sha256.create();
  const options = { md: sha256(), mgf1: { md: sha256() }, seed: seed.toString('latin1') };
  const encrypted = forge.pki.publicKeyFromPem(publicKey).encrypt(content.toString('latin1'), 'RSA-OAEP', options);
  return Buffer.from(encrypted, 'latin1');
}
