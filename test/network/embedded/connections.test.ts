/** Clients that cancel much: what else is under way on their connection goes on, as on Fabric. */
import { type ClientHttp2Session, connect as connectHttp2, constants } from 'node:http2';
import type { GatewayError } from '@hyperledger/fabric-gateway';
import { Alone } from './foreign/alone';

let alone: Alone;

beforeAll(async () => {
  alone = await Alone.start();
});

afterAll(() => alone.stop());

async function inParallel(count: number, call: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await call(next++);
  };
  await Promise.all(Array.from({ length: 50 }, worker));
}

test('a client that gives up three of four calls after two milliseconds gets every fourth answer', async () => {
  const qscc = alone.gateway.getNetwork('alliance').getContract('qscc');
  const codes = new Set<number>();
  const failures: string[] = [];
  let answered = 0;
  await inParallel(2_400, async (index) => {
    const proposal = qscc.newProposal('GetChainInfo', { arguments: ['alliance'] });
    if (index % 4 !== 0) {
      await proposal.evaluate({ deadline: Date.now() + 2 }).catch(({ code }: GatewayError) => codes.add(code));
      return;
    }
    await proposal.evaluate().then(
      () => answered++,
      ({ message }: GatewayError) => failures.push(message),
    );
  });
  expect(failures).toEqual([]);
  expect({ answered, codes: [...codes] }).toEqual({ answered: 600, codes: [4] });
}, 60_000);

test('a client that resets every stream that was answered meets no error', async () => {
  const errors: number[] = [];
  let session: ClientHttp2Session | undefined;
  const open = () => {
    if (session && !session.closed && !session.destroyed) return session;
    session = connectHttp2(`http://${alone.embedded.addresses.Harbour}`);
    session.on('goaway', (code) => code !== constants.NGHTTP2_NO_ERROR && errors.push(code));
    session.on('error', () => {});
    return session;
  };
  let answered = 0;
  for (let call = 0; call < 1_500; call++) {
    await new Promise<void>((resolve) => {
      const stream = open().request({
        ':method': 'POST',
        ':path': '/gateway.Gateway/Evaluate',
        'content-type': 'application/grpc',
        te: 'trailers',
      });
      stream.on('response', () => {
        answered += 1;
        stream.close(constants.NGHTTP2_CANCEL);
      });
      stream.on('error', () => {});
      stream.on('close', () => resolve());
      stream.end(Buffer.alloc(5));
    });
  }
  session?.close();
  expect({ errors, answered }).toEqual({ errors: [], answered: 1_500 });
}, 60_000);
