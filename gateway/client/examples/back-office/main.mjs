/**
 * A back office beside the institution's own database: it shares the applications that a reviewer chose, with their conditions, and
 * writes back what other institutions confirm. It may be stopped or killed at any time, and goes on where it was, without doubles.
 *
 *   npm i ./tallystick-client-0.1.0.tgz libsql
 *   TALLYSTICK_URL=http://127.0.0.1:8102 TALLYSTICK_TOKEN=… node main.mjs back-office.db
 *
 * Two rules make it safe: what a request says is stored before the request is sent, and an event's position is stored with its effect.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { newClient, Refused } from 'tallystick-client';
import { openDatabase } from './database.mjs';

const everyMs = 1_000;
const atOnce = 100;
const types = ['LoanSharedPlanEvent', 'OrgConfirmAssetEvent', 'DataProcessingEvent', 'ExchangeEndedEvent'];

/** Shares what was chosen, again and again. */
async function shareChosen(tallystick, database, signal) {
  const { partyId } = await tallystick.gateway.readLinks();
  while (!signal.aborted) {
    database.fixChosen(partyId);
    const waiting = database.readUnshared(atOnce);
    if (waiting.length > 0) await share(tallystick, database, waiting);
    else await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** The gateway answers one outcome for each plan. One plan that is malformed refuses the whole request, so each is sent alone then. */
async function share(tallystick, database, applications) {
  try {
    const { outcomes } = await tallystick.plans.publish({ plans: applications.map(newPlan) });
    for (const [at, { status, code }] of outcomes.entries()) {
      database.writeOutcome(applications[at].asset_id, status === 'ACCEPTED' ? 'SHARED' : 'REFUSED', code);
    }
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 400) throw error;
    if (applications.length > 1) {
      for (const one of applications) await share(tallystick, database, [one]);
      return;
    }
    const places = (error.problem.errors ?? []).map(({ path }) => path).join(', ');
    database.writeOutcome(applications[0].asset_id, 'REFUSED', `${error.code} ${places}`);
  }
}

function newPlan(application) {
  return {
    assetId: application.asset_id,
    borrowerPerson: {
      partyName: application.party_name,
      loanIdent: application.loan_ident,
      loanMobile: application.loan_mobile,
      amountRmb: application.amount_rmb,
      loanKind: application.loan_kind,
    },
    riskControlResult: {
      score: application.score,
      loanLimitRmb: application.loan_limit_rmb,
      shareLimitRmb: application.shared_limit_rmb,
    },
    joinLimit: {
      sharedLimitRmb: application.shared_limit_rmb,
      sharedRate: { minBps: application.min_bps, maxBps: application.max_bps },
      tokenRateFen: application.token_rate_fen,
      participantCount: application.participant_count,
      startTime: application.start_time,
      endTime: application.end_time,
    },
  };
}

/** Writes back what happens to the applications, from the position that the database holds, or from the beginning. */
async function followEvents(tallystick, database, signal) {
  const after = database.readPosition() ?? '0.0.0';
  for await (const event of tallystick.events({ after, types, signal })) {
    const { assetId, id } = event;
    const isOwn = assetId !== undefined && database.isOwn(assetId);
    const minBlock = Number(id.split('.')[0]);
    database.writeEvent(id, isOwn ? await tallystick.plans.read({ assetId }, { minBlock }) : undefined);
  }
}

const [, , file = 'back-office.db'] = process.argv;
const { TALLYSTICK_URL: url = 'http://127.0.0.1:8102', TALLYSTICK_TOKEN: token = '' } = process.env;
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopping.abort());
const database = openDatabase(file);
const tallystick = newClient({ url, token, maxRetries: 20, signal: stopping.signal });
try {
  await Promise.all([
    shareChosen(tallystick, database, stopping.signal),
    followEvents(tallystick, database, stopping.signal),
  ]);
} catch (error) {
  // Whoever runs this starts it again.
  if (!stopping.signal.aborted) throw error;
} finally {
  stopping.abort();
  database.close();
}
