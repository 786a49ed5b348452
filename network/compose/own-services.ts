/** The project's own processes, chaincode and gateways, in its own image, started as they are natively. */
import { dirname, join } from 'node:path';
import { ownDefinition } from '../fabric/deployment';
import { chaincodeSpec } from '../fabric/node-processes';
import { type FabricPlan, findTurn, type Owner, type PeerNode } from '../fabric/nodes';
import { gatewaySpec, identityFiles } from '../local/gateways';
import { files, userRoles } from '../local/layout';
import { makeDomain } from '../topology';
import { newService, type Service } from './container';

const image = 'tallystick';
/** The package's folder in the image. */
const packageInside = '/app';
/** A founded alliance begins with this sequence of its chaincode. */
const firstSequence = 1;

export function chaincodeService(plan: FabricPlan, peer: PeerNode, context: string): Service {
  const definition = ownDefinition(plan.topology, firstSequence);
  const turn = findTurn(firstSequence);
  const spec = chaincodeSpec(plan, peer, { packageId: definition.package.id, turn, folder: packageInside });
  const { hostName, tlsFolder, listen } = peer.chaincode[turn];
  const port = findPort(listen);
  return newService({
    name: spec.name,
    hostName,
    image,
    build: buildFrom(context),
    command: ['node', ...spec.args],
    environment: { ...spec.env },
    sees: [tlsFolder, files.foundingDocument(peer.owner.layout)],
    ports: [port],
    health: isListening(port),
    // Node does not end on SIGTERM as a container's first process, and this one keeps nothing.
    stopSignal: 'SIGKILL',
  });
}

/** Undefined for an institution that only orders. */
export function gatewayService({ topology }: FabricPlan, owner: Owner, context: string): Service | undefined {
  const { gateway: place, tlsRoot } = owner;
  if (place === undefined) return undefined;
  const { layout, organisation, port, state } = place;
  const { name } = organisation;
  const spec = gatewaySpec(place, packageInside, layout);
  const own = files.gatewayFolder(layout);
  const signers = [
    identityFiles(layout, organisation, 'client', 'User1'),
    identityFiles(layout, organisation, 'admin', 'Admin'),
  ];
  return newService({
    name: spec.name,
    hostName: `gateway.${makeDomain(organisation)}`,
    image,
    build: buildFrom(context),
    command: ['node', ...spec.args],
    environment: { NODE_ENV: 'production' },
    sees: [
      ...[files.gatewayConfig(layout), join(own, 'passphrase')],
      ...userRoles.map((role) => files.tokenFile(layout, role)),
      ...signers.map(({ certificate }) => dirname(dirname(certificate))),
      dirname(tlsRoot),
      ...(name === topology.founder ? [files.foundingDocument(layout)] : []),
    ],
    keeps: { volume: spec.name, at: state },
    ports: [port],
    health: isReady(port),
  });
}

function buildFrom(context: string) {
  return { context, dockerfile: 'network/compose/Dockerfile' };
}

function isListening(port: number): string {
  const script = `require('node:net').connect(${port}).on('connect', () => process.exit(0)).on('error', () => process.exit(1))`;
  return `node -e "${script}"`;
}

function isReady(port: number): string {
  const url = `http://127.0.0.1:${port}/readyz`;
  return `node -e "fetch('${url}').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"`;
}

function findPort(address: string): number {
  return Number(address.split(':').at(-1));
}
