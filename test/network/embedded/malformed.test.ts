/** Proposals, envelopes and requests that no client of ours would send: each ends with the code and the words of a peer of Fabric v3.1.5. */
import { randomBytes } from 'node:crypto';
import { common, gateway, orderer, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import { transactionId } from '../../../network/embedded/messages/bytes';
import { Alone } from './foreign/alone';

const GARBAGE = Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff]);
const EMPTY = Buffer.alloc(0);
const UNREADABLE = 'proto: cannot parse invalid wire-format data';

let alone: Alone;

beforeAll(async () => {
  alone = await Alone.start();
});

afterAll(() => alone.stop());

interface Wanted {
  readonly channel?: string;
  readonly type?: number;
  readonly withoutTimestamp?: boolean;
  readonly extension?: Buffer;
  readonly signatureHeader?: Buffer;
  /** In the header's extension, where it is not the one in the payload. */
  readonly runs?: string;
  readonly chaincode?: string;
  readonly args?: readonly string[];
  readonly withoutSpec?: boolean;
  readonly withoutInput?: boolean;
  readonly payload?: Buffer;
}

function channelHeader({ channel = 'alliance', type = 3, ...wanted }: Wanted, txId: string): common.ChannelHeader {
  const header = new common.ChannelHeader();
  header.setType(type);
  header.setChannelId(channel);
  header.setTxId(txId);
  const timestamp = new Timestamp();
  timestamp.setSeconds(Math.floor(Date.now() / 1000));
  if (!wanted.withoutTimestamp) header.setTimestamp(timestamp);
  const id = new peer.ChaincodeID();
  id.setName(wanted.runs ?? wanted.chaincode ?? 'loans');
  const extension = new peer.ChaincodeHeaderExtension();
  extension.setChaincodeId(id);
  header.setExtension$(wanted.extension ?? extension.serializeBinary());
  return header;
}

function header(wanted: Wanted): common.Header {
  const nonce = randomBytes(24);
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(alone.identity);
  signatureHeader.setNonce(nonce);
  const both = new common.Header();
  both.setChannelHeader(channelHeader(wanted, transactionId(nonce, alone.identity)).serializeBinary());
  both.setSignatureHeader(wanted.signatureHeader ?? signatureHeader.serializeBinary());
  return both;
}

function payload({ chaincode = 'loans', args = ['read'], withoutSpec, withoutInput }: Wanted): Uint8Array {
  const id = new peer.ChaincodeID();
  id.setName(chaincode);
  const input = new peer.ChaincodeInput();
  input.setArgsList(args.map((each) => Buffer.from(each)));
  const spec = new peer.ChaincodeSpec();
  spec.setChaincodeId(id);
  if (!withoutInput) spec.setInput(input);
  const invocation = new peer.ChaincodeInvocationSpec();
  if (!withoutSpec) invocation.setChaincodeSpec(spec);
  const whole = new peer.ChaincodeProposalPayload();
  whole.setInput(invocation.serializeBinary());
  return whole.serializeBinary();
}

function signedProposal(wanted: Wanted): peer.SignedProposal {
  const proposal = new peer.Proposal();
  proposal.setHeader(header(wanted).serializeBinary());
  proposal.setPayload(wanted.payload ?? payload(wanted));
  const signed = new peer.SignedProposal();
  signed.setProposalBytes(proposal.serializeBinary());
  signed.setSignature(alone.sign(signed.getProposalBytes_asU8()));
  return signed;
}

function evaluate(wanted: Wanted): Promise<string> {
  const request = new gateway.EvaluateRequest();
  request.setProposedTransaction(signedProposal(wanted));
  return alone.outcome('/gateway.Gateway/Evaluate', request);
}

function endorse(wanted: Wanted): Promise<string> {
  const request = new gateway.EndorseRequest();
  request.setProposedTransaction(signedProposal(wanted));
  return alone.outcome('/gateway.Gateway/Endorse', request);
}

const UNPACK = '3 failed to unpack transaction proposal: ';
const RETURNED = '9 evaluate call to endorser returned error: ';
const NOT_ENDORSED = '10 failed to endorse transaction, see attached details for more info | ';
const NO_PLAN =
  '9 no combination of peers can be derived which satisfy the endorsement policy: No metadata was found for chaincode ';

