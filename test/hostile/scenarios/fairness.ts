/** What one member can take from all others by keys, questions and streams of its own. */
import { request } from 'node:http';
import { evenPublicKey, firstPublicKey, modulusOf, rsaPublicKey } from '../../chaincode/public-keys';
import { voprf } from '../../gateway/subjects/lazy-voprf';
import { person } from '../../gateway/subjects/people';
import { freshId } from '../../stories/plans';
import { until } from '../../stories/running';
import { streamedEvents } from '../../visibility/heard';
import type { Ground } from '../ground';
import { submitCommands } from './shared';

export function fairness(ground: () => Ground): void {
  describe('a member whose public key does not work', () => {
    it.each<[string, string]>([
      ['an even modulus', evenPublicKey],
      ['the exponent 1', rsaPublicKey(modulusOf(firstPublicKey), 1n)],
      ['the exponent 3', rsaPublicKey(modulusOf(firstPublicKey), 3n)],
      ['an exponent of 100 bits', rsaPublicKey(modulusOf(firstPublicKey), 2n ** 99n + 1n)],
    ])(
      'cannot register one with %s',
      async (_what, publicKey) => {
        const { outcomes } = await submitCommands(
          ground().hostile('orchard'),
          'party:registerKey',
          [{ version: 2, publicKey }],
          { as: 'admin' },
        );
        expect(outcomes).toMatchObject([{ status: 'REFUSED', code: 'KEY_INVALID' }]);
      },
      60_000,
    );
  });

  describe('a member that asks the evaluators for thousands of numbers at once', () => {
    const questions = 20;

    it('does not keep others waiting until all of them are answered', async () => {
      const { story, hostile } = ground();
      const blinds = Array.from({ length: 100 }, (_, place) => Buffer.alloc(32, place + 1).fill(0, 31));
      const blinded = await voprf.blind(
        blinds.map((_, place) => `number ${place}`),
        blinds.map((blind) => blind.toString('base64url')),
      );
      const flood = freshId('flood');
      const asked = Array.from({ length: questions }, (_, index) => ({
        evaluationId: `${flood}-${index}`,
        blinded: [...blinded],
      }));
      await submitCommands(hostile('orchard'), 'subject:ask', asked);
      const harbour = story.client('harbour');
      await until(
        'Harbour has its answer',
        async () => (await harbour.send('POST', '/v1/subjects', person(1))).status === 201,
        60_000,
      );
      const { url = '', tokens } = story.alliance.describe().institutions.harbour ?? {};
      const heard = await streamedEvents(`${url}/v1/events?types=EvaluationEvent`, tokens?.officer ?? '');
      const answered = heard
        .split('\n')
        .filter((line) => line.startsWith('data: '))
        .map((line) => JSON.parse(line.slice('data: '.length)) as { eventName: string; evaluationId: string })
        .flatMap(({ eventName, evaluationId }) => (eventName === 'ANSWERED' ? [evaluationId] : []));
      const own = answered.findLastIndex((id) => id.startsWith('HarbourMSP:'));
      const before = answered.slice(0, own).filter((id) => id.startsWith(`OrchardMSP:${flood}`)).length;
      // Asked once and answered twice, each of them.
      expect(own).toBeGreaterThan(0);
      expect(before).toBeLessThan(questions * 2);
    }, 120_000);
  });

  describe('a member whose listeners read everything from the beginning and take nothing', () => {
    it('keeps nobody from listing plans', async () => {
      const { story } = ground();
      const { url = '', tokens } = story.alliance.describe().institutions.harbour ?? {};
      const headers = { authorization: `Bearer ${tokens?.officer}`, 'last-event-id': '0.0.0' };
      const readers = Array.from({ length: 100 }, () => request(`${url}/v1/events`, { headers }));
      const statuses = await Promise.all(
        readers.map(
          (reader) =>
            new Promise<number | undefined>((resolve) => {
              reader.once('response', (response) => resolve(response.statusCode));
              reader.once('error', () => resolve(undefined));
              reader.end();
            }),
        ),
      );
      expect(await story.client('harbour').send('GET', '/v1/plans')).toMatchObject({ status: 200 });
      expect(new Set(statuses)).toEqual(new Set([200, 429]));
      for (const reader of readers) reader.destroy();
    }, 60_000);
  });
}
