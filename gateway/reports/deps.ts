/** The part of the platform that the copy for reports works with. */
import type { ReportStore } from './store';

export interface ReportDeps {
  readonly store: { readonly reports: Pick<ReportStore, 'fillChunk'> };
}
