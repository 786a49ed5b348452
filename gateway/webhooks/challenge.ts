/**
 * The challenge that a receiver answers before anything is delivered to it, so that nobody is pointed at a stranger. It wants a member
 * of its own: a server that sends back whatever it gets does not answer it.
 */
import { randomBytes } from 'node:crypto';
import type { WebhookOutcome } from '../api/webhook-deliveries';
import { type Endpoint, readSecrets } from './sealed-endpoint';
import type { Answered, Send } from './sender';
import { signedHeaders } from './signature';

export interface ChallengeAnswer {
  /** ANSWER_WRONG: it answered 2xx and something else. */
  readonly outcome: WebhookOutcome | 'ANSWER_WRONG';
  readonly status?: number;
}

interface ChallengeMeans {
  readonly send: Send;
  readonly nowMs: number;
  readonly stopping: AbortSignal;
}

export async function sendChallenge(
  endpoint: Endpoint,
  { send, nowMs, stopping }: ChallengeMeans,
): Promise<ChallengeAnswer> {
  const challenge = randomBytes(24).toString('base64url');
  const timestamp = new Date(nowMs).toISOString();
  const body = JSON.stringify({ type: 'WebhookChallenge', timestamp, data: { challenge } });
  const messageId = `challenge_${randomBytes(12).toString('hex')}`;
  const headers = signedHeaders({ messageId, body }, { secrets: readSecrets(endpoint, nowMs), nowMs });
  const answered = await send({ url: endpoint.url, headers, body }, stopping).catch((error: unknown): Answered => {
    if (!stopping.aborted) throw error;
    return { outcome: 'NOT_SENT' };
  });
  const { outcome, status } = answered;
  const isWrong = outcome === 'DELIVERED' && readChallenge(answered.body) !== challenge;
  return { outcome: isWrong ? 'ANSWER_WRONG' : outcome, ...(status === undefined ? {} : { status }) };
}

function readChallenge(answer: Buffer | undefined): unknown {
  try {
    return Object(JSON.parse(String(answer))).challenge;
  } catch {
    return undefined;
  }
}
