/** Loans as a lender's gateway seals them, a read model that holds them, and a ledger that gives out their sealed texts. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commit } from '../../../chaincode/api/commitment';
import type {
  ConsentRecord,
  CreditAnswerRecord,
  CreditDisputeRecord,
  CreditFeedbackRecord,
  CreditQueryRecord,
  CreditRecord,
  LedgerRecord,
  SubjectKeyRecord,
} from '../../../chaincode/api/records';
import { commitToKey, hashOfSealed, sealCredit, wrapDataKey } from '../../../chaincode/api/sealed';
import { feedbackText, possessionText } from '../../../chaincode/api/signatures';
import { openStore, type Store } from '../../../gateway/stores';
import { newCreditVault } from '../../../gateway/vault/credit';
import { newSealedTexts } from '../../../gateway/vault/sealed-texts';
import { bytesOf } from '../../chaincode/builders';
import { numberOf, order, type Signer, scalar, signer } from '../../chaincode/credit-builders';
import { type FakeLedger, self } from '../http/fakes';
import { blockOf, put } from '../store/chain';

export const channel = 'alliance';
export const subjectId = 'ab'.repeat(32);
export const consentId = 'c0'.repeat(16);
export const queryId = `${self}:Q1`;
export const asked = '2026-03-01T12:00:00.000Z';
export const farOff = '2099-01-01T00:00:00.000Z';
export const borrower: Signer = signer('the borrower');

export const vault = {
  credit: newCreditVault({ channel, secret: Buffer.alloc(32, 1), keys: { unwrap: async () => undefined } }),
  texts: newSealedTexts(Buffer.alloc(32, 3)),
};

/** What must stand in no log, no URL and no table in clear. */
export const canaries = { amountRmb: 987_654_321, statement: 'CANARY-STATEMENT' } as const;

export const terms = {
  relationKind: 'B2C',
  amountRmb: canaries.amountRmb,
  rateBps: 1_500,
  startTime: '2025-03-01T00:00:00.000Z',
  maturityTime: '2025-09-01T00:00:00.000Z',
  maturitySalt: bytesOf('maturity').toString('base64url'),
};

export interface FeedbackContents {
  readonly fields: object;
  readonly day?: number;
  readonly changes?: Partial<CreditFeedbackRecord>;
}

export interface LoanContents {
  readonly name: string;
  readonly fields?: object;
  readonly changes?: Partial<CreditRecord>;
  readonly feedbacks?: readonly FeedbackContents[];
}

export interface Loan {
  readonly record: CreditRecord;
  readonly feedbacks: readonly CreditFeedbackRecord[];
  /** By number. */
  readonly texts: readonly string[];
  readonly dataKeys: readonly Buffer[];
}

const hexOf = (text: string) => createHash('sha256').update(text).digest('hex');
export const idOf = (name: string) => hexOf(`record ${name}`).slice(0, 32);

