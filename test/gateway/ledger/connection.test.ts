/** The connection against peers that speak Fabric's gateway service and answer as the test tells them. */
import { generateKeyPairSync } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server, ServerCredentials, type sendUnaryData, status, type UntypedHandleCall } from '@grpc/grpc-js';
import { common, gateway, msp, peer } from '@hyperledger/fabric-protos';
import { type Connection, newConnection } from '../../../gateway/ledger/connection';
import { noObserver } from '../../../gateway/ledger/observer';
import { verifyLowS } from '../../../network/identity/signature';
import { envelopeOf } from './block-builder';
import { harbour } from './builders';

const business = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const administrator = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

interface FakePeer {
  readonly address: string;
  readonly evaluated: gateway.EvaluateRequest[];
  readonly endorsed: gateway.EndorseRequest[];
  readonly submitted: gateway.SubmitRequest[];
  readonly asked: gateway.SignedCommitStatusRequest[];
  /** Streams of blocks that somebody opened. */
  reads: number;
  /** Every call fails with it. */
  failure?: status;
}

async function newPeer(): Promise<FakePeer> {
  const server = new Server();
  const calls = { evaluated: [], endorsed: [], submitted: [], asked: [] };
  const fake: FakePeer = { address: '', reads: 0, ...calls };
  const answering =
    <Q, A>(kept: Q[], answer: () => A): UntypedHandleCall =>
    (call: { request: Q }, callback: sendUnaryData<A>) => {
      kept.push(call.request);
      if (fake.failure === undefined) callback(null, answer());
      else callback({ code: fake.failure, details: 'told to fail' });
    };
  server.addService(gateway.GatewayService, {
    evaluate: answering(fake.evaluated, () => new gateway.EvaluateResponse()),
    endorse: answering(fake.endorsed, () => {
      const response = new gateway.EndorseResponse();
      response.setPreparedTransaction(envelopeOf({ result: '{"outcomes":[]}' }));
      return response;
    }),
    submit: answering(fake.submitted, () => new gateway.SubmitResponse()),
    commitStatus: answering(fake.asked, () => {
      const response = new gateway.CommitStatusResponse();
      response.setBlockNumber(12);
      return response;
    }),
    chaincodeEvents: () => {},
  });
  const isRead = () => {
    fake.reads++;
  };
  server.addService(peer.DeliverService, { deliver: isRead, deliverFiltered: isRead, deliverWithPrivateData: isRead });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  cleanUps.push(() => server.forceShutdown());
  return Object.assign(fake, { address: `localhost:${port}` });
}

function connect(...peers: readonly FakePeer[]): Connection {
  const settings = {
    mspId: harbour,
    channel: 'alliance',
    chaincode: 'tallystick',
    peers,
    client: { certificate: 'business certificate', privateKey: business.privateKey },
    admin: { certificate: 'admin certificate', privateKey: administrator.privateKey },
  };
  const connection = newConnection(settings, noObserver);
  cleanUps.push(() => connection.close());
  return connection;
}

const request = { name: 'plan:accept', argument: '{"commands":[]}' } as const;

function signerOf(proposal: peer.SignedProposal | undefined): { certificate: string; transient: readonly string[] } {
  const { header, payload } = peer.Proposal.deserializeBinary(
    proposal?.getProposalBytes_asU8() ?? new Uint8Array(),
  ).toObject();
  const { signatureHeader } = common.Header.deserializeBinary(Buffer.from(String(header), 'base64')).toObject();
  const { creator } = common.SignatureHeader.deserializeBinary(
    Buffer.from(String(signatureHeader), 'base64'),
  ).toObject();
  const identity = msp.SerializedIdentity.deserializeBinary(Buffer.from(String(creator), 'base64'));
  const content = peer.ChaincodeProposalPayload.deserializeBinary(Buffer.from(String(payload), 'base64'));
  const transient = content.getTransientmapMap().toObject(false) as [string, unknown][];
  return {
    certificate: Buffer.from(identity.getIdBytes_asU8()).toString(),
    transient: transient.map(([name]) => name),
  };
}

