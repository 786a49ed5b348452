/**
 * The supervisor of a network that runs by itself: starts everything, keeps it running, and ends it on SIGTERM. It listens to
 * nothing; what it has to say stands in the state file.
 */
import { resolve } from 'node:path';
import { outliveReaders, readOptions } from '../command-line';
import { RunningFabric, startFabric } from '../fabric/start';
import { startInstitution } from '../fabric/start-institution';
import { Steps } from '../fabric/steps';
import { upgradeChaincode } from '../fabric/upgrade';
import { isInstitution } from '../institution/settings';
import { defaultTopology, type RunningAlliance, startAlliance } from '../local/alliance';
import { lockFolder } from '../local/folder-lock';
import { insist } from '../local/insist';
import { reachThisMachineDirectly } from '../proxy';
import { readTopology } from '../topology';
import { forgetState, type LedgerKind, type NetworkState, type Upgrade, upgradeSignal, writeState } from './state';

const values = readOptions(
  {
    ledger: { type: 'string', default: 'fabric' },
    directory: { type: 'string', default: '.tallystick' },
    topology: { type: 'string' },
    'port-base': { type: 'string' },
    'files-open-to-others': { type: 'boolean', default: false },
  },
  'The supervisor that `tallystick network up` starts; start it with that command.',
);

async function main(): Promise<void> {
  outliveReaders();
  reachThisMachineDirectly();
  // All processes inherit it, and files that libraries make follow it.
  process.umask(0o077);
  const directory = resolve(values.directory);
  const { portsWithinMs } = await lockFolder(directory);
  const stopping = new AbortController();
  const stopped = new Promise<void>((end) => stopping.signal.addEventListener('abort', () => end(), { once: true }));
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
  // Its default would be the end.
  process.on(upgradeSignal, () => {});
  const isOne = isInstitution(directory);
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
    notes: [],
    failing: [],
  };
  const say = (news: Partial<NetworkState>) => {
    state = { ...state, ...news };
    insist(() => writeState(directory, state));
  };
  const options = {
    layout: { directory, portBase },
    portsWithinMs,
    filesOpenToOthers: values['files-open-to-others'],
    topology,
    onNote: (note: string) => say({ notes: [...state.notes, note] }),
    onFailing: (name: string, why: string) => say({ failing: [...state.failing, { name, why }] }),
    onRecovered: (recovered: string) => say({ failing: state.failing.filter(({ name }) => name !== recovered) }),
  };
  writeState(directory, state);
  try {
    const alliance: RunningAlliance = await (state.ledger === 'embedded'
      ? startAlliance(options)
      : (isOne ? startInstitution : startFabric)({
          ...options,
          signal: stopping.signal,
          onBegin: (step) => say({ step }),
          onStep: (step) => say({ steps: [...state.steps, step] }),
        }));
    if (alliance instanceof RunningFabric && !isOne) upgradeOn(alliance, (upgrade) => say({ upgrade }));
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

/** One after the other; asked for while one is under way, it is that one. */
function upgradeOn(alliance: RunningFabric, say: (upgrade: Upgrade) => void): void {
  let upgrade: Upgrade = { number: 0, phase: 'done', steps: [] };
  const news = (changed: Partial<Upgrade>) => {
    upgrade = { ...upgrade, ...changed };
    say(upgrade);
  };
  process.removeAllListeners(upgradeSignal);
  process.on(upgradeSignal, () => {
    if (upgrade.phase === 'running') return;
    upgrade = { number: upgrade.number + 1, phase: 'running', steps: [] };
    say(upgrade);
    upgradeChaincode(alliance, new Steps((step) => news({ steps: [...upgrade.steps, step] }))).then(
      (sequence) => news({ phase: 'done', sequence }),
      (error: Error) => news({ phase: 'failed', reason: error.message }),
    );
  });
}

main()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  })
  .finally(() => process.exit());
