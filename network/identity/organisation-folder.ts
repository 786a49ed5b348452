/**
 * An organisation's material on disk, in cryptogen's layout, which Fabric's documentation and binaries expect:
 *
 *     <root>/peerOrganizations/<domain>/{ca,tlsca,msp}/…  and  {peers,orderers,users}/<name>/{msp,tls}/…
 *
 * Private keys are readable for their owner only. A folder appears whole or not at all, and never over another one:
 * keys that were replaced by mistake lock an organisation out.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { cannotWrite, syncFolder } from '../whole-file';
import { readCertificate } from './certificate';
import { type NodeRole, nodeRoles } from './identity';
import { type MspDefinition, readNodeRoles } from './msp';
import type { Authorities, Credentials, Member, Organisation } from './organisation';

/** The part of an organisation that others see: its MSP, and the authorities behind its TLS certificates (PEM). */
export interface PublicMsp extends MspDefinition {
  readonly tlsRootCertificates: readonly string[];
}

interface File {
  readonly path: string;
  readonly content: string;
  readonly isSecret: boolean;
}

const memberFolders: Readonly<Record<NodeRole, string>> = {
  peer: 'peers',
  orderer: 'orderers',
  admin: 'users',
  client: 'users',
};

export function organisationFolder(root: string, kind: 'peer' | 'orderer', domain: string): string {
  return join(root, `${kind}Organizations`, domain);
}

/** The folder of a member's `msp` and `tls`, within its organisation's folder. */
export function memberFolder(folder: string, { role, name }: Pick<Member, 'role' | 'name'>): string {
  return join(folder, memberFolders[role], name);
}

/** Throws where anything lies in the folder already. */
export async function writeOrganisation(folder: string, { authorities, members }: Organisation): Promise<void> {
  const { domain, signing, tls } = authorities;
  await writeWhole(folder, [
    certificate(`ca/ca.${domain}-cert.pem`, signing),
    privateKey('ca/priv_sk', signing),
    certificate(`tlsca/tlsca.${domain}-cert.pem`, tls),
    privateKey('tlsca/priv_sk', tls),
    ...under('msp', mspFiles(authorities)),
    ...members.flatMap((member) => under(memberFolder('', member), memberFiles(authorities, member))),
  ]);
}

/** Adds a member to an organisation's folder; throws where anything lies in the member's folder already. */
export async function writeMember(folder: string, authorities: Authorities, member: Member): Promise<void> {
  await writeWhole(memberFolder(folder, member), memberFiles(authorities, member));
}

/** A TLS server's certificate and key, in a folder of `servers`; throws where anything lies there already. */
export async function writeServer(folder: string, name: string, authorities: Authorities, server: Credentials) {
  const { domain } = authorities;
  await writeWhole(serverFolder(folder, name, domain), [
    certificate('ca.crt', authorities.tls),
    certificate('server.crt', server),
    privateKey('server.key', server),
  ]);
}

export function serverFolder(folder: string, name: string, domain: string): string {
  return join(folder, 'servers', `${name}.${domain}`);
}

/** Everything, the authorities' keys included; the folder bears the domain's name. Throws where a part is missing. */
export async function readOrganisation(folder: string): Promise<Organisation> {
  const authorities = await readAuthorities(folder);
  const names = [...new Set(Object.values(memberFolders))].map((group) => listFolder(join(folder, group)));
  const members = (await Promise.all(names)).flat().map(readMember);
  return { authorities, members: await Promise.all(members) };
}

export async function readAuthorities(folder: string): Promise<Authorities> {
  return {
    domain: basename(folder),
    signing: await readAuthority(join(folder, 'ca')),
    tls: await readAuthority(join(folder, 'tlsca')),
  };
}

/** A member's folder; all that a node or a client of the ledger needs. */
export async function readMember(folder: string): Promise<Member> {
  const signing = await readSigning(join(folder, 'msp'));
  const [role, ...others] = readNodeRoles(readCertificate(signing.certificate));
  if (role === undefined || others.length > 0) {
    throw new Error(`the certificate in ${folder} needs exactly one OU of ${nodeRoles.join(', ')}`);
  }
  const tls = {
    certificate: await readOnly(join(folder, 'tls'), `${tlsSide(role)}.crt`),
    privateKey: await readOnly(join(folder, 'tls'), `${tlsSide(role)}.key`),
  };
  return { name: basename(folder), role, signing, tls };
}

