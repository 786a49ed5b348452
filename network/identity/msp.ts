/**
 * Finds out who signed, and as what. The membership service providers of a channel each trust their own certificate authorities,
 * with NodeOUs on under their default names. Follows Fabric's `msp/mspimplvalidate.go`. An identity's validity dates are not
 * checked, so that what was ordered stays valid; callers ask `isExpired` where Fabric does. Not modelled: revocation lists, path
 * lengths, name constraints, extended key usages, lists of admins.
 */
import { msp } from '@hyperledger/fabric-protos';
import { type Certificate, certificateId, isIssuedBy, readCertificate } from './certificate';
import { type Identity, InvalidIdentity, type NodeRole, nodeRoles } from './identity';
import { isSupportedKey, verifyLowS } from './signature';

/** An organisation as a channel knows it. Certificates are PEM texts, one certificate each. */
export interface MspDefinition {
  readonly mspId: string;
  readonly rootCertificates: readonly string[];
  readonly intermediateCertificates?: readonly string[];
}

/** One of a set of signatures over possibly different messages, as endorsements are. */
export interface SignedMessage {
  /** Bytes of `msp.SerializedIdentity`. */
  readonly identity: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

export class Msps {
  private readonly msps = new Map<string, Msp>();
  private readonly identities = new Map<string, Identity>();

  /**
   * Throws where an MSP id appears twice, or a certificate is no CA, has no subject key identifier, or has not exactly
   * one chain to a root of its MSP. Keeps the `cacheSize` identities that were used last.
   */
  constructor(
    definitions: readonly MspDefinition[],
    private readonly cacheSize = 1000,
  ) {
    for (const definition of definitions) {
      if (this.msps.has(definition.mspId)) throw new Error(`MSP ${definition.mspId} is defined twice`);
      this.msps.set(definition.mspId, new Msp(definition));
    }
  }

  /** The identity behind the bytes of `msp.SerializedIdentity`. Throws InvalidIdentity. */
  identify(serializedIdentity: Uint8Array): Identity {
    const key = Buffer.from(serializedIdentity).toString('latin1');
    const identity = this.identities.get(key) ?? this.validate(serializedIdentity);
    this.identities.delete(key);
    this.identities.set(key, identity);
    const [leastRecent] = this.identities.keys();
    if (this.identities.size > this.cacheSize && leastRecent !== undefined) this.identities.delete(leastRecent);
    return identity;
  }

  /**
   * Whose valid signatures these are, in their order and each identity once, whatever text its certificate came in.
   * The others are left out, as `SignatureSetToValidIdentities` in Fabric's `common/policies` does.
   */
  signers(signatures: readonly SignedMessage[]): Identity[] {
    const signers = new Map<string, Identity>();
    for (const { identity: bytes, message, signature } of signatures) {
      const identity = this.identifyOrSkip(bytes);
      if (identity === undefined) continue;
      const key = `${identity.mspId}/${identity.certificateId}`;
      if (!signers.has(key) && verifyLowS(identity.publicKey, message, signature)) signers.set(key, identity);
    }
    return [...signers.values()];
  }

  private identifyOrSkip(bytes: Uint8Array): Identity | undefined {
    try {
      return this.identify(bytes);
    } catch (error) {
      if (error instanceof InvalidIdentity) return undefined;
      throw error;
    }
  }

  private validate(bytes: Uint8Array): Identity {
    const { mspId, pem } = parseIdentity(bytes);
    const ownMsp = this.msps.get(mspId);
    if (ownMsp === undefined) throw new InvalidIdentity('deserialise', mspId, 'no such MSP on this channel');
    return ownMsp.validate(pem);
  }
}

/** The node roles among a certificate's OUs, in their order; a valid identity has exactly one. */
export function readNodeRoles(certificate: Certificate): NodeRole[] {
  return certificate.organisationalUnits.filter((unit): unit is NodeRole => nodeRoles.some((role) => role === unit));
}

function parseIdentity(bytes: Uint8Array): { readonly mspId: string; readonly pem: string } {
  try {
    const identity = msp.SerializedIdentity.deserializeBinary(bytes);
    return { mspId: identity.getMspid(), pem: Buffer.from(identity.getIdBytes_asU8()).toString() };
  } catch (error) {
    throw new InvalidIdentity('deserialise', undefined, `not a serialised identity: ${(error as Error).message}`);
  }
}

class Msp {
  private readonly mspId: string;
  /** The key is the DER form in base64, as in all maps and sets of certificates here. */
  private readonly roots: ReadonlyMap<string, Certificate>;
  private readonly authorities: ReadonlyMap<string, Certificate>;
  /** The authorities that certify another one. They may not certify identities. */
  private readonly innerAuthorities: ReadonlySet<string>;

