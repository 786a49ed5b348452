/** Webhooks at their receiver, by Standard Webhooks 1.0. */
import { createHmac, randomBytes } from 'node:crypto';
import { NotVerified, verify } from '../../../gateway/client/webhooks';
import { newMessage, readKey } from '../../../gateway/webhooks/message';
import { signedHeaders } from '../../../gateway/webhooks/signature';

const [secret, older] = ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', `whsec_${randomBytes(32).toString('base64')}`];
const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const timestamp = 1_614_265_330;
const body = '{"test": 2432232314}';
/** The specification's own example. */
const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
const headers = { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature };
const at = timestamp * 1_000;

function signedBy(one: string, text: string): string {
  const key = Buffer.from(one.slice('whsec_'.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest('base64')}`;
}

describe('a message', () => {
  it('of a gateway is taken, with the event that it holds', async () => {
    const event = { name: 'SubjectEvent', eventName: 'ATTACHED', subjectId: 'ab' } as const;
    const place = { eventId: '41.0.2', time: '2026-03-01T12:00:00.000Z', key: readKey(event), sequence: 3 };
    const message = newMessage('alliance', { ...place, event });
    const given = signedHeaders(message, { secrets: [older, secret], nowMs: at });
    const taken = await verify(message.body, given, secret, at);

    if (taken.type !== 'SubjectEvent') throw new Error(`a message of the type ${taken.type}`);
    expect([taken.id, taken.data.subjectId]).toEqual(['evt_alliance_41_0_2', 'ab']);
    expect([taken.data.id, taken.data.key, taken.data.sequence]).toEqual(['41.0.2', 'subject:ab', 3]);
  });

  it.each([
    ['text, with headers of Node', body, headers],
    ['bytes, with headers of the Fetch API', new TextEncoder().encode(body), new Headers(headers)],
  ])('is taken as %s', async (_what, sent, given) => {
    expect(await verify(sent, given, secret, at)).toEqual({ test: 2432232314, id });
  });

  it('is taken in any characters', async () => {
    const text = JSON.stringify({ type: 'SubjectEvent', data: { name: '借款' } });
    const given = { ...headers, 'webhook-signature': signedBy(secret, text) };
    expect(await verify(text, given, secret, at)).toMatchObject({ data: { name: '借款' } });
  });

  it('is taken while a secret is rotated, at either end', async () => {
    const both = `${signedBy(older, body)} v1a,AAAA ${signedBy(secret, body)}`;
    await expect(verify(body, { ...headers, 'webhook-signature': both }, secret, at)).resolves.toBeDefined();
    await expect(verify(body, headers, [older, secret], at)).resolves.toBeDefined();
  });

  it.each([-300, 300])('is taken %d seconds from this clock', async (seconds) => {
    await expect(verify(body, headers, secret, at + seconds * 1_000)).resolves.toBeDefined();
  });

  it.each<[string, string, Record<string, string | string[] | undefined>, string, number]>([
    ['of another body', '{"test": 2432232315}', headers, secret, at],
    ['of another spelling of the body', '{"test":2432232314}', headers, secret, at],
    ['of another id', body, { ...headers, 'webhook-id': 'msg_other' }, secret, at],
    ['of another time', body, { ...headers, 'webhook-timestamp': String(timestamp + 1) }, secret, at],
    ['of another secret', body, headers, older, at],
    ['of no secret', body, headers, '', at],
    [
      'with a signature of another kind',
      body,
      { ...headers, 'webhook-signature': signature.replace('v1,', 'v1a,') },
      secret,
      at,
    ],
    ['with a signature that is no base64', body, { ...headers, 'webhook-signature': 'v1,*' }, secret, at],
    ['with half a signature', body, { ...headers, 'webhook-signature': signature.slice(0, 20) }, secret, at],
    ['without a header', body, { ...headers, 'webhook-id': undefined }, secret, at],
    ['with a header twice', body, { ...headers, 'webhook-id': [id, id] }, secret, at],
    ['with a time that is no number', body, { ...headers, 'webhook-timestamp': 'now' }, secret, at],
    ['more than five minutes old', body, headers, secret, at + 301_000],
    ['more than five minutes ahead', body, headers, secret, at - 301_000],
  ])('is refused %s', async (what, sent, given, one, now) => {
    const secrets = what === 'of no secret' ? [] : one;
    await expect(verify(sent, given, secrets, now)).rejects.toThrow(NotVerified);
  });

  it.each(['MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_', 'whsec_short'])(
    'is not compared with a secret that is none: %s',
    async (wrong) => {
      await expect(verify(body, headers, wrong, at)).rejects.toThrow(TypeError);
    },
  );
});
