/** The directory of institutions with their public keys. */
import { z } from 'zod';
import { partyOrgTypes } from '../../chaincode/api/records';
import { page, partyParams } from './forms';
import { everyRole, everyType, operation } from './operation';
import { pageAnswer } from './page-answer';

export const partyAnswer = z
  .object({
    partyId: z.string(),
    partyName: z.string(),
    partyOrgType: z.enum(partyOrgTypes),
    endorses: z.boolean(),
    /** 0 where no key is registered. */
    keyVersion: z.int(),
    publicKey: z.string().optional(),
  })
  .meta({ id: 'Party' });

const reading = { roles: everyRole, partyOrgTypes: everyType };

export const listParties = operation({
  id: 'listParties',
  call: 'parties.list',
  method: 'get',
  path: '/v1/parties',
  summary: 'List the institutions of the alliance',
  access: reading,
  query: z.strictObject(page),
  answers: { 200: { description: 'A page of institutions', body: pageAnswer(partyAnswer) } },
  folded: true,
});

export const readParty = operation({
  id: 'readParty',
  call: 'parties.read',
  method: 'get',
  path: '/v1/parties/{partyId}',
  summary: 'Read an institution and its public key',
  access: reading,
  params: partyParams,
  answers: { 200: { description: 'The institution', body: partyAnswer } },
  refusals: ['PARTY_NOT_FOUND'],
  folded: true,
});

export const rotateKey = operation({
  id: 'rotateKey',
  call: 'parties.rotateKey',
  method: 'post',
  path: '/v1/parties/self/keys',
  summary: 'Register or rotate the public key of this institution',
  description: 'Records that were sealed for an earlier key stay readable.',
  access: {
    roles: ['admin'],
    partyOrgTypes: everyType,
  } /** With the version the request can be repeated safely; without it every request makes another key. */,
  body: z.strictObject({ version: z.int().min(1).optional() }).optional(),
  answers: { 201: { description: 'Registered', body: z.object({ partyId: z.string(), version: z.int() }) } },
  refusals: ['KEY_VERSION_NOT_NEXT', 'KEY_EXISTS_WITH_OTHER_CONTENT', 'KEY_INVALID'],
  folded: true,
  repeatable: { with: 'version' },
});
