/** Keeps the copy for reports: typed tables in the institution's own database. It serves no routes. */
import type { Capability } from '../work/capability';
import { underLease } from '../work/engine';
import type { ReportDeps } from './deps';
import { fillTables } from './report-work';

export function newReports(deps: ReportDeps): Capability {
  return {
    routes: [],
    work: [underLease('fill-report-tables', (stopping) => fillTables(deps, stopping))],
  };
}
