/** Loan books for the bench: rows that follow from a seed, as a workbook and as what a client makes of them. */
import { createHash } from 'node:crypto';
import type { JoinLimit, LoanType, PlanContent } from '../../chaincode/api/records';
import type { SensitiveFields } from '../../chaincode/api/sealed';

export interface BookRow {
  readonly assetId: string;
  readonly partyName: string;
  readonly loanIdent: string;
  readonly loanMobile: string;
  readonly amountRmb: number;
  readonly loanKind: LoanType;
  readonly licensePlateNumber: string;
  readonly engineNumber: string;
  readonly mileageKm: number;
  readonly timeToBuy: string;
  readonly violationFineDataUrl: string;
  readonly phoneRecordDataUrl: string;
  readonly medicalRecordDataUrl: string;
  readonly score: string;
  readonly loanLimitRmb: number;
  readonly shareLimitRmb: number;
}

/** For all rows. */
export const conditions: JoinLimit = {
  sharedLimitRmb: 100_000,
  sharedRate: { minBps: 1_800, maxBps: 2_000 },
  tokenRateFen: 100,
  participantCount: 5,
  startTime: '2026-01-01T00:00:00.000Z',
  endTime: '2036-01-01T00:00:00.000Z',
  form: 'JOINT',
};

/** The same seed gives the same rows, and a longer book begins with a shorter one. */
export function newBook(seed: string, rows: number): readonly BookRow[] {
  const name = createHash('sha256').update(seed).digest('hex').slice(0, 6);
  return Array.from({ length: rows }, (_, index) => newRow(`${name}x-${index}`, newDraw(`${seed}-${index}`)));
}

export async function writeWorkbook(rows: readonly BookRow[]): Promise<Buffer> {
  const { default: writeXlsxFile } = await import('write-excel-file/node');
  const [first] = rows;
  const columns = Object.keys(first ?? {}) as (keyof BookRow)[];
  const cells = rows.map((row) => columns.map((column) => ({ value: row[column] })));
  return writeXlsxFile([columns.map((value) => ({ value })), ...cells]).toBuffer();
}

export function pickSensitiveFields(row: BookRow): SensitiveFields {
  const { partyName, loanIdent, loanMobile, licensePlateNumber, engineNumber } = row;
  const { violationFineDataUrl, phoneRecordDataUrl, medicalRecordDataUrl } = row;
  const assetData = { violationFineDataUrl, phoneRecordDataUrl, medicalRecordDataUrl };
  return { partyName, loanIdent, loanMobile, licensePlateNumber, engineNumber, assetData };
}

export function pickPublicPart(
  row: BookRow,
): Pick<PlanContent, 'borrowerPerson' | 'carMortgageInfo' | 'riskControlResult'> {
  const { amountRmb, loanKind, mileageKm, timeToBuy, score, loanLimitRmb, shareLimitRmb } = row;
  return {
    borrowerPerson: { amountRmb, loanKind },
    carMortgageInfo: { mileageKm, timeToBuy },
    riskControlResult: { score, loanLimitRmb, shareLimitRmb },
  };
}

/** An integer below the bound, the next of a row's own sequence. */
type Draw = (bound: number) => number;

function newDraw(seed: string): Draw {
  let bytes = createHash('sha512').update(seed).digest();
  let offset = 0;
  return (bound) => {
    if (offset === bytes.length) {
      bytes = createHash('sha512').update(bytes).digest();
      offset = 0;
    }
    offset += 4;
    return bytes.readUInt32BE(offset - 4) % bound;
  };
}

function newRow(assetId: string, draw: Draw): BookRow {
  const amountRmb = 100_000 + draw(900) * 1_000;
  const url = (kind: string) => `https://data.harbour.example/${kind}/${assetId}`;
  return {
    assetId,
    partyName: `${'王李张刘陈杨黄赵'[draw(8)]}${'伟芳娜敏静强磊洋'[draw(8)]}${'明华丽军平'[draw(5)]}`,
    loanIdent: citizenNumber(draw),
    loanMobile: `1${3 + draw(7)}${digits(draw(1_000_000_000), 9)}`,
    amountRmb,
    loanKind: draw(2) === 0 ? 'CAR_MORTGAGE' : 'CAR_PLEDGE',
    licensePlateNumber: `京A·${digits(draw(100_000), 5)}`,
    engineNumber: `EN${digits(draw(100_000_000), 8)}`,
    mileageKm: draw(200_000),
    timeToBuy: `20${10 + draw(15)}-0${1 + draw(9)}-1${draw(10)}T00:00:00.000Z`,
    violationFineDataUrl: url('fines'),
    phoneRecordDataUrl: url('calls'),
    medicalRecordDataUrl: url('health'),
    score: `A${draw(10)}`,
    loanLimitRmb: amountRmb,
    shareLimitRmb: amountRmb,
  };
}

/** GB 11643: district, date of birth, sequence, and the check character by ISO 7064 MOD 11-2. */
function citizenNumber(draw: Draw): string {
  const birth = `19${60 + draw(40)}0${1 + draw(9)}${10 + draw(18)}`;
  const body = `1101${digits(1 + draw(16), 2)}${birth}${digits(draw(1_000), 3)}`;
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (2 ** (17 - index) % 11), 0);
  return `${body}${'10X98765432'[sum % 11]}`;
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
