/** The ledger in this process, without chaincode: transport, clocks, and channels with members of their own. */
import { createPrivateKey } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChannelCredentials, Client, credentials } from '@grpc/grpc-js';
import { connect, type Gateway, signers } from '@hyperledger/fabric-gateway';
import { common } from '@hyperledger/fabric-protos';
import { type EmbeddedConfigInput, parseConfig } from '../../../network/embedded/config';
import type { Log } from '../../../network/embedded/rpc/log';
import { type Embedded, startEmbedded } from '../../../network/embedded/start';
import { type Member, newOrganisation } from '../../../network/identity/organisation';
import { failure } from './foreign/client';

let folder: string;
let tlsRoot: string;
let embedded: Embedded | undefined;
const closing: (() => void)[] = [];
const clients = new Map<string, Member>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tallystick-start-'));
  for (const mspId of ['Harbour', 'Meadow']) {
    const { authorities, members } = await newOrganisation({
      domain: `${mspId.toLowerCase()}.example.com`,
      members: [
        { name: 'peer0', role: 'peer' },
        { name: 'User1', role: 'client' },
      ],
    });
    const [peer, client] = members;
    if (!peer || !client) throw new Error('not everybody was enrolled');
    clients.set(mspId, client);
    if (mspId === 'Harbour') tlsRoot = authorities.tls.certificate;
    const files = { ca: authorities.signing.certificate, cert: peer.signing.certificate, key: peer.signing.privateKey };
    const tls = { 'tls-cert': peer.tls.certificate, 'tls-key': peer.tls.privateKey };
    for (const [name, pem] of Object.entries({ ...files, ...tls }))
      writeFileSync(join(folder, `${mspId}-${name}`), pem);
  }
});