describe('the connection', () => {
  it('names as endorsers those that the request names, and otherwise leaves them to the policy', async () => {
    const one = await newPeer();
    const connection = connect(one);
    await connection.endorse({ ...request, endorsers: ['KeystoneMSP'] });
    await connection.endorse(request);

    expect(one.endorsed.map((sent) => sent.getEndorsingOrganizationsList())).toEqual([['KeystoneMSP'], []]);
  });

  it('asks the own organisation only', async () => {
    const own = await newPeer();

    await connect(own).evaluate({ name: 'plan:read', argument: 'HarbourMSP:p1' });

    expect(own.evaluated[0]?.getTargetOrganizationsList()).toEqual([harbour]);
  });

  it('leaves it to discovery who endorses', async () => {
    const own = await newPeer();

    await connect(own).endorse({ ...request, name: 'plan:publish', private: '[""]' });

    expect(own.endorsed[0]?.getEndorsingOrganizationsList()).toEqual([]);
  });

  it.each([
    ['plan:accept', 'business certificate'],
    ['token:redeem', 'business certificate'],
    ['alliance:found', 'admin certificate'],
    ['alliance:propose', 'admin certificate'],
    ['alliance:vote', 'admin certificate'],
    ['party:registerKey', 'admin certificate'],
  ] as const)('signs %s with the %s', async (name, certificate) => {
    const own = await newPeer();

    await connect(own).endorse({ ...request, name });

    expect(signerOf(own.endorsed[0]?.getProposedTransaction()).certificate).toBe(certificate);
  });

  it('carries what is private in the transient field, and nothing there otherwise', async () => {
    const own = await newPeer();
    const connection = connect(own);

    await connection.endorse({ ...request, private: '["secret"]' });
    await connection.endorse(request);

    const transients = own.endorsed.map((each) => signerOf(each.getProposedTransaction()).transient);
    expect(transients).toEqual([['private'], []]);
  });

  it('signs a transaction natively, so that the peer can verify it', async () => {
    const own = await newPeer();
    const connection = connect(own);

    await connection.submit(await connection.endorse(request));

    const envelope = own.submitted[0]?.getPreparedTransaction();
    const [payload, signature] = [envelope?.getPayload_asU8(), envelope?.getSignature_asU8()];
    expect(payload && signature && verifyLowS(business.publicKey, payload, signature)).toBe(true);
  });

  it('sends the same signed bytes each time, to whichever peer', async () => {
    const [first, second] = [await newPeer(), await newPeer()];
    const connection = connect(first, second);
    const endorsed = await connection.endorse(request);
    first.failure = status.UNAVAILABLE;
    await connection.evaluate({ name: 'plan:read', argument: '' }).catch(() => undefined);
    await expect(connection.submit(endorsed)).rejects.toMatchObject({ code: status.UNAVAILABLE });

    await connection.submit(endorsed);
    await connection.submit(endorsed);

    const sent = [...first.submitted, ...second.submitted].map((each) =>
      Buffer.from(each.serializeBinary()).toString('hex'),
    );
    expect([first.submitted.length, second.submitted.length]).toEqual([1, 2]);
    expect(new Set(sent).size).toBe(1);
  });

  it('asks another peer what became of a transaction whose own peer is lost', async () => {
    const [first, second] = [await newPeer(), await newPeer()];
    const connection = connect(first, second);
    const endorsed = await connection.endorse(request);
    first.failure = status.UNAVAILABLE;
    await connection.submit(endorsed).catch(() => undefined);

    await expect(connection.commitStatus(endorsed)).resolves.toEqual({ code: 0, block: 12 });
    const asked = gateway.CommitStatusRequest.deserializeBinary(second.asked[0]?.getRequest_asU8() ?? new Uint8Array());
    expect([asked.getTransactionId(), asked.getChannelId()]).toEqual([endorsed.transactionId, 'alliance']);
  });

  it('stays with the next peer once the first was not reached', async () => {
    const [first, second] = [await newPeer(), await newPeer()];
    const connection = connect(first, second);
    first.failure = status.UNAVAILABLE;
    await connection.evaluate({ name: 'plan:read', argument: '' }).catch(() => undefined);

    await connection.evaluate({ name: 'plan:read', argument: '' });
    await connection.evaluate({ name: 'plan:read', argument: '' });

    expect([first.evaluated.length, second.evaluated.length]).toEqual([1, 2]);
  });

  it('goes on at the next peer, with the blocks, too, once its own does not judge in time', async () => {
    const [first, second] = [await newPeer(), await newPeer()];
    const connection = connect(first, second);
    const blocks = (await connection.openBlocks(0))[Symbol.asyncIterator]();
    const endorsed = await connection.endorse(request);
    first.failure = status.DEADLINE_EXCEEDED;
    await connection.commitStatus(endorsed).catch(() => undefined);

    await expect(blocks.next()).rejects.toMatchObject({ code: status.CANCELLED });
    connection.leavePeer();
    const again = (await connection.openBlocks(0))[Symbol.asyncIterator]();
    again.next().catch(() => undefined);
    await connection.evaluate({ name: 'plan:read', argument: '' });

    expect([second.evaluated.length, second.reads, first.evaluated.length]).toEqual([1, 1, 0]);
  });

  it('keeps its blocks where the institution has one peer only', async () => {
    const own = await newPeer();
    const connection = connect(own);
    const blocks = (await connection.openBlocks(0))[Symbol.asyncIterator]();
    const endorsed = await connection.endorse(request);
    own.failure = status.DEADLINE_EXCEEDED;
    await connection.commitStatus(endorsed).catch(() => undefined);

    expect(await Promise.race([blocks.next(), sleep(300, 'open')])).toBe('open');
  });

  it('does not change peers because a request is refused', async () => {
    const [first, second] = [await newPeer(), await newPeer()];
    const connection = connect(first, second);
    first.failure = status.INVALID_ARGUMENT;
    await connection.evaluate({ name: 'plan:read', argument: '' }).catch(() => undefined);
    await connection.evaluate({ name: 'plan:read', argument: '' }).catch(() => undefined);

    expect([first.evaluated.length, second.evaluated.length]).toEqual([2, 0]);
  });
});
