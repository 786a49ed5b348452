import type { Principal, Role } from '../../../network/identity/identity';
import { implicitMeta, isSatisfied, satisfiableBy } from '../../../network/identity/policy';
import { parsePolicy } from '../../../network/identity/policy-text';

function signer(name: string, role: Exclude<Role, 'member'> = 'peer'): Principal {
  return { mspId: name, roles: ['member', role] };
}

const [keystone, harbour, meadow, orchard] = ['Keystone', 'Harbour', 'Meadow', 'Orchard'].map((name) =>
  signer(name),
) as [Principal, Principal, Principal, Principal];

function holds(policy: string, ...signers: Principal[]): boolean {
  return isSatisfied(parsePolicy(policy), signers);
}

describe('a signature policy', () => {
  test('asks for the right organisation in the right role', () => {
    expect(holds("OR('Harbour.peer')", harbour)).toBe(true);
    expect(holds("OR('Harbour.peer')", meadow)).toBe(false);
    expect(holds("OR('Harbour.admin')", harbour)).toBe(false);
    expect(holds("OR('Harbour.member')", harbour)).toBe(true);
  });

  test('of AND needs all, of OR one, of OutOf as many as it says', () => {
    const all = "('Harbour.peer', 'Meadow.peer', 'Orchard.peer')";
    expect(holds(`AND${all}`, orchard, harbour)).toBe(false);
    expect(holds(`AND${all}`, orchard, harbour, meadow)).toBe(true);
    expect(holds(`OR${all}`, keystone)).toBe(false);
    expect(holds(`OR${all}`, orchard)).toBe(true);
    expect(holds("OutOf(2, 'Harbour.peer', 'Meadow.peer', 'Orchard.peer')", orchard)).toBe(false);
    expect(holds("OutOf(2, 'Harbour.peer', 'Meadow.peer', 'Orchard.peer')", orchard, harbour)).toBe(true);
  });

  test('of none holds without signers, of more than there are never holds', () => {
    expect(holds("OutOf(0, 'Harbour.peer')")).toBe(true);
    expect(holds("OutOf(2, 'Harbour.peer')", harbour, harbour)).toBe(false);
  });

  test('uses each identity once', () => {
    expect(holds("AND('Harbour.peer', 'Harbour.peer')", harbour)).toBe(false);
    expect(holds("AND('Harbour.peer', 'Harbour.peer')", harbour, signer('Harbour'))).toBe(true);
  });

  test('takes the first unused identity that fits, so that the order of signers decides', () => {
    const policy = "AND('Harbour.member', 'Harbour.peer')";
    const client = signer('Harbour', 'client');
    expect(holds(policy, client, harbour)).toBe(true);
    expect(holds(policy, harbour, client)).toBe(false);
  });

  test('takes its rules in their order, so that it decides as well', () => {
    const client = signer('Harbour', 'client');
    expect(holds("AND('Harbour.peer', 'Harbour.member')", harbour, client)).toBe(true);
    expect(holds("AND('Harbour.member', 'Harbour.peer')", harbour, client)).toBe(false);
  });

  test('lets rules beyond the needed ones use up identities', () => {
    expect(holds("AND(OutOf(1, 'Harbour.peer', 'Meadow.peer'), 'Meadow.peer')", harbour, meadow)).toBe(false);
    expect(holds("AND('Meadow.peer', OutOf(1, 'Harbour.peer', 'Meadow.peer'))", harbour, meadow)).toBe(true);
  });

  test('gives identities back that a failing rule had taken', () => {
    expect(holds("OR(AND('Harbour.peer', 'Meadow.peer'), 'Harbour.peer')", harbour)).toBe(true);
  });
});

