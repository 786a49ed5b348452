/** The directory of institutions with their public keys, and the rotation of the own one. */

import type { Member } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import * as rest from '../api/parties';
import type { Gateway } from '../gateway';
import { done } from '../http/commands';
import { type Route, serve } from '../http/route';
import { pageByName } from '../store/pages';
import { rotateKey } from './registration';

export function partyRoutes(gateway: Gateway): readonly Route[] {
  return [
    serve(rest.listParties, async ({ query, asOfBlock }) => {
      const { items: members, nextCursor } = pageByName(await membersOf(gateway), query, ({ partyId }) => partyId);
      const items = await Promise.all(members.map((member) => partyOf(gateway, member)));
      return { body: { items, nextCursor, asOfBlock } };
    }),

    serve(rest.readParty, async ({ params: { partyId } }) => {
      const member = (await membersOf(gateway)).find((candidate) => candidate.partyId === partyId);
      return { body: await partyOf(gateway, member ?? reject('PARTY_NOT_FOUND', { partyId })) };
    }),

    serve(rest.rotateKey, async ({ body }) => done(await rotateKey(gateway, body?.version))),
  ];
}

async function membersOf({ alliance }: Gateway): Promise<readonly Member[]> {
  return (await alliance())?.members ?? reject('ALLIANCE_NOT_FOUNDED');
}

async function partyOf({ store }: Gateway, member: Member) {
  const { partyId } = member;
  const keyVersion = (await store.party(partyId))?.keyVersion ?? 0;
  const key = keyVersion === 0 ? undefined : await store.partyKey(partyId, keyVersion);
  return { ...member, keyVersion, publicKey: key?.publicKey };
}
