/**
 * The next version of the alliance's chaincode on a running network: its processes run beside those in force until the
 * channel has it, so no call finds nobody. A call endorsed under one definition and ordered under the other is repeated.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { chaincodeServes, chaincodeSpecs, majorityEndorses } from './bring-up';
import { definitionInForce, deploy, ownDefinition } from './deployment';
import { findLeader } from './ordering';
import type { RunningFabric } from './start';
import type { Steps } from './steps';

/** Calls that are under way at the old processes end within this time. */
const drainMs = 5_000;

/** Resolves with the new sequence. If it fails, the old definition stays in force, and repeating the call goes on. */
export async function upgradeChaincode(alliance: RunningFabric, steps: Steps): Promise<number> {
  const { fabric } = alliance;
  const old = await definitionInForce(fabric);
  const next = ownDefinition(fabric.plan.topology, old.sequence + 1);
  const leader = await findLeader(fabric);
  if (leader === undefined) throw new Error('no orderer leads');
  const listNames = (definition: typeof old) => chaincodeSpecs(fabric, definition).map(({ name }) => name);
  try {
    await steps.take(`version ${next.version} serves beside version ${old.version}`, async () => {
      await alliance.begin(chaincodeSpecs(fabric, next));
      await chaincodeServes(fabric, next);
    });
    await deploy(fabric, next, { steps, leader });
  } catch (error) {
    // The commit may have gone through although its answer was lost.
    const inForce = await definitionInForce(fabric).catch(() => undefined);
    if (inForce?.sequence === old.sequence) await alliance.end(listNames(next));
    throw error;
  }
  await steps.take('a majority endorses', () => majorityEndorses(fabric));
  await steps.take(`version ${old.version} ends`, async () => {
    await sleep(drainMs);
    await alliance.end(listNames(old));
  });
  return next.sequence;
}
