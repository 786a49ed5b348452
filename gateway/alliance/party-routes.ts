/** Serves the directory of institutions with their public keys, and rotates this institution's key. */

import type { Member } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import * as rest from '../api/parties';
import { done } from '../http/commands';
import { type Route, serve } from '../http/route';
import type { AllianceDeps } from './deps';
import { rotateKey } from './registration';
import { partyView } from './views';

export function partyRoutes(deps: AllianceDeps): readonly Route[] {
  return [
    serve(rest.listParties, async ({ query: { cursor = '', limit }, asOfBlock }) => {
      const members = await readMembers(deps);
      const sorted = members.filter(({ partyId }) => partyId > cursor).sort(byPartyId);
      const shown = sorted.slice(0, limit);
      const items = await Promise.all(shown.map((member) => showParty(deps, member)));
      const nextCursor = sorted.length > limit ? shown.at(-1)?.partyId : undefined;
      return { body: { items, nextCursor, asOfBlock } };
    }),

    serve(rest.readParty, async ({ params: { partyId } }) => {
      const member = (await readMembers(deps)).find((candidate) => candidate.partyId === partyId);
      return { body: await showParty(deps, member ?? reject('PARTY_NOT_FOUND', { partyId })) };
    }),

    serve(rest.rotateKey, async ({ body }) => done(await rotateKey(deps, body?.version))),
  ];
}

async function readMembers({ alliance }: AllianceDeps): Promise<readonly Member[]> {
  return (await alliance())?.members ?? reject('ALLIANCE_NOT_FOUNDED');
}

async function showParty({ store }: AllianceDeps, member: Member) {
  const { partyId } = member;
  const keyVersion = (await store.party(partyId))?.keyVersion ?? 0;
  const key = keyVersion === 0 ? undefined : await store.partyKey(partyId, keyVersion);
  return partyView(member, { keyVersion, publicKey: key?.publicKey });
}

function byPartyId(one: Member, other: Member): number {
  return one.partyId < other.partyId ? -1 : 1;
}
