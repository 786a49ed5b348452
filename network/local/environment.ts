/** The environment of the programs that this project starts: what any program needs, and what each gets besides. */

/**
 * Settings in an operator's shell reach no program: fabric-shim and Fabric read CORE_ and ORDERER_, a gateway DATABASE_URL and
 * LOG_LEVEL, Node NODE_OPTIONS, and gRPC the proxies.
 */
export function surroundings(env: Readonly<Record<string, string>>): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  return { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), ...env };
}