  constructor({ mspId, rootCertificates, intermediateCertificates = [] }: MspDefinition) {
    this.mspId = mspId;
    this.roots = readAuthorities(mspId, rootCertificates);
    if (this.roots.size === 0) throw new Error(`MSP ${mspId} has no root certificate`);
    const intermediates = readAuthorities(mspId, intermediateCertificates);
    this.authorities = new Map([...this.roots, ...intermediates]);
    const above = [...intermediates.values()].flatMap((authority) => this.onlyChain(authority).slice(1));
    this.innerAuthorities = new Set(above.map(encodeCertificate));
  }

  validate(pem: string): Identity {
    const certificate = this.parse(pem);
    const [, issuer] = this.onlyChain(certificate);
    if (certificate.isAuthority || issuer === undefined) {
      throw this.invalid('validate', 'a CA certificate cannot be an identity');
    }
    if (this.innerAuthorities.has(encodeCertificate(issuer))) {
      throw this.invalid('validate', 'its CA certifies intermediate CAs and therefore no identities');
    }
    const roles = readNodeRoles(certificate);
    if (roles.length !== 1) {
      const found = roles.length === 0 ? 'none' : roles.join(' and ');
      throw this.invalid('validate', `exactly one OU of ${nodeRoles.join(', ')} is needed, found ${found}`);
    }
    return {
      mspId: this.mspId,
      certificateId: certificateId(certificate.der, issuer.node),
      publicKey: certificate.node.publicKey,
      roles: ['member', ...roles],
      notAfter: certificate.notAfter,
      pem,
    };
  }

  private parse(pem: string): Certificate {
    try {
      const certificate = readCertificate(pem);
      if (!isSupportedKey(certificate.node.publicKey)) throw new Error('the key is not ECDSA on P-256 or P-384');
      return certificate;
    } catch (error) {
      throw this.invalid('deserialise', `no usable certificate: ${(error as Error).message}`);
    }
  }

  /** From the certificate itself up to a root; one chain only, so that there is no doubt about who vouches. */
  private onlyChain(certificate: Certificate): readonly Certificate[] {
    // Fabric's way to leave expiry aside: the chain is judged as of one second into the certificate's own validity.
    const at = new Date(certificate.notBefore.getTime() + 1000);
    const [chain, ...others] = this.chains(certificate, [], at);
    if (chain === undefined) throw this.invalid('deserialise', "no chain to one of this MSP's root CAs");
    if (others.length > 0) throw this.invalid('deserialise', 'more than one chain to root CAs');
    return chain;
  }

  private chains(last: Certificate, below: readonly Certificate[], at: Date): (readonly Certificate[])[] {
    if (at < last.notBefore || at > last.notAfter || below.some((earlier) => earlier.der.equals(last.der))) return [];
    const path = [...below, last];
    if (this.roots.has(encodeCertificate(last))) return [path];
    const issuers = [...this.authorities.values()].filter((authority) => isIssuedBy(last, authority));
    return issuers.flatMap((issuer) => this.chains(issuer, path, at));
  }

  private invalid(step: InvalidIdentity['step'], reason: string): InvalidIdentity {
    return new InvalidIdentity(step, this.mspId, reason);
  }
}

function readAuthorities(mspId: string, pems: readonly string[]): Map<string, Certificate> {
  const authorities = pems.map(readCertificate);
  for (const { node, isAuthority, hasKeyIdentifier } of authorities) {
    const name = node.subject.replaceAll('\n', ', ');
    if (!isAuthority) throw new Error(`MSP ${mspId}: ${name} is not a CA certificate`);
    if (!hasKeyIdentifier) throw new Error(`MSP ${mspId}: ${name} has no subject key identifier`);
  }
  return new Map(authorities.map((certificate) => [encodeCertificate(certificate), certificate]));
}

function encodeCertificate(certificate: Certificate): string {
  return certificate.der.toString('base64');
}