describe('an implicit meta policy', () => {
  const endorsement = ['Keystone', 'Harbour', 'Meadow', 'Orchard'].map((name) => parsePolicy(`OR('${name}.peer')`));

  test('of MAJORITY needs more than half', () => {
    const majority = implicitMeta('MAJORITY', endorsement);
    expect(isSatisfied(majority, [keystone, harbour])).toBe(false);
    expect(isSatisfied(majority, [keystone, harbour, orchard])).toBe(true);
    expect(isSatisfied(implicitMeta('MAJORITY', endorsement.slice(0, 3)), [keystone, harbour])).toBe(true);
  });

  test('of ANY needs one and of ALL each', () => {
    expect(isSatisfied(implicitMeta('ANY', endorsement), [])).toBe(false);
    expect(isSatisfied(implicitMeta('ANY', endorsement), [meadow])).toBe(true);
    expect(isSatisfied(implicitMeta('ALL', endorsement), [keystone, harbour, orchard])).toBe(false);
    expect(isSatisfied(implicitMeta('ALL', endorsement), [keystone, harbour, meadow, orchard])).toBe(true);
  });

  test.each(['ANY', 'ALL', 'MAJORITY'] as const)('of %s over nothing holds', (rule) => {
    expect(isSatisfied(implicitMeta(rule, []), [])).toBe(true);
  });

  test('judges each part by itself, so that one identity serves several', () => {
    const both = [parsePolicy("OR('Harbour.peer')"), parsePolicy("OR('Harbour.member')")];
    expect(isSatisfied(implicitMeta('ALL', both), [harbour])).toBe(true);
  });

  test('may stand over others of its kind', () => {
    const readers = implicitMeta('ANY', [implicitMeta('ANY', endorsement), parsePolicy("OR('Orderers.member')")]);
    expect(isSatisfied(readers, [meadow])).toBe(true);
    expect(isSatisfied(readers, [signer('Lantern')])).toBe(false);
  });
});

describe('planning endorsements', () => {
  const majority = implicitMeta(
    'MAJORITY',
    ['Keystone', 'Harbour', 'Meadow', 'Orchard'].map((name) => parsePolicy(`OR('${name}.peer')`)),
  );
  const peers = [harbour, keystone, meadow, orchard, signer('Watchtower')];

  test('takes as few peers as do, the own one and the earliest first', () => {
    expect(satisfiableBy([majority], peers)).toEqual([harbour, keystone, meadow]);
    expect(satisfiableBy([parsePolicy("OR('Orchard.peer', 'Meadow.peer', 'Harbour.peer')")], peers)).toEqual([harbour]);
  });

  test('prefers fewer peers to the own one', () => {
    expect(satisfiableBy([parsePolicy("OR(AND('Harbour.peer', 'Keystone.peer'), 'Orchard.peer')")], peers)).toEqual([
      orchard,
    ]);
  });

  test('satisfies several policies with one set', () => {
    const ofKey = parsePolicy("AND('Orchard.peer', 'Harbour.peer')");
    expect(satisfiableBy([majority, ofKey], peers)).toEqual([harbour, keystone, orchard]);
    const ofCollection = parsePolicy("OR('Watchtower.member')");
    expect(satisfiableBy([majority, ofKey, ofCollection], peers)).toEqual([harbour, keystone, orchard, peers[4]]);
  });

  test('finds no plan where an organisation would have to sign twice, or is not there', () => {
    expect(satisfiableBy([parsePolicy("AND('Harbour.peer', 'Harbour.peer')")], peers)).toBeUndefined();
    expect(satisfiableBy([majority], [harbour, signer('Watchtower')])).toBeUndefined();
    expect(satisfiableBy([majority, parsePolicy("OR('Lantern.peer')")], peers)).toBeUndefined();
  });

  test('needs nobody where nothing is asked', () => {
    expect(satisfiableBy([], peers)).toEqual([]);
    expect(satisfiableBy([parsePolicy("OutOf(0, 'Harbour.peer')")], peers)).toEqual([]);
  });

  test('looks only at peers that a policy could use, however many there are', () => {
    const many = Array.from({ length: 5000 }, (_, index) => signer(`Other${index}`));
    expect(satisfiableBy([majority], [...many, ...peers])).toEqual([harbour, keystone, meadow]);
  });
});
