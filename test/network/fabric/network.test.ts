/** `tallystick network` on Fabric's own programs, from nothing to nothing left. */
import { execFile } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { connect, type GatewayError, hash } from '@hyperledger/fabric-gateway';
import { common, gateway as gatewayMessages, peer as peerMessages } from '@hyperledger/fabric-protos';
import type { NetworkStatus } from '../../../network/detached/status';
import { findFabric, readVersion } from '../../../network/fabric/binaries';
import { type PeerNode, planNodes } from '../../../network/fabric/nodes';
import { channelMetric } from '../../../network/fabric/operations';
import { findRelease, type Release } from '../../../network/fabric/release';
import { newSigner } from '../../../network/identity/signature';
import { defaultTopology, type LocalAlliance } from '../../../network/local/alliance';
import { within } from '../../run/pace';
import { newGatewayClient } from '../../run/rest-client';
import { freePorts, until } from '../../stories/running';
import { describeOnFabric } from './on-fabric';

const command = join(__dirname, '..', '..', '..', 'dist', 'scripts', 'tallystick.js');
let directory: string;
let portBase: number;

interface Answer {
  readonly code: number;
  readonly json: Record<string, unknown>;
}

function network(verb: string, ...more: string[]): Promise<Answer> {
  return tallystick('network', verb, ...more);
}

function tallystick(...words: string[]): Promise<Answer> {
  const args = [command, ...words, '--json', '--directory', directory];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { timeout: within(300_000) }, (error, stdout) => {
      const code = typeof error?.code === 'number' ? error.code : 0;
      resolve({ code, json: JSON.parse(stdout.trim().split('\n').at(-1) || '{}') });
    });
  });
}

async function status(): Promise<NetworkStatus & { readonly code: number }> {
  const { code, json } = await network('status');
  return { ...(json as unknown as NetworkStatus), code };
}

function described(): LocalAlliance {
  return JSON.parse(readFileSync(join(directory, 'dev.json'), 'utf8')) as LocalAlliance;
}

async function recharge(rechargeId: string): Promise<number> {
  const { url, tokens } = described().institutions.keystone ?? { url: '', tokens: { officer: '' } };
  const client = newGatewayClient({ url, token: tokens.officer });
  const body = { rechargeId, partyId: 'MeadowMSP', amountFen: 100, paymentReference: `payment-${rechargeId}` };
  return (await client.send('POST', '/v1/tokens/recharges', body)).status;
}

async function installedRelease(): Promise<Release> {
  return findRelease(await readVersion(findFabric(process.env).programs.peer));
}

/** By what messages a peer's own chaincode has asked it for something. */
async function shimRequests(operationsPort: number): Promise<string[]> {
  const metrics = await (await fetch(`http://127.0.0.1:${operationsPort}/metrics`)).text();
  const counters = /^chaincode_shim_requests_received\{.*chaincode="tallystick.*type="(\w+)"/gm;
  return [...metrics.matchAll(counters)].map(([, type = '']) => type);
}

function kill(name: string): void {
  process.kill(described().processes[name] ?? 0, 'SIGKILL');
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tallystick-network-'));
  portBase = await freePorts(100);
});

afterAll(async () => {
  if (process.env.FABRIC_BIN) await network('down');
  rmSync(directory, { recursive: true, force: true });
}, 60_000);

