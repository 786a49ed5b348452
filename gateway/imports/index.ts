/** Uploads of plans and of loans: accepted, worked off one after another, and accounted for row by row. */
import type { Capability } from '../work/capability';
import type { ImportDeps, ImportSettings } from './deps';
import { newPreview } from './preview';
import { importRoutes } from './routes';
import { newUploads } from './uploads';
import { newImportWork } from './work';

export function newImports(deps: ImportDeps, settings: ImportSettings): Capability {
  const { job, cancel } = newImportWork(deps, settings);
  const { accept, inTurn } = newUploads(deps, job.wake);
  const preview = newPreview({ inTurn, alliance: deps.alliance });
  return { routes: importRoutes(deps, { accept, preview, cancel }), work: [job] };
}
