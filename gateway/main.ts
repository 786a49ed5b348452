/**
 * The gateway's process: settings, then everything that is built from them, then serving until it is told to stop. One JSON
 * line on stdout says when it is ready; the log is on stderr.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { outliveReaders, readOptions } from '../network/command-line';
import { readTokenFile } from '../network/identity/token-file';
import { grpcProxy } from '../network/proxy';
import { operations } from './api/operations';
import { type Config, readConfig, readConnectionSettings } from './config';
import { newApp } from './http/app';
import { followCertificate, readServingCertificate } from './http/certificate';
import { docsRoutes } from './http/docs';
import { newLog } from './http/log';
import { type Metrics, newMetrics } from './http/metrics';
import { newServer, type Server } from './http/server';
import { newLedgerClient } from './ledger/client';
import { newOutbox } from './outbox/outbox';
import { makeUsers } from './people/settings-users';
import type { Follower } from './store/follower';
import { refuseForgotten, rememberStore } from './store/known-store';
import { openStore, type Store } from './stores';
import { newVoprfThread } from './subjects/voprf-thread';
import { openVault } from './vault/vault';
import { type Gateway, newGateway } from './wiring';
import { startWork } from './work/engine';

/** The package's own version; the process runs from `dist/gateway`. */
const packageFile = join(__dirname, '..', '..', 'package.json');
/** A gateway is of use before its institution is a member, so readiness does not wait for that for ever. */
const registrationMs = 10_000;
const stopWithinMs = 4_500;
/** Longer than clients and load balancers keep a connection that is idle: whoever closes first may cut off a request. */
const keepAliveMs = 65_000;
/** How long a request may take to come, its head and all of it; bodies have steps of their own (http/bodies.ts). */
const headMs = 20_000;
const requestMs = 300_000;
const lookMs = 5_000;

const usage = `node dist/gateway/main.js --config FILE

Runs an institution's gateway until SIGTERM or Ctrl-C. gateway/README.md describes FILE; GATEWAY_CONFIG may name it, too.`;

async function main(): Promise<void> {
  outliveReaders();
  readOptions({ config: { type: 'string' } }, usage);
  const config = readConfig(process.argv.slice(2), process.env);
  const log = newLog(config.logLevel);
  tellProxies(config, log);
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());

  const location = config.databaseUrl === undefined ? config.store : { databaseUrl: config.databaseUrl };
  const store = await openStore(location);
  const { channel, filesOpenToOthers } = config;
  const vault = await openVault({ ...config.vault, channel, filesOpenToOthers });
  const known = { location, directory: config.vault.directory };
  await refuseForgotten(store, known);
  for (const userName of await makeUsers(store, config.users)) {
    log.warn({ userName }, 'the token file of this user holds no token of it: remove the user, and add it again');
  }
  await rememberStore(store, known);
  await store.reports.choose(config.reportCopy);
  let registered = false;
  const metrics = newMetrics({ process: true });
  const gateway = newGateway({
    partyId: config.partyId,
    channel: config.channel,
    store,
    vault,
    ledger: ledgerOf(config, { store, metrics, follower: () => gateway.follower }),
    voprf: newVoprfThread(),
    outbox: newOutbox({ store, vault }),
    metrics,
    log,
    stopping: stopping.signal,
    isRegistered: () => registered,
    importBatchesInFlight: config.importBatchesInFlight,
    acceptance: config.acceptance,
    automation: config,
    people: config,
    oidc: config.oidc && { ...config.oidc, clientSecret: readTokenFile(config.oidc.clientSecretFile) },
    webhooks: config.webhooks,
  });
  const server = await serve(gateway, config);

  const registering = gateway.register(config.foundingDocument).then(() => {
    registered = !stopping.signal.aborted;
  });
  await Promise.race([gateway.follower.caughtUp, aborted(stopping.signal)]);
  const running = stopping.signal.aborted ? undefined : startWork(gateway.work, gateway);
  await Promise.race([registering, delay(registrationMs, undefined, { ref: false }), aborted(stopping.signal)]);
  if (!stopping.signal.aborted) sayReady(config, gateway, registered);

  await aborted(stopping.signal);
  setTimeout(() => process.exit(1), stopWithinMs).unref();
  gateway.follower.letGo();
  await Promise.all([close(server), running?.stop(), registering]);
  await gateway.follower.stop();
  await gateway.ledger.close();
  await store.close();
  log.info('stopped');
}

/** What is asked for through a proxy fails in the proxy's ways. */
function tellProxies({ peers }: Config, log: Logger): void {
  for (const { endpoint } of peers) {
    const proxy = grpcProxy(endpoint);
    if (proxy !== undefined) log.warn({ peer: endpoint, proxy }, 'this peer is reached through a proxy');
  }
}

interface LedgerNeeds {
  readonly store: Store;
  readonly metrics: Metrics;
  readonly follower: () => Follower;
}

function ledgerOf(config: Config, { store, metrics, follower }: LedgerNeeds) {
  return newLedgerClient({
    ...readConnectionSettings(config),
    observer: metrics.ledger,
    lease: {
      acquire: (name, holder, ttlMs) => store.acquireLease(name, holder, ttlMs),
      release: (name, holder) => store.releaseLease(name, holder),
    },
    tokenCredits: {
      tokenCreditsToFold: async () =>
        (await store.tokenCredits(config.partyId, 500)).map(({ tokenCreditId }) => tokenCreditId),
      waitForHeight: async (block) => void (await follower().waitForBlock(block, 5_000)),
    },
  });
}

async function serve(gateway: Gateway, config: Config): Promise<Server> {
  const { listen, requestsPerMinute, lookupsPerMinute, lookupsPerDay, failedSignInsPerMinute } = config;
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  const lookups = { perMinute: lookupsPerMinute, perDay: lookupsPerDay };
  const table = [...gateway.routes, ...docsRoutes(operations, { version })];
  const times = { headersTimeout: headMs, requestTimeout: requestMs, keepAliveTimeout: keepAliveMs };
  const app = newApp(gateway, table, { requestsPerMinute, lookups, failedSignInsPerMinute });
  const { tls } = listen;
  const certificate = tls && (await readServingCertificate(tls));
  const server = newServer(app, gateway.log, { times: { ...times, connectionsCheckingInterval: lookMs }, certificate });
  if (tls !== undefined && certificate !== undefined && 'setSecureContext' in server) {
    const { setServingCertificate } = gateway.metrics;
    setServingCertificate(certificate);
    const following = followCertificate(server, tls, certificate, {
      log: gateway.log,
      onExchanged: setServingCertificate,
    });
    server.once('close', following.stop);
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, resolve);
  });
  return server;
}

/** Stops accepting, and resolves when what was under way is answered. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const idle = setInterval(() => server.closeIdleConnections(), 50);
    server.close(() => {
      clearInterval(idle);
      resolve();
    });
  });
}

function sayReady({ partyId, listen: { host, port } }: Config, { follower }: Gateway, registered: boolean): void {
  const line = { state: 'ready', partyId, host, port, foldedBlock: follower.height, registered };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

main().catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${JSON.stringify({ state: 'failed', reason })}\n`);
  process.exit(1);
});