/** PUBLIC with one feedback, PERFORMED, unless said. */
export function loan({
  name,
  fields = terms,
  changes = {},
  feedbacks = [{ fields: { outcome: 'PERFORMED' } }],
}: LoanContents): Loan {
  const recordId = idOf(name);
  const sealedOnes = [fields, ...feedbacks.map((feedback) => feedback.fields)].map((content, number) => {
    const [dataKey, salt] = [bytesOf(`key ${name} ${number}`), bytesOf(`salt ${name} ${number}`)];
    const iv = bytesOf(`iv ${name} ${number}`).subarray(0, 12);
    const text = sealCredit({ salt, fields: content }, { dataKey, iv }, { channel, recordId, number });
    const commitment = commit(salt, content);
    return { dataKey, text, commitment, keyCommitment: commitToKey(dataKey), sealedHash: hashOfSealed(text) };
  });
  const [first, ...others] = sealedOnes;
  if (first === undefined) throw new Error('no terms');
  const given = feedbacks.map(({ day = 100, changes: changed = {} }, index): CreditFeedbackRecord => {
    const { commitment = '', keyCommitment = '', sealedHash = '' } = others[index] ?? {};
    return {
      docType: 'creditFeedback',
      recordId,
      number: index + 1,
      feedbackCommitment: commitment,
      keyCommitment,
      sealedHash,
      dueCommitment: hexOf('maturity'),
      nextDueCommitment: hexOf(`never ${name}`),
      level: 'PUBLIC',
      priceFen: 0,
      signature: 'sig',
      feedbackTime: '2025-09-02T00:00:00.000Z',
      day,
      purged: false,
      ...changed,
    };
  });
  const last = given.at(-1);
  const record: CreditRecord = {
    docType: 'creditRecord',
    recordId,
    subjectId,
    borrowedOn: '2025-03-01',
    termsCommitment: first.commitment,
    keyCommitment: first.keyCommitment,
    maturityCommitment: hexOf('maturity'),
    lenderKey: 'CANARY-LENDER-KEY',
    signBy: asked,
    borrower: { type: 'SIGNATURE', keyId: borrower.keyId, signature: 'sig' },
    lenderSignature: 'CANARY-LENDER-SIGNATURE',
    sealedHash: first.sealedHash,
    registeredTime: '2025-03-01T01:00:00.000Z',
    dueCommitment: hexOf('maturity'),
    feedbackCount: given.length,
    levelVersion: given.length === 0 ? 0 : 1,
    ...(last === undefined ? {} : { level: 'PUBLIC', priceFen: 0, lastFeedbackDay: last.day }),
    disputeIds: [],
    purged: false,
    ...changes,
  };
  return {
    record,
    feedbacks: given,
    texts: sealedOnes.map(({ text }) => text),
    dataKeys: sealedOnes.map(({ dataKey }) => dataKey),
  };
}

export const notice = { givenTime: '2025-09-01T00:00:00.000Z', evidenceSha256: 'ab'.repeat(32) };
const due = { newMaturityTime: '2026-03-01T00:00:00.000Z', salt: bytesOf('new maturity') };

/** As a lender's gateway seals it (credit/texts.ts); `more` is agreed on, too, and `sealed` changes what is sealed beside that. */
export function extended(
  name: string,
  { by = borrower, number = 1, more = {}, sealed = {} }: ExtensionOptions = {},
): FeedbackContents & {
  readonly fields: { readonly borrower: { readonly signature: string; readonly salt: string } };
} {
  const recordId = idOf(name);
  const { newMaturityTime, salt } = due;
  const agreed = { outcome: 'EXTENDED', newMaturityTime, maturitySalt: salt.toString('base64url'), ...more };
  const agreedSalt = bytesOf(`agreed ${name}`);
  const nextDueCommitment = commit(salt, newMaturityTime);
  const keyCommitment = commitToKey(bytesOf(`key ${name} ${number}`));
  const content = { keyCommitment, nextDueCommitment, level: 'PUBLIC', priceFen: 0 } as const;
  const text = feedbackText({ channel, recordId }, 'BORROWER', number, {
    ...content,
    feedbackCommitment: commit(agreedSalt, agreed),
  });
  const signed = { keyId: borrower.keyId, signature: by.sign(text), salt: agreedSalt.toString('base64url'), ...sealed };
  return { fields: { ...agreed, borrower: signed }, changes: { nextDueCommitment } };
}

export interface ExtensionOptions {
  readonly by?: Signer;
  readonly number?: number;
  readonly more?: object;
  readonly sealed?: object;
}

