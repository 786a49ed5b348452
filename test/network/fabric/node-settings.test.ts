import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { prepareOwnIdentities } from '../../../network/fabric/identities';
import { ordererSettings, peerSettings, writeNodeFiles } from '../../../network/fabric/node-settings';
import { type FabricPlan, fabricFiles } from '../../../network/fabric/nodes';
import { findRelease } from '../../../network/fabric/release';
import { shippedPlan } from './plans';

let folder: string;
let plan: FabricPlan;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
  plan = shippedPlan(undefined, folder);
  for (const owner of plan.owners) await prepareOwnIdentities(owner);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

function peer(name: string) {
  const found = plan.peers.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no peer is named ${name}`);
  return peerSettings(plan, found);
}

describe("a peer's settings", () => {
  it('open no port to other machines', () => {
    const listening = Object.entries(peer('peer0.harbour')).filter(([key]) => /LISTENADDRESS$/.test(key));
    expect(listening).toHaveLength(3);
    expect(listening.every(([, address]) => address.startsWith('127.0.0.1:'))).toBe(true);
  });

  it('let organisations meet within seconds, and give up on private data that nobody has or that nobody needs', () => {
    expect(peer('peer0.harbour')).toMatchObject({
      CORE_PEER_GOSSIP_RECONNECTINTERVAL: '2s',
      CORE_PEER_GOSSIP_PVTDATA_PULLRETRYTHRESHOLD: '2s',
      CORE_PEER_GOSSIP_PVTDATA_SKIPPULLINGINVALIDTRANSACTIONSDURINGCOMMIT: 'true',
    });
  });

  it('keep the connection to chaincode in use, in seconds without a unit, which is all that Fabric reads', () => {
    expect(peer('peer0.harbour').CORE_CHAINCODE_KEEPALIVE).toMatch(/^[1-9]$/);
  });

  it('begin gossip at the other peer of the organisation, or at itself where it is the only one', () => {
    const addressOf = (name: string) => peer(name).CORE_PEER_ADDRESS;
    expect(peer('peer0.harbour').CORE_PEER_GOSSIP_BOOTSTRAP).toBe(addressOf('peer1.harbour'));
    expect(peer('peer0.watchtower').CORE_PEER_GOSSIP_BOOTSTRAP).toBe(addressOf('peer0.watchtower'));
  });

  it("name the chaincode processes beside it, the one in force and the next, and the root of its organisation's TLS", () => {
    const settings = peer('peer1.meadow');
    const builder = JSON.parse(settings.CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG ?? '');
    const { odd, even } = plan.peers.find(({ name }) => name === 'peer1.meadow')?.chaincode ?? {};
    expect([builder.odd, builder.even]).toEqual([odd?.address, even?.address]);
    expect(builder.rootCertificate).toBe(readFileSync(settings.CORE_PEER_TLS_ROOTCERT_FILE ?? '', 'utf8'));
  });

  it('hold no private key', () => {
    const all = [
      ...plan.peers.map(({ name }) => peer(name)),
      ...plan.orderers.map((each) => ordererSettings(plan, each)),
    ];
    expect(JSON.stringify(all)).not.toContain('PRIVATE KEY');
  });
});

describe("an orderer's settings", () => {
  it('take orders about channels only from an administrator of the organisation, by mutual TLS', () => {
    const [orderer] = plan.orderers;
    expect(orderer && ordererSettings(plan, orderer)).toMatchObject({
      ORDERER_ADMIN_TLS_CLIENTAUTHREQUIRED: 'true',
      ORDERER_ADMIN_TLS_CLIENTROOTCAS: `[${orderer?.owner.tlsRoot}]`,
      ORDERER_GENERAL_CLUSTER_RPCTIMEOUT: '1s',
    });
  });
});

describe('the files that settings lie upon', () => {
  it.each([
    ['v3.1.5', ['DefaultAuth', 'ExpirationCheck', 'TimeWindowCheck']],
    ['2.5.16', ['DefaultAuth', 'ExpirationCheck']],
  ])('are those of Fabric %s, with our builder and every filter that its peer has', async (version, filters) => {
    const configFolder = join(folder, 'stock');
    mkdirSync(configFolder, { recursive: true });
    writeFileSync(
      join(configFolder, 'core.yaml'),
      'peer: { handlers: { authFilters: [{ name: DefaultAuth }] } }\nvm: { endpoint: unix:///docker.sock }\nkept: 1\n',
    );
    writeFileSync(join(configFolder, 'orderer.yaml'), 'General: {}\n');
    const programs = { peer: '', orderer: '', osnadmin: '' };
    const fabric = { programs, configFolder, builderFolder: '/fabric/builders/ccaas' };
    await writeNodeFiles(plan.layout, fabric, findRelease(version));
    const core = parse(readFileSync(join(fabricFiles.config(plan.layout), 'core.yaml'), 'utf8'));
    expect(core.kept).toBe(1);
    expect(core.vm.endpoint).toBe('');
    expect(core.peer.handlers.authFilters.map(({ name }: { name: string }) => name)).toEqual(filters);
    expect(core.chaincode.externalBuilders).toEqual([
      {
        name: 'ccaas_builder',
        path: '/fabric/builders/ccaas',
        propagateEnvironment: ['CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG'],
      },
    ]);
  });
});
