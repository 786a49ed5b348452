import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfigBlock } from '../../../network/channel/genesis';
import { prepareFabric } from '../../../network/fabric/material';
import { fabricFiles, planNodes } from '../../../network/fabric/nodes';
import type { Fabric } from '../../../network/fabric/ordering';
import { startFabric } from '../../../network/fabric/start';
import { Steps } from '../../../network/fabric/steps';
import { institutionLayout } from '../../../network/local/layout';
import { listCapabilities } from '../channel/capabilities';
import { shippedPlan } from './plans';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'material-'));
  for (const name of ['core.yaml', 'orderer.yaml']) writeFileSync(join(directory, name), '{}\n');
});

afterEach(() => rmSync(directory, { recursive: true }));

function prepare(plan = shippedPlan('two-organisations', directory), version = 'v3.1.5'): Promise<void> {
  const programs = { peer: join(directory, 'peer'), orderer: '', osnadmin: '' };
  writeFileSync(programs.peer, `#!/bin/sh\necho ' Version: ${version}'\n`, { mode: 0o755 });
  const fabric: Fabric = { plan, files: { programs, configFolder: directory, builderFolder: '' } };
  return prepareFabric(fabric, {}, new Steps());
}

const layout = (name: string) => institutionLayout({ directory, portBase: 0 }, name);

function channelCapabilities(): readonly string[] {
  const block = readConfigBlock(readFileSync(fabricFiles.genesisBlock(layout('keystone'))));
  return listCapabilities(block.config.getChannelGroup());
}

describe('a folder in which a network was founded', () => {
  it('is prepared again as it was', async () => {
    await prepare();
    await prepare();
  }, 30_000);

  it('is refused to another topology, naming what differs', async () => {
    await prepare();
    const { topology, layout } = shippedPlan('two-organisations', directory);
    const orderers = { ...topology.orderers, nodes: topology.orderers.nodes.slice(0, 1) };
    await expect(prepare(planNodes({ ...topology, orderers }, layout))).rejects.toThrow(
      /another topology \(orderers\)/,
    );
    const parameters = { ...topology.parameters, minConfirmRmb: 1 };
    await expect(prepare(planNodes({ ...topology, parameters }, layout))).rejects.toThrow(
      /another topology \(parameters\)/,
    );
  }, 30_000);

  it('gives every institution the same channel, and its own folder its own keys only', async () => {
    await prepare();
    const [keystone, harbour, ordering] = ['keystone', 'harbour', 'ordering'].map((name) => layout(name).directory);
    const read = (folder = '') => readFileSync(join(folder, 'channel.json'), 'utf8');
    expect(new Set([read(keystone), read(harbour), read(ordering)]).size).toBe(1);
    expect(read(keystone)).not.toContain('PRIVATE KEY');
    const keys = readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      .filter((text) => text.includes('PRIVATE KEY'));
    expect(keys.length).toBeGreaterThan(20);
    expect(new Set(keys).size).toBe(keys.length);
  }, 30_000);

  it('is refused where it holds the embedded ledger', async () => {
    writeFileSync(join(directory, 'ledger.json'), '{}');
    await expect(prepare()).rejects.toThrow('holds an alliance on the embedded ledger');
  });
});

describe('a damaged file', () => {
  it.each<[string, string | Buffer]>([
    ['full of NULs', Buffer.alloc(1_000)],
    ['empty', ''],
    ['truncated', 'peer:\n  handlers: [\n'],
    ['a list', '- peer\n'],
  ])(
    "of Fabric's own settings, %s, is named with what to do",
    async (_what, content) => {
      for (const name of ['core.yaml', 'orderer.yaml']) {
        writeFileSync(join(directory, name), content);
        await expect(prepare()).rejects.toThrow(
          new RegExp(`^${join(directory, name)} is .*unpack the official archive`),
        );
        writeFileSync(join(directory, name), '{}\n');
      }
    },
    30_000,
  );

  it("with an institution's channel is named with what to do", async () => {
    await prepare();
    const file = join(layout('keystone').directory, 'channel.json');
    writeFileSync(file, Buffer.alloc(500));
    await expect(prepare()).rejects.toThrow(`${file} is damaged (it holds NUL bytes): `);
  }, 30_000);

  it("of the first block is written anew from the channel's file", async () => {
    await prepare();
    const file = fabricFiles.genesisBlock(layout('harbour'));
    const block = readFileSync(file);
    writeFileSync(file, Buffer.alloc(500));
    await prepare();
    expect(readFileSync(file)).toEqual(block);
  }, 30_000);
});

describe('programs of Fabric 2.5', () => {
  it('are prepared for with Raft, and refused with SmartBFT before anything is written', async () => {
    const bft = prepare(shippedPlan('four-bft-orderers', directory), '2.5.16');
    await expect(bft).rejects.toThrow(/^SmartBFT .* needs Fabric 3, and here is 2\.5\.16: use Fabric 3\.1, or/);
    expect(existsSync(join(directory, 'institutions'))).toBe(false);
    await prepare(undefined, '2.5.16');
    expect(channelCapabilities()).toEqual(['V2_0']);
  }, 30_000);

  it('are refused in a folder whose first block has the channel capability of Fabric 3', async () => {
    await prepare();
    expect(channelCapabilities()).toEqual(['V3_0']);
    await expect(prepare(undefined, '2.5.16')).rejects.toThrow('was founded with Fabric 3, and 2.5 cannot run it');
    await prepare(undefined, 'v3.1.5');
  }, 30_000);
});

test("a folder's name holds no comma, at which Fabric's programs would part it", async () => {
  const layout = { directory: join(tmpdir(), 'one,two'), portBase: 1 };
  await expect(startFabric({ layout, env: {} })).rejects.toThrow('holds a comma');
});
