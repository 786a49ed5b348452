import { reject } from '../../chaincode/api/refusals';
import * as rest from '../api/consents';
import type { Gateway } from '../gateway';
import { done } from '../http/commands';
import { type Route, serve } from '../http/route';
import { consentToSign, grantConsent, revocationToSign, revokeConsent } from './consents';

export function consentRoutes(gateway: Gateway): readonly Route[] {
  const { store, partyId } = gateway;
  return [
    serve(rest.recordConsent, async ({ body: { signature: signed, ...request } }) => {
      const { signedTime } = request;
      if (signed === undefined || signedTime === undefined) {
        return { body: consentToSign({ ...gateway, now: Date.now }, request) };
      }
      return done(await grantConsent(gateway, { ...request, signedTime, signature: signed }));
    }),

    serve(rest.listConsents, async ({ query: { subjectId, ...page }, caller, asOfBlock }) => {
      const of = caller.partyOrgType === 'REGULATOR' ? { subjectId } : { subjectId, partyId };
      const { items, nextCursor } = await store.queries.consents(of, page);
      return { body: { items: items.map(({ docType: _, ...consent }) => consent), nextCursor, asOfBlock } };
    }),

    serve(rest.readConsent, async ({ params: { consentId }, caller }) => {
      const consent = await store.queries.consent(consentId);
      const isVisible = caller.partyOrgType === 'REGULATOR' || consent?.partyId === partyId;
      if (consent === undefined || !isVisible) return reject('CONSENT_NOT_FOUND', { consentId });
      const { docType: _, ...body } = consent;
      return { body };
    }),

    serve(rest.revokeConsent, async ({ params: { consentId }, body = {} }) => {
      const { subjectId, keyId, signature: signed } = body;
      const name = { consentId, subjectId };
      if (keyId === undefined || signed === undefined) return { body: await revocationToSign(gateway, name) };
      return done(await revokeConsent(gateway, name, { keyId, signature: signed }));
    }),
  ];
}
