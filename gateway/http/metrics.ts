/**
 * What can be counted without naming anybody: labels are route patterns, methods, statuses, kinds, outcomes and institutions,
 * never ids of people or records.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { newReadings, type Readings } from './readings';

export interface Metrics {
  countRequest(request: {
    readonly route: string;
    readonly method: string;
    readonly status: number;
    readonly ms: number;
  }): void;
  countSubmit(kind: string, outcome: string): void;
  /** By the code of the answer. */
  countFailedSignIn(code: string): void;
  /** The certificate of HTTPS. */
  setServingCertificate(certificate: { readonly notAfterSeconds: number }): void;
  setFolded(block: number, lagSeconds: number | undefined): void;
  /** A valid transaction that nothing was taken from. */
  countPassedOver(code: string): void;
  /** An item of what the gateway does by itself: DONE, LEFT, FAILED, RECORD_UNAVAILABLE or a refusal code. */
  countWork(job: string, outcome: string): void;
  /** A call that the database could not serve. */
  countStoreFailure(): void;
  readonly readings: Readings;
  /** For the ledger client: calls, what is tried again and why, and how full the queue is. */
  readonly ledger: {
    called(step: string, code: string, ms: number): void;
    retried(step: string, reason: string): void;
    gathered(kind: string, commands: number): void;
    waiting(commands: number): void;
  };
  readonly webhooks: {
    attempted(outcome: string): void;
    /** How the queues are is read when somebody asks for the metrics, so that every instance says the same. */
    readFrom(read: () => Promise<WebhookSummary>): void;
  };
  readonly contentType: string;
  text(): Promise<string>;
}

/** The webhooks of an institution together. */
export interface WebhookSummary {
  readonly byStatus: Readonly<Record<string, number>>;
  /** Deliveries in the queues of active webhooks that have not arrived, and those that were given up. */
  readonly pending: number;
  readonly dead: number;
  /** How old the oldest event is that has not arrived. */
  readonly oldestSeconds: number;
}

export function newMetrics(options: { readonly process?: boolean } = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (options.process) collectDefaultMetrics({ register: registry });

  const requests = new Histogram({
    name: 'tallystick_http_request_seconds',
    help: 'Time to answer, by route pattern, method and status.',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  const submits = new Counter({
    name: 'tallystick_ledger_submits_total',
    help: 'Commands submitted, by kind and outcome: ACCEPTED, REPEATED, a refusal code, UNAVAILABLE, FAILED.',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const calls = new Histogram({
    name: 'tallystick_ledger_call_seconds',
    help: 'Time of a call to the ledger, by step and gRPC status or validation code.',
    labelNames: ['step', 'code'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5, 15],
    registers,
  });
  const retries = new Counter({
    name: 'tallystick_ledger_retries_total',
    help: 'What was tried again, by step and reason: a row of the retry table, a conflict, a lease.',
    labelNames: ['step', 'reason'],
    registers,
  });
  const gathered = new Histogram({
    name: 'tallystick_ledger_transaction_commands',
    help: 'Commands that shared a transaction, by kind.',
    labelNames: ['kind'],
    buckets: [1, 2, 5, 10, 50, 100, 250, 500],
    registers,
  });
  const waiting = new Gauge({
    name: 'tallystick_ledger_waiting_commands',
    help: 'Commands that wait for a transaction.',
    registers,
  });
  const failedSignIns = new Counter({
    name: 'tallystick_failed_sign_ins_total',
    help: 'Requests without a valid token, and those of addresses that are not heard after too many of them, by code.',
    labelNames: ['code'],
    registers,
  });
  const certificateEnd = new Gauge({
    name: 'tallystick_certificate_not_after_seconds',
    help: 'When the certificate of HTTPS ends, in seconds since 1970; absent where plain HTTP is served.',
    labelNames: ['use'],
    registers,
  });
  const folded = new Gauge({ name: 'tallystick_folded_block', help: 'Number of the last block folded.', registers });
  const lag = new Gauge({
    name: 'tallystick_follower_lag_seconds',
    help: "Age that the last folded block's newest transaction had when it was folded.",
    registers,
  });

  const passedOver = new Counter({
    name: 'tallystick_passed_over_transactions_total',
    help: 'Valid transactions that were not folded, by code: forged by a member, or unknown to this version.',
    labelNames: ['code'],
    registers,
  });

  const work = new Counter({
    name: 'tallystick_work_items_total',
    help: 'Attempts at items of what the gateway does by itself, by job and outcome: DONE, LEFT, FAILED, RECORD_UNAVAILABLE, a refusal code.',
    labelNames: ['job', 'outcome'],
    registers,
  });
  const storeFailures = new Counter({
    name: 'tallystick_store_failures_total',
    help: 'Calls that the database could not serve.',
    registers,
  });

  const webhooks = newWebhookMetrics(registers);

  return {
    countRequest: ({ route, method, status, ms }) => requests.observe({ route, method, status }, ms / 1_000),
    countSubmit: (kind, outcome) => submits.inc({ kind, outcome }),
    countFailedSignIn: (code) => failedSignIns.inc({ code }),
    setServingCertificate: ({ notAfterSeconds }) => certificateEnd.set({ use: 'https' }, notAfterSeconds),
    setFolded(block, lagSeconds) {
      folded.set(block);
      if (lagSeconds !== undefined) lag.set(lagSeconds);
    },
    countPassedOver: (code) => passedOver.inc({ code }),
    countWork: (job, outcome) => work.inc({ job, outcome }),
    countStoreFailure: () => storeFailures.inc(),
    readings: newReadings(registers),
    ledger: {
      called: (step, code, ms) => calls.observe({ step, code }, ms / 1_000),
      retried: (step, reason) => retries.inc({ step, reason }),
      gathered: (kind, commands) => gathered.observe({ kind }, commands),
      waiting: (commands) => waiting.set(commands),
    },
    webhooks,
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}

function newWebhookMetrics(registers: Registry[]): Metrics['webhooks'] {
  let read: (() => Promise<WebhookSummary>) | undefined;
  const attempts = new Counter({
    name: 'tallystick_webhook_attempts_total',
    help: 'Attempts to deliver an event to a webhook, by outcome.',
    labelNames: ['outcome'],
    registers,
  });
  const show = (gauge: { readonly name: string; readonly help: string; readonly labelNames?: string[] }) => {
    return (set: (gauge: Gauge, summary: WebhookSummary) => void) =>
      new Gauge({
        ...gauge,
        registers,
        async collect() {
          const summary = await read?.().catch(() => undefined);
          this.reset();
          if (summary !== undefined) set(this, summary);
        },
      });
  };
  show({ name: 'tallystick_webhooks', help: 'Webhooks, by status.', labelNames: ['status'] })((gauge, { byStatus }) => {
    for (const [status, count] of Object.entries(byStatus)) gauge.set({ status }, count);
  });
  show({
    name: 'tallystick_webhook_deliveries',
    help: 'Deliveries of webhooks that have not arrived, by status: PENDING, DEAD.',
    labelNames: ['status'],
  })((gauge, { pending, dead }) => {
    gauge.set({ status: 'PENDING' }, pending);
    gauge.set({ status: 'DEAD' }, dead);
  });
  show({
    name: 'tallystick_webhook_oldest_pending_seconds',
    help: 'Age of the oldest event that waits in the queue of an active webhook.',
  })((gauge, { oldestSeconds }) => gauge.set(oldestSeconds));
  return {
    attempted: (outcome) => attempts.inc({ outcome }),
    readFrom: (source) => {
      read = source;
    },
  };
}
