/**
 * An alliance for stories over REST: its own folder and ports, ended with the suite. Needs the built project (`npm test` builds
 * it). On the embedded ledger, or on Fabric where TALLYSTICK_LEDGER=fabric asks for it; then FABRIC_BIN or PATH must have it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startFabric } from '../../network/fabric/start';
import {
  defaultTopology,
  isFree,
  type RunningAlliance,
  type StartOptions,
  startAlliance,
} from '../../network/local/alliance';
import { files, institutionLayout } from '../../network/local/layout';
import { type Kept, keep, takeKept } from '../run/kept';
import { within } from '../run/pace';
import { type GatewayClient, newGatewayClient } from '../run/rest-client';
import { holdAnswersAgainstForms } from './answers';

holdAnswersAgainstForms();

export const onFabric = process.env.TALLYSTICK_LEDGER === 'fabric';

/** Processes of the ledger that may be killed without an end to its service: one orderer, peers, a chaincode process. */
export const ledgerVictims: readonly string[] = onFabric
  ? ['orderer0', 'peer0.harbour', 'peer0.meadow', 'chaincode-peer0.orchard']
  : ['ledger', 'chaincode'];

/** Processes start in seconds on the embedded ledger; Fabric has four times as many. */
export const beginMs = onFabric ? 240_000 : 90_000;

export interface Story {
  readonly alliance: RunningAlliance;
  readonly directory: string;
  client(institution: string, role?: 'admin' | 'officer' | 'auditor'): GatewayClient;
  end(): Promise<void>;
}

interface StoryOptions extends Omit<StartOptions, 'layout'> {
  /** They replace those of the default topology. */
  readonly daySeconds?: number;
  readonly parameters?: Readonly<Record<string, number | boolean>>;
  /** Default: as TALLYSTICK_LEDGER says. */
  readonly ledger?: 'fabric';
  /** Fabric's only. */
  readonly purgeInterval?: number;
}

export async function beginStory(options: StoryOptions = {}): Promise<Story> {
  const isFabric = onFabric || options.ledger === 'fabric';
  const directory = mkdtempSync(join(tmpdir(), 'tallystick-story-'));
  const layout = { directory, portBase: await freePorts(isFabric ? portsOfFabric : portsOfEmbedded) };
  const topology = defaultTopology();
  const vaults = topology.organisations.map(({ name }) => describeVault(directory, name));
  for (const vault of vaults) takeKept(vault);
  const alliance = await (isFabric ? startFabric : startAlliance)({
    ...options,
    layout,
    topology: {
      ...topology,
      daySeconds: options.daySeconds ?? topology.daySeconds,
      parameters: { ...topology.parameters, ...options.parameters },
    },
  });
  for (const vault of vaults) keep(vault);
  const { institutions } = alliance.describe();
  return {
    alliance,
    directory,
    client: (name, role = 'officer') => {
      const institution = institutions[name];
      if (institution === undefined) throw new Error(`no institution is named ${name}`);
      return newGatewayClient({ url: institution.url, token: institution.tokens[role] });
    },
    end: async () => {
      await alliance.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A vault's first key pair and the lock of its secret cost a second of processor. */
function describeVault(directory: string, institution: string): Kept {
  const folder = files.gatewayFolder(institutionLayout({ directory, portBase: 0 }, institution));
  return { name: institution, folder, parts: ['passphrase', 'vault/secret', 'vault/key-1.p12'] };
}

/** Asks until the answer is something. Fails with what was waited for after the deadline, which grows with the machine's slowness. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  deadlineMs = 20_000,
): Promise<T> {
  const limitMs = within(deadlineMs);
  const deadline = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`not within ${limitMs} ms: ${what}`);
    await sleep(50);
  }
}

const portsOfFabric = 100;
const portsOfEmbedded = 21;

/** The first of as many ports in a row as an alliance takes, or as many as asked for. */
export async function freePorts(count = onFabric ? portsOfFabric : portsOfEmbedded): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const base = 20_000 + Math.floor(Math.random() * 120) * 100;
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(base + index)));
    if (free.every(Boolean)) return base;
  }
  throw new Error('no free ports');
}
