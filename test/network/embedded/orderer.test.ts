import { common } from '@hyperledger/fabric-protos';
import type { Membership } from '../../../network/embedded/channel/membership';
import { type BatchConfig, Orderer, OrdererRefusal } from '../../../network/embedded/channel/orderer';

const batch: BatchConfig = { timeoutMs: 30, maxMessageCount: 2, preferredMaxBytes: 10_000, absoluteMaxBytes: 1_000 };

/** Takes every signature for that of a client, unless told otherwise. */
function membershipOf({ isExpired = false, isWriter = true, isSigned = true } = {}): Membership {
  const membership = {
    verify: () => (isSigned ? {} : undefined),
    isExpired: () => isExpired,
    isWriter: () => isWriter,
    unsatisfied: () => 'unsatisfied',
  };
  return membership as unknown as Membership;
}

interface Changes {
  readonly type?: common.HeaderTypeMap[keyof common.HeaderTypeMap];
  readonly channelId?: string;
  readonly bytes?: number;
}

function newEnvelope({
  type = common.HeaderType.ENDORSER_TRANSACTION,
  channelId = 'alliance',
  bytes = 1,
}: Changes = {}) {
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(type);
  channelHeader.setChannelId(channelId);
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(Buffer.alloc(bytes));
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  return envelope;
}

function newOrderer(membership = membershipOf(), commit?: (batch: readonly Buffer[]) => Promise<void>) {
  const batches: number[] = [];
  const failures: Error[] = [];
  const orderer = new Orderer({
    channelId: 'alliance',
    batch,
    membership,
    commit: commit ?? (async (each) => void batches.push(each.length)),
    onFailure: (error) => failures.push(error),
  });
  return { orderer, batches, failures };
}

function refusal(membership: Membership, changes: Changes = {}): string {
  try {
    newOrderer(membership).orderer.accept(newEnvelope(changes));
  } catch (error) {
    if (error instanceof OrdererRefusal) return `${error.status}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}

test('envelopes are committed by number, and what is left when the time is up', async () => {
  const { orderer, batches } = newOrderer();
  for (let count = 0; count < 3; count++) orderer.accept(newEnvelope());
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(batches).toEqual([2]);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(batches).toEqual([2, 1]);
});

test('one batch is committed at a time', async () => {
  let running = 0;
  let most = 0;
  const { orderer } = newOrderer(membershipOf(), async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running--;
  });
  for (let count = 0; count < 8; count++) orderer.accept(newEnvelope());
  await orderer.stop();
  expect(most).toBe(1);
});

test('stopping commits what was accepted and accepts nothing more', async () => {
  const { orderer, batches } = newOrderer();
  for (let count = 0; count < 3; count++) orderer.accept(newEnvelope());
  await orderer.stop();
  expect(batches).toEqual([2, 1]);
  expect(() => orderer.accept(newEnvelope())).toThrow('the ledger is shutting down');
});

test('a commit that fails stops the orderer and is reported', async () => {
  const { orderer, failures } = newOrderer(membershipOf(), () => Promise.reject(new Error('disk full')));
  orderer.accept(newEnvelope());
  await orderer.stop();
  expect(failures.map(({ message }) => message)).toEqual(['disk full']);
  expect(() => orderer.accept(newEnvelope())).toThrow(OrdererRefusal);
});

test.each<[string, string, Membership, Changes]>([
  ['another channel', 'BAD_REQUEST: channel does not exist', membershipOf(), { channelId: 'other' }],
  [
    'a configuration',
    'BAD_REQUEST: configuration transactions are not supported by the embedded ledger',
    membershipOf(),
    { type: common.HeaderType.CONFIG_UPDATE },
  ],
  ['an expired certificate', 'BAD_REQUEST: broadcast client identity expired', membershipOf({ isExpired: true }), {}],
  ['a signature of nobody', 'FORBIDDEN: unsatisfied: permission denied', membershipOf({ isSigned: false }), {}],
  ['one who may not write', 'FORBIDDEN: unsatisfied: permission denied', membershipOf({ isWriter: false }), {}],
])('%s is refused', (_, expected, membership, changes) => {
  expect(refusal(membership, changes)).toBe(expected);
});

test('more bytes than the absolute maximum are refused before anything else is looked at', () => {
  expect(refusal(membershipOf({ isSigned: false }), { bytes: 2_000 })).toMatch(
    /^BAD_REQUEST: message payload is \d+ bytes and exceeds maximum allowed 1000 bytes$/,
  );
});
