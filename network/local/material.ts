/**
 * What an alliance on one machine needs before its processes start: identities, the founding document, and the settings of
 * the embedded ledger and of each gateway. Made once; what is there stays.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newOrganisation } from '../identity/organisation';
import { memberFolder, organisationFolder, writeOrganisation } from '../identity/organisation-folder';
import { domainOf, foundingDocumentOf, type Organisation, sealedCollectionOf, type Topology } from '../topology';

export const userRoles = ['admin', 'officer', 'auditor'] as const;
export type UserRole = (typeof userRoles)[number];

/** How the chaincode is named in the ledger's settings and by the chaincode process. */
export const packageId = 'tallystick_1:embedded';

/** Where everything lies and listens. */
export interface Layout {
  readonly directory: string;
  /** The first gateway's port; gateways, peers and the chaincode take twenty-one ports from here. */
  readonly portBase: number;
}

export interface LocalOptions {
  /** By organisation: whether its gateway delivers by itself. Default: auto. */
  readonly delivery?: Readonly<Record<string, 'auto' | 'manual'>>;
  readonly logLevel?: string;
  /** By organisation: its gateway keeps its store in this PostgreSQL database. Default: a SQLite file. */
  readonly databaseUrls?: Readonly<Record<string, string>>;
  /** Further chaincodes on the channel, each served by a process of the caller's. */
  readonly extraChaincodes?: readonly ExtraChaincode[];
}

export interface ExtraChaincode {
  readonly name: string;
  readonly packageId: string;
  readonly address: string;
  /** Whether it has a collection like ours. Default: it has none. */
  readonly sealed?: boolean;
}

export const files = {
  foundingDocument: ({ directory }: Layout) => join(directory, 'alliance.json'),
  ledgerConfig: ({ directory }: Layout) => join(directory, 'ledger.json'),
  gatewayFolder: ({ directory }: Layout, name: string) => join(directory, 'gateways', name),
  gatewayConfig: (layout: Layout, name: string) => join(files.gatewayFolder(layout, name), 'config.json'),
  tokenFile: (layout: Layout, name: string, role: UserRole) => join(files.gatewayFolder(layout, name), `token-${role}`),
  log: ({ directory }: Layout, process: string) => join(directory, 'logs', `${process}.log`),
} as const;

export const ports = {
  gateway: ({ portBase }: Layout, index: number) => portBase + index,
  peer: ({ portBase }: Layout, index: number) => portBase + 10 + index,
  chaincode: ({ portBase }: Layout) => portBase + 20,
} as const;

/** Identities and secrets are made where they are absent; settings are written anew, since they follow from the topology. */
export async function prepareMaterial(topology: Topology, layout: Layout, options: LocalOptions): Promise<void> {
  await mkdir(join(layout.directory, 'logs'), { recursive: true, mode: 0o700 });
  await Promise.all(topology.organisations.map((organisation) => makeIdentities(layout, organisation)));
  await writeJson(files.foundingDocument(layout), foundingDocumentOf(topology));
  await writeJson(files.ledgerConfig(layout), ledgerConfigOf(topology, layout, options.extraChaincodes));
  for (const [index, { name }] of topology.organisations.entries()) {
    await mkdir(files.gatewayFolder(layout, name), { recursive: true, mode: 0o700 });
    await makeSecret(join(files.gatewayFolder(layout, name), 'passphrase'));
    for (const role of userRoles) await makeSecret(files.tokenFile(layout, name, role));
    await writeJson(files.gatewayConfig(layout, name), gatewayConfigOf(topology, layout, index, options));
  }
}

async function makeIdentities({ directory }: Layout, organisation: Organisation): Promise<void> {
  const domain = domainOf(organisation);
  const folder = organisationFolder(join(directory, 'organizations'), 'peer', domain);
  if (existsSync(folder)) return;
  const members = [
    { name: 'peer0', role: 'peer' },
    { name: 'Admin', role: 'admin' },
    { name: 'User1', role: 'client' },
  ] as const;
  await mkdir(join(folder, '..'), { recursive: true });
  await writeOrganisation(folder, await newOrganisation({ domain, members }));
}

function ledgerConfigOf(topology: Topology, layout: Layout, extra: readonly ExtraChaincode[] = []) {
  const { channel, chaincode, batch } = topology;
  return {
    directory: join(layout.directory, 'ledger'),
    channels: [
      {
        name: channel,
        chaincodes: [
          { name: chaincode, version: '1', packageId, collections: [sealedCollectionOf(topology)] },
          ...extra.map(({ name, packageId, sealed = false }) => {
            return { name, version: '1', packageId, collections: sealed ? [sealedCollectionOf(topology)] : [] };
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
      peer: signingOf(identityFiles(layout, organisation, 'peer', 'peer0')),
      chaincodes: {
        [chaincode]: `127.0.0.1:${ports.chaincode(layout)}`,
        ...Object.fromEntries(extra.map(({ name, address }) => [name, address])),
      },
    })),
  };
}

function gatewayConfigOf(topology: Topology, layout: Layout, index: number, options: LocalOptions) {
  const organisation = topology.organisations[index] as Organisation;
  const { name, mspId } = organisation;
  const founds = name === topology.founder;
  const databaseUrl = options.databaseUrls?.[name];
  return {
    partyId: mspId,
    channel: topology.channel,
    chaincode: topology.chaincode,
    listen: { host: '127.0.0.1', port: ports.gateway(layout, index) },
    peers: [{ endpoint: `127.0.0.1:${ports.peer(layout, index)}` }],
    identities: {
      client: signingOf(identityFiles(layout, organisation, 'client', 'User1')),
      admin: signingOf(identityFiles(layout, organisation, 'admin', 'Admin')),
    },
    vault: { directory: 'vault', passphraseFile: 'passphrase' },
    store: { file: 'store.sqlite' },
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    users: userRoles.map((role) => ({ userName: role, role, tokenFile: `token-${role}` })),
    delivery: options.delivery?.[name] ?? 'auto',
    // Ledger, chaincode and all gateways share the machine.
    importBatchesInFlight: 1,
    ...(options.logLevel === undefined ? {} : { logLevel: options.logLevel }),
    ...(founds ? { foundingDocument: files.foundingDocument(layout) } : {}),
  };
}

interface IdentityFiles {
  readonly authority: string;
  readonly certificate: string;
  readonly privateKey: string;
}

function identityFiles(
  { directory }: Layout,
  organisation: Organisation,
  role: 'peer' | 'client' | 'admin',
  shortName: string,
): IdentityFiles {
  const domain = domainOf(organisation);
  const name = role === 'peer' ? `${shortName}.${domain}` : `${shortName}@${domain}`;
  const folder = organisationFolder(join(directory, 'organizations'), 'peer', domain);
  const msp = join(memberFolder(folder, { role, name }), 'msp');
  return {
    authority: join(folder, 'msp', 'cacerts', `ca.${domain}-cert.pem`),
    certificate: join(msp, 'signcerts', `${name}-cert.pem`),
    privateKey: join(msp, 'keystore', 'priv_sk'),
  };
}

function signingOf({ certificate, privateKey }: IdentityFiles) {
  return { certificate, privateKey };
}

async function makeSecret(file: string): Promise<void> {
  if (existsSync(file)) return;
  await writeFile(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 });
}
