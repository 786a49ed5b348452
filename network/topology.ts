/** Reads the topology: who takes part in the alliance, and with what. Everything else about a network follows from it. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { contradictionsOf } from './topology-checks';

const name = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/);
const mspId = z.string().regex(/^[A-Za-z0-9.-]{1,64}$/);
const count = z.int().min(1);
/** The highest numbers for which every node has a port of its own. */
const maxOrganisations = 10;
const maxOrderers = 10;
const maxPeers = 4;

const organisationForm = z.strictObject({
  name,
  partyName: z.string().min(1).max(256),
  mspId,
  partyOrgType: z.enum(['CREDITOR_ORG', 'TOKEN_ISSUER', 'DATA_SERVICE_PROVIDER', 'REGULATOR']),
  endorses: z.boolean(),
  /** On Fabric; the embedded ledger has one for each organisation. */
  peers: count.max(maxPeers),
});

const orderersForm = z.strictObject({
  consensus: z.enum(['etcdraft', 'BFT']),
  batchTimeoutMs: count,
  /** Those that order and are no members. */
  organisations: z.array(z.strictObject({ name, mspId })).default([]),
  nodes: z
    .array(z.strictObject({ name, organisation: name }))
    .min(1)
    .max(maxOrderers),
});

const topologyForm = z
  .strictObject({
    channel: z.string().regex(/^[a-z][a-z0-9.-]{0,60}$/),
    chaincode: name,
    organisations: z.array(organisationForm).min(1).max(maxOrganisations),
    founder: name,
    evaluators: z.array(name).max(2),
    registrar: name,
    /** Checked in full by whoever founds the alliance with them. */
    daySeconds: z.int(),
    parameters: z.record(z.string(), z.union([z.int(), z.boolean(), z.string()])),
    /** How many of the endorsing organisations must agree. */
    endorsement: z.literal('majority'),
    batch: z.strictObject({
      timeoutMs: count,
      maxMessageCount: count,
      preferredMaxBytes: count,
      absoluteMaxBytes: count,
    }),
    orderers: orderersForm,
    portBase: z.int().min(1024).max(65_000),
  })
  .check(({ value, issues }) => {
    for (const { path, message } of contradictionsOf(value)) {
      issues.push({ code: 'custom', input: value, path: [...path], message });
    }
  });

export type Topology = z.infer<typeof topologyForm>;
export type Organisation = Topology['organisations'][number];
/** What identities, host names and folders need of a member or an organisation that only orders. */
export type Named = Pick<Organisation, 'name' | 'mspId'>;

/** Throws an Error that names every offending field. */
export function readTopology(file: string): Topology {
  const result = topologyForm.safeParse(contentOf(file));
  if (result.success) return result.data;
  throw new Error(`${file} is not a topology:\n${z.prettifyError(result.error)}`);
}

function contentOf(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} is not a topology: ${(error as Error).message}`, { cause: error });
  }
}

/** The organisation's DNS domain, under which its nodes and users are named. */
export function domainOf({ name: organisation }: Pick<Organisation, 'name'>): string {
  return `${organisation}.example.com`;
}

/** How many of the endorsing organisations make a majority. */
export function majorityOf(topology: Topology): number {
  return Math.floor(endorsersOf(topology).length / 2) + 1;
}

export function endorsersOf({ organisations }: Topology): readonly Organisation[] {
  return organisations.filter(({ endorses }) => endorses);
}

/** The founding document that every organisation's chaincode process is given. */
export function foundingDocumentOf(topology: Topology) {
  const mspIds = new Map(topology.organisations.map((organisation) => [organisation.name, organisation.mspId]));
  return {
    allianceName: topology.channel,
    members: topology.organisations.map(({ mspId, partyName, partyOrgType, endorses }) => ({
      partyId: mspId,
      partyName,
      partyOrgType,
      endorses,
    })),
    evaluators: topology.evaluators.map((evaluator) => mspIds.get(evaluator)),
    registrar: mspIds.get(topology.registrar),
    daySeconds: topology.daySeconds,
    parameters: topology.parameters,
  };
}

/** The chaincode's collection for sealed records. */
export function sealedCollectionOf(topology: Topology) {
  return {
    name: 'sealed',
    members: sealedMembersOf(topology).map(({ mspId }) => mspId),
    memberOnlyRead: true,
    memberOnlyWrite: true,
    blockToLive: 0,
  };
}

/** What lenders hand over to the registrar: anybody writes into it; the registrar alone holds, reads and endorses it. */
export function registrarCollectionOf({ organisations, registrar }: Topology) {
  const members = organisations.filter(({ name }) => name === registrar).map(({ mspId }) => mspId);
  return {
    name: 'registrar',
    members,
    memberOnlyRead: true,
    memberOnlyWrite: false,
    blockToLive: 0,
    endorsementPolicy: `OR(${members.map((mspId) => `'${mspId}.peer'`).join(', ')})`,
  };
}

/**
 * Who endorses, because the gateway service plans endorsements over members only; every creditor, because it pays for what its
 * node has to hold; and regulators.
 */
function sealedMembersOf({ organisations }: Topology): readonly Organisation[] {
  const holders: readonly Organisation['partyOrgType'][] = ['CREDITOR_ORG', 'REGULATOR'];
  return organisations.filter(({ endorses, partyOrgType }) => endorses || holders.includes(partyOrgType));
}
