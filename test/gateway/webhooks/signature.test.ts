/** Messages and signatures, checked by a foreign verifier of Standard Webhooks. */
import { Webhook } from 'standardwebhooks';
import { streamEventNames } from '../../../gateway/api/event-stream';
import { newMessage, readKey } from '../../../gateway/webhooks/message';
import {
  newEndpoint,
  openEndpoint,
  readSecrets,
  rotateSecret,
  sealEndpoint,
} from '../../../gateway/webhooks/sealed-endpoint';
import { newSecret, signedHeaders } from '../../../gateway/webhooks/signature';
import { fakeVault, noon } from '../http/fakes';
import { delivered } from './events';

const hourMs = 3_600_000;

describe('a signature', () => {
  const message = newMessage('alliance', delivered({ eventId: '41.0.2' }));

  it('is accepted by a foreign verifier, with each of two secrets', () => {
    const secrets = [newSecret(), newSecret()];
    const headers = signedHeaders(message, { secrets, nowMs: Date.now() });
    for (const secret of secrets) {
      expect(new Webhook(secret).verify(message.body, headers)).toEqual(JSON.parse(message.body));
    }
  });

  it('is refused by a foreign verifier for another body, another id, another secret, or an old time', () => {
    const secret = newSecret();
    const headers = signedHeaders(message, { secrets: [secret], nowMs: Date.now() });
    const old = signedHeaders(message, { secrets: [secret], nowMs: Date.now() - hourMs });
    const verifier = new Webhook(secret);
    expect(() => verifier.verify(`${message.body} `, headers)).toThrow('No matching signature');
    expect(() => verifier.verify(message.body, { ...headers, 'webhook-id': 'evt_alliance_41_0_3' })).toThrow();
    expect(() => new Webhook(newSecret()).verify(message.body, headers)).toThrow('No matching signature');
    expect(() => verifier.verify(message.body, old)).toThrow('too old');
  });

  it('has an id without a dot, which another channel or event does not have', () => {
    const idOf = (channel: string, eventId: string) => newMessage(channel, delivered({ eventId })).messageId;
    expect(idOf('alliance', '41.0.2')).toBe('evt_alliance_41_0_2');
    expect(idOf('al.li-ance', '41.0.2')).toBe('evt_al_li-ance_41_0_2');
    expect(new Set([idOf('a', '1.1.0'), idOf('a', '11.0.0'), idOf('a.1', '1.0.0'), idOf('a', '1.10.0')]).size).toBe(4);
  });
});

describe('a body', () => {
  it('holds the event as the stream shows it, with its id, key and sequence, and nothing else', () => {
    const { event, ...told } = delivered({ eventId: '41.0.2', sequence: 3 });
    expect(JSON.parse(newMessage('alliance', { event, ...told }).body)).toEqual({
      type: event.name,
      timestamp: noon,
      data: { ...event, id: '41.0.2', key: told.key, sequence: 3 },
    });
  });

  it('has a key for every kind of event', () => {
    const ids = Object.fromEntries(
      ['partyId', 'assetId', 'evaluationId', 'subjectId', 'consentId', 'queryId', 'recordId'].map((id) => [id, id]),
    );
    // biome-ignore lint/suspicious/noExplicitAny: any event with all identifiers
    const keys = streamEventNames.map((name) => readKey({ name, ...ids } as any));
    expect(keys.filter((key) => key.includes('undefined'))).toEqual([]);
    expect(keys).toHaveLength(streamEventNames.length);
  });
});

describe('the secret of an endpoint', () => {
  const first = newEndpoint('https://hooks.harbour.example/');

  it('has 32 random bytes', () => {
    const secret = newSecret();
    expect(secret).toMatch(/^whsec_/);
    expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32);
    expect(newSecret()).not.toBe(secret);
  });

  it('signs for a day after its rotation, beside the new one', () => {
    const rotated = rotateSecret(first, 0);
    const [fresh, old] = rotated.secrets.map(({ secret }) => secret);
    expect(old).toBe(first.secrets[0]?.secret);
    expect(readSecrets(rotated, 24 * hourMs - 1)).toEqual([fresh, old]);
    expect(readSecrets(rotated, 24 * hourMs)).toEqual([fresh]);
  });

  it('signs no more once two others have followed it', () => {
    const twice = rotateSecret(rotateSecret(first, 0), 1);
    expect(readSecrets(twice, 2)).toHaveLength(2);
    expect(readSecrets(twice, 2)).not.toContain(first.secrets[0]?.secret);
  });

  it('is sealed under the name of its webhook', () => {
    const vault = fakeVault();
    const sealed = sealEndpoint(vault, 'core', first);
    expect(openEndpoint(vault, { webhookId: 'core', sealed })).toEqual(first);
  });
});
