/**
 * Shows subjects to users of an institution that verified them: what the ledger holds of its verification, what was given up, and
 * all keys, also those that others added. So somebody sees a key that nobody should have added while it waits.
 */
import type { SubjectKeyRecord } from '../../chaincode/api/records';
import { Rejection } from '../../chaincode/api/refusals';
import { isUsableKey } from '../../chaincode/api/subject-keys';
import { Problem } from '../api/problem';
import { textOf } from '../api/problems';
import { showMembers } from '../api/shown-members';
import { type attachSubjects, keyAnswer, subjectAnswer } from '../api/subjects';
import { problemOf, wordsOf } from '../http/problem';
import type { AnswerTo } from '../http/route';
import { itemKeys } from '../outbox/outbox';
import type { SubjectDeps } from './deps';
import { requireVerifiedHere } from './keys';
import type { Attached } from './types';

type ViewDeps = Pick<SubjectDeps, 'store' | 'vault' | 'ledgerDay'>;

/** Throws SUBJECT_NOT_VERIFIED_HERE. */
export async function readSubjectView(deps: ViewDeps, subjectId: string) {
  const { store, vault } = deps;
  const { identityKind } = await requireVerifiedHere(deps, subjectId);
  const attachmentId = vault.subjects.deriveAttachmentId(subjectId);
  const recorded = (await store.attachment(attachmentId)) !== undefined;
  const status = recorded ? undefined : await readGivenUp(deps, itemKeys.attachment(attachmentId));
  const keys = await readKeyViews(deps, subjectId);
  return showMembers(subjectAnswer, { subjectId, identityKind, recorded, status, keys });
}

/** Keys that were shown here come first, then those that others added. */
async function readKeyViews(deps: ViewDeps, subjectId: string) {
  const { store, ledgerDay } = deps;
  const shown = await store.subjects.keys(subjectId);
  const recorded = await store.subjectKeys(subjectId);
  const day = (await ledgerDay()) ?? 0;
  const shownIds = new Set(shown.map(({ keyId }) => keyId));
  const all = [...shown, ...recorded.filter(({ keyId }) => !shownIds.has(keyId))];
  return Promise.all(
    all.map(async ({ keyId, publicKey }) => {
      const key = await store.subjectKey(subjectId, keyId);
      const state = await readKeyState(deps, { subjectId, keyId }, { key, day });
      return showMembers(keyAnswer, { keyId, publicKey, shownHere: shownIds.has(keyId), ...state });
    }),
  );
}

async function readKeyState(
  deps: ViewDeps,
  { subjectId, keyId }: { readonly subjectId: string; readonly keyId: string },
  { key, day }: { readonly key: SubjectKeyRecord | undefined; readonly day: number },
) {
  if (key === undefined) {
    return { recorded: false, status: await readGivenUp(deps, itemKeys.subjectKey(subjectId, keyId)) };
  }
  const { report, addedTime, countsFromDay, reportsFromDay, revokedTime } = key;
  const revocation = revokedTime ? undefined : await readGivenUp(deps, itemKeys.revocation(subjectId, keyId));
  const waiting = revokedTime === undefined && !isUsableKey(key, 'SIGN', day);
  const reportKey = report?.publicKey;
  return { recorded: true, revocation, reportKey, addedTime, countsFromDay, reportsFromDay, waiting, revokedTime };
}

async function readGivenUp({ store }: ViewDeps, key: string): Promise<'NOT_RECORDED' | undefined> {
  return (await store.outbox.read(key))?.givenUp ? 'NOT_RECORDED' : undefined;
}

export function attachedAnswer({ subjectId, keyId, repeated }: Attached) {
  return { status: 201, body: { subjectId, keyId }, repeated };
}

/**
 * A refusal of one subject is its own outcome. A failure that concerns all of them is thrown, because the whole request can be
 * repeated.
 */
export function attachedListAnswer(
  settled: readonly PromiseSettledResult<Attached>[],
): AnswerTo<typeof attachSubjects> {
  const [first] = settled;
  if (settled.length === 1 && first?.status === 'rejected') return problemOf(requireRefusal(first.reason));
  const outcomes = settled.map((one) =>
    one.status === 'fulfilled' ? acceptedOutcome(one.value) : refusedOutcome(requireRefusal(one.reason)),
  );
  return {
    status: settled.every(({ status }) => status === 'fulfilled') ? 201 : 207,
    body: { outcomes },
    repeated: settled.every((one) => one.status === 'fulfilled' && one.value.repeated),
  };
}

function acceptedOutcome({ subjectId, keyId }: Attached) {
  return { status: 'ACCEPTED' as const, subjectId, keyId };
}

function refusedOutcome(refusal: Rejection | Problem) {
  const { code } = refusal;
  const detail = refusal instanceof Rejection ? wordsOf(refusal.code, refusal.detail) : textOf(code);
  const members = refusal instanceof Rejection ? refusal.detail : refusal.members;
  return { ...members, status: 'REFUSED' as const, code, detail };
}

function requireRefusal(error: unknown): Rejection | Problem {
  if (error instanceof Rejection && error.kind !== 'unavailable') return error;
  if (error instanceof Problem && !error.code.startsWith('EVALUATION_')) return error;
  throw error;
}
