import {
  ConfigError,
  type EmbeddedConfigInput,
  findMembers,
  parseConfig,
  readConfig,
} from '../../../network/embedded/config';

function config(changes: Partial<EmbeddedConfigInput> = {}): EmbeddedConfigInput {
  const organisation = (mspId: string, port: number) => ({
    mspId,
    listen: `127.0.0.1:${port}`,
    caCertificates: ['ca.pem'],
    peer: { certificate: 'peer.pem', privateKey: 'peer.key' },
    chaincodes: { loans: '127.0.0.1:7052' },
  });
  return {
    directory: 'ledger',
    channels: [{ name: 'alliance', chaincodes: [{ name: 'loans', version: '1', packageId: 'loans:1' }] }],
    organisations: [organisation('Harbour', 7051), organisation('Meadow', 8051)],
    ...changes,
  };
}

type Chaincode = NonNullable<EmbeddedConfigInput['channels'][number]['chaincodes']>[number];

function withChaincode(changes: Partial<Chaincode>, organisations?: string[]): Partial<EmbeddedConfigInput> {
  const chaincode = { name: 'loans', version: '1', packageId: 'loans:1', ...changes };
  return { channels: [{ name: 'alliance', chaincodes: [chaincode], ...(organisations && { organisations }) }] };
}

function faults(value: unknown): string {
  try {
    parseConfig(value, '/base');
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('nothing was found wrong');
}

test('what may be left out has its default', () => {
  const parsed = parseConfig(config(), '/base');
  expect(parsed.channels[0]?.batch).toEqual({
    timeoutMs: 50,
    maxMessageCount: 500,
    preferredMaxBytes: 2 * 1024 * 1024,
    absoluteMaxBytes: 10 * 1024 * 1024,
  });
  expect(parsed).toMatchObject({ timeWindowMs: 900_000, executeTimeoutMs: 30_000, offerBatches: true });
  expect(parsed.organisations[0]).toMatchObject({ endorses: true });
});

test('paths are relative to the file', () => {
  const parsed = parseConfig(config(), '/base');
  expect(parsed.directory).toBe('/base/ledger');
  expect(parsed.organisations[0]).toMatchObject({
    caCertificates: ['/base/ca.pem'],
    peer: { certificate: '/base/peer.pem', privateKey: '/base/peer.key' },
  });
});

test('a channel without a list of members has all organisations', () => {
  const all = parseConfig(config(), '/');
  const [channel] = all.channels;
  expect(channel && findMembers(channel, all).map(({ mspId }) => mspId)).toEqual(['Harbour', 'Meadow']);
  const some = parseConfig(
    config({ channels: [{ ...config().channels[0], name: 'pair', organisations: ['Meadow'] }] }),
    '/',
  );
  const [pair] = some.channels;
  expect(pair && findMembers(pair, some).map(({ mspId }) => mspId)).toEqual(['Meadow']);
});

test('every fault is told with its place', () => {
  const text = faults({ ...config(), directory: undefined, surprise: 1 });
  expect(text).toMatch(/directory: /);
  expect(text).toMatch(/surprise/);
});

test.each<[string, Partial<EmbeddedConfigInput>, RegExp]>([
  [
    'an organisation twice',
    { organisations: [...config().organisations, ...config().organisations] },
    /Harbour appears twice/,
  ],
  [
    'a member that is no organisation',
    { channels: [{ name: 'a', organisations: ['Nobody'] }] },
    /Nobody is not defined/,
  ],
  ['an address of a chaincode that no channel defines', { channels: [{ name: 'a' }] }, /loans is not defined/],
  [
    'a policy that does not parse',
    withChaincode({ endorsementPolicy: "OR('Harbour.peer'" }),
    /loans\.endorsementPolicy: policy OR\('Harbour\.peer': expected "\)" at character 18/,
  ],
  [
    'a policy that names an unknown organisation',
    withChaincode({ endorsementPolicy: "AND('Harbour.peer', 'Harbor.peer')" }),
    /loans\.endorsementPolicy: Harbor is not defined/,
  ],
  [
    "a collection's policy that names an unknown organisation",
    withChaincode({
      collections: [{ name: 'sealed', members: ['Harbour'], endorsementPolicy: "OutOf(1, OR('Nobody.peer'))" }],
    }),
    /sealed\.endorsementPolicy: Nobody is not defined/,
  ],
  [
    'a policy that names an organisation outside the channel',
    withChaincode({ endorsementPolicy: "OR('Meadow.peer')" }, ['Harbour']),
    /loans\.endorsementPolicy: Meadow is not defined/,
  ],
  [
    'a member of a collection that is outside the channel',
    withChaincode({ collections: [{ name: 'sealed', members: ['Meadow'] }] }, ['Harbour']),
    /loans\.sealed: Meadow is not defined/,
  ],
  [
    'a chaincode that nobody would endorse',
    { organisations: config().organisations.map((each) => ({ ...each, endorses: false })) },
    /loans: has no endorsementPolicy, and no organisation of the channel has `endorses`/,
  ],
  [
    'a port that no machine has',
    { organisations: config().organisations.map((each, index) => ({ ...each, listen: `127.0.0.1:6553${index + 5}` })) },
    /organisations\.1\.listen: must have a port of at most 65535/,
  ],
  ['a channel name that Fabric would refuse', { channels: [{ name: 'Alliance!' }] }, /must be a Fabric channel name/],
])('%s is refused', (_, changes, reason) => {
  expect(faults(config(changes))).toMatch(reason);
});

test('a chaincode has one package id on all channels, since it has one process', () => {
  const chaincode = (packageId: string) => ({ name: 'loans', version: '1', packageId });
  const channels = [
    { name: 'a', chaincodes: [chaincode('loans:1')] },
    { name: 'b', chaincodes: [chaincode('loans:2')] },
  ];
  expect(faults(config({ channels }))).toMatch(/has package id loans:1 on another channel/);
});

test('a file that cannot be read is named', () => {
  expect(() => readConfig('/nowhere/config.json')).toThrow(/\/nowhere\/config\.json does not exist/);
});