/** What no reader counts, whoever reads: by why. */
export const unproven: readonly (readonly [string, readonly FeedbackContents[]])[] = [
  ['somebody else signed an extension', [extended('A', { by: signer('the lender') })]],
  ['an extension was signed for another record', [extended('B')]],
  ['nobody signed an extension', [{ ...extended('A'), fields: { ...extended('A').fields, borrower: undefined } }]],
  ['what falls due next is another time', [{ ...extended('A'), changes: {} }]],
  [
    'the signature has s in the upper half',
    [extended('A', { sealed: { signature: highS(extended('A').fields.borrower.signature) } })],
  ],
  [
    'the salt of an extension is padded',
    [extended('A', { sealed: { salt: `${extended('A').fields.borrower.salt}=` } })],
  ],
  ['an extension has another member', [extended('A', { more: { note: 'and the house' } })]],
  ['an extension has no new maturity', [{ fields: { outcome: 'EXTENDED' } }]],
  ['an end has a new maturity', [{ fields: { outcome: 'PERFORMED', newMaturityTime: farOff } }]],
  [
    'a time has a zone',
    [{ fields: { outcome: 'BREACHED', notice: { ...notice, givenTime: '2025-09-01T00:00:00+14:00' } } }],
  ],
  ['the notice has another member', [{ fields: { outcome: 'BREACHED', notice: { ...notice, by: 'mail' } } }]],
  ['the lender sealed another word', [{ fields: { outcome: 'extensionSigned' } }]],
  ['the lender sealed nothing', [{ fields: {} }]],
  ['an early end is a breach', [{ fields: { outcome: 'BREACHED', early: true }, changes: { renewedBy: idOf('B') } }]],
  ['an early end is an extension', [{ ...extended('A'), changes: { ...extended('A').changes, renewedBy: idOf('B') } }]],
  [
    'a feedback before it had ended the record',
    [{ fields: { outcome: 'PERFORMED' } }, { fields: { outcome: 'BREACHED', notice } }],
  ],
  [
    'the extension before it is unproven',
    [extended('A', { by: signer('the lender') }), { fields: { outcome: 'BREACHED', notice } }],
  ],
];

/** What every reader counts. */
export const proven: readonly (readonly [string, readonly FeedbackContents[]])[] = [
  ['a performed loan', [{ fields: { outcome: 'PERFORMED' } }]],
  ['a breach of which notice was given', [{ fields: { outcome: 'BREACHED', notice } }]],
  ['an extension', [extended('A')]],
  ['an extension after notice', [extended('A', { more: { notice } })]],
  ['an early end', [{ fields: { outcome: 'PERFORMED', early: true }, changes: { renewedBy: idOf('B') } }]],
  ['an end after an extension', [extended('A'), { fields: { outcome: 'PERFORMED' } }]],
  ['a second extension', [extended('A'), extended('A', { number: 2 })]],
  [
    'a correction of an end',
    [{ fields: { outcome: 'PERFORMED' } }, { fields: { outcome: 'BREACHED', notice }, changes: { corrects: 1 } }],
  ],
  [
    'an end after one that has been purged',
    [{ fields: { outcome: 'BREACHED' }, changes: { purged: true } }, { fields: { outcome: 'PERFORMED' } }],
  ],
];

/** The same signature to whoever is lenient. */
export function highS(signature: string): string {
  const bytes = Buffer.from(signature, 'base64url');
  return Buffer.concat([bytes.subarray(0, 32), scalar(order - numberOf(bytes.subarray(32)))]).toString('base64url');
}

export function dispute({ record }: Pick<Loan, 'record'>, name: string, changes: Partial<CreditDisputeRecord> = {}) {
  const made: CreditDisputeRecord = {
    docType: 'creditDispute',
    disputeId: hexOf(`dispute ${name}`).slice(0, 32),
    recordId: record.recordId,
    subjectId: record.subjectId,
    keyId: borrower.keyId,
    signature: 'sig',
    statementCommitment: hexOf('commitment'),
    keyCommitment: hexOf('key'),
    sealedHash: hexOf('statement'),
    disputedTime: '2025-10-01T00:00:00.000Z',
    day: 120,
    answerByDay: 140,
    status: 'OPEN',
    ...changes,
  };
  return made;
}

