/** Imports: a spreadsheet goes in, of plans or of loans, and it can be seen how far it is and what was wrong with which row. */
import { z } from 'zod';
import type { PartyOrgType } from '../../chaincode/api/records';
import { refusals } from '../../chaincode/api/refusals';
import type { Gateway } from '../gateway';
import { maxFieldBytes } from '../http/bodies';
import { JsonRefused, parseExactJson } from '../http/exact-json';
import { Problem } from '../http/problem';
import { readingRoles, route, writingRoles } from '../http/route';
import { fileRefusals } from '../intake/file-refusals';
import { loanConditionsForm } from '../intake/loan-form';
import { noteCodes, noteText } from '../intake/notes';
import { templateWorkbook } from '../intake/reader';
import { type BookKind, conditionsForm } from '../intake/types';
import type { ImportView } from '../store/types';
import { limitForm, maxPage, page } from './forms';

const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const importParams = z.strictObject({ importId: z.string().regex(/^[a-p]{32}$/) });

/** Why an import failed, where it is not the file. */
const failures: Readonly<Record<string, string>> = {
  UPLOAD_LOST: 'The uploaded file is no longer in the vault; upload it again.',
  ALLOWANCE_EXHAUSTED: `${refusals.ALLOWANCE_EXHAUSTED.text} Upload the file again on the next day (UTC).`,
  EVALUATION_INVALID: 'An evaluator answered what is not proven; tell it, and upload the file again.',
  LEDGER_UNAVAILABLE: 'The ledger was not reached for a day; upload the file again.',
};

const uploadFormOf = (conditions: z.ZodType<object>, description: string) =>
  z.strictObject({
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
          maxLength: maxFieldBytes,
          description: `JSON of ${description}; a row\u2019s own columns win`,
        },
      })
      .optional(),
  });

const importAnswer = z.object({
  importId: z.string(),
  status: z.enum(['RUNNING', 'DONE', 'FAILED']),
  rows: z.int().meta({ description: 'Rows that hold anything, headings aside' }),
  accepted: z
    .int()
    .meta({ description: 'Plans: on the ledger since the import began. Credit records: durably on their way to it' }),
  rejected: z.int(),
  unchanged: z.int().meta({ description: 'The same was there before' }),
  errors: z.array(z.object({ row: z.int(), column: z.string(), reason: z.string() })),
  notes: z
    .array(
      z.object({
        code: z.enum(noteCodes),
        text: z.string(),
        rows: z.array(z.int()).meta({ description: 'The first of them, at most 50' }),
        count: z.int().meta({ description: 'Of how many rows, or places, it holds' }),
      }),
    )
    .meta({ description: 'How the file was read, and what a person should look at though nothing is wrong' }),
  nextCursor: z.string().optional().meta({ description: 'Where there are more errors' }),
  code: z.string().optional().meta({ description: 'Why it failed' }),
  reason: z.string().optional(),
});

interface Importable {
  readonly path: string;
  readonly kind: BookKind;
  readonly uploadSummary: string;
  readonly partyOrgTypes: readonly PartyOrgType[];
  readonly uploadForm: ReturnType<typeof uploadFormOf>;
}

