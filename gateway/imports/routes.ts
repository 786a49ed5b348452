/** Imports: a spreadsheet goes in, of plans or of loans, and it can be seen how far it is and what was wrong with which row. */
import { z } from 'zod';
import type { PartyOrgType } from '../../chaincode/api/records';
import { refusals } from '../../chaincode/api/refusals';
import { fileRefusals } from '../api/file-problems';
import { limitForm, maxPage, page } from '../api/forms';
import { Problem } from '../api/problem';
import type { Gateway } from '../gateway';
import { maxFieldBytes } from '../http/bodies';
import { JsonRefused, parseExactJson } from '../http/exact-json';
import { readingRoles, route, writingRoles } from '../http/route';
import { loanConditionsForm } from '../spreadsheets/loan-form';
import { noteCodes, noteText } from '../spreadsheets/notes';
import { templateWorkbook } from '../spreadsheets/reader';
import { type BookKind, conditionsForm } from '../spreadsheets/types';
import { type ImportView, importStatuses } from '../store/types';

const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const importParams = z.strictObject({ importId: z.string().regex(/^[a-p]{32}$/) });

/** Why an import failed, where it is not the file. */
const failures: Readonly<Record<string, string>> = {
  UPLOAD_LOST: 'The uploaded file is no longer in the vault; upload it again.',
  ALLOWANCE_EXHAUSTED: `${refusals.ALLOWANCE_EXHAUSTED.text} Upload the file again on the next day (UTC).`,
  EVALUATION_INVALID: 'An evaluator answered what is not proven; tell it, and upload the file again.',
  LEDGER_UNAVAILABLE:
    'The import got no row further for a day, since the ledger was not reached; upload the file again.',
  IMPORT_FAILED:
    'The gateway failed at this file, for a reason that stands in its log; what is accepted stays. Upload the rest again.',
  OUTCOMES_UNKNOWN: 'It was cancelled while rows were on their way; some that are not counted may be on the ledger.',
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
          format: 'json',
          maxLength: maxFieldBytes,
          description: `JSON of ${description}; a row\u2019s own columns win`,
        },
      })
      .optional(),
  });

const importSummary = z.object({
  importId: z.string(),
  created: z.iso.datetime(),
  status: z.enum(importStatuses),
  rows: z.int().meta({ description: 'Rows that hold anything, headings aside' }),
  accepted: z
    .int()
    .meta({ description: 'Plans: on the ledger since the import began. Credit records: durably on their way to it' }),
  rejected: z.int(),
  unchanged: z.int().meta({ description: 'The same was there before' }),
  code: z.string().optional().meta({ description: 'Why it failed' }),
  reason: z.string().optional(),
});

const importAnswer = importSummary.extend({
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
  errors: z.array(
    z.object({
      row: z.int(),
      column: z.string().meta({ description: 'The field, or the letter of a column that has no heading' }),
      cell: z.string().optional().meta({ description: 'As a spreadsheet program names it, where there is one' }),
      heading: z
        .string()
        .optional()
        .meta({ description: 'As the sheet has it, or else the documented one in Chinese' }),
      reason: z.string(),
    }),
  ),
  nextCursor: z.string().optional().meta({ description: 'Where there are more errors' }),
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
      async handle(gateway, { body: { file: bytes, conditions = {} } }) {
        const view = await gateway.imports.accept({ kind, bytes, conditions });
        return { status: 202, body: { ...describe(gateway, view), errors: [] } };
      },
    }),

    route({
      method: 'get',
      path,
      summary: 'Uploads, newest first',
      access: reading,
      query: z.strictObject({ status: z.enum(importStatuses).optional(), ...page }),
      answers: {
        200: {
          description: 'A page of imports, without their errors',
          body: z.object({ items: z.array(importSummary), nextCursor: z.string().optional() }),
        },
      },
      async handle({ store }, { query: { status, cursor, limit } }) {
        const { items, nextCursor } = await store.imports.list({ kind, status }, { cursor, limit });
        return { body: { items: items.map(summaryOf), nextCursor } };
      },
    }),

    route({
      method: 'post',
      path: `${path}/{importId}/cancel`,
      summary: 'End an import: no further row is read, and the uploaded file is deleted; what is on the ledger stays',
      access: lending,
      params: importParams,
      answers: { 200: { description: 'The import, with what became of its rows', body: importSummary } },
      refusals: ['IMPORT_NOT_FOUND', 'IMPORT_ENDED'],
      async handle(gateway, { params: { importId } }) {
        await importOf(gateway, kind, importId);
        const view = await gateway.imports.cancel(importId);
        if (view?.cancelled !== true) throw new Problem('IMPORT_ENDED');
        return { body: summaryOf(view) };
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
        const { items, nextCursor } = await gateway.store.imports.errors(importId, query);
        const errors = gateway.imports.place(view, items);
        return { body: { ...describe(gateway, view), errors, nextCursor } };
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

function summaryOf({ importId, created, status, rows, accepted, rejected, unchanged, code }: ImportView) {
  const reason = code === undefined ? undefined : (failures[code] ?? fileRefusals[code as keyof typeof fileRefusals]);
  return { importId, created, status, rows, accepted, rejected, unchanged, code, reason };
}

/** With how the file was read. */
function describe({ imports }: Pick<Gateway, 'imports'>, view: ImportView) {
  const notes = imports.notes(view);
  const told = notes.map(({ code, detail, rows, count }) => ({ code, text: noteText({ code, detail }), rows, count }));
  return { ...summaryOf(view), notes: told };
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
