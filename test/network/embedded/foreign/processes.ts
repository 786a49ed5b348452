/** Child processes of the suites: started, watched, and ended one by one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const ROOT = join(__dirname, '../../../..');
const MAIN = join(ROOT, 'dist/network/embedded/main.js');
const CHAINCODE_CLI = join(ROOT, 'node_modules/fabric-shim/cli.js');

export const PACKAGE_ID = 'foreign_1:0123abcd';

export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

export async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill(signal);
    await once(child, 'exit');
  }
  return child.exitCode;
}

export interface LedgerProcess {
  readonly child: ChildProcess;
  /** All that it said so far, line by line. */
  readonly states: readonly Record<string, unknown>[];
  /** Resolves with the first line of that state, past ones included. */
  state(name: string): Promise<Record<string, unknown>>;
}

export function startLedger(configFile: string): LedgerProcess {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: run "npm run build" first, as "npm test" does`);
  const child = spawn(process.execPath, [MAIN, '--config', configFile], { stdio: ['ignore', 'pipe', 'pipe'] });
  const states: Record<string, unknown>[] = [];
  const watchers = new Set<() => void>();
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    states.push(JSON.parse(line));
    for (const watch of watchers) watch();
  });
  const state = (name: string) =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      const watch = () => {
        const found = states.find((each) => each.state === name);
        if (!found) return;
        watchers.delete(watch);
        resolve(found);
      };
      watchers.add(watch);
      child.once('exit', (code) => reject(new Error(`the ledger ended (${code}) before "${name}": ${errors}`)));
      watch();
    });
  return { child, states, state };
}

/** The stock command, one process per organisation, as on Fabric. */
export function startChaincode(options: { mspId: string; address: string }): ChildProcess {
  const args = [CHAINCODE_CLI, 'server', '--chaincode-address', options.address, '--chaincode-id', PACKAGE_ID];
  return spawn(process.execPath, args, {
    cwd: join(__dirname, 'chaincode'),
    env: { ...process.env, CORE_PEER_LOCALMSPID: options.mspId, CORE_CHAINCODE_LOGGING_LEVEL: 'ERROR' },
    stdio: 'ignore',
  });
}
