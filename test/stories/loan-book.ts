/** A loan book as a workbook, good rows and rows that are bad in fifteen ways, each with the reason that must come back. */
import type { GatewayClient } from '../run/rest-client';
import { inSeconds } from './plans';
import { type Story, until } from './running';

export interface LoanBook {
  readonly bytes: Buffer;
  readonly goodIds: readonly string[];
  /** By row number, as a spreadsheet shows it: the column and what its reason says. */
  readonly bad: ReadonlyMap<number, { readonly column: string; readonly reason: RegExp }>;
}

export interface ImportSeen {
  readonly importId: string;
  readonly status: 'RUNNING' | 'DONE' | 'FAILED';
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly unchanged: number;
  readonly errors: readonly { readonly row: number; readonly column: string; readonly reason: string }[];
  readonly nextCursor?: string;
  readonly code?: string;
}

type Cells = Readonly<Record<string, string | number | undefined>>;

export const conditions = {
  sharedLimitRmb: 100_000,
  sharedRate: { minBps: 1_800, maxBps: 2_000 },
  tokenRateFen: 100,
  participantCount: 3,
  startTime: inSeconds(-60),
  endTime: inSeconds(7 * 86_400),
};

/** What is wrong, in which column, and what must be said of it. */
const defects: readonly (readonly [Cells, column: string, reason: RegExp])[] = [
  [{ loanIdent: '110101199003074515' }, 'loanIdent', /GB 11643/],
  [{ loanIdent: 110101199003074510 }, 'loanIdent', /floating-point number/],
  [{ loanIdent: '91350100M000100Y42' }, 'loanIdent', /GB 32100/],
  [{ loanMobile: '2380013800' }, 'loanMobile', /mobile number/],
  [{ amountRmb: 1000.5 }, 'amountRmb', /whole number/],
  [{ amountRmb: undefined }, 'amountRmb', /is missing/],
  [{ loanKind: 'PAWN' }, 'loanKind', /is none of/],
  [{ assetId: undefined }, 'assetId', /is missing/],
  [{ assetId: 'loan-13900139000' }, 'assetId', /mobile or identity number/],
  [{ engineNumber: undefined }, 'engineNumber', /other columns of the car/],
  [{ score: 'x'.repeat(257) }, 'score', /1 to 16/],
  [{ minBps: 2_500, maxBps: 2_000 }, 'minBps', /RATE_RANGE_INVALID/],
  [{ startTime: '2031-01-01', endTime: '2030-01-01' }, 'endTime', /PLAN_WINDOW_INVALID/],
  [{ startTime: '2020-01-01', endTime: '2021-01-01 09:00' }, 'endTime', /PLAN_ALREADY_ENDED/],
  [{ form: '抢单', participantCount: 2 }, 'participantCount', /PARTICIPANT_COUNT_NOT_ONE/],
  [{ minConfirmRmb: 100_001 }, 'minConfirmRmb', /MIN_CONFIRM_TOO_LARGE/],
  [{ minConfirmRmb: 9_999 }, 'minConfirmRmb', /MIN_CONFIRM_TOO_SMALL/],
];

const fields = [
  ...['assetId', 'partyName', 'loanIdent', 'loanMobile', 'amountRmb', 'loanKind', 'licensePlateNumber'],
  ...['engineNumber', 'mileageKm', 'timeToBuy', 'phoneRecordDataUrl', 'score', 'loanLimitRmb', 'shareLimitRmb'],
  ...['minBps', 'maxBps', 'participantCount', 'minConfirmRmb', 'startTime', 'endTime', 'form'],
] as const;

/** Bad rows are spread evenly; identifiers begin with the prefix. */
export async function loanBook(prefix: string, { rows, bad }: { rows: number; bad: number }): Promise<LoanBook> {
  const every = Math.floor(rows / bad);
  const goodIds: string[] = [];
  const expected = new Map<number, { column: string; reason: RegExp }>();
  const lines = Array.from({ length: rows }, (_, index) => {
    const assetId = `${prefix}-${index}`;
    const nth = Math.floor(index / every);
    if (index % every !== every - 1 || nth >= bad) {
      goodIds.push(assetId);
      return rowOf(assetId, {});
    }
    const [changes, column, reason] = defects[nth % defects.length] ?? [{}, '', /$^/];
    expected.set(index + 2, { column, reason });
    return rowOf(
      assetId,
      'assetId' in changes ? { assetId: changes.assetId && `${changes.assetId}-${index}` } : changes,
    );
  });
  const sheet = [fields.map((field) => cell(field)), ...lines.map((line) => fields.map((field) => cell(line[field])))];
  // The library declares its types for ES modules only.
  const { default: writeXlsxFile } = await import('write-excel-file/node');
  return { bytes: await writeXlsxFile(sheet).toBuffer(), goodIds, bad: expected };
}

