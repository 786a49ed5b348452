/** Says who calls, and which operations of the table the caller may call. */
import * as rest from '../api/me';
import { mayCall, withReviewers } from '../api/operation';
import { operations } from '../api/operations';
import { type Route, serve } from '../http/route';
import type { OperationDeps } from './deps';

export function meRoutes({ partyId, alliance, hasSecondApproval }: OperationDeps): readonly Route[] {
  const table = hasSecondApproval ? operations.map(withReviewers) : operations;
  return [
    serve(rest.readMe, async ({ caller: { user, session } }) => {
      const { userName, role } = user;
      const member = (await alliance())?.members.find((one) => one.partyId === partyId);
      const { partyName, partyOrgType } = member ?? {};
      const permitted = table.filter((operation) => mayCall(operation, { role, partyOrgType }));
      const ids = permitted.map(({ id }) => id).sort();
      const { sessionId, expires } = session ?? {};
      const signedIn = sessionId === undefined || expires === undefined ? undefined : { sessionId, expires };
      return { body: { userName, role, partyId, partyName, partyOrgType, session: signedIn, operations: ids } };
    }),
  ];
}