/** The signing certificate and key of an `msp` folder, whatever tool wrote it. */
export async function readSigning(mspFolder: string): Promise<Credentials> {
  return {
    certificate: await readOnly(join(mspFolder, 'signcerts'), ''),
    privateKey: await readOnly(join(mspFolder, 'keystore'), ''),
  };
}

/** The public part of an `msp` folder, an organisation's or a member's. */
export async function readMsp(mspFolder: string, mspId: string): Promise<PublicMsp> {
  return {
    mspId,
    rootCertificates: await readAll(join(mspFolder, 'cacerts')),
    intermediateCertificates: await readAll(join(mspFolder, 'intermediatecerts')),
    tlsRootCertificates: await readAll(join(mspFolder, 'tlscacerts')),
  };
}

function memberFiles(authorities: Authorities, { name, role, signing, tls }: Member): File[] {
  const side = tlsSide(role);
  return [
    ...under('msp', mspFiles(authorities)),
    certificate(`msp/signcerts/${name}-cert.pem`, signing),
    privateKey('msp/keystore/priv_sk', signing),
    certificate('tls/ca.crt', authorities.tls),
    certificate(`tls/${side}.crt`, tls),
    privateKey(`tls/${side}.key`, tls),
  ];
}

function mspFiles({ domain, signing, tls }: Authorities): File[] {
  const authority = `cacerts/ca.${domain}-cert.pem`;
  const nodeOus = nodeRoles.map((role) => {
    const key = `${role.charAt(0).toUpperCase()}${role.slice(1)}OUIdentifier`;
    return `  ${key}:\n    Certificate: ${authority}\n    OrganizationalUnitIdentifier: ${role}\n`;
  });
  return [
    certificate(authority, signing),
    certificate(`tlscacerts/tlsca.${domain}-cert.pem`, tls),
    { path: 'config.yaml', content: `NodeOUs:\n  Enable: true\n${nodeOus.join('')}`, isSecret: false },
  ];
}

function tlsSide(role: NodeRole): 'server' | 'client' {
  return role === 'peer' || role === 'orderer' ? 'server' : 'client';
}

function certificate(path: string, credentials: Credentials): File {
  return { path, content: credentials.certificate, isSecret: false };
}

function privateKey(path: string, credentials: Credentials): File {
  return { path, content: credentials.privateKey, isSecret: true };
}

function under(folder: string, files: readonly File[]): File[] {
  return files.map((file) => ({ ...file, path: join(folder, file.path) }));
}

async function writeWhole(folder: string, files: readonly File[]): Promise<void> {
  const unfinished = join(dirname(folder), `.${basename(folder)}-${randomBytes(6).toString('hex')}`);
  try {
    for (const { path, content, isSecret } of files) {
      await mkdir(dirname(join(unfinished, path)), { recursive: true, mode: 0o700 });
      await writeFile(join(unfinished, path), content, { mode: isSecret ? 0o600 : 0o644, flush: true });
    }
    await rename(unfinished, folder);
    await syncFolder(dirname(folder));
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    const isThere = ['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '');
    throw isThere
      ? new Error(`${folder} is there already and is never replaced`, { cause: error })
      : cannotWrite(folder, error);
  }
}

async function readAuthority(folder: string): Promise<Credentials> {
  return { certificate: await readOnly(folder, '.pem'), privateKey: await readOnly(folder, '_sk') };
}

/** The one file whose name ends so; tools differ in what they call it. */
async function readOnly(folder: string, ending: string): Promise<string> {
  const [path, ...others] = (await listFolder(folder)).filter((each) => each.endsWith(ending));
  if (path === undefined || others.length > 0) throw new Error(`${folder} needs exactly one file *${ending}`);
  return readFile(path, 'utf8');
}

async function readAll(folder: string): Promise<string[]> {
  return Promise.all((await listFolder(folder)).map((path) => readFile(path, 'utf8')));
}

/** Sorted paths, none where there is no folder; unfinished and hidden entries are left out. */
async function listFolder(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => !name.startsWith('.'))
      .sort()
      .map((name) => join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
