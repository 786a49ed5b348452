/** A subject as this institution's own users see it: what the ledger has of what was said here, and what was said in vain. */
import { itemKeys } from '../credit/outbox';
import type { KnownKey } from '../store/types';
import { type AttachingTools, knownSubject } from './attaching';

type ViewTools = Pick<AttachingTools, 'store' | 'vault'>;

/** Throws SUBJECT_NOT_VERIFIED_HERE. */
export async function subjectView(tools: ViewTools, subjectId: string) {
  const { store, vault } = tools;
  const { identityKind } = await knownSubject(tools, subjectId);
  const attachmentId = vault.subjects.attachmentIdOf(subjectId);
  const recorded = (await store.attachment(attachmentId)) !== undefined;
  const status = recorded ? undefined : await givenUp(tools, itemKeys.attachment(attachmentId));
  const keys = await store.subjects.keys(subjectId);
  return { subjectId, identityKind, recorded, status, keys: await Promise.all(keys.map((key) => keyView(tools, key))) };
}

async function keyView(tools: ViewTools, { subjectId, keyId, publicKey }: KnownKey) {
  const recorded = await tools.store.subjectKey(subjectId, keyId);
  const { addedTime, revokedTime } = recorded ?? {};
  const status = recorded ? undefined : await givenUp(tools, itemKeys.subjectKey(subjectId, keyId));
  const revocation = revokedTime ? undefined : await givenUp(tools, itemKeys.revocation(subjectId, keyId));
  return { keyId, publicKey, recorded: recorded !== undefined, status, revocation, addedTime, revokedTime };
}

async function givenUp({ store }: ViewTools, key: string): Promise<'NOT_RECORDED' | undefined> {
  return (await store.credit.outboxItem(key))?.givenUp ? 'NOT_RECORDED' : undefined;
}
