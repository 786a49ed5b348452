/** Serves credit records: file, sign, report the outcome, set the level, correct; and list what was filed here. */
import * as rest from '../api/credit-records';
import type { Sent } from '../api/operation';
import { type Route, serve } from '../http/route';
import { timeNow } from '../work/moments';
import type { RecordDeps } from './deps';
import { type RegistrationRequest, readOwnRecord } from './drafts';
import { giveFeedback } from './feedback';
import { fileRecord } from './filing';
import { dropLost } from './lapse';
import { setLevel } from './level';
import { borrowerMark, lenderMark } from './marks';
import { signRecord } from './signing';
import { type FeedbackView, feedbackView, type RecordView, recordView } from './views';

export function recordRoutes(deps: RecordDeps): readonly Route[] {
  const { store } = deps;
  const readView = async (recordId: string) => recordView(deps, await readOwnRecord(deps, recordId));

  const file = async (body: RegistrationRequest, corrects?: string) => {
    const { recordId, repeated } = await fileRecord(deps, body, corrects);
    const warnings = body.relationKind === 'C2B' ? { warnings: ['RELATION_KIND_FUTURE' as const] } : {};
    return { status: 201, body: { ...shortView(await readView(recordId)), ...warnings }, repeated };
  };

  return [
    serve(rest.fileCreditRecord, ({ body }) => file(body)),

    serve(rest.correctCreditRecord, ({ params, body }) => file(body, params.recordId)),

    serve(rest.signCreditRecord, async ({ params: { recordId }, body }) => {
      await dropLost(deps);
      const repeated = await signRecord(deps, recordId, body);
      const view = await readView(recordId);
      const feedback = view.feedbacks.find(({ number }) => number === body.feedback);
      return { status: 201, body: feedback === undefined ? shortView(view) : shortFeedbackView(feedback), repeated };
    }),

    serve(rest.giveFeedback, async ({ params: { recordId }, body }) => {
      await dropLost(deps);
      const { number, repeated } = await giveFeedback(deps, recordId, body);
      const given = (await store.records.ownFeedbacks(recordId)).find((feedback) => feedback.number === number);
      if (given === undefined) throw new Error('a feedback is gone');
      const view = await feedbackView(deps, await readOwnRecord(deps, recordId), given);
      return { status: 201, body: shortFeedbackView(view), repeated };
    }),

    serve(rest.setLevel, async ({ params, body }) => {
      await dropLost(deps);
      const { version, repeated } = await setLevel(deps, params.recordId, body);
      return { status: 201, body: { version }, repeated };
    }),

    serve(rest.listCreditRecords, async ({ query: { cursor, limit, ...query }, asOfBlock }) => {
      const { items, nextCursor } = await store.records.ownRecords(recordFilter(deps, query), { cursor, limit });
      const views = await Promise.all(items.map((own) => recordView(deps, own)));
      return { body: { items: views, nextCursor, asOfBlock } };
    }),

    serve(rest.readCreditRecord, async ({ params }) => {
      return { body: await readView(params.recordId) };
    }),
  ];
}

function shortView({ recordId, status, signBy, toSign }: RecordView) {
  return { recordId, status, signBy, toSign };
}

function shortFeedbackView({ number, status, toSign }: FeedbackView) {
  return { number, status, toSign };
}

type RecordQuery = Omit<Sent<typeof rest.listCreditRecords>['query'], 'cursor' | 'limit'>;

function recordFilter(deps: RecordDeps, { subjectId, role, due }: RecordQuery) {
  return {
    ...(subjectId === undefined ? {} : sideFilter(deps, subjectId, role)),
    due: due === undefined ? undefined : { is: due, now: timeNow(deps) },
  };
}

/** Both sides of all records are known here. A role says on which side the subject is. */
function sideFilter(deps: RecordDeps, subjectId: string, role: RecordQuery['role']) {
  return role === 'lender'
    ? { lenderMark: lenderMark(deps, subjectId) }
    : { borrowerMark: borrowerMark(deps, subjectId) };
}
