/**
 * Makes the certificates and keys of one organisation, as cryptogen would: an authority for signing identities, one for
 * TLS, and members that have a certificate of each. Nothing here touches a disk, and no call takes the keys of more than
 * one organisation. Certificates are low-S, so that Fabric does not have to rewrite them before it hashes them; serial
 * numbers are 16 random bytes.
 */
import 'reflect-metadata';
import { createPrivateKey, KeyObject, webcrypto, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import { withLowS } from './certificate';
import type { NodeRole } from './identity';

/** A certificate and its private key, both PEM, the key as PKCS#8. */
export interface Credentials {
  readonly certificate: string;
  readonly privateKey: string;
}

/** The keys that an organisation issues with: whoever holds them can speak as any of its members. */
export interface Authorities {
  /** For instance `harbour.example.com`. */
  readonly domain: string;
  readonly signing: Credentials;
  readonly tls: Credentials;
}

/** A peer, an orderer or a person. */
export interface Member {
  /** For instance `peer0.harbour.example.com` or `Admin@harbour.example.com`. */
  readonly name: string;
  readonly role: NodeRole;
  readonly signing: Credentials;
  /** For servers and clients alike; a node's names its hosts. */
  readonly tls: Credentials;
}

/** A member to make. `hosts` are names and addresses under which a node is reached, beside those it has anyway. */
export interface MemberRequest {
  /** Without the domain: `peer0`, `Admin`. */
  readonly name: string;
  readonly role: NodeRole;
  readonly hosts?: readonly string[];
}

export interface Organisation {
  readonly authorities: Authorities;
  readonly members: readonly Member[];
}

/** How long what is issued lasts; counted from `now`, and never beyond the authority's own end. */
export interface Validity {
  readonly now?: Date;
  readonly authorityDays?: number;
  readonly memberDays?: number;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Clocks of machines differ; a new certificate should be valid on all of them at once. */
const backdateMs = 10 * minuteMs;
const namePattern = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;

/** Authorities and members in one; throws where a name is no host name's form. Ten years and one year by default. */
export async function newOrganisation(
  { domain, members }: { readonly domain: string; readonly members: readonly MemberRequest[] },
  validity: Validity = {},
): Promise<Organisation> {
  const authorities = await newAuthorities(domain, validity);
  return { authorities, members: await Promise.all(members.map((each) => issueMember(authorities, each, validity))) };
}

/** Two self-signed authorities of their own keys, `ca.<domain>` and `tlsca.<domain>`. */
export async function newAuthorities(domain: string, validity: Validity = {}): Promise<Authorities> {
  requireName(domain);
  const [signing, tls] = await Promise.all([
    newAuthority(domain, `ca.${domain}`, validity),
    newAuthority(domain, `tlsca.${domain}`, validity),
  ]);
  return { domain, signing, tls };
}

/** A new member with new keys; a name issued before is issued again, since authorities keep no list. */
export async function issueMember(
  { domain, signing, tls }: Authorities,
  { name: shortName, role, hosts = [] }: MemberRequest,
  validity: Validity = {},
): Promise<Member> {
  requireName(shortName);
  const name = makeFullName({ name: shortName, role }, domain);
  const reachedAt = isNode(role) ? [name, shortName, 'localhost', '127.0.0.1', ...hosts] : [];
  return {
    name,
    role,
    signing: await issue(signing, [{ O: [domain] }, { OU: [role] }, { CN: [name] }], [], validity),
    tls: await issue(tls, [{ O: [domain] }, { CN: [name] }], tlsExtensions(reachedAt), validity),
  };
}

/** `peer0.harbour.example.com`, `Admin@harbour.example.com`. */
export function makeFullName({ name, role }: Pick<MemberRequest, 'name' | 'role'>, domain: string): string {
  return `${name}${isNode(role) ? '.' : '@'}${domain}`;
}

function isNode(role: NodeRole): boolean {
  return role === 'peer' || role === 'orderer';
}

/** A certificate and key for a server that speaks TLS and signs nothing, such as a chaincode process. */
export async function issueServer(
  { tls, domain }: Authorities,
  name: string,
  hosts: readonly string[] = [],
  validity: Validity = {},
): Promise<Credentials> {
  requireName(name);
  const fullName = `${name}.${domain}`;
  const reachedAt = [fullName, 'localhost', '127.0.0.1', ...hosts];
  return issue(tls, [{ O: [domain] }, { CN: [fullName] }], tlsExtensions(reachedAt), validity);
}

async function newAuthority(domain: string, name: string, { now = new Date(), authorityDays = 3650 }: Validity) {
  const usages = x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign;
  return certify({
    subject: [{ O: [domain] }, { CN: [name] }],
    notBefore: new Date(now.getTime() - backdateMs),
    notAfter: new Date(now.getTime() + authorityDays * dayMs),
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true), new x509.KeyUsagesExtension(usages, true)],
  });
}

async function issue(
  authority: Credentials,
  subject: x509.JsonName,
  extensions: readonly x509.Extension[],
  { now = new Date(), memberDays = 365 }: Validity,
): Promise<Credentials> {
  const issuer = new x509.X509Certificate(authority.certificate);
  return certify({
    subject,
    // Fabric refuses a certificate that begins before its authority's does.
    notBefore: new Date(Math.max(now.getTime() - backdateMs, issuer.notBefore.getTime())),
    notAfter: new Date(Math.min(now.getTime() + memberDays * dayMs, issuer.notAfter.getTime())),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      await x509.AuthorityKeyIdentifierExtension.create(issuer, false, webcrypto),
      ...extensions,
    ],
    issuer: { ...authority, name: issuer.subjectName },
  });
}

function tlsExtensions(hosts: readonly string[]): x509.Extension[] {
  const usages = new x509.ExtendedKeyUsageExtension([
    x509.ExtendedKeyUsage.serverAuth,
    x509.ExtendedKeyUsage.clientAuth,
  ]);
  if (hosts.length === 0) return [usages];
  const names = [...new Set(hosts)].map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value }));
  return [usages, new x509.SubjectAlternativeNameExtension(names)];
}

interface CertificateRequest {
  readonly subject: x509.JsonName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly x509.Extension[];
  /** Absent where the certificate signs itself. */
  readonly issuer?: Credentials & { readonly name: x509.Name };
}

/** New keys and a certificate of them. */
async function certify({ issuer, extensions, ...request }: CertificateRequest): Promise<Credentials> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create(
    {
      ...request,
      issuer: issuer?.name ?? request.subject,
      publicKey: keys.publicKey,
      signingKey: issuer ? await toSigningKey(issuer.privateKey) : keys.privateKey,
      signingAlgorithm: algorithm,
      extensions: [...extensions, await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto)],
    },
    webcrypto,
  );
  const der = Buffer.from(certificate.rawData);
  return {
    certificate: new X509Certificate(withLowS(der, new X509Certificate(issuer?.certificate ?? der))).toString(),
    privateKey: KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function toSigningKey(privateKey: string): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(privateKey).export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
}

/** Names become names of folders, too. */
function requireName(name: string): void {
  if (!namePattern.test(name)) throw new Error(`"${name}" is no name of letters, digits, dots and hyphens`);
}