function both(reason: string) {
  return { evaluates: `${RETURNED}${reason} | ${reason}`, endorses: `${NOT_ENDORSED}${reason}` };
}

test.each<[string, Wanted, { evaluates: string; endorses: string }]>([
  ['no extension', { extension: EMPTY }, both('ChaincodeHeaderExtension.ChaincodeId is nil')],
  ['a garbled extension', { extension: GARBAGE }, both(`error unmarshalling ChaincodeHeaderExtension: ${UNREADABLE}`)],
  ['an extension without a name', { runs: '' }, both('ChaincodeHeaderExtension.ChaincodeId.Name is empty')],
  ['no input', { withoutInput: true }, both('chaincode input did not contain any input')],
  ['another type', { type: 99 }, both('error validating proposal: invalid header type 99')],
  [
    'an empty payload',
    { payload: EMPTY },
    {
      evaluates: `${UNPACK}no chaincode spec is provided, channel id [alliance]`,
      endorses: `${NO_PLAN} in channel alliance`,
    },
  ],
  [
    'no spec',
    { withoutSpec: true },
    {
      evaluates: `${UNPACK}no chaincode spec is provided, channel id [alliance]`,
      endorses: `${NO_PLAN} in channel alliance`,
    },
  ],
  [
    'a garbled payload',
    { payload: GARBAGE },
    {
      evaluates: `${UNPACK}error unmarshalling ChaincodeProposalPayload: ${UNREADABLE}`,
      endorses: `3 error unmarshalling ChaincodeProposalPayload: ${UNREADABLE}`,
    },
  ],
  [
    'an empty channel',
    { channel: '' },
    { evaluates: `${UNPACK}no channel id provided`, endorses: `${NO_PLAN}loans in channel ` },
  ],
])('a proposal with %s is refused as by Fabric', async (_, wanted, { evaluates, endorses }) => {
  expect({ evaluates: await evaluate(wanted), endorses: await endorse(wanted) }).toEqual({ evaluates, endorses });
});

test('a garbled signature header makes the peer look as if it were away', async () => {
  const reason = `failed parsing signature header: error unmarshalling SignatureHeader: ${UNREADABLE}`;
  const wanted = { signatureHeader: GARBAGE };
  expect(await evaluate(wanted)).toBe(
    `14 failed to evaluate transaction, see attached details for more info | ${reason}`,
  );
  expect(await endorse(wanted)).toBe(`${NOT_ENDORSED}${reason}`);
});

test('a proposal without a time is refused with both times and the window', async () => {
  expect(await endorse({ withoutTimestamp: true })).toMatch(
    /unauthorized due to incorrect timestamp 1970-01-01T00:00:00Z, peer time \S+Z, peer\.authentication\.timewindow 15m0s$/,
  );
});

test('a proposal of type CONFIG is taken, since peers let it pass', async () => {
  expect(await evaluate({ type: 1, chaincode: 'qscc', args: ['GetChainInfo', 'alliance'] })).toBe('ok');
});

describe('qscc', () => {
  const qscc = (...args: string[]) => ({ chaincode: 'qscc', args });

  test('answers queries and is not endorsed', async () => {
    const chainInfo = qscc('GetChainInfo', 'alliance');
    expect(await evaluate(chainInfo)).toBe('ok');
    expect(await endorse(chainInfo)).toBe(`${NO_PLAN}qscc in channel alliance`);
  });

  test.each([
    ['without arguments', [], 'Incorrect number of arguments, 0'],
    ['without its own argument', ['GetBlockByNumber', 'alliance'], 'missing 3rd argument for GetBlockByNumber'],
    ['with an unknown function', ['constructor', 'alliance', 'x'], 'Unmapped policy for qscc/constructor'],
    ['with a number beyond all', ['GetBlockByNumber', 'alliance', '9'.repeat(30)], 'value out of range'],
  ])('%s says what Fabric says', async (_, args, reason) => {
    expect(await evaluate(qscc(...args))).toContain(reason);
  });

  test('takes the largest number for the last block', async () => {
    expect(await evaluate(qscc('GetBlockByNumber', 'alliance', String(2n ** 64n - 1n)))).toBe('ok');
    expect(await evaluate(qscc('GetBlockByNumber', 'alliance', String(2n ** 64n - 2n)))).toContain(
      'no such block number [18446744073709551614] in index',
    );
  });
});

