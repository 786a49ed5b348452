/**
 * Chaincode as a service: the package says only where the process is, and for our own even that is a template that each peer
 * fills in, so that one package with one id serves every peer of every organisation.
 */
import { createHash } from 'node:crypto';
import type { Turn } from './nodes';
import { gzipStored, tar } from './tar';

export interface ChaincodePackage {
  /** `label:hash`, by which peers, approvals and the chaincode process name it. */
  readonly id: string;
  readonly bytes: Buffer;
}

/** The builder finds it in `connection.json`; its texts are templates over a peer's CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG. */
export interface Connection {
  readonly address: string;
  readonly dial_timeout: string;
  readonly tls_required: boolean;
  readonly root_cert?: string;
}

/** Filled in by each peer with the address and TLS root of the process beside it whose turn it is. */
export function besideEachPeer(turn: Turn): Connection {
  return { address: `{{.${turn}}}`, dial_timeout: '10s', tls_required: true, root_cert: '{{.rootCertificate}}' };
}

/** One process without TLS for all peers, on this machine. */
export function oneForAll(address: string): Connection {
  return { address, dial_timeout: '10s', tls_required: false };
}

export function newPackage(label: string, connection: Connection): ChaincodePackage {
  const code = gzipStored(tar([{ name: 'connection.json', content: json(connection) }]));
  const bytes = gzipStored(
    tar([
      { name: 'metadata.json', content: json({ type: 'ccaas', label }) },
      { name: 'code.tar.gz', content: code },
    ]),
  );
  return { id: `${label}:${createHash('sha256').update(bytes).digest('hex')}`, bytes };
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
