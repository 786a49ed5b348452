/** Second approval: a request waits, sealed, until an officer who is another person carries it out. */
import { randomBytes } from 'node:crypto';
import { canonicalJson } from '../../chaincode/api/canonical';
import * as rest from '../api/approvals';
import { Problem } from '../api/problem';
import { problemOf } from '../http/problem';
import { type Caller, type JsonAnswer, type Route, serve } from '../http/route';
import type { SecondApproval, SentRequest } from '../http/second-approval';
import { type Job, underLease } from '../work/engine';
import type { Approval, KeptApproval } from './approval-store';
import type { PeopleDeps } from './deps';

/** Each may hold a request of 4 MiB. */
const mostWaiting = 500;
const expireEveryMs = 60_000;

type ApprovalDeps = Pick<PeopleDeps, 'store' | 'vault' | 'now' | 'carryOut'>;

export function newSecondApproval({ store, vault, now }: ApprovalDeps, validHours: number): SecondApproval {
  return {
    async propose({ id: operation }, request, proposedBy) {
      const approvalId = randomBytes(16).toString('hex');
      const text = JSON.stringify(request);
      const mark = vault.deriveMark('approval', canonicalJson([operation, proposedBy, text]));
      const proposed = new Date(now()).toISOString();
      const expires = new Date(now() + validHours * 3_600_000).toISOString();
      const sealed = vault.texts.seal(approvalId, text);
      const approval = { approvalId, operation, proposedBy, proposed, expires, mark, sealed };
      const kept = await store.keepApproval(approval, mostWaiting);
      if (kept === undefined) throw new Problem('APPROVALS_TOO_MANY');
      throw new Problem('SECOND_APPROVAL_NEEDED', { approvalId: kept.approvalId, expires: kept.expires });
    },
  };
}

export function approvalRoutes(deps: ApprovalDeps): readonly Route[] {
  const { store, vault, now } = deps;
  const openRequest = ({ approvalId, sealed }: KeptApproval) => sealed && vault.texts.open(approvalId, sealed);
  const end = async (approval: Approval, status: 'CARRIED_OUT' | 'REJECTED', { user }: Caller): Promise<Approval> => {
    const ended = { status, endedBy: user.userName, ended: new Date(now()).toISOString() };
    if (!(await store.endApproval(approval.approvalId, ended))) throw new Problem('APPROVAL_ENDED');
    return { ...approval, ...ended };
  };
  return [
    serve(rest.listApprovals, async ({ query: { status, ...page } }) => ({
      body: await store.approvals(status, page),
    })),

    serve(rest.readApproval, async ({ params, caller }) => {
      const kept = await find(deps, params.approvalId, caller);
      return { body: { ...withoutSeal(kept), request: openRequest(kept) } };
    }),

    serve(rest.carryOut, async ({ params, caller }) => {
      const kept = await findWaiting(deps, params.approvalId, caller);
      if (kept.proposedBy === caller.user.userName) throw new Problem('SECOND_PERSON_NEEDED');
      const request = JSON.parse(openRequest(kept) ?? '') as SentRequest;
      const { status = 200, body } = await answerOrRefusal(deps.carryOut(kept.operation, request, caller));
      const approval = status < 400 ? await end(withoutSeal(kept), 'CARRIED_OUT', caller) : withoutSeal(kept);
      return {
        body: { approval, answerStatus: status, answer: body === undefined ? undefined : JSON.stringify(body) },
      };
    }),

    serve(rest.rejectApproval, async ({ params, caller }) => {
      const kept = await findWaiting(deps, params.approvalId, caller);
      return { body: await end(withoutSeal(kept), 'REJECTED', caller) };
    }),
  ];
}

/** Wipes the requests of those that have expired, at one instance. */
export function expiringApprovals({ store, now }: ApprovalDeps): Job {
  return underLease('expire-approvals', async () => {
    await store.expireApprovals(new Date(now()).toISOString());
    return expireEveryMs;
  });
}

/** A refusal is an answer, too; what repeating may help is thrown. */
async function answerOrRefusal(answered: Promise<JsonAnswer>): Promise<JsonAnswer> {
  try {
    return await answered;
  } catch (error) {
    const { status, body } = problemOf(error);
    if (status >= 500) throw error;
    return { status, body };
  }
}

/** Throws APPROVAL_NOT_FOUND. */
async function find({ store }: ApprovalDeps, approvalId: string, { user }: Caller): Promise<KeptApproval> {
  const kept = await store.approval(approvalId);
  const isHidden = user.role === 'reviewer' && kept?.proposedBy !== user.userName;
  if (kept === undefined || isHidden) throw new Problem('APPROVAL_NOT_FOUND');
  return kept;
}

/** Throws APPROVAL_NOT_FOUND and APPROVAL_ENDED. */
async function findWaiting(deps: ApprovalDeps, approvalId: string, caller: Caller): Promise<KeptApproval> {
  const kept = await find(deps, approvalId, caller);
  const hasExpired = kept.expires <= new Date(deps.now()).toISOString();
  if (kept.status !== 'WAITING' || hasExpired) throw new Problem('APPROVAL_ENDED');
  return kept;
}

function withoutSeal({ sealed: _, ...approval }: KeptApproval): Approval {
  return approval;
}
