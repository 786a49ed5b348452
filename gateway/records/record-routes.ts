/** Credit records: file, sign, tell the outcome, set its level, put right; and what was filed here. */

import * as rest from '../api/credit-records';
import type { Gateway } from '../gateway';
import { type Route, serve } from '../http/route';
import type { FeedbackView, RecordView, RegistrationRequest } from './types';

export function creditRecordRoutes(gateway: Gateway): readonly Route[] {
  const { credit } = gateway;
  return [
    serve(rest.fileCreditRecord, async ({ body }) => filedAnswerOf(await credit.file(body), body)),

    serve(rest.correctCreditRecord, async ({ params, body }) =>
      filedAnswerOf(await credit.correct(params.recordId, body), body),
    ),

    serve(rest.signCreditRecord, async ({ params, body }) => {
      const { view, repeated } = await credit.sign(params.recordId, body);
      const feedback = view.feedbacks.find(({ number }) => number === body.feedback);
      return { status: 201, body: feedback === undefined ? shortOf(view) : doneOf(feedback), repeated };
    }),

    serve(rest.giveFeedback, async ({ params, body }) => {
      const { view, repeated } = await credit.giveFeedback(params.recordId, body);
      return { status: 201, body: doneOf(view), repeated };
    }),

    serve(rest.setLevel, async ({ params, body }) => {
      const { view, repeated } = await credit.setLevel(params.recordId, body);
      return { status: 201, body: view, repeated };
    }),

    serve(rest.listCreditRecords, async ({ query: { cursor, limit, ...query }, asOfBlock }) => {
      const { items, nextCursor } = await credit.list(query, { cursor, limit });
      return { body: { items, nextCursor, asOfBlock } };
    }),

    serve(rest.readCreditRecord, async ({ params }) => ({ body: await credit.read(params.recordId) })),
  ];
}

function filedAnswerOf(
  { view, repeated }: { readonly view: RecordView; readonly repeated: boolean },
  { relationKind }: Pick<RegistrationRequest, 'relationKind'>,
) {
  const warnings = relationKind === 'C2B' ? { warnings: ['RELATION_KIND_FUTURE' as const] } : {};
  return { status: 201, body: { ...shortOf(view), ...warnings }, repeated };
}

function shortOf({ recordId, status, signBy, toSign }: RecordView) {
  return { recordId, status, signBy, toSign };
}

function doneOf({ number, status, toSign }: FeedbackView) {
  return { number, status, toSign };
}
