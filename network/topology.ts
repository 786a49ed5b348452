/** Reads the topology: who takes part in the alliance, and with what. Everything else about a network follows from it. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const name = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/);
const count = z.int().min(1);

const organisationForm = z.strictObject({
  name,
  partyName: z.string().min(1).max(256),
  mspId: z.string().regex(/^[A-Za-z0-9.-]{1,64}$/),
  partyOrgType: z.enum(['CREDITOR_ORG', 'TOKEN_ISSUER', 'DATA_SERVICE_PROVIDER', 'REGULATOR']),
  endorses: z.boolean(),
});

const topologyForm = z
  .strictObject({
    channel: z.string().regex(/^[a-z][a-z0-9.-]{0,60}$/),
    chaincode: name,
    organisations: z.array(organisationForm).min(1),
    founder: name,
    evaluators: z.array(name).max(2),
    /** Checked in full by whoever founds the alliance with them. */
    parameters: z.record(z.string(), z.int()),
    batch: z.strictObject({
      timeoutMs: count,
      maxMessageCount: count,
      preferredMaxBytes: count,
      absoluteMaxBytes: count,
    }),
  })
  .check(({ value, issues }) => {
    const names = value.organisations.map((organisation) => organisation.name);
    for (const mentioned of [value.founder, ...value.evaluators]) {
      if (!names.includes(mentioned)) {
        issues.push({ code: 'custom', input: mentioned, message: `no organisation is named ${mentioned}` });
      }
    }
    if (new Set(names).size < names.length) {
      issues.push({ code: 'custom', input: names, path: ['organisations'], message: 'two organisations share a name' });
    }
  });

export type Topology = z.infer<typeof topologyForm>;
export type Organisation = Topology['organisations'][number];

/** Throws an Error that names every offending field. */
export function readTopology(file: string): Topology {
  const result = topologyForm.safeParse(parse(readFileSync(file, 'utf8')));
  if (result.success) return result.data;
  throw new Error(`${file} is not a topology:\n${z.prettifyError(result.error)}`);
}

/** The organisation's DNS domain, under which its nodes and users are named. */
export function domainOf({ name: organisation }: Pick<Organisation, 'name'>): string {
  return `${organisation}.example.com`;
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
    parameters: topology.parameters,
  };
}

/** The chaincode's collection for sealed records: members are all endorsing organisations and the regulators. */
export function sealedCollectionOf(topology: Topology) {
  const members = topology.organisations.filter(
    ({ endorses, partyOrgType }) => endorses || partyOrgType === 'REGULATOR',
  );
  return {
    name: 'sealed',
    members: members.map(({ mspId }) => mspId),
    memberOnlyRead: true,
    memberOnlyWrite: true,
    blockToLive: 0,
  };
}
