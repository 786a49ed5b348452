/** Suites that need Fabric's own programs: run where FABRIC_BIN names them, otherwise reported as skipped, with the reason. */
import { searchFabric } from '../../../network/fabric/binaries';

export function describeOnFabric(title: string, suite: () => void): void {
  const reason = process.env.FABRIC_BIN ? searchFabric(process.env).missing[0] : 'FABRIC_BIN is not set';
  if (reason === undefined) describe(title, suite);
  else describe.skip(`${title} (skipped: ${reason})`, suite);
}