const routesOf = ({ path, kind, uploadSummary, partyOrgTypes, uploadForm }: Importable) => {
  const reading = { roles: readingRoles, partyOrgTypes };
  const lending = { roles: writingRoles, partyOrgTypes };
  return [
    route({
      method: 'post',
      path,
      summary: uploadSummary,
      access: lending,
      multipart: true,
      body: uploadForm,
      answers: { 202: { description: 'The file is readable and kept; its rows follow', body: importAnswer } },
      refusals: [...(Object.keys(fileRefusals) as (keyof typeof fileRefusals)[]), 'IMPORTS_BUSY'],
      async handle({ imports }, { body: { file: bytes, conditions = {} } }) {
        return {
          status: 202,
          body: { ...summaryOf(imports, await imports.accept({ kind, bytes, conditions })), errors: [] },
        };
      },
    }),

    route({
      method: 'get',
      path: `${path}/template.xlsx`,
      summary: 'An empty workbook with the documented headings, and a sheet that explains them',
      access: reading,
      answers: { 200: { description: 'The workbook', type: workbookType } },
      async handle() {
        return { type: workbookType, fileName: 'template.xlsx', bytes: await templateWorkbook(kind) };
      },
    }),

    route({
      method: 'get',
      path: `${path}/{importId}`,
      summary: 'How far an import is, and what was wrong with which row, in the order of the rows',
      access: reading,
      params: importParams,
      query: z.strictObject({ ...page, limit: limitForm(maxPage) }),
      answers: { 200: { description: 'The import', body: importAnswer } },
      refusals: ['IMPORT_NOT_FOUND'],
      async handle(gateway, { params: { importId }, query }) {
        const view = await importOf(gateway, kind, importId);
        const { items: errors, nextCursor } = await gateway.store.imports.errors(importId, query);
        return { body: { ...summaryOf(gateway.imports, view), errors, nextCursor } };
      },
    }),

    route({
      method: 'get',
      path: `${path}/{importId}/rejected.xlsx`,
      summary: 'The rejected rows as they were, with a column of reasons: repair and upload them',
      access: lending,
      params: importParams,
      answers: { 200: { description: 'The workbook', type: workbookType } },
      refusals: ['IMPORT_NOT_FOUND', 'REJECTED_ROWS_ABSENT'],
      async handle(gateway, { params: { importId } }) {
        await importOf(gateway, kind, importId);
        const bytes = await gateway.imports.rejected(importId);
        if (bytes === undefined) throw new Problem('REJECTED_ROWS_ABSENT');
        return { type: workbookType, fileName: `rejected-${importId}.xlsx`, bytes };
      },
    }),
  ];
};

export const importRoutes = [
  ...routesOf({
    path: '/v1/plan-imports',
    kind: 'plan',
    uploadSummary: 'Upload a spreadsheet of plans, .xlsx or .csv, one plan a row',
    partyOrgTypes: ['CREDITOR_ORG'],
    uploadForm: uploadFormOf(conditionsForm, 'a joinLimit for all rows'),
  }),
  ...routesOf({
    path: '/v1/credit-record-imports',
    kind: 'credit-record',
    uploadSummary:
      'Upload a spreadsheet of own loans, .xlsx or .csv: each row verifies the borrower and files a credit record',
    // Whose packages the registrar takes, and the registrar itself.
    partyOrgTypes: ['CREDITOR_ORG', 'TOKEN_ISSUER'],
    uploadForm: uploadFormOf(loanConditionsForm, 'what holds for all rows'),
  }),
];

async function importOf({ store }: Gateway, kind: BookKind, importId: string): Promise<ImportView> {
  const view = await store.imports.read(importId);
  if (view?.kind !== kind) throw new Problem('IMPORT_NOT_FOUND');
  return view;
}

function summaryOf(imports: Gateway['imports'], view: ImportView) {
  const { importId, status, rows, accepted, rejected, unchanged, code } = view;
  const notes = imports.notes(view).map((note) => ({
    code: note.code,
    text: noteText(note),
    rows: note.rows,
    count: note.count,
  }));
  const reason = code === undefined ? undefined : (failures[code] ?? fileRefusals[code as keyof typeof fileRefusals]);
  return { importId, status, rows, accepted, rejected, unchanged, notes, code, reason };
}

function parseJson(text: string, context: z.core.$RefinementCtx): unknown {
  try {
    return parseExactJson(text);
  } catch (error) {
    const expected = error instanceof JsonRefused ? `holds what ${error.message}` : 'is not JSON';
    context.issues.push({ code: 'custom', input: text, params: { expected } });
    return z.NEVER;
  }
}
