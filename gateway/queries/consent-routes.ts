/** Serves consents of subjects: recorded and revoked in two steps, listed and read. */
import { reject } from '../../chaincode/api/refusals';
import * as rest from '../api/consents';
import { done } from '../http/commands';
import { type Route, serve } from '../http/route';
import { consentToSign, grantConsent, revocationToSign, revokeConsent } from './consents';
import type { QueryDeps } from './deps';
import { consentView } from './views';

export function consentRoutes(deps: QueryDeps): readonly Route[] {
  const { partyId } = deps;
  const { queries } = deps.store;
  return [
    serve(rest.recordConsent, async ({ body: { signature, ...consent } }) => {
      const { signedTime } = consent;
      if (signature === undefined || signedTime === undefined) return { body: consentToSign(deps, consent) };
      return done(await grantConsent(deps, { ...consent, signedTime, signature }));
    }),

    serve(rest.listConsents, async ({ query: { subjectId, ...page }, caller, asOfBlock }) => {
      const named = caller.partyOrgType === 'REGULATOR' ? undefined : partyId;
      const { items, nextCursor } = await queries.consents({ subjectId, partyId: named }, page);
      return { body: { items: items.map(consentView), nextCursor, asOfBlock } };
    }),

    serve(rest.readConsent, async ({ params: { consentId }, caller }) => {
      const consent = await queries.consent(consentId);
      const isVisible = caller.partyOrgType === 'REGULATOR' || consent?.partyId === partyId;
      if (consent === undefined || !isVisible) return reject('CONSENT_NOT_FOUND', { consentId });
      return { body: consentView(consent) };
    }),

    serve(rest.revokeConsent, async ({ params: { consentId }, body = {} }) => {
      const { subjectId, keyId, signature } = body;
      const name = { consentId, subjectId };
      if (keyId === undefined || signature === undefined) return { body: await revocationToSign(deps, name) };
      return done(await revokeConsent(deps, name, { keyId, signature }));
    }),
  ];
}
