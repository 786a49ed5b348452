/** Reads the topology: who takes part in the alliance, and with what. Everything else about a network follows from it. */
import { parse } from 'yaml';
import { findContradictions as findFoundingContradictions } from '../chaincode/api/alliance';
import { registrarCollection, sealedCollection } from '../chaincode/api/commands';
import type { FoundingDocument } from '../chaincode/api/records';
import { readSettings } from './settings-file';
import { findContradictions } from './topology-checks';
import { type Channel, type Organisation, type Topology, topologyForm } from './topology-form';

export type { Channel, Named, Organisation, Topology } from './topology-form';

/** Each field, and what fields must not say together. */
export const soundForm = topologyForm.check(({ value, issues }) => {
  const own = findContradictions(value);
  for (const { path, message } of own.length > 0 ? own : findFoundingContradictions(makeFoundingDocument(value))) {
    issues.push({ code: 'custom', input: value, path: [...path], message });
  }
});

/** Throws an Error that names every offending field. */
export function readTopology(file: string): Topology {
  return readSettings(file, { form: soundForm, what: 'a topology', repair: 'edit it', parse });
}

/** The one channel that a topology has today. */
export function soleChannel({ channels: [channel] }: Topology): Channel {
  if (channel === undefined) throw new Error('the topology has no channel');
  return channel;
}

/** The organisation's DNS domain, under which its nodes and users are named. */
export function makeDomain({ name: organisation }: Pick<Organisation, 'name'>): string {
  return `${organisation}.example.com`;
}

/** How many of the endorsing organisations make a majority. */
export function countMajority(topology: Pick<Topology, 'organisations'>): number {
  return Math.floor(listEndorsers(topology).length / 2) + 1;
}

export function listEndorsers({ organisations }: Pick<Topology, 'organisations'>): readonly Organisation[] {
  return organisations.filter(({ endorses }) => endorses);
}

/** The founding document that every organisation's chaincode process is given. */
export function makeFoundingDocument(topology: Topology): FoundingDocument {
  const findMspId = (named: string): string => {
    const organisation = topology.organisations.find((each) => each.name === named);
    if (organisation === undefined) throw new Error(`no organisation is named ${named}`);
    return organisation.mspId;
  };
  return {
    allianceName: soleChannel(topology).name,
    members: topology.organisations.map(({ mspId, partyName, partyOrgType, endorses }) => ({
      partyId: mspId,
      partyName,
      partyOrgType,
      endorses,
    })),
    evaluators: topology.evaluators.map(findMspId),
    registrar: findMspId(topology.registrar),
    daySeconds: topology.daySeconds,
    parameters: topology.parameters,
  };
}

/** The chaincode's collection for sealed records. */
export function defineSealedCollection(topology: Topology) {
  return {
    name: sealedCollection,
    members: listSealedMembers(topology).map(({ mspId }) => mspId),
    memberOnlyRead: true,
    memberOnlyWrite: true,
    blockToLive: 0,
  };
}

/** The collection for packages from lenders to the registrar: anybody writes into it; the registrar alone holds, reads and endorses it. */
export function defineRegistrarCollection({ organisations, registrar }: Topology) {
  const members = organisations.filter(({ name }) => name === registrar).map(({ mspId }) => mspId);
  return {
    name: registrarCollection,
    members,
    memberOnlyRead: true,
    memberOnlyWrite: false,
    blockToLive: 0,
    endorsementPolicy: `OR(${members.map((mspId) => `'${mspId}.peer'`).join(', ')})`,
  };
}

/**
 * Every endorser, because the gateway service plans endorsements over members only; every creditor, because it pays for what its
 * node has to hold; and regulators.
 */
function listSealedMembers({ organisations }: Topology): readonly Organisation[] {
  const holders: readonly Organisation['partyOrgType'][] = ['CREDITOR_ORG', 'REGULATOR'];
  return organisations.filter(({ endorses, partyOrgType }) => endorses || holders.includes(partyOrgType));
}
