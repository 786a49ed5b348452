/**
 * What a network on Fabric's own programs meets in months: disks that fill up, files that somebody deletes, and a connection between
 * peer and chaincode that something in between forgets.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { definitionInForce } from '../../../network/fabric/deployment';
import { chaincodeSpec } from '../../../network/fabric/node-processes';
import { type PeerNode, planNodes } from '../../../network/fabric/nodes';
import { type RunningFabric, startFabric } from '../../../network/fabric/start';
import { readFabricStatus } from '../../../network/fabric/status';
import { defaultTopology, packageRoot } from '../../../network/local/alliance';
import type { Layout } from '../../../network/local/layout';
import { Supervised } from '../../../network/local/processes';
import { type Disk, mountDisk, unmount } from '../../campaign/disk';
import { within } from '../../run/pace';
import { newGatewayClient } from '../../run/rest-client';
import { freePorts, until } from '../../stories/running';
import { describeOnFabric } from './on-fabric';

const silent = { restarted: () => undefined, failing: () => undefined, recovered: () => undefined };
const full = ['orderer1', 'orderer2'] as const;
function dataFolders(layout: Layout): readonly string[] {
  const { orderers } = planNodes(defaultTopology(), layout);
  return orderers.filter(({ name }) => full.some((each) => each === name)).map(({ dataFolder }) => dataFolder);
}

/** As a firewall that forgets what was idle for so long, and says so to neither side. */
const forgetsAfterMs = 10_000;

/** Passes everything on until it forgets; what is closed at one side it closes at the other. */
function newProxy(port: number, target: number) {
  const connections: { forgotten: boolean; usedAt: number; client: Socket }[] = [];
  const server = createServer((client) => {
    const connection = { forgotten: false, usedAt: Date.now(), client };
    connections.push(connection);
    const chaincode = connect(target, '127.0.0.1');
    const pass = (from: Socket, to: Socket) =>
      from
        .on('data', (bytes) => {
          connection.forgotten ||= Date.now() - connection.usedAt > forgetsAfterMs;
          connection.usedAt = Date.now();
          if (!connection.forgotten) to.write(bytes);
        })
        .on('error', () => undefined)
        .on('close', () => to.destroy());
    pass(client, chaincode);
    pass(chaincode, client);
  }).listen(port, '127.0.0.1');
  return {
    forgetAll: () => {
      for (const connection of connections) connection.forgotten = true;
    },
    /** Those that still pass something on. */
    living: () => connections.filter(({ forgotten, client }) => !forgotten && !client.destroyed).length,
    everForgotten: () => connections.some(({ forgotten }) => forgotten),
    close: () => server.close(),
  };
}

describeOnFabric('a network on Fabric', () => {
  let alliance: RunningFabric;
  let directory: string;
  const disks: Disk[] = [];
  const failing = new Map<string, string>();

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'tallystick-hardship-'));
    // Chaincode is moved behind a proxy, to a port above all others.
    const layout = { directory, portBase: await freePorts(200) };
    for (const folder of dataFolders(layout)) disks.push(mountDisk(folder));
    alliance = await startFabric({
      layout,
      onFailing: (name, why) => failing.set(name, why),
      onRecovered: (name) => failing.delete(name),
    });
  }, 300_000);

  afterAll(async () => {
    await alliance?.stop();
    for (const folder of dataFolders({ directory, portBase: 0 })) unmount(folder);
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  const recharge = async (rechargeId: string): Promise<number> => {
    const { url, tokens } = alliance.describe().institutions.keystone ?? { url: '', tokens: { officer: '' } };
    const body = { rechargeId, partyId: 'MeadowMSP', amountFen: 100, paymentReference: `payment-${rechargeId}` };
    return (await newGatewayClient({ url, token: tokens.officer }).send('POST', '/v1/tokens/recharges', body)).status;
  };
  const peerNamed = (name: string) => alliance.fabric.plan.peers.find((peer) => peer.name === name) as PeerNode;

  it('goes on by itself when the disks of two orderers have room again, however long they had none', async () => {
    expect(await recharge('before')).toBe(201);
    for (const disk of disks) disk.fill();
    await until(
      'both orderers die again and again',
      async () => {
        await recharge('meanwhile').catch(() => undefined);
        return full.every((name) => failing.has(name));
      },
      120_000,
    );
    for (const why of failing.values()) expect(why).toMatch(/no space left on device/);
    // Far more often than they may die before anybody would give them up.
    await sleep(10_000);
    for (const disk of disks) disk.free();
    await until('both are well', async () => failing.size === 0, 60_000);
    await until('a commit', async () => (await recharge('after')) === 201, 60_000);
  }, 300_000);

  it('shows a peer that answers without its files as unhealthy, and why', async () => {
    const { dataFolder, name } = peerNamed('peer1.orchard');
    const seen = async () =>
      (await readFabricStatus(alliance.fabric, alliance.describe())).nodes.find((node) => node.name === name);
    expect(await seen()).toMatchObject({ healthy: true });
    rmSync(dataFolder, { recursive: true });
    expect(await seen()).toMatchObject({ healthy: false, fault: expect.stringContaining(`${dataFolder} is gone`) });
    process.kill(alliance.describe().processes[name] ?? 0, 'SIGKILL');
    await until('it has joined anew', async () => (await seen())?.healthy, 90_000);
  }, 150_000);

  it('keeps a connection to chaincode in use, and makes another where something in between has dropped it', async () => {
    const peer = peerNamed('peer0.keystone');
    const { name, listen } = peer.chaincode.odd;
    const port = Number(listen.split(':')[1]);
    const moved = { ...peer.chaincode.odd, listen: `127.0.0.1:${alliance.fabric.plan.layout.portBase + 190}` };
    const { package: packaged } = await definitionInForce(alliance.fabric);
    const own = new Supervised(
      chaincodeSpec(
        alliance.fabric.plan,
        { ...peer, chaincode: { ...peer.chaincode, odd: moved } },
        { packageId: packaged.id, turn: 'odd', folder: packageRoot },
      ),
      silent,
    );
    await alliance.end([name]);
    const proxy = newProxy(port, Number(moved.listen.split(':')[1]));
    try {
      await own.start();
      await until('the peer has connected', async () => (await recharge('connecting')) === 201 && proxy.living() > 0);
      await sleep(forgetsAfterMs + 5_000);
      expect(await recharge('idle')).toBe(201);
      expect([proxy.living(), proxy.everForgotten()]).toEqual([1, false]);

      proxy.forgetAll();
      const begun = Date.now();
      expect(await recharge('dropped')).toBe(201);
      expect(await recharge('again')).toBe(201);
      expect(Date.now() - begun).toBeLessThan(within(20_000));
      await until('the peer has connected anew', async () => proxy.living() > 0, 30_000);
    } finally {
      proxy.close();
      await own.stop();
    }
  }, 150_000);
});
