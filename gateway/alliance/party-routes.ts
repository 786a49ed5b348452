/** The directory of institutions with their public keys, and the rotation of the own one. */
import { z } from 'zod';
import type { Member } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import { listOf, partyAnswer } from '../api/answers';
import { page, partyParams } from '../api/forms';
import type { Gateway } from '../gateway';
import { done } from '../http/commands';
import { everyRole, everyType, route } from '../http/route';
import { rotateKey } from './registration';

const reading = { roles: everyRole, partyOrgTypes: everyType };

export const partyRoutes = [
  route({
    method: 'get',
    path: '/v1/parties',
    summary: 'The directory',
    access: reading,
    query: z.strictObject(page),
    answers: { 200: { description: 'A page of institutions', body: listOf(partyAnswer) } },
    folded: true,
    async handle(gateway, { query: { cursor = '', limit }, asOfBlock }) {
      const members = await membersOf(gateway);
      const sorted = members.filter(({ partyId }) => partyId > cursor).sort(byPartyId);
      const shown = sorted.slice(0, limit);
      const items = await Promise.all(shown.map((member) => partyOf(gateway, member)));
      const nextCursor = sorted.length > limit ? shown.at(-1)?.partyId : undefined;
      return { body: { items, nextCursor, asOfBlock } };
    },
  }),

  route({
    method: 'get',
    path: '/v1/parties/{partyId}',
    summary: 'One institution and its public key',
    access: reading,
    params: partyParams,
    answers: { 200: { description: 'The institution', body: partyAnswer } },
    refusals: ['PARTY_NOT_FOUND'],
    folded: true,
    async handle(gateway, { params: { partyId } }) {
      const member = (await membersOf(gateway)).find((candidate) => candidate.partyId === partyId);
      return { body: await partyOf(gateway, member ?? reject('PARTY_NOT_FOUND', { partyId })) };
    },
  }),

  route({
    method: 'post',
    path: '/v1/parties/self/keys',
    summary: 'Register or rotate the own public key; old records stay readable',
    access: { roles: ['admin'], partyOrgTypes: everyType },
    /** With the version the request can be repeated safely; without it every request makes another key. */
    body: z.strictObject({ version: z.int().min(1).optional() }).optional(),
    answers: { 201: { description: 'Registered', body: z.object({ partyId: z.string(), version: z.int() }) } },
    refusals: ['KEY_VERSION_NOT_NEXT', 'KEY_EXISTS_WITH_OTHER_CONTENT', 'KEY_INVALID'],
    folded: true,
    handle: async (gateway, { body }) => done(await rotateKey(gateway, body?.version)),
  }),
];

async function membersOf({ alliance }: Gateway): Promise<readonly Member[]> {
  return (await alliance())?.members ?? reject('ALLIANCE_NOT_FOUNDED');
}

async function partyOf({ store }: Gateway, member: Member) {
  const { partyId } = member;
  const keyVersion = (await store.party(partyId))?.keyVersion ?? 0;
  const key = keyVersion === 0 ? undefined : await store.partyKey(partyId, keyVersion);
  return { ...member, keyVersion, publicKey: key?.publicKey };
}

function byPartyId(one: Member, other: Member): number {
  return one.partyId < other.partyId ? -1 : 1;
}
