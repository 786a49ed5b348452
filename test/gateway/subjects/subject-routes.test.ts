/** Subjects over REST. How a number becomes a subject is behind the seam; the number and the name stay in front of it. */
import { deriveKeyId, revocationText } from '../../../chaincode/api/signatures';
import { LedgerUnavailable } from '../../../gateway/ledger/types';
import type { Voprf } from '../../../gateway/subjects/voprf';
import { FakeLedger, FakeOutbox, refuse, type Seams, self, startGateway, tokens } from '../http/fakes';
import { attachedRecords, type SubjectLedger, secretsOf, startBoth, storeOn } from './alliance';
import { channel, citizenNumber, newSigningKey, person, recordedKey, shown } from './people';

let alliance: SubjectLedger;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ ledger: alliance, stop } = await startBoth());
});
afterAll(() => stop());

/** A gateway whose ledger is that of the two evaluators. */
async function withGateway<T>(
  work: (gateway: Awaited<ReturnType<typeof startGateway>>, outbox: FakeOutbox) => Promise<T>,
  seams: Seams = {},
): Promise<T> {
  const outbox = new FakeOutbox();
  const store = storeOn(alliance);
  const ledger = new FakeLedger({ submit: alliance.submitter(self) });
  const gateway = await startGateway({ store, ledger, outbox, ...seams });
  const forget = alliance.onBlock((block) => gateway.ledger.push(block));
  try {
    return await work(gateway, outbox);
  } finally {
    forget();
    await gateway.stop();
  }
}

const sent = (sequence: number, changes: object = {}) => ({ ...person(sequence), ...changes });
const post = { path: '/v1/subjects' };

describe('POST /v1/subjects', () => {
  it('answers the subject, and the same again as a repetition', () =>
    withGateway(async (gateway, outbox) => {
      const body = sent(31);
      const first = await gateway.send('POST', post.path, { body });
      const again = await gateway.send('POST', post.path, { body });
      expect([first.status, first.headers.get('idempotency-hit')]).toEqual([201, null]);
      expect(first.body).toEqual({ subjectId: expect.stringMatching(/^[0-9a-f]{64}$/) });
      expect([again.status, again.headers.get('idempotency-hit'), again.body]).toEqual([201, 'true', first.body]);
      expect(outbox.items.map(({ name }) => name)).toEqual(['subject:attach']);
    }));

  it('answers a second institution byte for byte what it answered the first', async () => {
    const secrets = ['HarbourMSP', 'MeadowMSP'].map(secretsOf);
    const answers: unknown[] = [];
    for (const subjects of secrets) {
      await withGateway(
        async (gateway, outbox) => {
          const { status, headers, text } = await gateway.send('POST', post.path, { body: sent(32) });
          const told = [...headers].filter(([name]) => !/^(?:date|block-height|ratelimit.*|request-id)$/.test(name));
          answers.push({ status, told, text });
          const [item] = outbox.items;
          if (item?.name !== 'subject:attach') throw new Error('nothing was handed over');
          alliance.put(...attachedRecords(item.command));
        },
        { vault: { subjects } },
      );
    }
    expect(answers[0]).toMatchObject({ status: 201 });
    expect(answers[1]).toEqual(answers[0]);
    expect(new Set(alliance.of('attachment').map(({ attachmentId }) => attachmentId)).size).toBe(2);
  });

  it('answers a list in its order, 207 as soon as one is refused', () =>
    withGateway(async (gateway) => {
      const right = await gateway.send('POST', post.path, { body: { subjects: [sent(33), sent(34)] } });
      const mixed = [sent(34), sent(35, { identityNumber: '110101199003074515' }), sent(33, { name: '别人' })];
      const { status, body } = await gateway.send('POST', post.path, { body: { subjects: mixed } });
      expect(right).toMatchObject({
        status: 201,
        body: { outcomes: [{ status: 'ACCEPTED' }, { status: 'ACCEPTED' }] },
      });
      expect(status).toBe(207);
      expect(body.outcomes).toMatchObject([
        { status: 'ACCEPTED', subjectId: right.body.outcomes[1].subjectId },
        { status: 'REFUSED', code: 'IDENTITY_NUMBER_INVALID', detail: expect.any(String) },
        { status: 'REFUSED', code: 'SUBJECT_EXISTS_WITH_OTHER_CONTENT' },
      ]);
    }));

  it.each([
    [422, 'IDENTITY_NUMBER_INVALID', sent(36, { identityNumber: '1' })],
    [422, 'IDENTITY_NUMBER_INVALID', { subjects: [sent(36, { identityNumber: '1' })] }],
  ])('answers %s %s', (status, code, body) =>
    withGateway(async (gateway) => {
      const answer = await gateway.send('POST', post.path, { body });
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    }),
  );

  it('answers what the ledger refuses and what is not answered in time with their codes', async () => {
    const codeWith = (seams: Seams) =>
      withGateway(async (gateway) => {
        const { status, body, headers } = await gateway.send('POST', post.path, { body: sent(37) });
        return [status, body.code, headers.get('retry-after')];
      }, seams);
    const exhausted = new FakeLedger({ submit: refuse('ALLOWANCE_EXHAUSTED') });
    const silent = { ledger: new FakeLedger(), evaluationWaitMs: 50 };
    expect(await codeWith({ ledger: exhausted })).toEqual([409, 'ALLOWANCE_EXHAUSTED', null]);
    expect(await codeWith(silent)).toEqual([503, 'EVALUATION_PENDING', '5']);
  });

  it.each([
    ['name', sent(38, { name: undefined })],
    ['verification.method', sent(38, { verification: { method: 'GUESS', evidenceSha256: 'ab'.repeat(32) } })],
    ['subjects[1].name', { subjects: [sent(38), sent(38, { name: 7 })] }],
    ['subjects', { subjects: [] }],
    ['?', sent(38, { publicKey: 'AAAA' })],
  ])('names what is wrong by its path: %s', (path, body) =>
    withGateway(async (gateway) => {
      const answer = await gateway.send('POST', post.path, { body });
      expect([answer.status, answer.body.errors.map((error: { path: string }) => error.path)]).toEqual([400, [path]]);
    }),
  );
});

