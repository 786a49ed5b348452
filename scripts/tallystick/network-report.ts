/** A network's status in words: a line for each process, what the channel says of itself, and what an operator has to look at. */

import type { NetworkStatus, ProcessStatus } from '../../network/detached/status';
import type { NodeStatus } from '../../network/fabric/status';

const soonDays = 30;
const dayMs = 86_400_000;

export function writeLines(status: NetworkStatus, now = Date.now()): readonly string[] {
  const { ledger, phase, fabric, gateways, failing, certificates } = status;
  const consensus = fabric && `consensus ${fabric.consensus ?? 'unknown'}, leader ${fabric.leader ?? 'none'}`;
  const total = status.processes.reduce((sum, { memoryMb = 0 }) => sum + memoryMb, 0);
  return [
    `${ledger} ledger, ${phase}${consensus ? `, ${consensus}` : ''}`,
    ...(status.processes.length === 0
      ? (fabric?.nodes ?? []).map((node) => wordsIn([node.name.padEnd(28), ...describeNode(node)]))
      : [
          ...status.processes.map((process) => processLine(process, status)),
          `${status.processes.length} processes, ${total} MB`,
        ]),
    ...gateways.map(
      ({ institution, url, ready }) => `${institution.padEnd(12)} ${url}  ${ready ? 'ready' : 'NOT READY'}`,
    ),
    ...failing.map(({ name, why }) => `${name} dies again and again, and is tried every 30 s: ${why}`),
    ...certificates
      .filter(({ notAfter }) => Date.parse(notAfter) - now < soonDays * dayMs)
      .map(({ organisation, file, notAfter }) => `${organisation}: a certificate ends on ${notAfter}: ${file}`),
    certificates.length === 0 ? 'no certificates' : `certificates are good until ${firstEnd(certificates)}`,
  ];
}

function processLine({ name, pid, alive, memoryMb }: ProcessStatus, { fabric }: NetworkStatus): string {
  const node = fabric?.nodes.find((each) => each.name === name);
  return wordsIn([
    name.padEnd(28),
    String(pid).padStart(8),
    `${memoryMb ?? '?'} MB`.padStart(8),
    alive ? '' : 'GONE',
    ...(node === undefined ? [] : describeNode(node)),
  ]);
}

function describeNode({ healthy, fault, height, leads }: NodeStatus): string[] {
  const health = healthy ? 'healthy' : 'UNHEALTHY';
  return [health, height === undefined ? '' : `height ${height}`, leads ? 'leads' : '', fault ?? ''];
}

function wordsIn(words: readonly string[]): string {
  return words.filter((word) => word !== '').join('  ');
}

function firstEnd(certificates: NetworkStatus['certificates']): string {
  return certificates.map(({ notAfter }) => notAfter.slice(0, 10)).sort()[0] ?? '';
}
