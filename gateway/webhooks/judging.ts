/** What an answer means: whether the event has arrived, when it is tried again, and what becomes of the endpoint. */

import { endpointPauseMs, failingMs, parseRetryAfter, retryWaitMs } from './schedule';
import type { Answered } from './sender';
import type { DueDelivery, Settlement, Webhook } from './types';

export interface Judged {
  readonly webhook: Webhook;
  readonly delivery: DueDelivery;
  readonly answered: Answered;
}

export interface Moment {
  readonly nowMs: number;
  /** From 0 to 1. */
  readonly random: number;
}

const gone = 410;
/** The receiver says by them that it is overloaded, or a proxy that the receiver is down. */
const slowingStatuses = [429, 502, 503, 504];

export function judgeAnswer(judged: Judged, moment: Moment): Pick<Settlement, 'delivery' | 'endpoint'> {
  if (judged.answered.outcome === 'DELIVERED') {
    return { delivery: { status: 'DELIVERED', failures: 0, dueMs: moment.nowMs }, endpoint: { state: 'WELL' } };
  }
  return { delivery: judgeDelivery(judged, moment), endpoint: judgeEndpoint(judged, moment) };
}

/** An event that a receiver does not want any more stays in the queue: it may point the webhook elsewhere. */
function judgeDelivery({ delivery, answered }: Judged, { nowMs, random }: Moment): Settlement['delivery'] {
  if (answered.status === gone) return { status: 'PENDING', failures: delivery.failures, dueMs: nowMs };
  const failures = delivery.failures + 1;
  const waitMs = retryWaitMs(failures, random);
  if (waitMs === undefined) return { status: 'DEAD', failures, dueMs: nowMs };
  const askedMs = parseRetryAfter(answered.retryAfter, nowMs) ?? 0;
  return { status: 'PENDING', failures, dueMs: nowMs + Math.max(waitMs, askedMs) };
}

function judgeEndpoint({ webhook, answered }: Judged, { nowMs, random }: Moment): Settlement['endpoint'] {
  if (answered.status === gone) return { state: 'DISABLED', because: 'GONE' };
  const { failingSinceMs: sinceMs = nowMs, slowdowns } = webhook;
  if (nowMs >= sinceMs + failingMs) return { state: 'DISABLED', because: 'FAILING' };
  const askedMs = parseRetryAfter(answered.retryAfter, nowMs);
  if (askedMs === undefined && !isEndpointsFault(answered)) {
    return { state: 'FAILING', sinceMs };
  }
  const pauseMs = Math.max(endpointPauseMs(slowdowns + 1, random), askedMs ?? 0);
  return { state: 'FAILING', sinceMs, pause: { slowdowns: slowdowns + 1, notBeforeMs: nowMs + pauseMs } };
}

/** Where nothing answers, the next event would fare no better. */
function isEndpointsFault({ status }: Answered): boolean {
  return status === undefined || slowingStatuses.includes(status);
}
