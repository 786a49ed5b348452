/** Which blocks a client gets for positions that are odd, compared with a peer of Fabric v3.1.5. */
import type { ServiceError } from '@grpc/grpc-js';
import { common, gateway, orderer, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import { Alone } from './foreign/alone';

let alone: Alone;

beforeAll(async () => {
  alone = await Alone.start();
  await submitJunk();
});

afterAll(() => alone.stop());

function header(type: number): common.Header {
  const timestamp = new Timestamp();
  timestamp.setSeconds(Math.floor(Date.now() / 1000));
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(type);
  channelHeader.setChannelId('alliance');
  channelHeader.setTimestamp(timestamp);
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(alone.identity);
  const both = new common.Header();
  both.setChannelHeader(channelHeader.serializeBinary());
  both.setSignatureHeader(signatureHeader.serializeBinary());
  return both;
}

function envelope(type: number, data: Uint8Array): common.Envelope {
  const payload = new common.Payload();
  payload.setHeader(header(type));
  payload.setData(data);
  const whole = new common.Envelope();
  whole.setPayload(payload.serializeBinary());
  whole.setSignature(alone.sign(whole.getPayload_asU8()));
  return whole;
}

/** An invalid transaction, so that there is a block 1. */
async function submitJunk(): Promise<void> {
  const request = new gateway.SubmitRequest();
  request.setChannelId('alliance');
  request.setPreparedTransaction(envelope(3, Buffer.from('junk')));
  expect(await alone.outcome('/gateway.Gateway/Submit', request)).toBe('ok');
}

type Position = 'oldest' | 'newest' | 'next' | 'nothing' | number;

function position(where: Position): orderer.SeekPosition {
  const result = new orderer.SeekPosition();
  const specified = new orderer.SeekSpecified();
  if (where === 'oldest') result.setOldest(new orderer.SeekOldest());
  else if (where === 'newest') result.setNewest(new orderer.SeekNewest());
  else if (where === 'next') result.setNextCommit(new orderer.SeekNextCommit());
  else if (where !== 'nothing') {
    specified.setNumber(where);
    result.setSpecified(specified);
  }
  return result;
}

interface Wanted {
  readonly start?: Position;
  readonly stop?: Position;
  readonly failsAtTip?: boolean;
  readonly headersOnly?: boolean;
}

/** What came within half a second: blocks by number, statuses, and `open` where the stream has not ended. */
function deliver({ start = 'oldest', stop = 0, failsAtTip = false, headersOnly = false }: Wanted): Promise<string[]> {
  const seek = new orderer.SeekInfo();
  seek.setStart(position(start));
  seek.setStop(position(stop));
  seek.setBehavior(failsAtTip ? 1 : 0);
  seek.setContentType(headersOnly ? 1 : 0);
  const came: string[] = [];
  return new Promise((resolve, reject) => {
    const call = alone.client.makeBidiStreamRequest(
      '/protos.Deliver/Deliver',
      (message: common.Envelope) => Buffer.from(message.serializeBinary()),
      (bytes: Buffer) => peer.DeliverResponse.deserializeBinary(bytes),
      { deadline: Date.now() + 500 },
    );
    call.on('data', (response: peer.DeliverResponse) => {
      const block = response.getBlock();
      const data = block?.hasData() ? '' : ' without data';
      came.push(block ? `block ${block.getHeader()?.getNumber()}${data}` : `status ${response.getStatus()}`);
    });
    call.on('error', (error: ServiceError) => (error.code === 4 ? resolve([...came, 'open']) : reject(error)));
    call.on('end', () => setImmediate(() => resolve(came)));
    call.write(envelope(5, seek.serializeBinary()));
  });
}

test.each<[string, Wanted, string[]]>([
  ['a range', { stop: 1 }, ['block 0', 'block 1', 'status 200', 'open']],
  ['a start that names no block', { start: 'nothing' }, ['status 404']],
  ['a start beyond the next block', { start: 9, stop: 3 }, ['status 404']],
  ['a stop before the start', { start: 1, stop: 0 }, ['status 400']],
  ['a stop that names no block', { stop: 'nothing' }, ['block 0', 'status 200', 'open']],
  ['a stop that names no block, from a later start', { start: 1, stop: 'nothing' }, ['block 1', 'open']],
  ['a stop at the next commit', { stop: 'next' }, ['block 0', 'status 200', 'open']],
  ['a stop at the newest, before the start', { start: 'next', stop: 'newest' }, ['open']],
  ['a stop at the oldest', { start: 'newest', stop: 'oldest' }, ['block 1', 'status 200', 'open']],
  ['a range beyond the tip that must not wait', { stop: 5, failsAtTip: true }, ['block 0', 'block 1', 'status 404']],
  ['headers only, of the configuration block', { headersOnly: true }, ['block 0', 'status 200', 'open']],
  [
    'headers only, of another block',
    { start: 1, stop: 1, headersOnly: true },
    ['block 1 without data', 'status 200', 'open'],
  ],
])('%s', async (_, wanted, came) => {
  expect(await deliver(wanted)).toEqual(came);
});
