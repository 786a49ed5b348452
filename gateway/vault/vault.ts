/**
 * Opens the vault and does what needs its keys: seals, opens, wraps, reveals. The form of a sealed record, and when it is good,
 * are in chaincode/api/sealed.ts; here is only where the keys come from. Errors name identifiers and versions, nothing else.
 */
import { constants, createECDH, createHash, createHmac, publicEncrypt } from 'node:crypto';
import { join } from 'node:path';
import { canonicalJson } from '../../chaincode/api/canonical';
import { commit } from '../../chaincode/api/commitment';
import type { ConfirmRecord, PlanRecord, Wrap } from '../../chaincode/api/records';
import {
  commitToKey,
  deriveOneOffPublicKey,
  encryptRecord,
  hashOfSealed,
  isOneOffPublicKey,
  openRecord,
  parseSealedRecord,
  type SealedRecord,
  type SensitiveFields,
  sealedFormat,
  unwrapDataKey,
  type WrapContext,
  wrapDataKey,
} from '../../chaincode/api/sealed';
import { newCreditVault } from './credit';
import { prepareDirectory, readPassphrase } from './files';
import { type KeyPair, keyFilePassphrase } from './key-pairs';
import { KeyRing, preparedVersions } from './key-ring';
import { newMembersVault } from './members';
import { newSealedFiles } from './sealed-files';
import { newSealedTexts } from './sealed-texts';
import { createSecret, derive, deriveP256Key, readSecret } from './secret';
import { writePublicKey } from './signing-keys';
import { newSubjectSecrets } from './subject-secrets';
import { type CreditVault, type MembersVault, type Opened, type SealedPlan, type Vault, VaultError } from './types';

export interface VaultSettings {
  readonly directory: string;
  /** A file that only its owner may read, or `fd:N`. */
  readonly passphraseFile: string;
  /** Texts that are sealed for one channel do not open on another. */
  readonly channel: string;
  /** True if group and others may reach its files, since their file system keeps no modes. Default: they may not. */
  readonly filesOpenToOthers?: boolean;
}

const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' } as const;
const dataKeyBytes = 32;

/** Makes the secret and the first key pair where there are none. Throws FILE_UNUSABLE, PASSPHRASE_WRONG. */
export async function openVault(settings: VaultSettings): Promise<Vault> {
  const { directory, passphraseFile, channel, filesOpenToOthers } = settings;
  const passphrase = await readPassphrase(passphraseFile, filesOpenToOthers);
  await prepareDirectory(directory);
  const secret = await openSecret(directory, passphrase, filesOpenToOthers);
  const parts = {
    files: newSealedFiles(join(directory, 'files'), derive(secret, { label: 'files' }, 32), filesOpenToOthers),
    texts: newSealedTexts(derive(secret, { label: 'texts', channel }, 32)),
    subjects: newSubjectSecrets(secret, channel),
  };
  return new FileVault(
    channel,
    secret,
    await KeyRing.open(directory, keyFilePassphrase(secret), filesOpenToOthers),
    parts,
  );
}

/** The secret comes before the keys: keys without it are what is left of a vault, and a new secret would disown its confirms. */
async function openSecret(directory: string, passphrase: string, mayBeOpen = false): Promise<Buffer> {
  const file = join(directory, 'secret');
  const secret = await readSecret(file, passphrase, mayBeOpen);
  if (secret !== undefined) return secret;
  if ((await preparedVersions(directory)).length > 0) {
    throw new VaultError('FILE_UNUSABLE', `${directory} holds key pairs, but ${file} is missing`);
  }
  await createSecret(file, passphrase);
  return openSecret(directory, passphrase, mayBeOpen);
}

class FileVault implements Vault {
  readonly files: Vault['files'];
  readonly texts: Vault['texts'];
  readonly subjects: Vault['subjects'];
  readonly credit: CreditVault;
  readonly sealForMembers: MembersVault['sealForMembers'];
  readonly openForMembers: MembersVault['openForMembers'];

  constructor(
    private readonly channel: string,
    private readonly secret: Buffer,
    private readonly keys: KeyRing,
    { files, texts, subjects }: Pick<Vault, 'files' | 'texts' | 'subjects'>,
  ) {
    this.files = files;
    this.texts = texts;
    this.subjects = subjects;
    this.credit = newCreditVault({ channel, secret, keys });
    const { sealForMembers, openForMembers } = newMembersVault(channel, keys);
    this.sealForMembers = sealForMembers;
    this.openForMembers = openForMembers;
  }

  get currentKey() {
    return described(this.keys.active);
  }

  async prepareKey(version: number) {
    return described(await this.keys.prepare(version));
  }

  activate(version: number, registeredPublicKey?: string): void {
    this.keys.activate(version, registeredPublicKey);
  }