describeOnFabric('tallystick network on Fabric', () => {
  it('comes up from nothing, and is there at once when it is up already', async () => {
    const first = await network('up', '--port-base', String(portBase));
    expect(first).toMatchObject({ code: 0, json: { phase: 'ready', ledger: 'fabric', status: { well: true } } });
    expect(await network('up')).toMatchObject({ code: 0, json: { pid: first.json.pid } });
  }, 300_000);

  it('says what the channel really runs, who leads, how far every node is, and until when certificates are good', async () => {
    expect(await recharge('first')).toBe(201);
    const seen = await until('all peers have the block', async () => {
      const now = await status();
      const heights = new Set(now.fabric?.nodes.map(({ height }) => height));
      return now.code === 0 && heights.size === 1 ? now : undefined;
    });
    expect(seen.fabric).toMatchObject({ consensus: 'etcdraft', leader: expect.stringMatching(/^orderer[012]$/) });
    expect(seen.fabric?.nodes).toHaveLength(12);
    expect(seen.gateways.map(({ ready }) => ready)).toEqual([true, true, true, true, true]);
    expect(seen.processes.every(({ memoryMb = 0 }) => memoryMb > 10)).toBe(true);
    expect(seen.certificates).toHaveLength(5);
  }, 60_000);

  it('lets chaincode write in batches on Fabric 3, and key by key on 2.5, whose peers do not offer batches', async () => {
    const { peers } = planNodes(defaultTopology(), { directory, portBase });
    const asked = (await Promise.all(peers.map(({ operationsPort }) => shimRequests(operationsPort)))).flat();
    const { channelCapability } = await installedRelease();
    const writes = asked.filter((type) => ['PUT_STATE', 'WRITE_BATCH_STATE'].includes(type));
    expect(new Set(writes)).toEqual(new Set([channelCapability === 'V3_0' ? 'WRITE_BATCH_STATE' : 'PUT_STATE']));
  }, 30_000);

  it('endorses no proposal whose timestamp is an hour off: peers of Fabric 3 refuse it, and for 2.5 the contracts do', async () => {
    const { authFilters } = await installedRelease();
    const refusal = authFilters.includes('TimeWindowCheck') ? /incorrect timestamp/ : /CLOCK_OUT_OF_WINDOW/;
    expect(await evaluateAt(0)).toBe('answered');
    expect(await evaluateAt(-3_600)).toMatch(refusal);
    expect(await evaluateAt(3_600)).toMatch(refusal);
  }, 30_000);

  it('starts a killed peer and a killed leader again, and commits go on meanwhile', async () => {
    const { fabric } = await status();
    kill('peer1.meadow');
    kill(fabric?.leader ?? '');
    expect(await until('a commit', async () => (await recharge('second')) === 201)).toBe(true);
    const healed = await until(
      'all is well again',
      async () => ((await status()).code === 0 ? status() : undefined),
      60_000,
    );
    expect(healed.fabric?.nodes.every(({ healthy }) => healthy)).toBe(true);
  }, 120_000);

  it('deploys the next version of the chaincode under load, and refuses no call meanwhile', async () => {
    let deploying = true;
    const answers: number[] = [];
    const load = async () => {
      for (let call = 0; deploying; call++) answers.push(await recharge(`load-${call}`));
    };
    const loaded = load();
    const deployed = await tallystick('chaincode', 'deploy');
    deploying = false;
    await loaded;
    expect(deployed).toMatchObject({ code: 0, json: { phase: 'done', sequence: 2 } });
    expect(answers.length).toBeGreaterThan(5);
    expect(new Set(answers)).toEqual(new Set([201]));
    const names = (await status()).processes.map(({ name }) => name).filter((name) => name.startsWith('chaincode-'));
    expect(names).toHaveLength(9);
    expect(names.every((name) => name.endsWith('-even'))).toBe(true);
  }, 120_000);

  it('has a peer that lost all its data, and died again once it had joined anew, fetch the chaincode and every block', async () => {
    const name = 'peer1.orchard';
    const { peers } = planNodes(defaultTopology(), { directory, portBase });
    const peer = peers.find((each) => each.name === name) as PeerNode;
    const height = () => channelMetric(peer, 'ledger_blockchain_height', 'alliance');
    const packages = join(peer.dataFolder, 'lifecycle', 'chaincodes');
    process.kill(described().processes[name] ?? 0, 'SIGSTOP');
    rmSync(peer.dataFolder, { recursive: true });
    kill(name);
    await until('it has joined', async () => (await height()) !== undefined, 60_000);
    const pid = described().processes[name];
    kill(name);
    const isLevel = async () => {
      const { fabric, code } = await status();
      const heights = new Set(fabric?.nodes.filter(({ kind }) => kind === 'peer').map((node) => node.height));
      return described().processes[name] !== pid && heights.size === 1 && code === 0;
    };
    await until('it is level with the others', isLevel, 60_000);
    await until('it has the chaincode', async () => existsSync(packages) && readdirSync(packages).length > 0);
  }, 180_000);

  it('goes down without a process left, and comes up again with what was on the ledger', async () => {
    const pids = (await status()).processes.map(({ pid }) => pid);
    expect(pids.length).toBe(26);
    expect(await network('down')).toMatchObject({ code: 0, json: { ran: true } });
    expect(pids.filter(isAlive)).toEqual([]);
    expect((await status()).code).toBe(4);

    expect((await network('up', '--port-base', String(portBase))).code).toBe(0);
    expect(await recharge('first')).toBe(201);
    expect(await network('down')).toMatchObject({ code: 0, json: { ran: true } });
    expect(await network('down')).toMatchObject({ code: 0, json: { ran: false } });
  }, 300_000);
});

/** Harbour's client has its peer simulate a command, with a proposal of another time. */
async function evaluateAt(offsetSeconds: number): Promise<string> {
  const folder = join(directory, 'institutions', 'harbour', 'gateway');
  const read = (file: string) => readFileSync(resolve(folder, file));
  const config = JSON.parse(read('config.json').toString());
  const [{ endpoint, tlsRootCertificate, hostAlias }] = config.peers;
  const { certificate, privateKey } = config.identities.client;
  const sign = newSigner(createPrivateKey(read(privateKey)));
  const client = new Client(endpoint, credentials.createSsl(read(tlsRootCertificate)), {
    'grpc.ssl_target_name_override': hostAlias,
  });
  const identity = { mspId: 'HarbourMSP', credentials: read(certificate) };
  const gateway = connect({ client, identity, hash: hash.none, signer: async (message) => sign(message) });
  try {
    const contract = gateway.getNetwork('alliance').getContract('tallystick');
    const proposal = contract.newProposal('plan:withdraw', { arguments: ['{"commands":[{"assetId":"none"}]}'] });
    const moved = withTimestampMoved(proposal.getBytes(), offsetSeconds);
    await gateway.newSignedProposal(moved.bytes, sign(moved.message)).evaluate();
    return 'answered';
  } catch (error) {
    const { message, details = [] } = error as GatewayError;
    return [message, ...details.map((detail) => detail.message)].join(' ');
  } finally {
    gateway.close();
    client.close();
  }
}

function withTimestampMoved(bytes: Uint8Array, seconds: number) {
  const proposed = gatewayMessages.ProposedTransaction.deserializeBinary(bytes);
  const signed = proposed.getProposal() ?? new peerMessages.SignedProposal();
  const proposal = peerMessages.Proposal.deserializeBinary(signed.getProposalBytes_asU8());
  const header = common.Header.deserializeBinary(proposal.getHeader_asU8());
  const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
  const timestamp = channelHeader.getTimestamp();
  timestamp?.setSeconds(timestamp.getSeconds() + seconds);
  header.setChannelHeader(channelHeader.serializeBinary());
  proposal.setHeader(header.serializeBinary());
  const message = proposal.serializeBinary();
  signed.setProposalBytes(message);
  proposed.setProposal(signed);
  return { bytes: proposed.serializeBinary(), message };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
