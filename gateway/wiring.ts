/** Gives each capability what it works with, and puts the routes and jobs of all together. */
import type { Logger } from 'pino';
import { type AllianceCapability, newAlliance } from './alliance';
import { followAlliance } from './alliance/present';
import { newAudit } from './audit';
import { newChain } from './chain';
import type { HttpDeps } from './http/app';
import { newCarryOut } from './http/carry-out';
import type { Metrics } from './http/metrics';
import { newStreams, type StreamLimits } from './http/streams';
import { newImports } from './imports';
import type { ImportTimes } from './imports/deps';
import { newTroubles } from './ledger/troubles';
import type { LedgerBlock, LedgerClient } from './ledger/types';
import { watchLedger } from './ledger/watched-ledger';
import { newOperations } from './operations';
import { newHandOver } from './outbox';
import type { Outbox } from './outbox/outbox';
import { newPeople, type PeopleSettings } from './people';
import { newPlans } from './plans';
import type { AcceptanceSettings } from './plans/acceptance';
import { newQueries } from './queries';
import { newRecords } from './records';
import { newRegistrar } from './registrar';
import { newReports } from './reports';
import { newSessions } from './sessions';
import type { OidcSettings } from './sessions/settings';
import { type Follower, newFollower } from './store/follower';
import type { Store } from './stores';
import { newSubjects } from './subjects';
import type { Voprf } from './subjects/voprf';
import { newTokens } from './tokens';
import type { Vault } from './vault/types';
import { newWebhooks } from './webhooks';
import { closedSettings, type WebhookSettings } from './webhooks/deps';
import type { Capability } from './work/capability';

/** Steps that an institution may leave to its gateway or to its officers. */
export interface Automation {
  readonly delivery: 'auto' | 'manual';
  /** Whether the gateway cancels and objects for the holder of tokens. */
  readonly redemptions: 'auto' | 'manual';
}

export interface Seams {
  readonly partyId: string;
  readonly channel: string;
  readonly store: Store;
  readonly vault: Vault;
  readonly ledger: LedgerClient;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly stopping: AbortSignal;
  readonly isRegistered: () => boolean;
  readonly importBatchesInFlight: number;
  readonly importTimes?: Partial<ImportTimes> | undefined;
  /** Everything that opens is accepted where it is absent. */
  readonly acceptance?: AcceptanceSettings | undefined;
  /** `auto` where it is absent. */
  readonly automation?: Automation | undefined;
  /** Public addresses over HTTPS where it is absent. */
  readonly webhooks?: WebhookSettings | undefined;
  readonly outbox: Outbox;
  readonly voprf: Voprf;
  /** How long a request waits for the evaluators. */
  readonly evaluationWaitMs?: number | undefined;
  readonly streamLimits?: StreamLimits | undefined;
  readonly people?: PeopleSettings | undefined;
  /** Nobody signs in with a browser where it is absent. */
  readonly oidc?: OidcSettings | undefined;
}

/** The parts by which main serves the routes, starts the work and ends both. */
export interface Gateway extends HttpDeps, Capability, Pick<AllianceCapability, 'register'> {
  readonly store: Store;
  /** Counts each submit, and remembers its block for later reads. */
  readonly ledger: LedgerClient;
  readonly follower: Follower;
  readonly metrics: Metrics;
}

/** Starts to follow the ledger; work waits to be started. */
export function newGateway(seams: Seams): Gateway {
  const { ledger, store, metrics, log } = seams;
  const { automation = { delivery: 'auto', redemptions: 'auto' } } = seams;
  const follower = newFollower(ledger, store, { log, metrics });
  follower.onBlock((block) => metrics.setFolded(block.number, ageOf(block)));
  const present = followAlliance(store, follower);
  const troubles = newTroubles(log);
  const watched = watchLedger(ledger, { follower, metrics, troubles });
  const tools = { ...seams, follower, ...present, troubles, ledger: watched, now: Date.now };
  const registrarKey = async () => {
    const { registrar = '' } = (await present.alliance()) ?? {};
    const version = (await store.party(registrar))?.keyVersion;
    return version === undefined ? undefined : store.partyKey(registrar, version);
  };
  const records = newRecords(tools);
  const subjects = newSubjects(tools, { evaluationWaitMs: seams.evaluationWaitMs });
  const alliance = newAlliance({ ...tools, evaluatorKey: subjects.evaluatorKey });
  const plans = newPlans(tools, { ...automation, acceptance: seams.acceptance });
  const streams = newStreams(seams.stopping, seams.streamLimits);
  const imports = newImports(
    {
      ...tools,
      plans: plans.publishing,
      loans: {
        attachSubject: subjects.attachSubject,
        lend: records.lendByMandate,
        readFiledTime: records.readFiledTime,
      },
    },
    { batchesInFlight: seams.importBatchesInFlight, times: seams.importTimes },
  );
  const audit = newAudit({ ...tools, streams });
  const carryOut = newCarryOut(() => routes, follower);
  const people = newPeople({ ...tools, streams, carryOut }, seams.people ?? {});
  const sessions = newSessions({ ...tools, audit: audit.log }, seams.oidc);
  const hasSecondApproval = people.secondApproval !== undefined;
  const capabilities = [
    audit,
    people,
    sessions,
    newOperations({ ...tools, streams, hasSecondApproval, onPrompt: records.onPrompt }),
    alliance,
    plans,
    newTokens(tools, automation),
    newChain(tools),
    subjects,
    newRegistrar(tools),
    imports,
    records,
    newReports(tools),
    newQueries({ ...tools, readDisputeTexts: records.readDisputeTexts }),
    newWebhooks(tools, seams.webhooks ?? closedSettings),
  ];
  const routes = capabilities.flatMap((capability) => capability.routes);
  return {
    ...tools,
    register: alliance.register,
    audit: audit.log,
    secondApproval: people.secondApproval,
    sessions: sessions.sessions,
    routes,
    work: [...newHandOver({ ...tools, registrarKey }), ...capabilities.flatMap(({ work }) => work)],
  };
}

function ageOf({ transactions }: LedgerBlock): number | undefined {
  const newest = Math.max(...transactions.map(({ time }) => Date.parse(time)));
  return Number.isFinite(newest) ? Math.max(0, Date.now() - newest) / 1_000 : undefined;
}
