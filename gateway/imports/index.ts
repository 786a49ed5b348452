/** Uploads of plans and of loans: accepted, worked off one after another, and accounted for row by row. */
import type { Capability } from '../work/capability';
import type { ImportDeps, ImportSettings } from './deps';
import { importRoutes } from './routes';
import { newUploads } from './uploads';
import { newImportWork } from './work';

export function newImports(deps: ImportDeps, settings: ImportSettings): Capability {
  const { job, cancel } = newImportWork(deps, settings);
  const accept = newUploads(deps, job.wake);
  return { routes: importRoutes(deps, { accept, cancel }), work: [job] };
}
