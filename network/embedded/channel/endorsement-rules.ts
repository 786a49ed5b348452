/**
 * Which endorsement policy holds for what on a channel, and which peers to ask so that all of them hold. Without a policy of its own a
 * chaincode needs a majority of the organisations whose endorsements count.
 */

import type { Principal } from '../../identity/identity';
import { implicitMeta, isSatisfied, type Policy, type SignedBy, satisfiableBy } from '../../identity/policy';
import { parsePolicy } from '../../identity/policy-text';
import { implicitOwner } from '../ledger/collections';
import type { ChaincodeDefinition, Interest } from '../ledger/types';

export interface EndorsementRules {
  /** Undefined where the chaincode, or its collection, is not defined. */
  findPolicy(chaincode: string, collection?: string): Policy | undefined;
}

export interface RulesOptions {
  readonly definitions: ReadonlyMap<string, ChaincodeDefinition>;
  /** The organisations whose endorsements count where a definition says nothing. */
  readonly endorsers: readonly string[];
  /** All organisations of the channel. Any peer of one endorses writes to its implicit collections alone. */
  readonly members: readonly string[];
}

/** Throws where a policy's text does not parse. */
export function newEndorsementRules({ definitions, endorsers, members }: RulesOptions): EndorsementRules {
  const majority = implicitMeta('MAJORITY', endorsers.map(requirePeer));
  const policies = new Map<string, Policy>();
  for (const { name, endorsementPolicy, collections } of definitions.values()) {
    const own = endorsementPolicy === undefined ? majority : parsePolicy(endorsementPolicy);
    policies.set(name, own);
    for (const collection of collections) {
      const text = collection.endorsementPolicy;
      policies.set(`${name}/${collection.name}`, text === undefined ? own : parsePolicy(text));
    }
  }
  const owners = new Map(members.map((mspId) => [mspId, requirePeer(mspId)]));
  return {
    findPolicy(chaincode, collection) {
      if (collection === undefined) return policies.get(chaincode);
      const owner = implicitOwner(collection);
      if (owner === undefined) return policies.get(`${chaincode}/${collection}`);
      return definitions.has(chaincode) ? owners.get(owner) : undefined;
    },
  };
}

function requirePeer(mspId: string): SignedBy {
  return { kind: 'signedBy', mspId, role: 'peer' };
}

/** Conditions of an endorsement: policies that must all hold, and organisations that must not be asked. */
export interface Requirements {
  readonly policies: readonly Policy[];
  /** Each a collection's members: peers outside any of them are left out. */
  readonly memberLists: readonly (readonly string[])[];
  /** Collections that are held to their members only because the proposal carries transient data. */
  readonly protectedCollections: readonly string[];
}

export interface RequirementsOptions {
  readonly interest: readonly Interest[];
  readonly definitions: ReadonlyMap<string, ChaincodeDefinition>;
  readonly rules: EndorsementRules;
  /** True where values must stay with the members of each collection, even where they are only written. */
  readonly protectsTransient: boolean;
}

export function findRequirements({
  interest,
  definitions,
  rules,
  protectsTransient,
}: RequirementsOptions): Requirements {
  const policies = new Set<Policy>();
  const memberLists: (readonly string[])[] = [];
  const protectedCollections: string[] = [];
  const need = (policy: Policy | undefined) => policy && policies.add(policy);
  for (const { chaincode, writesPublic, collections } of interest) {
    if (writesPublic || !collections.some(({ writes }) => writes)) need(rules.findPolicy(chaincode));
    for (const { name, readsValues } of collections) {
      need(rules.findPolicy(chaincode, name));
      const members = definitions.get(chaincode)?.collections.find((collection) => collection.name === name)?.members;
      if (members && (readsValues || protectsTransient)) memberLists.push(members);
      if (!readsValues && protectsTransient) protectedCollections.push(name);
    }
  }
  return { policies: [...policies], memberLists, protectedCollections };
}

/** The smallest set of peers that meets the requirements, the earliest of equals; undefined where there is none. */
export function choosePeers<P extends Principal>(requirements: Requirements, peers: readonly P[]): P[] | undefined {
  const eligible = peers.filter(({ mspId }) => requirements.memberLists.every((members) => members.includes(mspId)));
  return satisfiableBy(requirements.policies, eligible);
}

/** The chaincodes, and their collections as `chaincode/collection`, whose policies even all the peers together do not satisfy. */
export function unmetPolicies({ definitions, rules }: UnmetOptions, peers: readonly Principal[]): string[] {
  return [...definitions.values()].flatMap(({ name, collections }) => {
    const isUnmet = (collection?: string) => {
      const policy = rules.findPolicy(name, collection);
      return policy !== undefined && !isSatisfied(policy, peers) && satisfiableBy([policy], peers) === undefined;
    };
    const unmet = collections.filter((collection) => isUnmet(collection.name)).map((each) => `${name}/${each.name}`);
    return isUnmet() ? [name, ...unmet] : unmet;
  });
}

type UnmetOptions = Pick<RequirementsOptions, 'definitions' | 'rules'>;