  async seal(assetId: string, fields: SensitiveFields): Promise<SealedPlan> {
    const { channel, secret } = this;
    refusePartial(assetId);
    const content = createHash('sha256').update(canonicalJson(fields)).digest('hex');
    const derived = derive(secret, { label: 'record', channel, assetId, content }, dataKeyBytes + 32 + 12);
    const [dataKey, salt, iv] = [derived.subarray(0, 32), derived.subarray(32, 64), derived.subarray(64)] as const;
    const { version, publicKey } = this.keys.active;
    const record: SealedRecord = {
      format: sealedFormat,
      keyVersion: version,
      wrappedKey: publicEncrypt({ key: publicKey, ...oaep }, dataKey).toString('base64url'),
      ...encryptRecord({ salt, fields }, { dataKey, iv }, { channel, assetId }),
    };
    const sealedRecord = canonicalJson(record);
    return {
      sealedRecord,
      sealedHash: hashOfSealed(sealedRecord),
      fieldsCommitment: commit(salt, fields),
      keyCommitment: commitToKey(dataKey),
      keyVersion: version,
    };
  }

  async openOwn(plan: PlanRecord, sealedRecord: string): Promise<SensitiveFields> {
    return (await this.#openOwn(plan, sealedRecord)).fields;
  }

  oneOffPublicKey(assetId: string, confirmId: string): string {
    return writePublicKey(this.#oneOffKey(assetId, confirmId));
  }

  revealOneOffKey(assetId: string, confirmId: string): string {
    return this.#oneOffKey(assetId, confirmId).toString('base64url');
  }

  async wrapFor(plan: PlanRecord, sealedRecord: string, confirm: ConfirmRecord): Promise<Wrap> {
    const context = this.#wrapContext(plan, confirm);
    if (!isOneOffPublicKey(confirm.oneOffPublicKey)) unreadable(confirm, 'has no usable one-off key');
    const { dataKey } = await this.#openOwn(plan, sealedRecord);
    const ephemeral = createECDH('prime256v1');
    ephemeral.generateKeys();
    // Node leaves leading zeros out.
    const privateKey = Buffer.from(ephemeral.getPrivateKey('hex').padStart(64, '0'), 'hex');
    return wrapDataKey(dataKey, confirm.oneOffPublicKey, privateKey, context);
  }

  async openDelivered(plan: PlanRecord, sealedRecord: string, confirm: ConfirmRecord): Promise<Opened> {
    const context = this.#wrapContext(plan, confirm);
    const oneOffKey = this.#oneOffKey(plan.assetId, confirm.confirmId);
    if (confirm.wrap === undefined) unreadable(confirm, 'has no delivery');
    if (deriveOneOffPublicKey(oneOffKey) !== confirm.oneOffPublicKey)
      unreadable(confirm, 'was not made with this vault');
    const dataKey = unwrapDataKey(confirm.wrap, oneOffKey, context);
    if (dataKey === undefined) return { unusable: 'WRAP' };
    if (commitToKey(dataKey) !== plan.keyCommitment) return { unusable: 'KEY' };
    if (hashOfSealed(sealedRecord) !== plan.sealedHash) return { unusable: 'RECORD' };
    const fields = openRecord(sealedRecord, dataKey, context, plan.fieldsCommitment, new Date().toISOString());
    return fields === undefined ? { unusable: 'RECORD' } : { fields };
  }

  deriveMark(context: string, text: string): string {
    const key = derive(this.secret, { label: 'mark', channel: this.channel, context }, 32);
    return createHmac('sha256', key).update(text).digest('hex');
  }

  /** Everything that the other side could dispute is checked before it leaves. */
  async #openOwn(plan: PlanRecord, sealedRecord: string) {
    const { assetId } = plan;
    const refuse = (what: string): never => {
      throw new VaultError('RECORD_UNREADABLE', `the sealed record of ${assetId} ${what}`);
    };
    if (hashOfSealed(sealedRecord) !== plan.sealedHash) refuse('is not the published one');
    const record = parseSealedRecord(sealedRecord) ?? refuse('has not the documented form');
    const dataKey = await this.keys.unwrap(record.keyVersion, Buffer.from(record.wrappedKey, 'base64url'));
    if (dataKey === undefined)
      return refuse(`is not wrapped for version ${record.keyVersion} of this institution's key`);
    if (commitToKey(dataKey) !== plan.keyCommitment) refuse('has another data key than the plan commits to');
    const context = { channel: this.channel, assetId };
    const fields = openRecord(sealedRecord, dataKey, context, plan.fieldsCommitment, new Date().toISOString());
    return { dataKey, fields: fields ?? refuse('does not open to what the plan commits to') };
  }

  #oneOffKey(assetId: string, confirmId: string): Buffer {
    const { channel, secret } = this;
    refusePartial(assetId);
    refusePartial(confirmId);
    return deriveP256Key(secret, { label: 'one-off key', channel, assetId, confirmId });
  }

  #wrapContext({ assetId }: PlanRecord, confirm: ConfirmRecord): WrapContext {
    if (confirm.assetId !== assetId) unreadable(confirm, `is not of ${assetId}`);
    return { channel: this.channel, assetId, confirmId: confirm.confirmId };
  }
}

function described({ version, publicKey }: KeyPair) {
  return { version, publicKey: publicKey.export({ type: 'spki', format: 'pem' }) as string };
}

function unreadable({ confirmId }: ConfirmRecord, why: string): never {
  throw new VaultError('CONFIRM_UNREADABLE', `the confirm ${confirmId} ${why}`);
}

/** The chaincode binds to whole identifiers; with a local one nothing would ever open. */
function refusePartial(identifier: string): void {
  if (!identifier.includes(':')) throw new TypeError('the vault takes whole identifiers, partyId:localId');
}
