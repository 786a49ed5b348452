/**
 * The settings of one institution's folder: who it is, and where its nodes listen. They follow from the topology that the alliance
 * agreed on; addresses and ports are the institution's own to choose before it exports its member file.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readSettings } from '../settings-file';
import type { Topology } from '../topology';
import { mspIdForm, nameForm } from '../topology-form';
import { createWhole } from '../whole-file';

const port = z.int().min(1_024).max(65_530);
const node = z.strictObject({ name: nameForm, port });

/** An address or a DNS name. */
export const hostForm = z
  .string()
  .max(253)
  .regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/, 'must be an IPv4 address or a host name in small letters');

export const settingsForm = z.strictObject({
  format: z.literal('tallystick-organisation/1'),
  name: nameForm,
  mspId: mspIdForm,
  /** The address on which nodes listen. Servers for this machine only stay on a loopback address. */
  listen: z.ipv4(),
  /** The name or address by which others reach them. Default: each node's own name, which DNS has to know. */
  host: hostForm.exactOptional(),
  /** Absent where the organisation only orders. */
  gatewayPort: port.exactOptional(),
  /** Each takes five ports from its own on. */
  peers: z.array(node).max(4),
  /** Each takes three. */
  orderers: z.array(node).max(10),
});

export type InstitutionSettings = z.infer<typeof settingsForm>;

/** The addresses and ports of an institution's nodes, before they have been shared out. */
export interface Place extends Pick<InstitutionSettings, 'listen' | 'host'> {
  readonly portBase: number;
}

const portsBefore = { orderers: 10, peers: 40 } as const;
export const portsEach = { orderer: 3, peer: 5 } as const;

/** One for each organisation of the topology, those that only order last. A node keeps its ports when others are added behind it. */
export function deriveSettings(topology: Topology, { portBase, ...place }: Place): readonly InstitutionSettings[] {
  const { organisations, orderers } = topology;
  const nodes = orderers.nodes.map(({ name, organisation }, index) => ({
    owner: organisation,
    node: { name, port: portBase + portsBefore.orderers + index * portsEach.orderer },
  }));
  const ordering = (owner: string) => nodes.filter((each) => each.owner === owner).map((each) => each.node);
  let before = 0;
  const members = organisations.map(({ name, mspId, peers }, index) => {
    const first = portBase + portsBefore.peers + before * portsEach.peer;
    before += peers;
    const own = Array.from({ length: peers }, (_, number) => ({
      name: `peer${number}`,
      port: first + number * portsEach.peer,
    }));
    return { name, mspId, gatewayPort: portBase + index, peers: own, orderers: ordering(name) };
  });
  const others = orderers.organisations.map(({ name, mspId }) => ({
    name,
    mspId,
    peers: [],
    orderers: ordering(name),
  }));
  return [...members, ...others].map((each) => ({ format: 'tallystick-organisation/1', ...place, ...each }));
}

export function settingsFile(folder: string): string {
  return join(folder, 'organisation.json');
}

/** True where the folder is that of one institution, and no alliance's. */
export function isInstitution(folder: string): boolean {
  return existsSync(settingsFile(folder));
}

/** Throws SettingsWrong. */
export function readInstitutionSettings(folder: string): InstitutionSettings {
  const repair = "correct it; 'tallystick org init' makes one";
  return readSettings(settingsFile(folder), { form: settingsForm, what: "an institution's settings", repair });
}

/** Settings that are there stay: they may have been edited. */
export async function writeInstitutionSettings(folder: string, settings: InstitutionSettings): Promise<void> {
  await createWhole(settingsFile(folder), `${JSON.stringify(settings, undefined, 2)}\n`);
}
