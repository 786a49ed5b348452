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
import { type GatewayPlace, identityFiles, ignore, pickSigning, prepareGateway } from './gateways';
import { rewrite } from './kept-edits';
import { type ExtraChaincode, files, institutionLayout, type Layout, type LocalOptions, ports } from './layout';
import { makeAllianceFolder, makePrivateFolder } from './private-folder';

/** How the chaincode is named in the ledger's settings and by the chaincode process. */
export const packageId = 'tallystick_1:embedded';

/** Identities and secrets are made where they are absent; settings follow from the topology, and edits of gateways' stay. */
export async function prepareMaterial(topology: Topology, layout: Layout, options: LocalOptions): Promise<void> {
  await makeAllianceFolder(layout, options);
  // One after another: where one fails, nothing is being written any more.
  for (const organisation of topology.organisations) {
    await makePrivateFolder(institutionLayout(layout, organisation.name).directory, options);
    await makeIdentities(layout, organisation);
  }
  const rewriteJson = (file: string, value: unknown) =>
    rewrite(file, `${JSON.stringify(value, undefined, 2)}\n`, options.onNote ?? ignore);
  for (const place of [layout, institutionLayout(layout, topology.founder)]) {
    rewriteJson(files.foundingDocument(place), makeFoundingDocument(topology));
  }
  rewriteJson(files.ledgerConfig(layout), makeLedgerConfig(topology, layout, options.extraChaincodes));
  for (const [index, place] of listGateways(topology, layout).entries()) {
    await prepareGateway(topology, place, options, [{ endpoint: `127.0.0.1:${ports.peer(layout, index)}` }]);
  }
}

/** One for each organisation, in the order of the topology. */
export function listGateways({ organisations }: Topology, layout: Layout): readonly GatewayPlace[] {
  return organisations.map((organisation, index) => {
    const own = institutionLayout(layout, organisation.name);
    return { organisation, layout: own, host: '127.0.0.1', port: ports.gateway(layout, index), state: '' };
  });
}

async function makeIdentities(layout: Layout, organisation: Organisation): Promise<void> {
  const domain = makeDomain(organisation);
  await completeOrganisation(
    organisationFolder(files.organizations(institutionLayout(layout, organisation.name)), 'peer', domain),
    {
      domain,
      members: [
        { name: 'peer0', role: 'peer' },
        { name: 'Admin', role: 'admin' },
        { name: 'User1', role: 'client' },
      ],
    },
  );
}

function makeLedgerConfig(topology: Topology, layout: Layout, extra: readonly ExtraChaincode[] = []) {
  const { batch } = topology;
  const { name, chaincode } = soleChannel(topology);
  const sealed = defineSealedCollection(topology);
  const own = (organisation: Organisation) => institutionLayout(layout, organisation.name);
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
      caCertificates: [identityFiles(own(organisation), organisation, 'peer', 'peer0').authority],
      peer: pickSigning(identityFiles(own(organisation), organisation, 'peer', 'peer0')),
      chaincodes: {
        [chaincode]: `127.0.0.1:${ports.chaincode(layout)}`,
        ...Object.fromEntries(extra.map(({ name, address }) => [name, address])),
      },
    })),
  };
}
