/** Imports of spreadsheets: the upload, its progress, its errors by row, and the rejected rows. */
import { z } from 'zod';
import type { PartyOrgType } from '../../chaincode/api/records';
import { JsonRefused, parseExactJson } from './exact-json';
import { fileRefusals } from './file-problems';
import { limitForm, maxPage, page } from './forms';
import { noteCodes } from './import-notes';
import { loanConditionsForm } from './loan-form';
import { lendingTypes, operation, readingRoles, writingRoles } from './operation';
import { conditionsForm } from './plan-conditions';

const importStatuses = ['RUNNING', 'DONE', 'FAILED', 'CANCELLED'] as const;
export type ImportStatus = (typeof importStatuses)[number];
/** Bytes of one text field of an upload. */
export const maxFieldBytes = 64 * 1024;

export const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const importParams = z.strictObject({ importId: z.string().regex(/^[a-p]{32}$/) });

function uploadFormOf(conditions: z.ZodType<object>, description: string) {
  return z.strictObject({
    file: z
      .custom<Buffer>((value) => Buffer.isBuffer(value), { params: { expected: 'is missing or no file' } })
      .meta({ override: { type: 'string', format: 'binary' } }),
    conditions: z
      .string()
      .max(maxFieldBytes)
      .transform(parseJson)
      .pipe(conditions)
      .meta({
        override: {
          type: 'string',
          format: 'json',
          maxLength: maxFieldBytes,
          description: `JSON of ${description}; a row\u2019s own columns win`,
        },
      })
      .optional(),
  });
}

const importSummary = z.object({
  importId: z.string(),
  created: z.iso.datetime(),
  status: z.enum(importStatuses),
  rows: z.int().meta({ description: 'Rows that hold anything, headings aside' }),
  accepted: z
    .int()
    .meta({ description: 'Plans: on the ledger since the import began. Credit records: durably on their way to it' }),
  rejected: z.int(),
  unchanged: z.int().meta({ description: 'Rows that are on the ledger already with the same content' }),
  code: z.string().optional().meta({ description: 'The code of the refusal if the import failed' }),
  reason: z.string().optional(),
});

const notesForm = z
  .array(
    z.object({
      code: z.enum(noteCodes),
      text: z.string(),
      rows: z.array(z.int()).meta({ description: 'The first of them, at most 50' }),
      count: z.int().meta({ description: 'The number of rows or places' }),
    }),
  )
  .meta({ description: 'How the file was read, and what a person should look at though nothing is wrong' });

const errorsForm = z.array(
  z.object({
    row: z.int(),
    column: z.string().meta({ description: 'The field, or the letter of a column that has no heading' }),
    cell: z.string().optional().meta({ description: 'As a spreadsheet program names it, where there is one' }),
    heading: z.string().optional().meta({ description: 'As the sheet has it, or else the documented one in Chinese' }),
    reason: z.string(),
  }),
);

const importAnswer = importSummary.extend({
  notes: notesForm,
  errors: errorsForm,
  nextCursor: z.string().optional().meta({ description: 'Present if there are more errors' }),
});

const previewAnswer = z.object({
  rows: z.int().meta({ description: 'Rows that hold anything, headings aside' }),
  good: z.int().meta({ description: 'Rows that an import would carry out; the ledger may still refuse them' }),
  rejected: z.int(),
  notes: notesForm,
  errors: errorsForm.meta({ description: 'The first 500, in the order of the rows' }),
});

type ImportSubject = 'Plan' | 'CreditRecord';

interface Importable<S extends ImportSubject> {
  readonly subject: S;
  /** The resource of the client that has these operations. */
  readonly calls: `${string}Imports`;
  readonly path: string;
  readonly uploadSummary: string;
  readonly uploadDescription: string;
  readonly partyOrgTypes: readonly PartyOrgType[];
  readonly uploadForm: ReturnType<typeof uploadFormOf>;
  readonly secondApproval?: true;
}

