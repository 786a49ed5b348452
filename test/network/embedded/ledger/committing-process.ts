/**
 * A process to be killed: commits block after block and prints each number once `commit` has resolved; or, with `keep`, keeps
 * the private writes of one transaction, prints the transaction and waits.
 */
import { openLedger } from '../../../../network/embedded/ledger/ledger';

const [, , directory = '', mode = ''] = process.argv;
const CHAINCODE = 'stick';

async function main(): Promise<void> {
  const collections = [
    { name: 'sealed', members: ['Harbour'], memberOnlyRead: false, memberOnlyWrite: false, blockToLive: 0 },
  ];
  const ledger = await openLedger({
    directory,
    channelId: 'alliance',
    organisations: ['Harbour'],
    chaincode: (name) => ({ name, version: '1', collections }),
    verify: 'all',
  });
  const endorse = async (txId: string, key: string, value: string) => {
    const snapshot = ledger.snapshot();
    const simulation = ledger.simulate(snapshot, 'Harbour', txId);
    await simulation.getState(CHAINCODE, 'last');
    simulation.putState(CHAINCODE, 'last', Buffer.from(value));
    simulation.putState(CHAINCODE, key, Buffer.alloc(2000, value));
    simulation.putPrivate(CHAINCODE, 'sealed', key, Buffer.from(`secret ${value}`));
    const { publicResults, privateResults } = simulation.results();
    snapshot.close();
    await ledger.keepPrivate(txId, 'Harbour', privateResults as Buffer);
    return { envelope: publicResults, txId, code: 0 as const, publicResults, timestamp: { seconds: 1, nanos: 0 } };
  };
  if (mode === 'keep') {
    const { txId, publicResults } = await endorse('kept', 'kept', 'kept');
    process.stdout.write(`${JSON.stringify({ txId, publicResults: publicResults.toString('hex') })}\n`);
    setInterval(() => undefined, 1000);
    return;
  }
  for (;;) {
    const number = ledger.height;
    await ledger.commit([await endorse(`tx${number}`, `key${number}`, String(number))]);
    process.stdout.write(`${number}\n`);
  }
}

void main();
