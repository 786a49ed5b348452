/**
 * Fabric's policies over identities, evaluated as Fabric does: rules of a signature policy in their order, greedily, each
 * identity used once, without backtracking (`common/cauthdsl/cauthdsl.go`). A policy that fails on Fabric for the order of its
 * rules or identities has to fail here. The callers have checked the signatures already, see `Msps.signers`.
 */
import { type Principal, type Role, satisfies } from './identity';

export interface SignedBy {
  readonly kind: 'signedBy';
  readonly mspId: string;
  readonly role: Role;
}

/** At least `n` of the rules; 0 always holds, and more than there are rules never does. */
export interface OutOf {
  readonly kind: 'outOf';
  readonly n: number;
  readonly rules: readonly SignaturePolicy[];
}

export type SignaturePolicy = SignedBy | OutOf;

/** At least `threshold` of the policies, each judged by itself: an identity may serve several of them. */
export interface ImplicitMeta {
  readonly kind: 'implicitMeta';
  readonly threshold: number;
  readonly policies: readonly Policy[];
}

export type Policy = SignaturePolicy | ImplicitMeta;

/** The policy of a configuration group over its subgroups' policies of one name. Over none, ANY and MAJORITY hold. */
export function implicitMeta(rule: 'ANY' | 'ALL' | 'MAJORITY', policies: readonly Policy[]): ImplicitMeta {
  const count = policies.length;
  const thresholds = { ANY: Math.min(1, count), ALL: count, MAJORITY: count === 0 ? 0 : Math.floor(count / 2) + 1 };
  return { kind: 'implicitMeta', threshold: thresholds[rule], policies };
}

/** True where these signers, in this order and without duplicates, satisfy the policy. */
export function isSatisfied(policy: Policy, signers: readonly Principal[]): boolean {
  if (policy.kind !== 'implicitMeta') return use(policy, signers, new Set()) !== undefined;
  return policy.policies.filter((part) => isSatisfied(part, signers)).length >= policy.threshold;
}

/** The MSP ids that the policy names, each once. */
export function policyMsps(policy: SignaturePolicy): string[] {
  if (policy.kind === 'signedBy') return [policy.mspId];
  return [...new Set(policy.rules.flatMap(policyMsps))];
}

/**
 * The smallest subset of `peers` that satisfies all the policies at once, in the order given, in which they should also endorse;
 * undefined where even all of them do not. Among equally small ones, the one with the earliest peers counts: put this
 * organisation's first. Tries subsets by size, so the time doubles with every peer that the policies mention: a majority of 10
 * takes 10 ms, of 20 more than a second. Plans depend on nothing but the arguments and may be kept.
 */
export function satisfiableBy<P extends Principal>(policies: readonly Policy[], peers: readonly P[]): P[] | undefined {
  const candidates = peers.filter((peer) => policies.some((policy) => mentions(policy, peer)));
  for (let size = 0; size <= candidates.length; size++) {
    for (const subset of subsets(candidates, size)) {
      if (policies.every((policy) => isSatisfied(policy, subset))) return subset;
    }
  }
  return undefined;
}

/** The positions used after the rule succeeded, or undefined where it fails and uses none. */
function use(rule: SignaturePolicy, signers: readonly Principal[], used: ReadonlySet<number>) {
  return rule.kind === 'signedBy' ? useOne(rule, signers, used) : useSeveral(rule, signers, used);
}

function useOne({ mspId, role }: SignedBy, signers: readonly Principal[], used: ReadonlySet<number>) {
  const position = signers.findIndex((signer, index) => !used.has(index) && satisfies(signer, mspId, role));
  return position < 0 ? undefined : new Set([...used, position]);
}

function useSeveral(
  { n, rules }: OutOf,
  signers: readonly Principal[],
  used: ReadonlySet<number>,
): ReadonlySet<number> | undefined {
  let usedSoFar = used;
  let satisfied = 0;
  // Rules beyond the n-th use up identities, too: Fabric does not stop early.
  for (const rule of rules) {
    const usedAfter = use(rule, signers, usedSoFar);
    if (usedAfter === undefined) continue;
    usedSoFar = usedAfter;
    satisfied += 1;
  }
  return satisfied >= n ? usedSoFar : undefined;
}

function mentions(policy: Policy, signer: Principal): boolean {
  if (policy.kind === 'signedBy') return satisfies(signer, policy.mspId, policy.role);
  const parts: readonly Policy[] = policy.kind === 'outOf' ? policy.rules : policy.policies;
  return parts.some((part) => mentions(part, signer));
}

/** All subsets of that size, those with the earliest items first. */
function* subsets<T>(items: readonly T[], size: number): Generator<T[]> {
  if (size === 0) yield [];
  for (const [index, item] of size === 0 ? [] : items.entries()) {
    for (const rest of subsets(items.slice(index + 1), size - 1)) yield [item, ...rest];
  }
}
