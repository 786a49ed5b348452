/**
 * A subject as users of an institution that verified it see it: what the ledger has of what was said here, what was said in vain,
 * and all keys, whoever added them, so that a key that nobody should have added is seen while it waits.
 */
import type { SubjectKeyRecord } from '../../chaincode/api/records';
import { isUsableKey } from '../../chaincode/api/subject-keys';
import { itemKeys } from '../outbox/outbox';
import { type KeyTools, knownSubject } from './keys';

type ViewTools = Pick<KeyTools, 'store' | 'vault'>;

/** Throws SUBJECT_NOT_VERIFIED_HERE. */
export async function subjectView(tools: ViewTools, subjectId: string) {
  const { store, vault } = tools;
  const { identityKind } = await knownSubject(tools, subjectId);
  const attachmentId = vault.subjects.attachmentIdOf(subjectId);
  const recorded = (await store.attachment(attachmentId)) !== undefined;
  const status = recorded ? undefined : await givenUp(tools, itemKeys.attachment(attachmentId));
  return { subjectId, identityKind, recorded, status, keys: await keyViews(tools, subjectId) };
}

/** Those that were shown here first, then those that others added. */
async function keyViews(tools: ViewTools, subjectId: string) {
  const { store } = tools;
  const own = await store.subjects.keys(subjectId);
  const recorded = await store.subjectKeys(subjectId);
  const day = (await store.ledgerDay()) ?? 0;
  const ownIds = new Set(own.map(({ keyId }) => keyId));
  const all = [...own, ...recorded.filter(({ keyId }) => !ownIds.has(keyId))];
  return Promise.all(
    all.map(async ({ keyId, publicKey }) => {
      const key = await store.subjectKey(subjectId, keyId);
      const state = await stateOf(tools, { subjectId, keyId }, { key, day });
      return { keyId, publicKey, shownHere: ownIds.has(keyId), ...state };
    }),
  );
}

async function stateOf(
  tools: ViewTools,
  { subjectId, keyId }: { readonly subjectId: string; readonly keyId: string },
  { key, day }: { readonly key: SubjectKeyRecord | undefined; readonly day: number },
) {
  if (key === undefined) {
    return { recorded: false, status: await givenUp(tools, itemKeys.subjectKey(subjectId, keyId)) };
  }
  const { report, addedTime, countsFromDay, reportsFromDay, revokedTime } = key;
  const revocation = revokedTime ? undefined : await givenUp(tools, itemKeys.revocation(subjectId, keyId));
  const waiting = revokedTime === undefined && !isUsableKey(key, 'SIGN', day);
  const reportKey = report?.publicKey;
  return { recorded: true, revocation, reportKey, addedTime, countsFromDay, reportsFromDay, waiting, revokedTime };
}

async function givenUp({ store }: ViewTools, key: string): Promise<'NOT_RECORDED' | undefined> {
  return (await store.outbox.read(key))?.givenUp ? 'NOT_RECORDED' : undefined;
}
