/** Serves the directory of institutions with their public keys, and rotates this institution's key. */

import type { Member } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import * as rest from '../api/parties';
import { done } from '../http/commands';
import { type Route, serve } from '../http/route';
import { pageByName } from '../store/pages';
import type { AllianceDeps } from './deps';
import { rotateKey } from './registration';
import { partyView } from './views';

export function partyRoutes(deps: AllianceDeps): readonly Route[] {
  return [
    serve(rest.listParties, async ({ query, asOfBlock }) => {
      const { items: members, nextCursor } = pageByName(await readMembers(deps), query, ({ partyId }) => partyId);
      const items = await Promise.all(members.map((member) => showParty(deps, member)));
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
