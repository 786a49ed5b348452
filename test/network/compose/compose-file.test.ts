import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { shippedFile, shippedText } from '../../../network/compose/command';
import { writeComposeFile } from '../../../network/compose/compose-file';
import { ordererSettings } from '../../../network/fabric/node-settings';
import { planNodes } from '../../../network/fabric/nodes';
import { compose, native } from '../../../network/fabric/runtime';
import { defaultTopology, packageRoot } from '../../../network/local/alliance';
import { shippedPlan } from '../fabric/plans';

interface Service {
  readonly image: string;
  readonly hostname: string;
  readonly command?: readonly string[];
  readonly profiles?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly ports?: readonly string[];
  readonly build?: { readonly dockerfile: string };
}

const file = parse(shippedText()) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, object>>;
};
const services = Object.entries(file.services);

function service(name: string): Service {
  const found = file.services[name];
  if (found === undefined) throw new Error(`no service is named ${name}`);
  return found;
}

test('docker-compose.yaml is what follows from the topology: npm run tallystick -- network compose --write', () => {
  expect(readFileSync(shippedFile, 'utf8')).toBe(shippedText());
});

describe('the compose file', () => {
  it("has a service for each of the native runtime's processes, and CouchDB in a profile", () => {
    const { orderers, peers, topology } = shippedPlan();
    const expected = [
      ...orderers.map(({ name }) => name),
      ...peers.flatMap(({ name, chaincode }) => [name, chaincode.odd.name]),
      ...topology.organisations.map(({ name }) => `gateway-${name}`),
    ];
    const always = services.filter(([, { profiles }]) => profiles === undefined).map(([name]) => name);
    expect(always.sort()).toEqual(expected.sort());
    const couchdb = services.filter(([, { profiles }]) => profiles?.includes('couchdb')).map(([name]) => name);
    expect(couchdb).toEqual(peers.map(({ name }) => `couchdb-${name}`));
  });

  it('opens no port to other machines, and none twice', () => {
    const published = services.flatMap(([, { ports = [] }]) => ports);
    expect(published.filter((port) => !/^127\.0\.0\.1:(\d+):\1$/.test(port))).toEqual([]);
    expect(new Set(published).size).toBe(published.length);
    expect(published).toEqual(expect.arrayContaining([8101, 8102, 8103, 8104, 8105].map((n) => `127.0.0.1:${n}:${n}`)));
  });

  it("mounts the alliance's folder read-only, and everything written goes to a volume that it declares", () => {
    const mounts = services.flatMap(([, { volumes }]) => volumes);
    const named = mounts.filter((mount) => !mount.startsWith('$'));
    expect(mounts.filter((mount) => mount.startsWith('$') && !mount.endsWith(':ro'))).toEqual([]);
    expect(named.map((mount) => mount.split(':')[0]).sort()).toEqual(Object.keys(file.volumes).sort());
  });

  it("shows no container another organisation's folder, nor any the keys of an authority", () => {
    const folders = services.map(([name, { volumes }]) => ({
      name,
      organisations: new Set(volumes.flatMap((mount) => /institutions\/([a-z]+)\//.exec(mount)?.slice(1) ?? [])),
    }));
    const containers = folders.filter(({ name }) => !name.startsWith('couchdb-'));
    expect(containers.filter(({ organisations }) => organisations.size !== 1)).toEqual([]);
    expect(services.flatMap(([, { volumes }]) => volumes).filter((mount) => /\/(ca|tlsca)(\/|:)/.test(mount))).toEqual(
      [],
    );
  });

  it('holds no secret and no certificate', () => {
    expect(shippedText()).not.toMatch(/-----BEGIN|PASSWORD: (?!\$)/);
  });

  it('gives a node the settings that it has natively, but for where it listens and where its files lie', () => {
    const [orderer] = shippedPlan().orderers;
    if (orderer === undefined) throw new Error('there is no orderer');
    const natively = ordererSettings(shippedPlan(), orderer);
    const { no_proxy: exempt, NO_PROXY: _, ...environment } = service(orderer.name).environment;
    expect(exempt).toBe('*');
    expect(Object.keys(environment)).toEqual(Object.keys(natively));
    const differing = Object.keys(natively).filter((key) => environment[key] !== natively[key]);
    expect(
      differing.filter((key) => !/LISTENADDRESS$|\/somewhere/.test(`${key} ${natively[key]}`.split(' 127')[0] ?? '')),
    ).toEqual([]);
  });

  it("runs chaincode and gateways from the project's own image, whose Dockerfile is there", () => {
    const own = services.filter(([, { build }]) => build !== undefined);
    expect(own.map(([name]) => name).filter((name) => !/^(chaincode|gateway)-/.test(name))).toEqual([]);
    expect(own).toHaveLength(14);
    for (const [, { build }] of own) expect(existsSync(join(packageRoot, build?.dockerfile ?? ''))).toBe(true);
  });

  it.each(['two-organisations', 'four-bft-orderers'])('is made of the topology %s, too', (name) => {
    const { topology, orderers, peers } = shippedPlan(name);
    const made = parse(writeComposeFile(topology, { portBase: 9301, context: '/project' }));
    expect(Object.keys(made.services)).toEqual(
      expect.arrayContaining([...orderers.map((each) => each.name), ...peers.map((each) => each.name)]),
    );
  });
});

describe('nodes in containers', () => {
  const layout = { directory: '/somewhere', portBase: 8101 };

  it("reach one another by the names in their certificates, and are reached from here at this machine's own address", () => {
    const plan = planNodes(defaultTopology(), layout, compose);
    for (const { announced, hostName, port, address } of [...plan.orderers, ...plan.peers]) {
      expect([announced, address]).toEqual([`${hostName}:${port}`, `127.0.0.1:${port}`]);
    }
  });

  it('stand with those names in the first block, and with no address of this machine', () => {
    const { orderers, peers } = planNodes(defaultTopology(), layout, compose);
    expect(peers.map(({ announcedHost }) => announcedHost)).toContain('peer0.harbour.example.com');
    expect([...orderers, ...peers].map(({ announcedHost }) => announcedHost)).not.toContain('127.0.0.1');
  });

  it('have the ports that they have natively', () => {
    const portsIn = (runtime: typeof native) =>
      planNodes(defaultTopology(), layout, runtime).peers.map(({ port }) => port);
    expect(portsIn(compose)).toEqual(portsIn(native));
  });
});