/** The borrower's, which counts since the first day unless said. */
export function subjectKey(changes: Partial<SubjectKeyRecord> = {}): SubjectKeyRecord {
  const { publicKey, keyId } = borrower;
  return {
    docType: 'subjectKey',
    subjectId,
    keyId,
    publicKey,
    possession: borrower.sign(possessionText(channel, { subjectId, publicKey })),
    identitySignature: 'sig',
    addedTime: '2025-01-01T00:00:00.000Z',
    day: 0,
    countsFromDay: 0,
    reportsFromDay: 0,
    ...changes,
  };
}

export function consent(changes: Partial<ConsentRecord> = {}): ConsentRecord {
  return {
    docType: 'consent',
    consentId,
    subjectId,
    partyId: self,
    purpose: 'LOAN_APPLICATION',
    signedTime: asked,
    notAfter: farOff,
    uses: 5,
    used: 0,
    keyId: borrower.keyId,
    signature: 'sig',
    grantedTime: asked,
    ...changes,
  };
}

export function query(answerCount: number, changes: Partial<CreditQueryRecord> = {}): CreditQueryRecord {
  return {
    docType: 'creditQuery',
    queryId,
    partyId: self,
    subjectId,
    purpose: 'LOAN_APPLICATION',
    consentId,
    answerIds: Array.from({ length: answerCount }, (_, index) => `${queryId}.${index}`),
    askedTime: asked,
    day: 150,
    ...changes,
  };
}

/** DELIVERED, all numbers wrapped for the answer's one-off key. */
export function answer(of: Loan, place = 0, changes: Partial<CreditAnswerRecord> = {}): CreditAnswerRecord {
  const answerId = `${queryId}.${place}`;
  const { recordId } = of.record;
  const oneOffPublicKey = changes.oneOffPublicKey ?? vault.credit.answerKey({ queryId, recordId });
  const numbers = changes.numbers ?? of.dataKeys.map((_, number) => number);
  const keys = Buffer.concat(numbers.map((number) => of.dataKeys[number] ?? Buffer.alloc(32)));
  const context = { channel, assetId: recordId, confirmId: answerId };
  return {
    docType: 'creditAnswer',
    answerId,
    queryId,
    partyId: self,
    recordId,
    numbers,
    oneOffPublicKey,
    tokenFen: 0,
    deliverBy: farOff,
    refundFrom: farOff,
    disputeWithinSeconds: 259_200,
    disputeBy: farOff,
    status: 'DELIVERED',
    wrap: wrapDataKey(keys, oneOffPublicKey, bytesOf(`ephemeral ${answerId}`), context),
    ...changes,
  };
}

/** What a sealed text is asked for by. */
export function textsOf(...loans: readonly Loan[]): ReadonlyMap<string, string> {
  return new Map(
    loans.flatMap(({ record, texts }) => texts.map((text, number) => [`${record.recordId}:${number}`, text])),
  );
}

export class ReadModel {
  #blocks = 0;

  /** Of the last block, as a follower tells it. */
  get height(): number {
    return this.#blocks - 1;
  }

  private constructor(
    readonly store: Store,
    readonly directory: string,
  ) {}

  static async open(): Promise<ReadModel> {
    const directory = mkdtempSync(join(tmpdir(), 'tallystick-queries-'));
    return new ReadModel(await openStore({ file: join(directory, 'store.db') }), directory);
  }

  /** In a block of their own. */
  async fold(...records: readonly LedgerRecord[]): Promise<void> {
    const writes = records.map(put);
    await this.store.applyBlock(blockOf(this.#blocks++, [{ writes }]));
  }

  async foldLoans(...loans: readonly Loan[]): Promise<void> {
    await this.fold(...loans.flatMap(({ record, feedbacks }) => [record, ...feedbacks]));
  }

  foldDay(day: number): Promise<void> {
    return this.fold({ docType: 'ledgerDay', day, advancedTime: asked });
  }

  async close(): Promise<void> {
    await this.store.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** The commands that were sent, by name. */
export function sentOf(ledger: FakeLedger): readonly string[] {
  return ledger.sent.map(({ name }) => name);
}