describe('a subject', () => {
  it('is shown to the institution that verified it, with its keys and what the ledger has of them', () =>
    withGateway(async (gateway, outbox) => {
      const [key, other] = [newSigningKey(), newSigningKey()];
      const { subjectId } = (await gateway.send('POST', post.path, { body: sent(41) })).body;
      const path = `/v1/subjects/${subjectId}`;
      const { keyId } = (await gateway.send('POST', `${path}/keys`, { body: shown(key, subjectId) })).body;
      const added = await gateway.send('POST', `${path}/keys`, { body: shown(other, subjectId) });
      expect(added).toMatchObject({ status: 201, body: { subjectId, keyId: deriveKeyId(other.publicKey) } });
      const before = await gateway.send('GET', path, { role: 'auditor' });
      expect(before.body).toMatchObject({ subjectId, identityKind: 'ID_CARD', recorded: false });
      expect(before.body.keys).toMatchObject([{ recorded: false }, { recorded: false }]);

      const [attachment] = outbox.items;
      if (attachment?.name !== 'subject:attach') throw new Error('nothing was handed over');
      const [addedTime, revokedTime] = ['2026-03-01T12:00:00.000Z', '2026-03-02T12:00:00.000Z'];
      const days = { countsFromDay: 90, reportsFromDay: 97 };
      const foreign = newSigningKey();
      alliance.put(
        ...attachedRecords(attachment.command),
        recordedKey(subjectId, key, { addedTime, revokedTime, ...days }),
        recordedKey(subjectId, foreign, { addedTime, countsFromDay: 105, reportsFromDay: 105 }),
      );
      const after = await gateway.send('GET', path);
      const ofKey = after.body.keys.find((one: { keyId: string }) => one.keyId === keyId);
      expect(after.body.recorded).toBe(true);
      const recorded = { recorded: true, addedTime };
      const { publicKey } = key;
      expect(ofKey).toEqual({ keyId, publicKey, ...recorded, ...days, shownHere: true, waiting: false, revokedTime });
      expect(after.body.keys).toContainEqual({
        keyId: deriveKeyId(foreign.publicKey),
        publicKey: foreign.publicKey,
        ...recorded,
        countsFromDay: 105,
        reportsFromDay: 105,
        shownHere: false,
        waiting: true,
      });
    }));

  it('says what was handed over in vain', () => {
    const { outbox } = storeOn(alliance);
    const givenUp = { created: '', sealed: '', handOvers: 10, givenUp: true };
    const store = {
      ...storeOn(alliance),
      outbox: { ...outbox, read: async (key: string) => ({ key, ...givenUp }) },
    };
    return withGateway(
      async (gateway) => {
        const lost = newSigningKey();
        const { body } = await gateway.send('POST', post.path, { body: sent(46) });
        const { subjectId } = body;
        await gateway.send('POST', `/v1/subjects/${subjectId}/keys`, { body: shown(lost, subjectId) });
        const { body: subject } = await gateway.send('GET', `/v1/subjects/${body.subjectId}`);
        const inVain = { recorded: false, status: 'NOT_RECORDED' };
        expect(subject).toMatchObject({ ...inVain, keys: [inVain] });
        alliance.put(recordedKey(body.subjectId, lost));
        const { body: later } = await gateway.send('GET', `/v1/subjects/${body.subjectId}`);
        expect(later.keys).toMatchObject([{ recorded: true, revocation: 'NOT_RECORDED' }]);
      },
      { store },
    );
  });

  it('loses a key by its own signature', () =>
    withGateway(async (gateway, outbox) => {
      const key = newSigningKey();
      const { subjectId } = (await gateway.send('POST', post.path, { body: sent(42) })).body;
      const keyId = deriveKeyId(key.publicKey);
      const { possession, ...rest } = shown(key, subjectId);
      await gateway.send('POST', `/v1/subjects/${subjectId}/keys`, { body: { ...rest, possession } });
      const path = `/v1/subjects/${subjectId}/keys/${keyId}/revoke`;
      const signature = key.sign(revocationText(channel, { subjectId, keyId }));
      const wrong = await gateway.send('POST', path, { body: { signedBy: { keyId, signature: possession } } });
      const right = await gateway.send('POST', path, { body: { signedBy: { keyId, signature } } });
      expect([wrong.status, wrong.body.code, right.status]).toEqual([422, 'SIGNATURE_INVALID', 201]);
      expect(outbox.items.at(-1)).toMatchObject({
        name: 'subject:revokeKey',
        command: { signedBy: { type: 'KEY', keyId, signature } },
      });
    }));

  it('is asked for signatures key by key, and objected for by the institution', () =>
    withGateway(async (gateway, outbox) => {
      const [first, second] = [newSigningKey(), newSigningKey()];
      const { body } = await gateway.send('POST', post.path, { body: sent(44) });
      const { subjectId } = body;
      const [attachment] = outbox.items;
      if (attachment?.name !== 'subject:attach') throw new Error('nothing was handed over');
      alliance.put(...attachedRecords(attachment.command), recordedKey(subjectId, first, { day: 101 }));
      const path = `/v1/subjects/${subjectId}/keys`;
      const [keyId, firstId] = [deriveKeyId(second.publicKey), deriveKeyId(first.publicKey)];
      const asked = await gateway.send('POST', path, {
        body: { publicKey: second.publicKey, signedBy: { keyId: firstId } },
      });
      expect(asked).toMatchObject({
        status: 200,
        body: {
          keyId,
          toSign: [
            { role: 'NEW_KEY', keyId },
            { role: 'SUBJECT', keyId: firstId },
          ],
        },
      });
      const [ofNew, ofFirst] = asked.body.toSign;
      const signed = {
        publicKey: second.publicKey,
        possession: second.sign(ofNew.message),
        signedBy: { keyId: firstId, signature: first.sign(ofFirst.message) },
      };
      expect(await gateway.send('POST', path, { body: signed })).toMatchObject({ status: 201, body: { keyId } });
      expect(outbox.items.at(-1)).toMatchObject({ name: 'subject:addKey', command: signed });

      const objected = await gateway.send('POST', `${path}/${firstId}/revoke`);
      expect(objected).toMatchObject({ status: 201, body: { keyId: firstId } });
      expect(outbox.items.at(-1)).toMatchObject({
        name: 'subject:revokeKey',
        command: { signedBy: { type: 'ATTACHMENT' } },
      });
      const earlier = newSigningKey();
      alliance.put(recordedKey(subjectId, earlier));
      expect(await gateway.send('POST', `${path}/${deriveKeyId(earlier.publicKey)}/revoke`)).toMatchObject({
        status: 409,
        body: { code: 'ATTACHMENT_TOO_LATE' },
      });
    }));

  it('is not there for an institution that did not verify it, whoever did', async () => {
    const { subjectId } = await withGateway(
      async (gateway) => (await gateway.send('POST', post.path, { body: sent(43) })).body,
    );
    await withGateway(async (gateway) => {
      const codes = await Promise.all(
        [subjectId, 'ab'.repeat(32)].map(async (id) => {
          const { status, body } = await gateway.send('GET', `/v1/subjects/${id}`);
          return [status, body.code];
        }),
      );
      expect(codes).toEqual([
        [404, 'SUBJECT_NOT_VERIFIED_HERE'],
        [404, 'SUBJECT_NOT_VERIFIED_HERE'],
      ]);
    });
  });

  it('may have digits in its name that look like a mobile number', () =>
    withGateway(async (gateway) => {
      const { body } = await gateway.send('GET', `/v1/subjects/${'a'.repeat(53)}13800138000`);
      expect(body.code).toBe('SUBJECT_NOT_VERIFIED_HERE');
    }));
});

