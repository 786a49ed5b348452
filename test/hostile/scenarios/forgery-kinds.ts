/**
 * What a member can forge with nobody's endorsement but its own, and what the ledger says to it. What it writes to a collection
 * of its own is valid, whatever it announces beside and of whatever time it claims to be.
 */
import { encodePolicy } from '../../../network/identity/policy-envelope';
import { parsePolicy } from '../../../network/identity/policy-text';
import { onFabric } from '../../stories/running';
import type { ForgedEvent, Forgery } from '../forging';
import type { InstitutionName } from '../ground';
import type { CollectionWrites, NamespaceWrites } from '../read-write-sets';

export interface ForgeryKind {
  readonly what: string;
  /** Default: the regulator, who endorses nothing. */
  readonly by?: InstitutionName;
  /** The name of the validation code. */
  readonly code: string;
  readonly forgery: Forgery;
}

/** Stands in everything that is forged, and nowhere else. */
export const mark = 'forged-by-hand';

const ours = 'tallystick';
const one: CollectionWrites = { puts: { [mark]: 'x' } };

function inCollections(collections: Readonly<Record<string, CollectionWrites>>, namespace = ours): NamespaceWrites {
  return { namespace, collections };
}

const watchtowers = '_implicit_org_WatchtowerMSP';
const own = inCollections({ [watchtowers]: one });

const recharge = (partyId: string) =>
  ({ name: 'TokenRechargeEvent', rechargeId: `KeystoneMSP:${mark}`, partyId, amountFen: 1_000_000 }) as const;
const announcing = (...events: readonly unknown[]): ForgedEvent => ({ payload: JSON.stringify({ events }) });
const event = announcing(recharge('MeadowMSP'));
const at = (seconds: number) => ({ timestamp: { seconds, nanos: 0 } });

const counted = (what: string, forgery: Forgery, by?: InstitutionName): ForgeryKind => {
  return { what, code: 'VALID', forgery, ...(by && { by }) };
};

/** Another policy for a key that the member has written to its own collection before. */
const keyPolicy: Forgery = {
  writes: [
    inCollections({ [watchtowers]: { policies: { [mark]: encodePolicy(parsePolicy("OR('OrchardMSP.peer')")) } } }),
  ],
  event,
};

/** Valid, and announcing something in our name: gateways count them. In this order. */
export const announced: readonly ForgeryKind[] = [
  counted('a recharge in its own collection', { writes: [own], event }),
  counted(
    'a recharge of itself in its own collection',
    { writes: [inCollections({ _implicit_org_OrchardMSP: one })], event: announcing(recharge('OrchardMSP')) },
    'orchard',
  ),
  counted(
    "a recharge in the registrar's collection",
    { writes: [inCollections({ registrar: one })], event },
    'keystone',
  ),
  ...(onFabric ? [counted('a recharge beside the policy of a key', keyPolicy)] : []),
  counted('a recharge beside what it deletes', {
    writes: [inCollections({ [watchtowers]: { puts: { 'never there': undefined } } })],
    event,
  }),
  counted('a recharge beside what it purges', {
    writes: [inCollections({ [watchtowers]: { purges: ['never there'] } })],
    event,
  }),
  counted('an event without events', { writes: [inOther(1)], event: { payload: '{}' } }),
  counted('an event that is no JSON', { writes: [inOther(2)], event: { payload: mark } }),
  counted('an identifier with U+0000', { writes: [inOther(3)], event: announcing(recharge('Meadow\u0000MSP')) }),
  counted('thousands of events', {
    writes: [inOther(4)],
    event: announcing(...Array.from({ length: 5_000 }, () => recharge('MeadowMSP'))),
  }),
  counted('a time that no date has', { writes: [inOther(5)], event, ...at(1e15) }),
  counted('a time before all others', { writes: [inOther(6)], event, ...at(-1e15) }),
];

/** A key of its own for each, because one may have a policy by then. */
function inOther(number: number): NamespaceWrites {
  return inCollections({ [watchtowers]: { puts: { [`${mark}-${number}`]: 'x' } } });
}

/** Of `_lifecycle`, which has implicit collections, too; the embedded ledger knows no such chaincode. */
const lifecycle: Forgery = {
  chaincode: '_lifecycle',
  writes: [inCollections({ [watchtowers]: one }, '_lifecycle'), inOther(7)],
};

/** Valid, but announcing nothing in our name. */
export const silent: readonly ForgeryKind[] = [
  counted('a time that no date has, and no event', { writes: [inOther(8)], ...at(1e15) }),
  counted('an event of another name', { writes: [inOther(9)], event: { name: mark, payload: '{}' } }),
  ...(onFabric ? [counted('an event of another chaincode', { ...lifecycle, event })] : []),
];

const unendorsed = (what: string, writes: readonly NamespaceWrites[]): ForgeryKind => {
  return { what, code: 'ENDORSEMENT_POLICY_FAILURE', forgery: { writes, event } };
};

export const refused: readonly ForgeryKind[] = [
  unendorsed("another's collection", [inCollections({ _implicit_org_HarbourMSP: one })]),
  unendorsed('the collection of sealed records, too', [inCollections({ [watchtowers]: one, sealed: one })]),
  unendorsed("the registrar's collection, by somebody else", [inCollections({ registrar: one })]),
  unendorsed('a public key', [{ namespace: ours, puts: { [mark]: 'x' } }]),
  unendorsed('a public key beside its own collection', [{ ...own, puts: { [mark]: 'x' } }]),
  unendorsed('the policy of a public key', [{ namespace: ours, policies: { [mark]: Buffer.from('policy') } }]),
  unendorsed('nothing at all', []),
  { what: 'its own collection twice', code: 'ILLEGAL_WRITESET', forgery: { writes: [own, own], event } },
  {
    what: 'an event in our name by another chaincode',
    code: 'INVALID_OTHER_REASON',
    forgery: { ...lifecycle, event: { ...event, chaincode: ours } },
  },
  ...(onFabric
    ? [unendorsed('a key whose policy names another', [own])]
    : [
        { what: 'the policy of a key in its own collection', code: 'INVALID_WRITESET', forgery: keyPolicy },
        { what: 'an event of another chaincode', code: 'INVALID_CHAINCODE', forgery: { ...lifecycle, event } },
      ]),
];
