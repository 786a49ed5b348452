/** A node's own report at its operations endpoint, which listens to this machine only. */
export interface Operated {
  readonly operationsAddress: string;
}

const deadlineMs = 2_000;

export async function isHealthy(node: Operated): Promise<boolean> {
  const response = await ask(node, '/healthz').catch(() => undefined);
  return response?.ok === true;
}

/** The value of a metric for a channel; undefined where the node does not answer or has no such metric. */
export async function channelMetric(node: Operated, metric: string, channel: string): Promise<number | undefined> {
  const text = await ask(node, '/metrics')
    .then((response) => response.text())
    .catch(() => '');
  return metricIn(text, metric, channel);
}

/** In Prometheus' text form. */
export function metricIn(text: string, metric: string, channel: string): number | undefined {
  const start = `${metric}{channel="${channel}"} `;
  const line = text.split('\n').find((each) => each.startsWith(start));
  return line === undefined ? undefined : Number(line.slice(start.length));
}

function ask({ operationsAddress }: Operated, path: string): Promise<Response> {
  return fetch(`http://${operationsAddress}${path}`, { signal: AbortSignal.timeout(deadlineMs) });
}
