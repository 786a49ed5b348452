/** What is said of people and loans as REST calls, and what each leaves on the ledger once the registrar has posted it. */
import { possessionText } from '../../../chaincode/api/signatures';
import { type Signer, signer } from '../../chaincode/credit-builders';
import type { Chain } from '../chain';
import type { Creditor } from '../history';
import { post, type Wish } from '../recorder';
import type { LoanWanted } from './history';

/** What must stand in nobody's files. All numbers, names and amounts of people begin with these. */
export const canaries = {
  number: '659009190102',
  name: 'canarysubject7f3a',
  amount: '98765432101234',
  outcome: 'BREACHED',
} as const;

/** What stands with one lender only: the maturity of its loans that run on. */
export const longMaturities: Readonly<Record<Creditor, string>> = {
  harbour: '2047-03-03T03:33:33.331Z',
  meadow: '2047-03-03T03:33:33.332Z',
  orchard: '2047-03-03T03:33:33.333Z',
};

export interface Person extends Signer {
  readonly sequence: number;
}

export function newPerson(sequence: number): Person {
  return { sequence, ...signer(`person ${sequence} of the campaign`) };
}

/** Passes GB 11643; 28,000 people. */
function numberOf(sequence: number): string {
  const day = String(1 + (Math.floor(sequence / 1_000) % 28)).padStart(2, '0');
  const body = `${canaries.number}${day}${String(sequence % 1_000).padStart(3, '0')}`;
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (2 ** (17 - index) % 11), 0);
  return `${body}${'10X98765432'[sum % 11]}`;
}

export function verify(institution: Creditor, { sequence, keyId }: Person): Wish {
  return post('verify', institution, keyId, '/v1/subjects', {
    identityKind: 'ID_CARD',
    identityNumber: numberOf(sequence),
    name: `${canaries.name}-${sequence}`,
    verification: { method: 'COUNTER', evidenceSha256: 'ab'.repeat(32) },
  });
}

export function addKey(institution: Creditor, subjectId: string, { publicKey, keyId, sign }: Person): Wish {
  const possession = sign(possessionText('alliance', { subjectId, publicKey }));
  return post('key', institution, keyId, `/v1/subjects/${subjectId}/keys`, { publicKey, possession });
}

const path = '/v1/credit-records';

export interface Terms {
  readonly filingId: string;
  /** Their subjectIds. */
  readonly borrower: string;
  readonly lender: string | undefined;
  readonly startTime: string;
  readonly maturityTime: string;
  readonly renews?: string;
  readonly corrects?: string;
}

export function file({ lender: institution, form }: LoanWanted, terms: Terms): Wish {
  const { filingId, borrower, lender, startTime, maturityTime, renews, corrects } = terms;
  const where = corrects === undefined ? path : `${path}/${corrects}/corrections`;
  return post('file', institution, filingId, where, {
    filingId,
    relationKind: lender === undefined ? 'B2C' : 'C2C',
    borrower: { subjectId: borrower },
    ...(lender === undefined ? {} : { lender: { subjectId: lender } }),
    amountRmb: Number(`${canaries.amount}5`),
    rateBps: 1_500,
    startTime,
    maturityTime,
    ...(form === 'MANDATE' ? { mandateSha256: 'cd'.repeat(32) } : {}),
    ...(renews === undefined ? {} : { renews: { recordId: renews, level: 'ENCRYPTED' } }),
  });
}

/** A loan that was filed: its record is named in the answer. */
export interface Filed {
  readonly loan: LoanWanted;
  readonly recordId: string;
}

export interface Signature {
  readonly keyId: string;
  readonly signature: string;
}

/** The lender's completes the record. */
export function signRecord({ loan, recordId }: Filed, role: 'BORROWER' | 'LENDER', by?: Signature): Wish {
  const kind = role === 'LENDER' ? 'lend' : 'sign';
  const approval = role === 'LENDER' ? { approvalReference: 'board 7' } : {};
  return post(kind, loan.lender, recordId, `${path}/${recordId}/signatures`, { role, ...approval, ...by });
}

export interface Outcome {
  readonly number: number;
  readonly content: Readonly<Record<string, unknown>>;
}

/** `feedback` where it needs nobody's signature, else `offer`. */
export function tell({ loan, recordId }: Filed, { number, content }: Outcome): Wish {
  const { lender, form } = loan;
  const kind = form === 'PERSONS' || content.outcome === 'EXTENDED' ? 'offer' : 'feedback';
  return post(kind, lender, `${recordId}:${number}`, `${path}/${recordId}/feedback`, content);
}

/** The last one completes the feedback. */
export function signFeedback(
  { loan, recordId }: Filed,
  { role, number }: { readonly role: 'BORROWER' | 'LENDER'; readonly number: number },
  by: Signature,
): Wish {
  const { lender, form } = loan;
  const kind = role === 'LENDER' || form !== 'PERSONS' ? 'feedback' : 'offer';
  const body = { role, feedback: number, ...by };
  return post(kind, lender, `${recordId}:${number}`, `${path}/${recordId}/signatures`, body);
}

export function setLevel({ loan, recordId }: Filed): Wish {
  return post('level', loan.lender, recordId, `${path}/${recordId}/level`, { level: 'PAID', priceFen: 300 });
}

export function readRecord(institution: string, recordId: string): Wish {
  return { kind: 'read', institution, id: recordId, method: 'GET', path: `${path}/${recordId}` };
}

/** Whether the ledger holds what was wished; undefined for what leaves nothing there by itself. */
export function creditStands({ kind, id, body = {} }: Wish, chain: Chain): boolean | undefined {
  switch (kind) {
    case 'key':
      return chain.find('subjectKey', id) !== undefined;
    case 'lend':
      return chain.find('creditRecord', id) !== undefined;
    case 'feedback':
      return chain.find('creditFeedback', id) !== undefined;
    case 'level':
      return chain.find('creditRecord', id)?.level === body.level;
    case 'verify':
    case 'file':
    case 'sign':
    case 'offer':
      return undefined;
    default:
      throw new Error(`${kind} leaves nothing on the ledger`);
  }
}

/** What does not change between an answer and its repetition: how far the signing has come may. */
export function lastingOf(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { status: _status, toSign: _toSign, ...lasting } = body;
  return lasting;
}