describe('a proposal without a channel, straight to a peer', () => {
  const process = (wanted: Wanted) =>
    alone.answer('/protos.Endorser/ProcessProposal', signedProposal({ channel: '', ...wanted }), (bytes) => {
      const answer = peer.ProposalResponse.deserializeBinary(bytes);
      return { status: answer.getResponse()?.getStatus(), message: answer.getResponse()?.getMessage() };
    });

  test('is answered by qscc of the channel in its arguments, as `peer channel getinfo` asks', async () => {
    const chaincode = 'qscc';
    expect(await process({ chaincode, args: ['GetChainInfo', 'alliance'] })).toEqual({ status: 200, message: '' });
    expect(await process({ chaincode, args: ['GetChainInfo', 'nosuch'] })).toEqual({
      status: 500,
      message: 'Invalid chain ID, nosuch',
    });
  });

  test('reaches no other chaincode', async () => {
    expect(await process({ chaincode: 'cscc' })).toEqual({
      status: 500,
      message:
        "make sure the chaincode cscc has been successfully defined on channel  and try again: could not get channel config for channel ''",
    });
  });
});

describe('an envelope', () => {
  function submit(payload: Uint8Array): Promise<string> {
    const envelope = new common.Envelope();
    envelope.setPayload(payload);
    envelope.setSignature(alone.sign(payload));
    const request = new gateway.SubmitRequest();
    request.setChannelId('alliance');
    request.setPreparedTransaction(envelope);
    return alone.outcome('/gateway.Gateway/Submit', request);
  }

  function ofType(type: number): Uint8Array {
    const whole = new common.Payload();
    whole.setHeader(header({ type }));
    return whole.serializeBinary();
  }

  const refused = (info: string) => `10 received unsuccessful response from orderer: status=BAD_REQUEST, info=${info}`;

  test('that does not parse, or has no headers, is refused in the words of an orderer', async () => {
    const empty = new common.Payload();
    empty.setHeader(new common.Header());
    const unknown = 'could not determine channel ID: ';
    expect(await submit(GARBAGE)).toBe(refused(`${unknown}error unmarshalling Payload: ${UNREADABLE}`));
    expect(await submit(EMPTY)).toBe(refused(`${unknown}header not set`));
    expect(await submit(empty.serializeBinary())).toBe(refused(`${unknown}channel header not set`));
  });

  test('of a type that no orderer takes is refused, and one of an unknown type is ordered', async () => {
    expect(await submit(ofType(1))).toBe(refused('message is of type that cannot be processed directly'));
    expect(await submit(ofType(4))).toBe(refused('message is of type that is no longer supported'));
    expect(await submit(ofType(99))).toBe('ok');
  });
});

describe('a request to follow the channel', () => {
  test('that does not parse is refused as by Fabric', async () => {
    const status = new gateway.SignedCommitStatusRequest();
    status.setRequest(GARBAGE);
    expect(await alone.outcome('/gateway.Gateway/CommitStatus', status)).toBe(
      `3 invalid status request: ${UNREADABLE}`,
    );
    const events = new gateway.SignedChaincodeEventsRequest();
    events.setRequest(GARBAGE);
    expect(await alone.outcome('/gateway.Gateway/ChaincodeEvents', events)).toBe(
      `3 invalid chaincode events request: ${UNREADABLE}`,
    );
  });

  test('from a position that events do not have is refused by the name of its type', async () => {
    const request = new gateway.ChaincodeEventsRequest();
    request.setChannelId('alliance');
    request.setIdentity(alone.identity);
    const position = new orderer.SeekPosition();
    position.setNewest(new orderer.SeekNewest());
    request.setStartPosition(position);
    const signed = new gateway.SignedChaincodeEventsRequest();
    signed.setRequest(request.serializeBinary());
    signed.setSignature(alone.sign(signed.getRequest_asU8()));
    expect(await alone.outcome('/gateway.Gateway/ChaincodeEvents', signed)).toBe(
      '3 invalid start position type: *orderer.SeekPosition_Newest',
    );
  });
});
