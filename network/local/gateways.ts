/**
 * The gateways of an alliance on one machine, whatever ledger they speak to: their settings, secrets and processes. Made once;
 * what is secret stays, and so does what was edited of the settings.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { memberFolder, organisationFolder } from '../identity/organisation-folder';
import { readTokenFile } from '../identity/token-file';
import { makeDomain, type Named, soleChannel, type Topology } from '../topology';
import { createWhole, replaceWhole } from '../whole-file';
import { writeKeepingEdits } from './kept-edits';
import { files, type Layout, type LocalOptions, userRoles } from './layout';
import { makePrivateFolder } from './private-folder';
import type { ProcessSpec } from './processes';

/** How a gateway reaches one of its institution's peers. */
export interface PeerAddress {
  readonly endpoint: string;
  readonly tlsRootCertificate?: string;
  readonly hostAlias?: string;
}

export interface IdentityFiles {
  readonly authority: string;
  readonly certificate: string;
  readonly privateKey: string;
}

/** A gateway and its place. */
export interface GatewayPlace {
  readonly organisation: Named;
  /** The folder of its institution. */
  readonly layout: Layout;
  readonly host: string;
  readonly port: number;
  /** The folder of its vault and store, relative to its settings; empty where they lie beside them. */
  readonly state: string;
}

/** `peers`: the institution's, in the order of preference. */
export async function prepareGateway(
  topology: Topology,
  place: GatewayPlace,
  options: LocalOptions,
  peers: readonly PeerAddress[],
): Promise<void> {
  const { layout, host, port } = place;
  await makePrivateFolder(files.gatewayFolder(layout), options);
  await makeSecret(join(files.gatewayFolder(layout), 'passphrase'));
  for (const role of userRoles) {
    const file = files.tokenFile(layout, role);
    await makeSecret(file);
    // A damaged file is reported here, since a gateway whose store has the user does not look at it.
    readTokenFile(file);
  }
  const settings = makeGatewayConfig(topology, place, options);
  // In a container, whose ports the host publishes on its loopback address.
  const beyond = host === '0.0.0.0' ? { plainHttp: true } : {};
  const listen = { host, port, ...beyond };
  const reached = peers.map((peer) => ({
    ...peer,
    ...(peer.tlsRootCertificate && { tlsRootCertificate: fromGateway(layout, peer.tlsRootCertificate) }),
  }));
  const file = files.gatewayConfig(layout);
  writeKeepingEdits(file, { ...settings, listen, peers: reached }, options.onNote ?? ignore);
}

/** Notes go nowhere where nobody asks for them. */
export const ignore = (): void => undefined;

/** Far above what a gateway needs; without a limit V8 lets garbage lie, and a gateway takes twice the memory. */
const heapLimit = '--max-old-space-size=512';

export function gatewaySpec(
  { layout, organisation: { name } }: Pick<GatewayPlace, 'layout' | 'organisation'>,
  packageRoot: string,
  logs: Layout,
): ProcessSpec {
  return {
    name: `gateway-${name}`,
    args: [heapLimit, join(packageRoot, 'dist', 'gateway', 'main.js'), '--config', files.gatewayConfig(layout)],
    logFile: files.log(logs, `gateway-${name}`),
    readyText: '"state":"ready"',
  };
}

function makeGatewayConfig(topology: Topology, place: GatewayPlace, options: LocalOptions) {
  const { layout, organisation, state } = place;
  const { name, mspId } = organisation;
  const founds = name === topology.founder;
  const channel = soleChannel(topology);
  const databaseUrl = options.databaseUrls?.[name];
  return {
    partyId: mspId,
    channel: channel.name,
    chaincode: channel.chaincode,
    identities: {
      client: signingFor(layout, identityFiles(layout, organisation, 'client', 'User1')),
      admin: signingFor(layout, identityFiles(layout, organisation, 'admin', 'Admin')),
    },
    vault: { directory: join(state, 'vault'), passphraseFile: 'passphrase' },
    store: { file: join(state, 'store.sqlite') },
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    users: userRoles.map((role) => ({ userName: role, role, tokenFile: `token-${role}` })),
    delivery: options.delivery?.[name] ?? 'auto',
    redemptions: options.redemptions?.[name] ?? 'auto',
    // The peers of this alliance bear it; what has dropped a connection in silence is noticed so much sooner.
    peerKeepaliveSeconds: 10,
    importBatchesInFlight: options.importBatchesInFlight ?? 1,
    ...(options.failedSignInsPerMinute === undefined ? {} : { failedSignInsPerMinute: options.failedSignInsPerMinute }),
    ...(options.filesOpenToOthers === true ? { filesOpenToOthers: true } : {}),
    ...(options.logLevel === undefined ? {} : { logLevel: options.logLevel }),
    ...(founds ? { foundingDocument: fromGateway(layout, files.foundingDocument(layout)) } : {}),
  };
}

/** Settings name files relative to themselves, so that the folder means the same wherever it is mounted. */
function fromGateway(layout: Layout, file: string): string {
  return relative(files.gatewayFolder(layout), file);
}

function signingFor(layout: Layout, { certificate, privateKey }: IdentityFiles) {
  return { certificate: fromGateway(layout, certificate), privateKey: fromGateway(layout, privateKey) };
}

export function identityFiles(
  layout: Layout,
  organisation: Named,
  role: 'peer' | 'client' | 'admin',
  shortName: string,
): IdentityFiles {
  const domain = makeDomain(organisation);
  const name = role === 'peer' ? `${shortName}.${domain}` : `${shortName}@${domain}`;
  const folder = organisationFolder(files.organizations(layout), 'peer', domain);
  const msp = join(memberFolder(folder, { role, name }), 'msp');
  return {
    authority: join(folder, 'msp', 'cacerts', `ca.${domain}-cert.pem`),
    certificate: join(msp, 'signcerts', `${name}-cert.pem`),
    privateKey: join(msp, 'keystore', 'priv_sk'),
  };
}

export function pickSigning({ certificate, privateKey }: IdentityFiles) {
  return { certificate, privateKey };
}

export async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  replaceWhole(file, `${JSON.stringify(value, undefined, 2)}\n`);
}

async function makeSecret(file: string): Promise<void> {
  if (!existsSync(file)) await createWhole(file, randomBytes(32).toString('base64url'));
}
