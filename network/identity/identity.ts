/**
 * An identity, and the questions that may be asked of it. Pure: how one is found valid is the business of `msp.ts`.
 */
import type { KeyObject } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';

/** The OU names of NodeOUs, as cryptogen, fabric-ca and the test network have them. */
export const nodeRoles = ['client', 'peer', 'admin', 'orderer'] as const;
export type NodeRole = (typeof nodeRoles)[number];
export type Role = 'member' | NodeRole;

/** As much of an identity as policies look at. */
export interface Principal {
  readonly mspId: string;
  /** `member` and the one role that the OU gives. */
  readonly roles: readonly Role[];
}

/** A valid identity. Two serialised forms are the same identity when mspId and certificateId agree. */
export interface Identity extends Principal {
  /** SHA-256 of the certificate's DER form (its signature made low-S, as Fabric does), lower-case hex. */
  readonly certificateId: string;
  readonly publicKey: KeyObject;
  readonly notAfter: Date;
  /** The certificate as it was sent, with whatever stood around it. */
  readonly pem: string;
}

/**
 * A serialised identity that is none. `step` is where Fabric finds out: `deserialise` (garbled, an unknown MSP, no
 * chain to its roots; "creator org unknown" in its texts) or `validate` (of the MSP, but not fit to be an identity).
 */
export class InvalidIdentity extends Error {
  override readonly name = 'InvalidIdentity';
  constructor(
    readonly step: 'deserialise' | 'validate',
    readonly mspId: string | undefined,
    reason: string,
  ) {
    super(mspId === undefined ? reason : `identity of ${mspId}: ${reason}`);
  }
}

/** The bytes of `msp.SerializedIdentity`. The PEM goes in as it is: transaction ids depend on these bytes. */
export function serializeIdentity(mspId: string, pem: string): Buffer {
  const identity = new msp.SerializedIdentity();
  identity.setMspid(mspId);
  identity.setIdBytes(Buffer.from(pem));
  return Buffer.from(identity.serializeBinary());
}

/** True where the identity belongs to that MSP and has the role; `member` is any identity of the MSP. */
export function satisfies(identity: Principal, mspId: string, role: Role): boolean {
  return identity.mspId === mspId && identity.roles.includes(role);
}

export function isExpired(identity: Pick<Identity, 'notAfter'>, now: Date): boolean {
  return now > identity.notAfter;
}
