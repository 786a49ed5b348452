/** `tallystick-member/1`: what an organisation shows to all others, from which a channel's configuration is made. */
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { ChannelOrganisation } from '../channel/configuration';
import { type Certificate, isIssuedBy, readCertificate } from '../identity/certificate';
import { mspIdForm, nameForm } from '../topology-form';
import type { PublicForm } from './public-file';
import { hostForm } from './settings';

const certificate = z.string().min(1).max(16_384);
const authorities = z.array(certificate).min(1).max(8);
const endpoint = { name: nameForm, host: hostForm, port: z.int().min(1).max(65_535) };

const shape = z.strictObject({
  format: z.literal('tallystick-member/1'),
  name: nameForm,
  mspId: mspIdForm,
  /** PEM, as all certificates here. */
  rootCertificates: authorities,
  intermediateCertificates: z.array(certificate).max(8),
  tlsRootCertificates: authorities,
  /** Every peer is an anchor. */
  peers: z.array(z.strictObject(endpoint)).max(4),
  orderers: z.array(z.strictObject({ ...endpoint, certificate, tlsCertificate: certificate })).max(10),
});

export type MemberFile = z.infer<typeof shape> & ChannelOrganisation;

export const memberFileForm = shape.check(({ value, issues }) => {
  for (const { path, message } of findFaults(value))
    issues.push({ code: 'custom', input: value, path: [...path], message });
});

export const memberFile: PublicForm<MemberFile> = { form: memberFileForm, what: 'a member file', maxBytes: 262_144 };

/** The first of its certificates that has ended, in words; a file may be kept for longer than its certificates last. */
export function findEnded(file: MemberFile, now: Date): string | undefined {
  const nodes = file.orderers.flatMap((orderer) => [
    { what: `the certificate of ${orderer.name}`, pem: orderer.certificate },
    { what: `the TLS certificate of ${orderer.name}`, pem: orderer.tlsCertificate },
  ]);
  const roots = [...file.rootCertificates, ...file.intermediateCertificates, ...file.tlsRootCertificates];
  const all = [...roots.map((pem) => ({ what: 'an authority', pem })), ...nodes];
  const ended = all.find(({ pem }) => readCertificate(pem).notAfter < now);
  return (
    ended && `${ended.what} of ${file.mspId} ended on ${readCertificate(ended.pem).notAfter.toISOString().slice(0, 10)}`
  );
}

interface Fault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Certificates that no peer would accept, and orderers that another organisation's authority certified. */
function findFaults(value: z.infer<typeof shape>): readonly Fault[] {
  const { orderers } = value;
  const lists = ['rootCertificates', 'intermediateCertificates', 'tlsRootCertificates'] as const;
  const faults = lists.flatMap((list) =>
    value[list].flatMap((pem, index) => {
      const message = findAuthorityFault(pem);
      return message === undefined ? [] : [{ path: [list, index], message }];
    }),
  );
  if (faults.length > 0) return faults;
  const signing = [...value.rootCertificates, ...value.intermediateCertificates].map(readCertificate);
  const tls = value.tlsRootCertificates.map(readCertificate);
  return orderers.flatMap((orderer, index) => [
    ...findIssuerFault(orderer.certificate, signing, ['orderers', index, 'certificate']),
    ...findIssuerFault(orderer.tlsCertificate, tls, ['orderers', index, 'tlsCertificate']),
  ]);
}

function findAuthorityFault(pem: string): string | undefined {
  const read = tryRead(pem);
  if (read === undefined) return 'must be one certificate in PEM';
  return read.isAuthority ? undefined : 'must be the certificate of a certificate authority';
}

function findIssuerFault(pem: string, issuers: readonly Certificate[], path: Fault['path']): readonly Fault[] {
  const read = tryRead(pem);
  if (read === undefined) return [{ path, message: 'must be one certificate in PEM' }];
  if (issuers.some((issuer) => isIssuedBy(read, issuer))) return [];
  return [{ path, message: "must be issued by one of the file's own authorities" }];
}

/** Only PEM, exactly as the project writes it: what stands around a certificate would make equal files differ. */
function tryRead(pem: string): Certificate | undefined {
  try {
    return new X509Certificate(pem).toString() === pem ? readCertificate(pem) : undefined;
  } catch {
    return undefined;
  }
}
