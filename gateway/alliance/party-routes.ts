/** The directory of institutions with their public keys, and the rotation of the own one. */

import type { Member } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import * as rest from '../api/parties';
import type { Gateway } from '../gateway';
import { done } from '../http/commands';
import { type Route, serve } from '../http/route';
import { rotateKey } from './registration';
import { partyView } from './views';

export function partyRoutes(gateway: Gateway): readonly Route[] {
  return [
    serve(rest.listParties, async ({ query: { cursor = '', limit }, asOfBlock }) => {
      const members = await readMembers(gateway);
      const sorted = members.filter(({ partyId }) => partyId > cursor).sort(byPartyId);
      const shown = sorted.slice(0, limit);
      const items = await Promise.all(shown.map((member) => showParty(gateway, member)));
      const nextCursor = sorted.length > limit ? shown.at(-1)?.partyId : undefined;
      return { body: { items, nextCursor, asOfBlock } };
    }),

    serve(rest.readParty, async ({ params: { partyId } }) => {
      const member = (await readMembers(gateway)).find((candidate) => candidate.partyId === partyId);
      return { body: await showParty(gateway, member ?? reject('PARTY_NOT_FOUND', { partyId })) };
    }),

    serve(rest.rotateKey, async ({ body }) => done(await rotateKey(gateway, body?.version))),
  ];
}

async function readMembers({ alliance }: Gateway): Promise<readonly Member[]> {
  return (await alliance())?.members ?? reject('ALLIANCE_NOT_FOUNDED');
}

async function showParty({ store }: Gateway, member: Member) {
  const { partyId } = member;
  const keyVersion = (await store.party(partyId))?.keyVersion ?? 0;
  const key = keyVersion === 0 ? undefined : await store.partyKey(partyId, keyVersion);
  return partyView(member, { keyVersion, publicKey: key?.publicKey });
}

function byPartyId(one: Member, other: Member): number {
  return one.partyId < other.partyId ? -1 : 1;
}
