/** What can be counted without naming anybody: labels are route patterns, methods, statuses, kinds and outcomes, never ids. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  countRequest(request: {
    readonly route: string;
    readonly method: string;
    readonly status: number;
    readonly ms: number;
  }): void;
  countSubmit(kind: string, outcome: string): void;
  setFolded(block: number, lagSeconds: number | undefined): void;
  readonly contentType: string;
  text(): Promise<string>;
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
  const folded = new Gauge({ name: 'tallystick_folded_block', help: 'Number of the last block folded.', registers });
  const lag = new Gauge({
    name: 'tallystick_follower_lag_seconds',
    help: "Age that the last folded block's newest transaction had when it was folded.",
    registers,
  });

  return {
    countRequest: ({ route, method, status, ms }) => requests.observe({ route, method, status }, ms / 1_000),
    countSubmit: (kind, outcome) => submits.inc({ kind, outcome }),
    setFolded(block, lagSeconds) {
      folded.set(block);
      if (lagSeconds !== undefined) lag.set(lagSeconds);
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
