/** Looks after the copy for reports by hand: with the gateway's own settings, beside the gateway or in its place. */
import { readConfig } from './config';
import type { ReportTable } from './reports/description';
import type { Dump } from './reports/dump';
import { reportTables } from './reports/tables';
import { openStore, type Store } from './stores';

export type { Dump } from './reports/dump';

interface ShownTable extends Pick<ReportTable, 'name' | 'kind' | 'about' | 'key' | 'indexes'> {
  readonly columns: readonly { readonly name: string; readonly type: string; readonly since: number; about: string }[];
}

/** The tables as they are described; in PostgreSQL their names stand in the schema `report`. */
export function describeReportCopy(): readonly ShownTable[] {
  return reportTables.map(({ name, kind, about, key, indexes, columns }) => ({
    ...{ name, kind, about, key, indexes },
    columns: columns.map((column) => ({
      name: column.name,
      type: column.type,
      since: column.since ?? 1,
      about: column.about,
    })),
  }));
}

/** `file` holds the gateway's settings. Throws what the settings and the store throw. */
export function hashReportCopy(file: string, environment: NodeJS.ProcessEnv): Promise<Dump> {
  return withStore(file, environment, (store) => store.reports.dump());
}

/** Empties and fills every table that the settings name. A rebuild that is cut short is finished by the gateway. */
export function rebuildReportCopy(file: string, environment: NodeJS.ProcessEnv, onChunk: () => void): Promise<Dump> {
  return withStore(file, environment, async ({ reports }, kinds) => {
    await reports.choose(kinds);
    await reports.beginAnew();
    while (await reports.fillChunk()) onChunk();
    return reports.dump();
  });
}

async function withStore<T>(
  file: string,
  environment: NodeJS.ProcessEnv,
  act: (store: Store, kinds: Parameters<Store['reports']['choose']>[0]) => Promise<T>,
): Promise<T> {
  const config = readConfig(['--config', file], environment);
  const { databaseUrl } = config;
  const store = await openStore(databaseUrl === undefined ? config.store : { databaseUrl });
  try {
    return await act(store, config.reportCopy);
  } finally {
    await store.close();
  }
}
