/** Fabric's own nodes, in the official images, with the settings that they have natively. */
import { join } from 'node:path';
import { builderSetting, ordererSettings, ownPeerSettings } from '../fabric/node-settings';
import { type FabricPlan, fabricFiles, type OrdererNode, type Owner, type PeerNode } from '../fabric/nodes';
import { newService, type Service } from './container';

const images = {
  orderer: 'hyperledger/fabric-orderer:3.1',
  peer: 'hyperledger/fabric-peer:3.1',
  couchdb: 'couchdb:3.4.2',
} as const;
const couchdbPort = 5984;
const couchdbUser = 'tallystick';
/** CouchDB does not start without one; nothing but the peers reaches it. */
const couchdbPassword = variable('COUCHDB_PASSWORD:-');

export function ordererService(plan: FabricPlan, orderer: OrdererNode): Service {
  const { name, hostName, owner, folder, dataFolder, port, adminPort, operationsPort } = orderer;
  return newService({
    name,
    hostName,
    image: images.orderer,
    command: ['orderer'],
    environment: ordererSettings(plan, orderer),
    sees: [...seenByAll(owner), folder],
    keeps: { volume: name, at: dataFolder },
    ports: [port, adminPort, operationsPort],
    health: isHealthy(operationsPort),
  });
}

export function peerService(plan: FabricPlan, peer: PeerNode): Service {
  const { name, hostName, owner, folder, dataFolder, port, operationsPort } = peer;
  const beside = fabricFiles.besidePeer(owner.layout, name);
  return newService({
    name,
    hostName,
    image: images.peer,
    // A certificate stands in this variable, and a compose file holds none.
    command: ['bash', '-c', `export ${builderSetting}="$$(cat ${beside})" && exec peer node start`],
    environment: { ...ownPeerSettings(plan, peer), ...stateSettings(peer) },
    sees: [...seenByAll(owner), folder, beside],
    keeps: { volume: name, at: dataFolder },
    ports: [port, operationsPort],
    health: isHealthy(operationsPort),
  });
}

/** Runs where the profile `couchdb` is asked for; the peer uses it where TALLYSTICK_STATE is `CouchDB`. */
export function couchdbService(peer: PeerNode): Service {
  return newService({
    name: `couchdb-${peer.name}`,
    hostName: couchdbHost(peer),
    image: images.couchdb,
    profiles: ['couchdb'],
    environment: { COUCHDB_USER: couchdbUser, COUCHDB_PASSWORD: couchdbPassword },
    sees: [],
    keeps: { volume: `couchdb-${peer.name}`, at: '/opt/couchdb/data' },
    ports: [],
  });
}

function stateSettings(peer: PeerNode) {
  return {
    CORE_LEDGER_STATE_STATEDATABASE: variable('TALLYSTICK_STATE:-goleveldb'),
    CORE_LEDGER_STATE_COUCHDBCONFIG_COUCHDBADDRESS: `${couchdbHost(peer)}:${couchdbPort}`,
    CORE_LEDGER_STATE_COUCHDBCONFIG_USERNAME: couchdbUser,
    CORE_LEDGER_STATE_COUCHDBCONFIG_PASSWORD: couchdbPassword,
  };
}

function couchdbHost({ hostName }: PeerNode): string {
  return `couchdb-${hostName}`;
}

/** Settings, and what the organisation shows to everybody. */
function seenByAll({ layout, folder }: Owner): string[] {
  return [fabricFiles.config(layout), join(folder, 'msp')];
}

/** The images have neither curl nor wget. */
function isHealthy(operationsPort: number): string {
  const ask = `exec 3<>/dev/tcp/127.0.0.1/${operationsPort} && printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3`;
  return `bash -c "${ask} && grep -q '200 OK' <&3"`;
}

/** Read by compose from the environment. */
function variable(expression: string): string {
  return ['$', '{', expression, '}'].join('');
}
