/** Texts of disputes: for every member that has a registered key, and for nobody else. */
import type { Vault } from '../../../gateway/vault/types';
import { evenPublicKey, openPublicKey, shortPublicKey } from '../../chaincode/public-keys';
import { newVault, removeVaults } from './vaults';

const dispute = { disputeId: 'ab'.repeat(16), side: 'statement' } as const;
const text = '我没有借过这笔钱。CANARY-STATEMENT';
let harbour: Vault;
let meadow: Vault;

beforeAll(async () => {
  [harbour, meadow] = await Promise.all([newVault(), newVault()]);
});
afterAll(removeVaults);

const keyOf = (partyId: string, { currentKey }: Vault) => ({ partyId, ...currentKey });
const both = () => [keyOf('HarbourMSP', harbour), keyOf('MeadowMSP', meadow)];

it('opens for each member with its own key', async () => {
  const { sealed } = harbour.sealForMembers(text, dispute, both());
  expect(await harbour.openForMembers(sealed, { ...dispute, partyId: 'HarbourMSP' })).toBe(text);
  expect(await meadow.openForMembers(sealed, { ...dispute, partyId: 'MeadowMSP' })).toBe(text);
  expect(sealed).not.toContain('CANARY');
});

it('still opens with a key that has been followed by another', async () => {
  const vault = await newVault();
  const { sealed } = harbour.sealForMembers(text, dispute, [keyOf('OrchardMSP', vault)]);
  await vault.prepareKey(2);
  vault.activate(2);
  expect(await vault.openForMembers(sealed, { ...dispute, partyId: 'OrchardMSP' })).toBe(text);
});

it('opens for nobody whom it was not sealed for, and as nothing else', async () => {
  const { sealed } = harbour.sealForMembers(text, dispute, [keyOf('HarbourMSP', harbour)]);
  const open = (vault: Vault, changes: object, form = sealed) =>
    vault.openForMembers(form, { ...dispute, partyId: 'HarbourMSP', ...changes });
  const unknownVersion = JSON.stringify({
    ...JSON.parse(sealed),
    wraps: [{ ...JSON.parse(sealed).wraps[0], keyVersion: 9 }],
  });
  expect([
    await open(meadow, {}),
    await open(meadow, { partyId: 'MeadowMSP' }),
    await open(harbour, { side: 'answer' }),
    await open(harbour, { disputeId: 'cd'.repeat(16) }),
    await open(harbour, {}, unknownVersion),
    await open(harbour, {}, 'no JSON'),
    await open(harbour, {}, JSON.stringify({ ...JSON.parse(sealed), wraps: [null] })),
  ]).toEqual(new Array(7).fill(undefined));
});

it.each([
  ['fails', evenPublicKey],
  ['is open to everybody', openPublicKey],
  ['is too short', shortPublicKey],
  ['is none', 'key'],
])('leaves out a member whose key %s, says so, and seals for the others', async (_what, publicKey) => {
  const hostile = { partyId: 'OrchardMSP', version: 3, publicKey };
  const { sealed, leftOut } = harbour.sealForMembers(text, dispute, [hostile, ...both()]);
  expect(leftOut).toEqual([hostile]);
  expect(sealed).not.toContain('OrchardMSP');
  expect(await meadow.openForMembers(sealed, { ...dispute, partyId: 'MeadowMSP' })).toBe(text);
});

it('makes keys that others seal for', async () => {
  await meadow.prepareKey(2);
  meadow.activate(2);
  const { leftOut } = harbour.sealForMembers(text, dispute, both());
  expect(leftOut).toEqual([]);
});
