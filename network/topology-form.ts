/** The form of a topology, field by field. The rules that hold between fields are in topology-checks.ts. */
import { z } from 'zod';
import { allianceForm, memberForm, parametersForm } from '../chaincode/api/alliance';
import { maxTransactionBytes } from '../chaincode/api/commands';
import { partyIdPattern } from '../chaincode/api/identifiers';

/** The highest numbers for which every node has a port of its own. */
const maxOrganisations = 10;
const maxOrderers = 10;
const maxPeers = 4;
/** A transaction of the greatest size, with what it writes, must fit into a block; gRPC takes no greater one. */
const leastBlockBytes = 2 * maxTransactionBytes;
const mostBlockBytes = 99 * 1024 * 1024;

export const nameForm = z
  .string()
  .regex(
    /^[a-z](?:[a-z0-9-]{0,29}[a-z0-9])?$/,
    'must be 1 to 31 of a-z, 0-9 and hyphens, begin with a letter and not end with a hyphen',
  );
/** As Fabric has it; two of these names would be folders. */
export const mspIdForm = z
  .string()
  .regex(partyIdPattern, 'must be 1 to 64 letters (A-Z, a-z), digits, dots and hyphens, such as HarbourMSP')
  .refine((id) => !/^\.+$/.test(id), 'must be more than dots: Fabric takes no such MSP id');
/** Names of Fabric's own chaincodes. */
const systemChaincodes = ['lscc', 'cscc', 'qscc', 'escc', 'vscc'];
const chaincodeName = nameForm.refine(
  (each) => !/--/.test(each) && !systemChaincodes.includes(each),
  "must have single hyphens only, and not be one of Fabric's own chaincodes",
);
const milliseconds = z.int().min(1).max(60_000);
const bytes = z.int().min(leastBlockBytes).max(mostBlockBytes);
const organisationForm = z.strictObject({
  name: nameForm,
  partyName: memberForm.shape.partyName,
  mspId: mspIdForm,
  partyOrgType: memberForm.shape.partyOrgType,
  endorses: memberForm.shape.endorses,
  /** On Fabric; the embedded ledger has one for each organisation. */
  peers: z.int().min(1).max(maxPeers),
});

const orderersForm = z.strictObject({
  consensus: z.enum(['etcdraft', 'BFT']),
  batchTimeoutMs: milliseconds,
  /** Those that order and are no members. */
  organisations: z.array(z.strictObject({ name: nameForm, mspId: mspIdForm })).default([]),
  nodes: z
    .array(z.strictObject({ name: nameForm, organisation: nameForm }))
    .min(1)
    .max(maxOrderers),
});

const channelForm = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9.-]{0,60}$/, 'must be 1 to 61 of a-z, 0-9, dots and hyphens, and begin with a letter'),
  chaincode: chaincodeName,
});

export const topologyForm = z.strictObject({
  channels: z.array(channelForm).min(1),
  organisations: z.array(organisationForm).min(1).max(maxOrganisations),
  founder: nameForm,
  evaluators: z.array(nameForm).max(2),
  registrar: nameForm,
  daySeconds: allianceForm.shape.daySeconds,
  parameters: parametersForm,
  /** How many of the endorsing organisations must agree. */
  endorsement: z.literal('majority'),
  batch: z.strictObject({
    timeoutMs: milliseconds,
    maxMessageCount: z.int().min(1).max(10_000),
    preferredMaxBytes: z.int().min(1).max(mostBlockBytes),
    absoluteMaxBytes: bytes,
  }),
  orderers: orderersForm,
  /** The last of the ports that nodes take must exist. */
  portBase: z.int().min(1024).max(65_000),
});

export type Topology = z.infer<typeof topologyForm>;
export type Channel = Topology['channels'][number];
export type Organisation = Topology['organisations'][number];
/** The part of a member, or of an organisation that only orders, from which identities, host names and folders follow. */
export type Named = Pick<Organisation, 'name' | 'mspId'>;