function rowOf(assetId: string, changes: Cells): Cells {
  return {
    assetId,
    partyName: '张测试',
    loanIdent: '110101199003074514',
    loanMobile: '13800138000',
    amountRmb: 150_000,
    loanKind: '车抵贷',
    licensePlateNumber: '京A·T0001',
    engineNumber: 'ENGINE-T0001',
    mileageKm: 42_000,
    timeToBuy: '2023-05-01',
    phoneRecordDataUrl: 'https://phone.example/1',
    score: 'B+',
    loanLimitRmb: 150_000,
    shareLimitRmb: 100_000,
    ...changes,
  };
}

function cell(value: string | number | undefined) {
  if (value === undefined) return null;
  return typeof value === 'number' ? { type: Number, value } : { type: String, value };
}

/** Answers the upload's identifier. */
export async function upload(story: Story, institution: string, bytes: Uint8Array): Promise<string> {
  const { url, authorization } = addressOf(story, institution);
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(bytes)]), 'book.xlsx');
  form.set('conditions', JSON.stringify(conditions));
  const response = await fetch(`${url}/v1/plan-imports`, { method: 'POST', headers: { authorization }, body: form });
  const body = (await response.json()) as ImportSeen;
  if (response.status !== 202) throw new Error(`the upload was answered with ${response.status}`);
  return body.importId;
}

/** All errors, whatever the pages. Answers nothing while the gateway is down. */
export async function importSeen(client: GatewayClient, importId: string): Promise<ImportSeen | undefined> {
  const errors: ImportSeen['errors'][number][] = [];
  for (let cursor: string | undefined; ; ) {
    const query = cursor === undefined ? '' : `&cursor=${cursor}`;
    const path = `/v1/plan-imports/${importId}?limit=500${query}`;
    const answer = await client.send<ImportSeen>('GET', path).catch(() => undefined);
    if (answer?.status !== 200) return undefined;
    errors.push(...answer.body.errors);
    cursor = answer.body.nextCursor;
    if (cursor === undefined) return { ...answer.body, errors };
  }
}

export async function untilEnded(client: GatewayClient, importId: string, deadlineMs = 120_000): Promise<ImportSeen> {
  return until(
    'the import ends',
    async () => {
      const seen = await importSeen(client, importId);
      return seen?.status === 'RUNNING' ? undefined : seen;
    },
    deadlineMs,
  );
}

export async function rejectedBook(story: Story, institution: string, importId: string): Promise<Buffer> {
  const { url, authorization } = addressOf(story, institution);
  const response = await fetch(`${url}/v1/plan-imports/${importId}/rejected.xlsx`, { headers: { authorization } });
  if (response.status !== 200) throw new Error(`the rejected rows were answered with ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

/** The local identifiers of all plans of the institution that begin so, as another institution's gateway lists them. */
export async function readableAt(
  client: GatewayClient,
  contributor: string,
  prefix: string,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (let cursor = ''; ; ) {
    const page = await client.get<{ items: { assetId: string }[]; nextCursor?: string }>(
      `/v1/plans?contributor=${contributor}&limit=500${cursor}`,
    );
    const locals = page.items.map(({ assetId }) => assetId.slice(contributor.length + 1));
    found.push(...locals.filter((local) => local.startsWith(prefix)));
    if (page.nextCursor === undefined) return found;
    cursor = `&cursor=${page.nextCursor}`;
  }
}

function addressOf(story: Story, institution: string) {
  const { url = '', tokens } = story.alliance.describe().institutions[institution] ?? {};
  return { url, authorization: `Bearer ${tokens?.officer}` };
}
