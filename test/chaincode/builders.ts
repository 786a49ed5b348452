/** Commands and sealed records with defaults, so that a test names only what matters to it. All of it is deterministic. */
import { createCipheriv, createHash } from 'node:crypto';
import { canonicalJson } from '../../chaincode/api/canonical';
import type { Command } from '../../chaincode/api/commands';
import { commit } from '../../chaincode/api/commitment';
import type { AllianceParameters, FoundingDocument, JoinLimit } from '../../chaincode/api/records';
import {
  commitToKey,
  deriveOneOffPublicKey,
  encryptRecord,
  hashOfSealed,
  type SensitiveFields,
  sealedFormat,
  type WrapContext,
  wrapDataKey,
} from '../../chaincode/api/sealed';

export const keystone = 'KeystoneMSP';
export const harbour = 'HarbourMSP';
export const meadow = 'MeadowMSP';
export const orchard = 'OrchardMSP';
export const watchtower = 'WatchtowerMSP';
export const lantern = 'LanternMSP';
export const creditors = [harbour, meadow, orchard] as const;
export const channel = 'alliance';

export const hour = 3600;
export const day = 24 * hour;

export const parameters: AllianceParameters = {
  timeZone: 'Asia/Shanghai',
  clockWindowSeconds: 60,
  deliverWithinSeconds: 24 * hour,
  disputeWithinSeconds: 72 * hour,
  expiryGraceSeconds: 600,
  minConfirmRmb: 10_000,
  settleWithinSeconds: 3 * day,
  objectWithinSeconds: 3 * day,
  decideWithinDays: 30,
  proposalDays: 30,
  evaluationsPerDay: 1_000,
  packagePeriodSeconds: 60,
  packageBytes: 16_384,
  maxPriceFen: 100_000,
  summaryNeedsConsent: true,
  maxConsentSeconds: 31_622_400,
  maxConsentUses: 100,
  retentionDays: 1_826,
  disputeAnswerDays: 20,
  payoutDays: 7,
  keyWaitDays: 3,
};

export const foundingDocument: FoundingDocument = {
  allianceName: 'Tallystick trial alliance',
  members: [
    { partyId: keystone, partyName: 'Keystone', partyOrgType: 'TOKEN_ISSUER', endorses: true },
    { partyId: harbour, partyName: 'Harbour', partyOrgType: 'CREDITOR_ORG', endorses: true },
    { partyId: meadow, partyName: 'Meadow', partyOrgType: 'CREDITOR_ORG', endorses: true },
    { partyId: orchard, partyName: 'Orchard', partyOrgType: 'CREDITOR_ORG', endorses: true },
    { partyId: lantern, partyName: 'Lantern', partyOrgType: 'DATA_SERVICE_PROVIDER', endorses: false },
    { partyId: watchtower, partyName: 'Watchtower', partyOrgType: 'REGULATOR', endorses: false },
  ],
  evaluators: [keystone, watchtower],
  registrar: keystone,
  daySeconds: 86_400,
  parameters,
};

export const borrower: SensitiveFields = {
  partyName: '王小明',
  loanIdent: '110101199003074514',
  loanMobile: '13800138000',
  licensePlateNumber: '京A12345',
  engineNumber: 'EN-778899',
  assetData: { phoneRecordDataUrl: 'https://records.example.com/phone/1' },
};

/** 32 bytes that look random and are the same whenever they are asked for. */
export function bytesOf(seed: string): Buffer {
  return createHash('sha256').update(`test ${seed}`).digest();
}

export interface OneOffKey {
  readonly privateKey: Buffer;
  /** base64url */
  readonly publicKey: string;
  /** As it travels in a dispute. */
  readonly revealed: string;
}

export function oneOffKey(seed: string): OneOffKey {
  const privateKey = bytesOf(`one-off ${seed}`);
  const publicKey = deriveOneOffPublicKey(privateKey);
  if (publicKey === undefined) throw new Error('choose another seed');
  return { privateKey, publicKey, revealed: privateKey.toString('base64url') };
}

export interface PlanOptions extends Partial<JoinLimit> {
  readonly contributor?: string;
  /** The local part. */
  readonly assetId?: string;
  readonly fields?: SensitiveFields;
  readonly score?: string;
  readonly amountRmb?: number;
  readonly shareLimitRmb?: number;
  readonly keyVersion?: number;
  /** The RSA-wrapped data key, where a test opens it. */
  readonly wrapForOwner?: (dataKey: Buffer) => Buffer;
  /** The record's plaintext instead of canonical {salt, fields}. */
  readonly plaintext?: string;
  /** Commitments that do not fit what was sealed. */
  readonly fieldsCommitment?: string;
  readonly keyCommitment?: string;
  /** The asset or channel that the ciphertext is bound to, where it is not the plan's. */
  readonly boundTo?: { readonly assetId?: string; readonly channel?: string };
}

