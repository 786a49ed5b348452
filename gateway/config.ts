/**
 * The gateway's settings: one JSON file, named by `--config FILE` or GATEWAY_CONFIG, with the environment on top. Secrets
 * stand in files of their own, which nobody else may read. Paths are relative to the settings' file.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { statSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { localIdentifier, partyIdentifier } from '../chaincode/api/commands';
import { readPem, readSettings } from '../network/settings-file';
import { userRoles } from './api/roles';
import type { ConnectionSettings, SigningKey } from './ledger/connection';
import { reportKinds } from './reports/kinds';
import { isNetwork } from './webhooks/addresses';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

const path = z.string().min(1);
/** Secrets travel to it: legibly only where it is this machine. */
const address = z.url({ protocol: /^https?$/ }).refine((url) => {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || isLoopback(hostname.replace(/^\[|\]$/g, ''));
}, 'is on plain HTTP, and not on this machine');
const identity = z.strictObject({ certificate: path, privateKey: path });

const configForm = z.strictObject({
  partyId: partyIdentifier,
  channel: z.string().min(1),
  chaincode: z.string().min(1).default('tallystick'),
  listen: z.strictObject({
    host: z.string().default('127.0.0.1'),
    port: z.int().min(0).max(65_535),
    /** Serves HTTPS with it. Files that are replaced are used within ten seconds, without a restart. */
    tls: identity.optional(),
    /** HTTP where other machines can reach it: only where TLS ends in front of the gateway. */
    plainHttp: z.boolean().default(false),
  }),
  /** The own institution's peers; a gateway asks no other's. */
  peers: z
    .array(
      z.strictObject({
        endpoint: z.string().min(1),
        tlsRootCertificate: path.optional(),
        hostAlias: z.string().optional(),
      }),
    )
    .min(1),
  /** How often an idle connection to a peer is tried. Fabric's stock peers end those that are tried more often than every minute. */
  peerKeepaliveSeconds: z.int().min(5).default(65),
  /** `admin` signs what only an administrator's certificate may do. */
  identities: z.strictObject({ client: identity, admin: identity }),
  vault: z.strictObject({ directory: path, passphraseFile: path }),
  store: z.strictObject({ file: path }),
  databaseUrl: z.string().optional(),
  /** Created at start where they are absent; a token file that exists gives the token, otherwise it is written. */
  users: z
    .array(z.strictObject({ userName: localIdentifier, role: z.enum(userRoles), tokenFile: path.optional() }))
    .default([]),
  /** The institution's OpenID provider, where its people sign in with a browser. */
  oidc: z
    .strictObject({
      issuer: address,
      clientId: z.string().min(1),
      clientSecretFile: path,
      /** The address under which browsers reach this gateway, without a path. */
      publicUrl: address.refine((url) => new URL(url).pathname === '/', 'has a path'),
      roleClaim: z.string().min(1).default('groups'),
      userClaim: z.string().min(1).default('sub'),
      /** Group to role; the first one that a person has counts. Nobody is an administrator unless a group says so. */
      roles: z.record(z.string(), z.enum(userRoles)),
      idleMinutes: z.int().min(1).max(1_440).default(30),
      absoluteHours: z.int().min(1).max(24).default(12),
    })
    .optional(),
  /** Commands that the table of operations marks wait until an officer who is another person carries them out. */
  secondApproval: z.strictObject({ validHours: z.int().min(1).max(720).default(72) }).optional(),
  delivery: z.enum(['auto', 'manual']).default('auto'),
  /**
   * auto: the gateway takes back what the issuer does not settle in time, and objects to a settlement that the institution has not
   * acknowledged one day before it would burn. manual: officers have to see to both.
   */
  redemptions: z.enum(['auto', 'manual']).default('auto'),
  /**
   * Which deliveries that open are accepted without anybody looking. The others wait for officers to accept or dispute them until
   * disputeBy; what does not open is disputed in any case.
   */
  acceptance: z
    .strictObject({
      /** Those that cost more wait. */
      byHandAboveFen: z.int().min(0).optional(),
      /** Those wait whose fields are empty or no such numbers, or lack those of the car. */
      checkForm: z.boolean().default(true),
    })
    .prefault({}),
  /** The kinds of which typed tables are kept for reports, in the schema `report` of the store's database; see reports/README.md. */
  reportCopy: z.array(z.enum(reportKinds)).default([]),
  /** Batches of an import whose outcome is awaited at once: more make it faster, and others' commands slower. */
  importBatchesInFlight: z.int().min(1).max(16).default(4),
  /** The addresses that webhooks may have. Only this file opens networks, because an API that did could be talked into it. */
  webhooks: z
    .strictObject({
      /** Networks of the institution in CIDR form: other addresses must be public. */
      allowedNetworks: z
        .array(z.string().refine(isNetwork, { error: 'is no network in CIDR form, such as 10.1.0.0/16' }))
        .default([]),
      allowedPorts: z.array(z.int().min(1).max(65_535)).default([443, 8443]),
      /** Without it https only. */
      allowHttp: z.boolean().default(false),
      /** For development only: receivers on this machine, on any port. */
      allowLoopback: z.boolean().default(false),
    })
    .prefault({}),
  /** Only the founder's gateway has it. */
  foundingDocument: path.optional(),
  /** Group and others may reach secrets, since their file system keeps no modes: for trials only. */
  filesOpenToOthers: z.boolean().default(false),
  requestsPerMinute: z.int().min(1).default(600_000),
  /** Requests without a valid token that one remote address may send; then it is not heard until the minute ends. */
  failedSignInsPerMinute: z.int().min(1).default(30),
  /** How many subjects anybody here may look up by number. */
  lookupsPerMinute: z.int().min(0).default(60),
  lookupsPerDay: z.int().min(0).default(2_000),
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

export type Config = z.infer<typeof configForm>;

/** Reads and checks the settings. Throws with the paths of what is wrong, and where a secret is readable by everybody. */
export function readConfig(args: readonly string[], environment: NodeJS.ProcessEnv): Config {
  const file = parseArgs({ args: [...args], options: { config: { type: 'string' } } }).values.config;
  const name = file ?? environment.GATEWAY_CONFIG;
  if (name === undefined) throw new Error('name the settings with --config FILE or GATEWAY_CONFIG');
  refuseDamaged(environment);
  const config = readSettings(name, {
    form: configForm,
    what: "a gateway's settings",
    repair: 'correct it, or what the environment puts on top; a local alliance writes it anew once it is removed',
    parse: (text) => withEnvironment(JSON.parse(text), environment),
  });
  const settled = withPathsFrom(dirname(resolve(name)), config);
  const { identities, vault } = settled;
  refusePlain(settled);
  const secrets = [identities.client.privateKey, identities.admin.privateKey, vault.passphraseFile];
  if (settled.listen.tls !== undefined) secrets.push(settled.listen.tls.privateKey);
  if (settled.oidc !== undefined) secrets.push(settled.oidc.clientSecretFile);
  if (!settled.filesOpenToOthers) for (const secret of secrets) refuseReadableByAll(secret);
  return settled;
}

/** Node puts a replacement where bytes are no UTF-8: a password would become another one. */
function refuseDamaged(environment: NodeJS.ProcessEnv): void {
  for (const name of ['GATEWAY_CONFIG', 'DELIVERY', 'REDEMPTIONS', 'DATABASE_URL', 'LOG_LEVEL']) {
    if (environment[name]?.includes('\uFFFD')) throw new Error(`${name} holds bytes that are no UTF-8; set it anew`);
  }
}

function withEnvironment(settings: unknown, environment: NodeJS.ProcessEnv): unknown {
  if (typeof settings !== 'object' || settings === null) return settings;
  const onTop = Object.entries({
    delivery: environment.DELIVERY,
    redemptions: environment.REDEMPTIONS,
    databaseUrl: environment.DATABASE_URL,
    logLevel: environment.LOG_LEVEL,
  }).filter(([, value]) => value !== undefined && value !== '');
  return { ...settings, ...Object.fromEntries(onTop) };
}

/** How the ledger is reached, with what the files hold that the settings name. */
export function readConnectionSettings(config: Config): ConnectionSettings {
  const { partyId: mspId, channel, chaincode, peers, peerKeepaliveSeconds, identities } = config;
  return {
    mspId,
    channel,
    chaincode,
    peers: peers.map(({ endpoint: address, tlsRootCertificate, hostAlias }) => ({
      address,
      hostAlias,
      tlsRootCertificate: tlsRootCertificate === undefined ? undefined : readCertificate(tlsRootCertificate),
    })),
    client: signingKeyOf(identities.client),
    admin: signingKeyOf(identities.admin),
    keepaliveSeconds: peerKeepaliveSeconds,
  };
}

function signingKeyOf({ certificate, privateKey }: Config['identities']['client']): SigningKey {
  return { certificate: readCertificate(certificate), privateKey: readPem(privateKey, createPrivateKey) };
}

/** Byte for byte as its file has it. */
function readCertificate(file: string): string {
  return readPem(file, (pem) => {
    new X509Certificate(pem);
    return pem;
  });
}

function withPathsFrom(folder: string, config: Config): Config {
  const at = (name: string) => resolve(folder, name);
  const identityAt = (one: Config['identities']['client']) => ({
    certificate: at(one.certificate),
    privateKey: at(one.privateKey),
  });
  return {
    ...config,
    peers: config.peers.map((peer) =>
      peer.tlsRootCertificate === undefined ? peer : { ...peer, tlsRootCertificate: at(peer.tlsRootCertificate) },
    ),
    identities: { client: identityAt(config.identities.client), admin: identityAt(config.identities.admin) },
    vault: { directory: at(config.vault.directory), passphraseFile: at(config.vault.passphraseFile) },
    store: { file: at(config.store.file) },
    listen: config.listen.tls === undefined ? config.listen : { ...config.listen, tls: identityAt(config.listen.tls) },
    users: config.users.map((user) =>
      user.tokenFile === undefined ? user : { ...user, tokenFile: at(user.tokenFile) },
    ),
    oidc: config.oidc && { ...config.oidc, clientSecretFile: at(config.oidc.clientSecretFile) },
    foundingDocument: config.foundingDocument === undefined ? undefined : at(config.foundingDocument),
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || loopback.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}

/** Tokens and people's data would travel legibly. */
function refusePlain({ listen: { host, tls, plainHttp } }: Config): void {
  if (tls !== undefined || plainHttp || isLoopback(host)) return;
  throw new Error(
    `listen.host ${host} can be reached from other machines without encryption: name a certificate and its key in listen.tls, ` +
      'or set listen.plainHttp to true where TLS ends in front of the gateway',
  );
}

function refuseReadableByAll(file: string): void {
  if ((statSync(file).mode & 0o007) === 0) return;
  const advice = 'chmod 600 (if its file system keeps no modes, see filesOpenToOthers in gateway/README.md)';
  throw new Error(`everybody can reach the secret ${file}: ${advice}`);
}