describe('number and name', () => {
  const canaries = [citizenNumber(51), 'canary-name', 'canary-in-an-error', ...Object.values(tokens)];
  const body = sent(51, { name: 'canary-name' });
  const failure = new Error('canary-in-an-error', { cause: new Error(`canary-in-an-error ${citizenNumber(51)}`) });
  const failing = (error: Error): Seams => ({ ledger: new FakeLedger({ submit: () => Promise.reject(error) }) });
  const broken: Partial<Voprf> = { blind: () => Promise.reject(failure) };

  it.each<readonly [string, number, Seams, unknown]>([
    ['is accepted', 201, {}, body],
    ['is refused in a list', 207, {}, { subjects: [body, { ...body, identityNumber: `${citizenNumber(51)}1` }] }],
    ['is refused by the ledger', 409, { ledger: new FakeLedger({ submit: refuse('ALLOWANCE_EXHAUSTED') }) }, body],
    ['is not answered in time', 503, { ledger: new FakeLedger(), evaluationWaitMs: 50 }, body],
    [
      'does not reach the ledger',
      503,
      { ...failing(new LedgerUnavailable('endorse', 'tx', { cause: failure })), evaluationWaitMs: 50 },
      body,
    ],
    ['makes the ledger client fail', 500, failing(failure), body],
    ['makes the oblivious function fail', 500, { voprf: broken }, body],
    ['is none', 422, {}, { ...body, identityNumber: `${citizenNumber(51)}1` }],
    ['has every field of another type', 400, {}, { ...body, name: [body.name], identityNumber: { a: body } }],
    ['has members that are not documented', 400, {}, { ...body, [citizenNumber(51)]: 'canary-name' }],
    ['is no JSON', 400, {}, JSON.stringify(body).slice(0, -1)],
  ])('are in no answer, log line or metric when a request %s', (_what, status, seams, request) =>
    withGateway(async (gateway) => {
      const answer = await gateway.send('POST', post.path, { body: request });
      const named = await gateway.send('GET', `/v1/subjects/${citizenNumber(51)}`);
      const metrics = await gateway.send('GET', '/metrics', { role: 'auditor' });
      expect(answer.status).toBe(status);
      const written = [answer, named, metrics].map(({ text }) => text).join() + gateway.logged.join();
      expect(gateway.logged.length).toBeGreaterThan(2);
      expect(canaries.filter((canary) => written.includes(canary))).toEqual([]);
    }, seams),
  );
});