afterEach(async () => {
  for (const close of closing.splice(0)) close();
  await embedded?.stop();
  embedded = undefined;
  rmSync(join(folder, 'ledger'), { recursive: true, force: true });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function start(changes: Partial<EmbeddedConfigInput> = {}, log: Log = () => {}): Promise<void> {
  const organisation = (mspId: string) => ({
    mspId,
    listen: '127.0.0.1:0',
    caCertificates: [`${mspId}-ca`],
    peer: { certificate: `${mspId}-cert`, privateKey: `${mspId}-key` },
    ...(mspId === 'Harbour' && { tls: { certificate: 'Harbour-tls-cert', privateKey: 'Harbour-tls-key' } }),
  });
  const config = {
    directory: 'ledger',
    channels: [{ name: 'alliance' }, { name: 'pair', organisations: ['Meadow'] }],
    organisations: [organisation('Harbour'), organisation('Meadow')],
    ...changes,
  };
  const options = {
    log,
    onFailure: (error: Error) => {
      throw error;
    },
  };
  embedded = await startEmbedded(parseConfig(config, folder), options);
}

function gatewayOf(mspId: string, transport: ChannelCredentials): Gateway {
  const client = new Client(embedded?.addresses[mspId] ?? '', transport);
  const { certificate, privateKey } = clients.get(mspId)?.signing ?? { certificate: '', privateKey: '' };
  const gateway = connect({
    client,
    identity: { mspId, credentials: Buffer.from(certificate) },
    signer: signers.newPrivateKeySigner(createPrivateKey(privateKey)),
  });
  closing.push(() => {
    gateway.close();
    client.close();
  });
  return gateway;
}

async function heightOf(gateway: Gateway, channel: string): Promise<number> {
  const bytes = await gateway.getNetwork(channel).getContract('qscc').evaluateTransaction('GetChainInfo', channel);
  return common.BlockchainInfo.deserializeBinary(bytes).getHeight();
}

test('a port with TLS serves those who trust its authority', async () => {
  await start();
  const harbour = gatewayOf('Harbour', credentials.createSsl(Buffer.from(tlsRoot)));
  expect(await heightOf(harbour, 'alliance')).toBe(1);
});

test('a channel exists only for its members', async () => {
  await start();
  expect(await heightOf(gatewayOf('Meadow', credentials.createInsecure()), 'pair')).toBe(1);
  const harbour = gatewayOf('Harbour', credentials.createSsl(Buffer.from(tlsRoot)));
  expect((await failure(heightOf(harbour, 'pair'))).message).toContain('failed to get config for channel [pair]');
});

test('a client whose clock is too far off finds no peer that would take it', async () => {
  await start({ timeWindowMs: 1 });
  jest.useFakeTimers({
    doNotFake: ['nextTick', 'setTimeout', 'clearTimeout', 'setImmediate', 'queueMicrotask', 'performance'],
  });
  const meadow = gatewayOf('Meadow', credentials.createInsecure());
  const proposal = meadow
    .getNetwork('alliance')
    .getContract('qscc')
    .newProposal('GetChainInfo', { arguments: ['alliance'] });
  jest.setSystemTime(Date.now() + 5_000);
  const failed = await failure(proposal.evaluate()).finally(() => jest.useRealTimers());
  expect(failed.code).toBe(14);
  expect(failed.details[0]?.message).toContain('request unauthorized due to incorrect timestamp');
});

test('details of an error name the address that is advertised, not the one where the peer listens', async () => {
  const organisations = [
    {
      mspId: 'Harbour',
      listen: '127.0.0.1:0',
      advertise: 'peer0.harbour.example.com:7051',
      caCertificates: ['Harbour-ca'],
      peer: { certificate: 'Harbour-cert', privateKey: 'Harbour-key' },
    },
  ];
  await start({ channels: [{ name: 'alliance' }], organisations });
  const harbour = gatewayOf('Harbour', credentials.createInsecure());
  const contract = harbour.getNetwork('alliance').getContract('qscc');
  const failed = await failure(contract.evaluateTransaction('Nonsense', 'alliance', 'x'));
  expect(failed.details[0]?.address).toBe('peer0.harbour.example.com:7051');
});

test('a folder that was given is closed to others, whatever the umask and whatever lay in it', async () => {
  const ledger = join(folder, 'ledger');
  await start();
  await embedded?.stop();
  const umask = process.umask(0o022);
  try {
    const all = () => [
      ledger,
      ...readdirSync(ledger, { recursive: true, encoding: 'utf8' }).map((e) => join(ledger, e)),
    ];
    for (const path of all()) chmodSync(path, 0o777);
    await start();
    expect(all().filter((path) => (statSync(path).mode & 0o077) !== 0)).toEqual([]);
  } finally {
    process.umask(umask);
  }
});

test('policies that all peers together do not satisfy are told at the start', async () => {
  const logged: unknown[] = [];
  const chaincode = (name: string, endorsementPolicy: string, collections: object[] = []) => {
    return { name, version: '1', packageId: `${name}:1`, endorsementPolicy, collections } as never;
  };
  const chaincodes = [
    chaincode('met', "AND('Harbour.peer', 'Meadow.peer')", [
      { name: 'frozen', members: ['Harbour'], endorsementPolicy: "OutOf(2, 'Harbour.peer', 'Harbour.peer')" },
    ]),
    chaincode('unmet', "OR('Harbour.client')"),
  ];
  await start({ channels: [{ name: 'alliance', chaincodes }] }, (state, details) => logged.push({ state, ...details }));
  expect(logged).toContainEqual(
    expect.objectContaining({ state: 'policies-unmet', channel: 'alliance', unmet: ['met/frozen', 'unmet'] }),
  );
});

test('an address that is taken is named', async () => {
  await start();
  const organisations = [
    {
      mspId: 'Harbour',
      listen: embedded?.addresses.Meadow ?? '',
      caCertificates: ['Harbour-ca'],
      peer: { certificate: 'Harbour-cert', privateKey: 'Harbour-key' },
    },
  ];
  const config = { directory: 'other', channels: [{ name: 'alliance' }], organisations };
  const second = startEmbedded(parseConfig(config, folder), { log: () => {}, onFailure: () => {} });
  const { Meadow = '' } = embedded?.addresses ?? {};
  await expect(second).rejects.toThrow(`cannot listen on ${Meadow}: EADDRINUSE: address already in use ${Meadow}`);
});
