/** Transactions on consents: grant, revoke. Rules are in domain/consent.ts. */
import type { CommandName } from '../api/commands';
import type { ConsentEvent } from '../api/events';
import type { ConsentRecord, SubjectKeyRecord } from '../api/records';
import { reject } from '../api/refusals';
import { consentText, identifierFrom } from '../api/signatures';
import * as rules from '../domain/consent';
import { keys } from '../state/keys';
import type { Overlay } from '../state/overlay';
import { readSubjectKey } from './subject';
import type { Execution } from './transaction';

/** The institution that posts a consent is the one that the consent names, because the subject signed its name. */
const grant: Execution<'consent:grant'> = {
  reads: (command, partyId, channel) => {
    const { subjectId, keyId } = command;
    const consentId = identifierFrom(consentText(channel, { ...command, partyId }));
    return [keys.consent(consentId), keys.consentRevocation(subjectId, consentId), keys.subjectKey(subjectId, keyId)];
  },
  execute: async (command, context) => {
    const { state, caller, alliance, channel, time, announce } = context;
    const { partyId } = caller;
    const { subjectId, keyId } = command;
    const consent = { ...command, partyId };
    const consentId = identifierFrom(consentText(channel, consent));
    const existing = await state.get('consent', keys.consent(consentId));
    if (existing !== undefined) return { answer: { consentId }, repeated: true };
    rules.requireBelowCeilings(consent, alliance.parameters, time);
    rules.requireNoTombstone(await state.get('consentRevocation', keys.consentRevocation(subjectId, consentId)));
    const granted = rules.grant(consent, await readSubjectKey(state, { subjectId, keyId }), context);
    state.put(granted);
    announce(consentEvent('GRANTED', granted));
    return { answer: { consentId } };
  },
};

/** Through any institution: the one that asks may not stand in the way. */
const revoke: Execution<'consent:revoke'> = {
  reads: ({ consentId, subjectId, keyId }) => [
    keys.consent(consentId),
    keys.consentRevocation(subjectId, consentId),
    keys.subjectKey(subjectId, keyId),
  ],
  execute: async ({ consentId, subjectId, keyId, signature }, context) => {
    const { state, time, announce } = context;
    const consent = await state.get('consent', keys.consent(consentId));
    if (consent !== undefined && consent.subjectId !== subjectId) reject('CONSENT_NOT_FOUND', { consentId });
    const tombstone = await state.get('consentRevocation', keys.consentRevocation(subjectId, consentId));
    if (consent?.revokedTime !== undefined || tombstone !== undefined) return { answer: { consentId }, repeated: true };
    const signed = { consentId, subjectId, by: await readSubjectKey(state, { subjectId, keyId }), signature };
    rules.requireRevocation(signed, context);
    if (consent === undefined) {
      state.put(rules.newTombstone(signed, time));
    } else {
      state.put({ ...consent, revokedTime: time });
      announce(consentEvent('REVOKED', consent));
    }
    return { answer: { consentId } };
  },
};

export const consentExecutions = {
  'consent:grant': grant,
  'consent:revoke': revoke,
} satisfies { [N in CommandName]?: Execution<N> };

/** A consent, and the key that signed it: both say whether it counts. */
export async function readConsent(
  state: Overlay,
  consentId: string,
): Promise<{ readonly consent: ConsentRecord; readonly key: SubjectKeyRecord }> {
  const consent = (await state.get('consent', keys.consent(consentId))) ?? reject('CONSENT_NOT_FOUND', { consentId });
  return { consent, key: await readSubjectKey(state, consent) };
}

function consentEvent(eventName: ConsentEvent['eventName'], consent: ConsentRecord): ConsentEvent {
  const { consentId, subjectId, partyId } = consent;
  return { name: 'ConsentEvent', eventName, consentId, subjectId, partyId };
}