/** Both kinds of spreadsheet are imported by the same operations. */
function importOperations<const S extends ImportSubject>(importable: Importable<S>) {
  const { subject, calls, path, uploadSummary, uploadDescription, partyOrgTypes, uploadForm, secondApproval } =
    importable;
  const reading = { roles: readingRoles, partyOrgTypes };
  const lending = { roles: writingRoles, partyOrgTypes };
  return {
    upload: operation({
      id: `upload${subject}s`,
      call: `${calls}.upload`,
      method: 'post',
      path,
      summary: uploadSummary,
      description: uploadDescription,
      access: lending,
      multipart: true,
      body: uploadForm,
      audited: ['importId'],
      ...(secondApproval === undefined ? {} : { secondApproval }),
      answers: { 202: { description: 'The file is accepted; the gateway now reads its rows', body: importAnswer } },
      refusals: [...(Object.keys(fileRefusals) as (keyof typeof fileRefusals)[]), 'IMPORTS_BUSY'],
    }),

    preview: operation({
      id: `preview${subject}s`,
      call: `${calls}.preview`,
      method: 'post',
      path: `${path}/preview`,
      summary: 'Judge the rows of a spreadsheet without importing it',
      description: 'The file is read as an import reads it. Nothing is kept, and the ledger is not asked.',
      access: lending,
      multipart: true,
      body: uploadForm,
      answers: { 200: { description: 'The verdict on each row', body: previewAnswer } },
      refusals: [...(Object.keys(fileRefusals) as (keyof typeof fileRefusals)[]), 'IMPORTS_BUSY'],
    }),

    list: operation({
      id: `list${subject}Imports`,
      call: `${calls}.list`,
      method: 'get',
      path,
      summary: 'List imports, newest first',
      access: reading,
      query: z.strictObject({ status: z.enum(importStatuses).optional(), ...page }),
      answers: {
        200: {
          description: 'A page of imports, without their errors',
          body: z.object({ items: z.array(importSummary), nextCursor: z.string().optional() }),
        },
      },
    }),

    cancel: operation({
      id: `cancel${subject}Import`,
      call: `${calls}.cancel`,
      method: 'post',
      path: `${path}/{importId}/cancel`,
      summary: 'End an import',
      description: 'The gateway reads no further row and deletes the uploaded file. Rows that are on the ledger stay.',
      access: lending,
      params: importParams,
      answers: { 200: { description: 'The import, with what became of its rows', body: importSummary } },
      refusals: ['IMPORT_NOT_FOUND', 'IMPORT_ENDED'],
    }),

    readTemplate: operation({
      id: `read${subject}Template`,
      call: `${calls}.readTemplate`,
      method: 'get',
      path: `${path}/template.xlsx`,
      summary: 'Download an empty workbook with the documented headings',
      description: 'A second sheet explains the headings.',
      access: reading,
      answers: { 200: { description: 'The workbook', type: workbookType } },
    }),

    read: operation({
      id: `read${subject}Import`,
      call: `${calls}.read`,
      method: 'get',
      path: `${path}/{importId}`,
      summary: 'Read the progress and the errors of an import',
      description: 'Errors come in the order of the rows.',
      access: reading,
      params: importParams,
      query: z.strictObject({ ...page, limit: limitForm(maxPage) }),
      answers: { 200: { description: 'The import', body: importAnswer } },
      refusals: ['IMPORT_NOT_FOUND'],
    }),

    readRejected: operation({
      id: `readRejected${subject}s`,
      call: `${calls}.readRejected`,
      method: 'get',
      path: `${path}/{importId}/rejected.xlsx`,
      summary: 'Download the rejected rows of an import',
      description:
        'The workbook holds the rows as they were uploaded, with a column of reasons. Correct the rows and upload them again.',
      access: lending,
      params: importParams,
      audited: [],
      answers: { 200: { description: 'The workbook', type: workbookType } },
      refusals: ['IMPORT_NOT_FOUND', 'REJECTED_ROWS_ABSENT'],
    }),
  };
}

export type ImportOperations = ReturnType<typeof importOperations<ImportSubject>>;

export const planImports = importOperations({
  subject: 'Plan',
  calls: 'planImports',
  path: '/v1/plan-imports',
  uploadSummary: 'Upload a spreadsheet of plans',
  uploadDescription: 'The file is .xlsx or .csv and holds one plan a row.',
  partyOrgTypes: ['CREDITOR_ORG'],
  uploadForm: uploadFormOf(conditionsForm, 'a joinLimit for all rows'),
  secondApproval: true,
});

export const creditRecordImports = importOperations({
  subject: 'CreditRecord',
  calls: 'creditRecordImports',
  path: '/v1/credit-record-imports',
  uploadSummary: 'Upload a spreadsheet of loans',
  uploadDescription:
    'The file is .xlsx or .csv. Each row verifies the borrower and files a credit record of this institution.',
  partyOrgTypes: lendingTypes,
  uploadForm: uploadFormOf(loanConditionsForm, 'what holds for all rows'),
});

function parseJson(text: string, context: z.core.$RefinementCtx): unknown {
  try {
    return parseExactJson(text);
  } catch (error) {
    const expected = error instanceof JsonRefused ? `holds what ${error.message}` : 'is not JSON';
    context.issues.push({ code: 'custom', input: text, params: { expected } });
    return z.NEVER;
  }
}
