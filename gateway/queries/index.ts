/** Asks about subjects under their consent, opens what was paid for, and notes who read it. */
import type { Capability } from '../work/capability';
import { eachItem, underLease } from '../work/engine';
import { newAudit } from './audit';
import { consentRoutes } from './consent-routes';
import type { QueryDeps } from './deps';
import { creditQueryRoutes } from './query-routes';
import { dropDetails, expiringAnswers, judging } from './query-work';
import { reportRoutes } from './report-routes';

export function newQueries(deps: QueryDeps): Capability {
  const audited = { ...deps, noteRead: newAudit(deps) };
  return {
    routes: [...consentRoutes(deps), ...creditQueryRoutes(audited), ...reportRoutes(audited)],
    work: [
      eachItem(judging(deps)),
      eachItem(expiringAnswers(deps)),
      underLease('query-details', () => dropDetails(deps)),
    ],
  };
}
