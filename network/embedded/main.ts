/**
 * The process: `node dist/network/embedded/main.js --config FILE`. Says what it is, runs until a signal stops it, and stops
 * within 2 s.
 */
import { outliveReaders, readOptions, refuseCommandLine } from '../command-line';
import { SettingsWrong } from '../settings-file';
import { ConfigError, readConfig } from './config';
import { stdoutLog } from './rpc/log';
import { startEmbedded } from './start';

const startNotice =
  'Embedded ledger for development and trials only: one process plays all peers and the ordering service. No institution may rely on it.';
const usage = `node dist/network/embedded/main.js --config FILE

Runs the embedded ledger until SIGTERM or Ctrl-C. network/embedded/README.md describes FILE.
${startNotice}`;
const stopLimitMs = 1_800;

async function main(): Promise<void> {
  // Files that libraries make follow the umask.
  process.umask(0o077);
  outliveReaders();
  const { config: file } = readOptions({ config: { type: 'string' } }, usage);
  if (!file) refuseCommandLine('name the configuration with --config FILE');
  const config = readConfig(file);
  stdoutLog('starting', { notice: startNotice, directory: config.directory, pid: process.pid });
  const embedded = await startEmbedded(config, {
    log: stdoutLog,
    onFailure: (error) => fail('failed', error),
  });
  const stop = (signal: string) => {
    stdoutLog('stopping', { signal });
    setTimeout(() => process.exit(1), stopLimitMs).unref();
    embedded.stop().then(
      () => {
        stdoutLog('stopped');
        process.exit(0);
      },
      (error) => fail('stop-failed', error),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  stdoutLog('ready', { addresses: embedded.addresses });
}

function fail(state: string, error: Error): void {
  stdoutLog(state, { reason: error.message });
  // The place in our code says nothing about what is wrong with a file, a folder or a port.
  const isOperators = error instanceof ConfigError || error instanceof SettingsWrong || 'code' in error;
  process.stderr.write(`${isOperators ? error.message : (error.stack ?? error.message)}\n`);
  process.exit(1);
}

main().catch((error: Error) => fail('not-started', error));
