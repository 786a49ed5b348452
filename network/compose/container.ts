/** The common part of all services: names on the compose network, ports on this machine's loopback address, mounts, health. */
import { loopback } from '../fabric/runtime';
import { defaultFolders } from '../local/folders';

/** The alliance's folder, of which each container sees its own part. */
export const folderInside = '/tallystick';
const folderHere = ['$', `{TALLYSTICK_DIRECTORY:-./${defaultFolders.fabric}}`].join('');

export interface Container {
  readonly name: string;
  readonly hostName: string;
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly profiles?: readonly string[];
  readonly command?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Paths of the alliance's folder, as the container names them. */
  readonly sees: readonly string[];
  /** Folders that outlive the container. */
  readonly keeps?: { readonly volume: string; readonly at: string };
  /** Reached from this machine, and from no other. */
  readonly ports: readonly number[];
  /** A shell's command that succeeds once it serves. */
  readonly health?: string;
  /** How it is ended, where it does not end by itself on SIGTERM. */
  readonly stopSignal?: string;
}

export interface Service {
  readonly name: string;
  readonly keeps: Container['keeps'];
  readonly definition: object;
}

export function newService(container: Container): Service {
  const { name, hostName, image, build, profiles, command, environment, sees, keeps, ports, health, stopSignal } =
    container;
  const mounts = sees.map((path) => `${folderHere}${path.slice(folderInside.length)}:${path}:ro`);
  const definition = {
    image,
    ...(build && { build }),
    ...(profiles && { profiles }),
    // Containers find one another by it, with Docker and with every podman-compose.
    container_name: hostName,
    hostname: hostName,
    ...(command && { command }),
    // Docker may be set to name a proxy to every container, and nothing here reaches beyond the network.
    environment: { ...environment, no_proxy: '*', NO_PROXY: '*' },
    volumes: [...mounts, ...(keeps ? [`${keeps.volume}:${keeps.at}`] : [])],
    ...(ports.length > 0 && { ports: ports.map((port) => `${loopback}:${port}:${port}`) }),
    ...(health && {
      healthcheck: { test: ['CMD-SHELL', health], interval: '10s', timeout: '5s', retries: 3, start_period: '20s' },
    }),
    ...(stopSignal && { stop_signal: stopSignal }),
    restart: 'unless-stopped',
  };
  return { name, keeps, definition };
}
