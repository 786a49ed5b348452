/**
 * The supervisor of a network that runs by itself: starts everything, keeps it running, and ends it on SIGTERM. It listens to
 * nothing; what it has to say stands in the state file.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startFabric } from '../fabric/start';
import { defaultTopology, type RunningAlliance, startAlliance } from '../local/alliance';
import { readTopology } from '../topology';
import { forgetState, type LedgerKind, type NetworkState, writeState } from './state';

const { values } = parseArgs({
  options: {
    ledger: { type: 'string', default: 'fabric' },
    directory: { type: 'string', default: '.tallystick' },
    topology: { type: 'string' },
    'port-base': { type: 'string' },
  },
});

async function main(): Promise<void> {
  const directory = resolve(values.directory);
  const stopping = new AbortController();
  const stopped = new Promise<void>((end) => stopping.signal.addEventListener('abort', () => end(), { once: true }));
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
  const topology = values.topology === undefined ? defaultTopology() : readTopology(values.topology);
  const portBase = values['port-base'] === undefined ? topology.portBase : Number(values['port-base']);
  let state: NetworkState = {
    ledger: values.ledger as LedgerKind,
    pid: process.pid,
    phase: 'starting',
    portBase,
    fabricBin: process.env.FABRIC_BIN,
    ...(values.topology === undefined ? {} : { topology: resolve(values.topology) }),
    steps: [],
    givenUp: [],
  };
  const say = (news: Partial<NetworkState>) => {
    state = { ...state, ...news };
    writeState(directory, state);
  };
  const options = {
    layout: { directory, portBase },
    topology,
    onGivenUp: (name: string) => say({ givenUp: [...state.givenUp, name] }),
  };
  say({});
  try {
    const alliance: RunningAlliance = await (state.ledger === 'embedded'
      ? startAlliance(options)
      : startFabric({
          ...options,
          signal: stopping.signal,
          onBegin: (step) => say({ step }),
          onStep: (step) => say({ steps: [...state.steps, step] }),
        }));
    say({ phase: 'ready' });
    await stopped;
    await alliance.stop();
    forgetState(directory);
  } catch (error) {
    if (stopping.signal.aborted) return forgetState(directory);
    say({ phase: 'failed', reason: error instanceof Error ? error.message : String(error) });
    process.exitCode = 1;
  }
}

void main().finally(() => process.exit());