export interface SealedPlan {
  readonly assetId: string;
  readonly command: Command<'plan:publish'>;
  /** The sealed record as it travels in the transient field. */
  readonly sealed: string;
  readonly dataKey: Buffer;
  readonly fields: SensitiveFields;
}

/** Harbour's plan of the worked example: 100,000 RMB at 18 to 20 %, 1 token per 10,000 RMB, three places, seven days. */
export function aPlan(options: PlanOptions = {}): SealedPlan {
  const { contributor = harbour, assetId: local = 'a1', fields = borrower, keyVersion = 1 } = options;
  const assetId = `${contributor}:${local}`;
  const dataKey = bytesOf(`data key ${assetId}`);
  const salt = bytesOf(`salt ${assetId}`);
  const iv = bytesOf(`iv ${assetId}`).subarray(0, 12);
  const context = { channel, assetId, ...options.boundTo };
  const encrypted =
    options.plaintext === undefined
      ? encryptRecord({ salt, fields }, { dataKey, iv }, context)
      : encryptText(options.plaintext, { dataKey, iv }, context);
  const wrappedKey = (options.wrapForOwner?.(dataKey) ?? bytesOf(`rsa ${assetId}`)).toString('base64url');
  const sealed = canonicalJson({ format: sealedFormat, keyVersion, wrappedKey, ...encrypted });
  return {
    assetId,
    sealed,
    dataKey,
    fields,
    command: {
      assetId: local,
      borrowerPerson: { amountRmb: options.amountRmb ?? 120_000, loanKind: 'CAR_MORTGAGE' },
      carMortgageInfo: { mileageKm: 42_000, timeToBuy: '2021-05-01T00:00:00.000Z' },
      riskControlResult: {
        score: options.score ?? 'A',
        loanLimitRmb: 120_000,
        shareLimitRmb: options.shareLimitRmb ?? 100_000,
      },
      joinLimit: {
        sharedLimitRmb: options.sharedLimitRmb ?? 100_000,
        sharedRate: options.sharedRate ?? { minBps: 1800, maxBps: 2000 },
        tokenRateFen: options.tokenRateFen ?? 100,
        participantCount: options.participantCount ?? 3,
        minConfirmRmb: options.minConfirmRmb,
        startTime: options.startTime ?? '2026-03-01T08:00:00.000Z',
        endTime: options.endTime ?? '2026-03-08T08:00:00.000Z',
        form: options.form ?? 'JOINT',
      },
      fieldsCommitment: options.fieldsCommitment ?? commit(salt, fields),
      keyCommitment: options.keyCommitment ?? commitToKey(dataKey),
      sealedHash: hashOfSealed(sealed),
      keyVersion,
    },
  };
}

/** The salt that aPlan seals with, for plaintexts that a test makes itself. */
export function saltOf(assetId: string): string {
  return bytesOf(`salt ${assetId}`).toString('base64url');
}

export interface ConfirmOptions {
  readonly assetId?: string;
  /** The local part. */
  readonly confirmId?: string;
  readonly limitRmb?: number;
  readonly rateBps?: number;
  readonly oneOffPublicKey?: string;
  readonly folds?: readonly string[];
}

/** A confirm of 80,000 RMB at 18 %. The one-off key follows from the participator and the confirm. */
export function aConfirm(participator: string, options: ConfirmOptions = {}): Command<'plan:confirm'> {
  const { confirmId = 'c1' } = options;
  return {
    assetId: options.assetId ?? `${harbour}:a1`,
    confirmId,
    confirmTakeInLimitRmb: options.limitRmb ?? 80_000,
    confirmTakeInRateBps: options.rateBps ?? 1800,
    oneOffPublicKey: options.oneOffPublicKey ?? oneOffKey(`${participator}:${confirmId}`).publicKey,
    folds: [...(options.folds ?? [])],
  };
}

/** The wrap that a contributor's gateway makes of a data key and the participator's one-off key. */
export function aWrap(
  dataKey: Uint8Array,
  oneOffPublicKey: string,
  context: Omit<WrapContext, 'channel'> & { channel?: string },
) {
  return wrapDataKey(dataKey, oneOffPublicKey, bytesOf(`ephemeral ${context.confirmId}`), { channel, ...context });
}

function encryptText(
  text: string,
  { dataKey, iv }: { readonly dataKey: Buffer; readonly iv: Buffer },
  { channel: boundChannel, assetId }: { readonly channel: string; readonly assetId: string },
) {
  const cipher = createCipheriv('aes-256-gcm', dataKey, iv);
  cipher.setAAD(Buffer.from(canonicalJson({ format: sealedFormat, channel: boundChannel, assetId })));
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { iv: iv.toString('base64url'), ciphertext: ciphertext.toString('base64url') };
}
