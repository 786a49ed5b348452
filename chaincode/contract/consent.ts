/** Transactions on consents: grant, revoke. Rules are in domain/consent.ts. */
import { sameContent } from '../api/canonical';
import type { CommandName } from '../api/commands';
import type { ConsentEvent } from '../api/events';
import type { ConsentRecord } from '../api/records';
import { reject } from '../api/refusals';
import * as rules from '../domain/consent';
import { keys } from '../state/keys';
import type { Overlay } from '../state/overlay';
import { readSubjectKey } from './subject';
import type { Execution } from './transaction';

/** Whoever posts a consent is whom it names: the institution is part of what the subject signed. */
const grant: Execution<'consent:grant'> = {
  reads: ({ consentId, subjectId, keyId }) => [keys.consent(consentId), keys.subjectKey(subjectId, keyId)],
  execute: async (command, { state, caller: { partyId }, alliance, channel, time, day, announce }) => {
    const { consentId, subjectId, keyId } = command;
    const consent = { ...command, partyId };
    const existing = await state.get('consent', keys.consent(consentId));
    if (existing !== undefined) {
      const same = sameContent(rules.consentContentOf(existing), rules.consentContentOf(consent));
      if (!same) reject('CONSENT_EXISTS_WITH_OTHER_CONTENT', { consentId });
      return { answer: { consentId }, repeated: true };
    }
    rules.requireBelowCeilings(consent, alliance.parameters, time);
    rules.requireReportKey(consent);
    const granted = rules.grant(consent, await readSubjectKey(state, { subjectId, keyId }), channel, { time, day });
    state.put(granted);
    announce(consentEvent('GRANTED', granted));
    return { answer: { consentId } };
  },
};

/** Through any institution: the one that asks may not stand in the way. */
const revoke: Execution<'consent:revoke'> = {
  reads: ({ consentId }) => [keys.consent(consentId)],
  execute: async ({ consentId, keyId, signature }, { state, channel, time, day, announce }) => {
    const consent = await readConsent(state, consentId);
    if (consent.revokedTime !== undefined) return { answer: { consentId }, repeated: true };
    const by = await readSubjectKey(state, { subjectId: consent.subjectId, keyId });
    state.put(rules.revoke(consent, { by, signature }, channel, { time, day }));
    announce(consentEvent('REVOKED', consent));
    return { answer: { consentId } };
  },
};

export const consentExecutions = {
  'consent:grant': grant,
  'consent:revoke': revoke,
} satisfies { [N in CommandName]?: Execution<N> };

export async function readConsent(state: Overlay, consentId: string): Promise<ConsentRecord> {
  return (await state.get('consent', keys.consent(consentId))) ?? reject('CONSENT_NOT_FOUND', { consentId });
}

function consentEvent(eventName: ConsentEvent['eventName'], consent: ConsentRecord): ConsentEvent {
  const { consentId, subjectId, partyId } = consent;
  return { name: 'ConsentEvent', eventName, consentId, subjectId, partyId };
}
