/**
 * A whole alliance in containers. The steps are those of the native runtime, taken from this machine at the published ports;
 * only who starts the processes differs.
 */

import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type Environment, findFabric } from '../fabric/binaries';
import { bringUp } from '../fabric/bring-up';
import { prepareFabric } from '../fabric/material';
import { describeChaincodes } from '../fabric/node-settings';
import { type FabricPlan, fabricFiles, listGateways, planNodes } from '../fabric/nodes';
import type { Fabric } from '../fabric/ordering';
import { compose, loopback } from '../fabric/runtime';
import { type Step, Steps } from '../fabric/steps';
import { until } from '../fabric/waiting';
import { defaultTopology, RunningAlliance } from '../local/alliance';
import type { ProcessSpec } from '../local/processes';
import { readTopology } from '../topology';
import { replaceWhole } from '../whole-file';
import { Compose, type Composed, findCompose, placeComposeFile, writeComposed } from './command';

export interface ComposeUpOptions {
  readonly directory: string;
  /** The topology's file. Default: the shipped one. */
  readonly topology?: string | undefined;
  readonly portBase?: number | undefined;
  readonly env: Environment;
  readonly signal?: AbortSignal;
  readonly onStep?: (step: Step) => void;
  readonly onNote?: (note: string) => void;
}

/** The folder in which the official peer image has the builder for chaincode as a service. */
const builderInside = '/opt/hyperledger/ccaas_builder';
const gatewayDeadlineMs = 90_000;

/** Resolves when a majority endorses and every gateway is ready. Can be repeated; what runs is left running where it fails. */
export async function composeUp(options: ComposeUpOptions) {
  const { directory, topology: file, portBase, env, signal, onStep, onNote } = options;
  const topology = file === undefined ? defaultTopology() : readTopology(file);
  const layout = { directory: resolve(directory), portBase: portBase ?? topology.portBase };
  const plan = planNodes(topology, layout, compose);
  const found = findFabric(env);
  const fabric: Fabric = { plan, files: { ...found, builderFolder: builderInside }, signal };
  const command = await findCompose(env);
  const steps = new Steps(onStep);
  await prepareFabric(fabric, { ...(onNote && { onNote }) }, steps);
  await writeBesides(plan);
  const composed: Composed = {
    command,
    file: placeComposeFile(topology, layout),
    portBase: layout.portBase,
    topology: file,
  };
  await writeComposed(layout.directory, composed);
  new RunningAlliance(layout, listGateways(plan), []).writeDescription();
  const containers = new Compose(layout.directory, composed, env);
  const begin = async (specs: readonly ProcessSpec[]) => {
    await containers.up(
      specs.map(({ name }) => name),
      signal,
    );
    await gatewaysReady(plan, specs, signal);
  };
  await bringUp(fabric, {}, { steps, begin });
  return { ...composed, steps: steps.done };
}

async function writeBesides({ peers }: FabricPlan): Promise<void> {
  for (const peer of peers) {
    const file = fabricFiles.besidePeer(peer.owner.layout, peer.name);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    replaceWhole(file, describeChaincodes(peer));
  }
}

/** Those among the processes that are gateways; the others' readiness is asked for by whoever needs them. */
async function gatewaysReady(plan: FabricPlan, specs: readonly ProcessSpec[], signal?: AbortSignal): Promise<void> {
  const begun = listGateways(plan)
    .map(({ organisation, port }) => ({ name: `gateway-${organisation.name}`, url: `http://${loopback}:${port}` }))
    .filter(({ name }) => specs.some((spec) => spec.name === name));
  await Promise.all(
    begun.map(({ name, url }) =>
      until(`${name} is ready`, () => fetch(`${url}/readyz`).then(({ ok }) => ok), {
        deadlineMs: gatewayDeadlineMs,
        everyMs: 200,
        signal,
      }),
    ),
  );
}
