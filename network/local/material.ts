/**
 * The files of an alliance on one machine before its processes start: where everything lies and listens, and, on the embedded
 * ledger, identities, the founding document and settings. Made once; what is there stays.
 */
import { join } from 'node:path';
import { completeOrganisation } from '../identity/completion';
import { organisationFolder } from '../identity/organisation-folder';
import {
  defineRegistrarCollection,
  defineSealedCollection,
  makeDomain,
  makeFoundingDocument,
  type Organisation,
  soleChannel,
  type Topology,
} from '../topology';
import { identityFiles, ignore, pickSigning, prepareGateways } from './gateways';
import { rewrite } from './kept-edits';
import { type ExtraChaincode, files, type Layout, type LocalOptions, ports } from './layout';
import { makePrivateFolder } from './private-folder';

/** How the chaincode is named in the ledger's settings and by the chaincode process. */
export const packageId = 'tallystick_1:embedded';

/** Identities and secrets are made where they are absent; settings follow from the topology, and edits of gateways' stay. */
export async function prepareMaterial(topology: Topology, layout: Layout, options: LocalOptions): Promise<void> {
  await makePrivateFolder(layout.directory, options);
  await makePrivateFolder(join(layout.directory, 'logs'), options);
  await Promise.all(topology.organisations.map((organisation) => makeIdentities(layout, organisation)));
  const rewriteJson = (file: string, value: unknown) =>
    rewrite(file, `${JSON.stringify(value, undefined, 2)}\n`, options.onNote ?? ignore);
  rewriteJson(files.foundingDocument(layout), makeFoundingDocument(topology));
  rewriteJson(files.ledgerConfig(layout), makeLedgerConfig(topology, layout, options.extraChaincodes));
  await prepareGateways(topology, layout, options, ({ name }) => {
    const index = topology.organisations.findIndex((organisation) => organisation.name === name);
    return [{ endpoint: `127.0.0.1:${ports.peer(layout, index)}` }];
  });
}

async function makeIdentities(layout: Layout, organisation: Organisation): Promise<void> {
  const domain = makeDomain(organisation);
  await completeOrganisation(organisationFolder(files.organizations(layout), 'peer', domain), {
    domain,
    members: [
      { name: 'peer0', role: 'peer' },
      { name: 'Admin', role: 'admin' },
      { name: 'User1', role: 'client' },
    ],
  });
}

function makeLedgerConfig(topology: Topology, layout: Layout, extra: readonly ExtraChaincode[] = []) {
  const { batch } = topology;
  const { name, chaincode } = soleChannel(topology);
  const sealed = defineSealedCollection(topology);
  return {
    directory: join(layout.directory, 'ledger'),
    channels: [
      {
        name,
        chaincodes: [
          { name: chaincode, version: '1', packageId, collections: [sealed, defineRegistrarCollection(topology)] },
          ...extra.map(({ name, packageId, sealed: seals = false }) => {
            return { name, version: '1', packageId, collections: seals ? [sealed] : [] };
          }),
        ],
        batch,
      },
    ],
    organisations: topology.organisations.map((organisation, index) => ({
      mspId: organisation.mspId,
      endorses: organisation.endorses,
      listen: `127.0.0.1:${ports.peer(layout, index)}`,
      caCertificates: [identityFiles(layout, organisation, 'peer', 'peer0').authority],
      peer: pickSigning(identityFiles(layout, organisation, 'peer', 'peer0')),
      chaincodes: {
        [chaincode]: `127.0.0.1:${ports.chaincode(layout)}`,
        ...Object.fromEntries(extra.map(({ name, address }) => [name, address])),
      },
    })),
  };
}
