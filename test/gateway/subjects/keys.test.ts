/** The keys of subjects that an institution verified: what it takes, what it asks for, and that endorsers accept what leaves. */
import type { Command } from '../../../chaincode/api/commands';
import { additionText, deriveKeyId, possessionText, revocationText } from '../../../chaincode/api/signatures';
import { verify } from '../../../gateway/client/verifier';
import { attachSubject } from '../../../gateway/subjects/attaching';
import { addKey, revokeKey } from '../../../gateway/subjects/keys';
import { readSubjectView } from '../../../gateway/subjects/views';
import { keystone } from '../../chaincode/builders';
import { aRegistry } from '../../chaincode/credit-scenario';
import { advance, ledgerDay } from '../../chaincode/query-scenario';
import { accepted, type Scenario } from '../../chaincode/scenario';
import { attachedRecords, type Institution, institution, type SubjectLedger, startBoth } from './alliance';
import { channel, newSigningKey, person, recordedKey, type SigningKey, shown } from './people';

let ledger: SubjectLedger;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ ledger, stop } = await startBoth());
});
afterAll(() => stop());

const nameOf = (key: SigningKey) => deriveKeyId(key.publicKey);
const stranger = newSigningKey();

/** Verified at Harbour. */
async function verified(sequence: number) {
  const harbour = institution('HarbourMSP', { ledger });
  const { subjectId } = await attachSubject(harbour, person(sequence));
  const [attachment] = harbour.outbox.items;
  if (attachment?.name !== 'subject:attach') throw new Error('nobody was verified');
  harbour.outbox.items.length = 0;
  return { harbour, subjectId, attachment: attachment.command };
}

function signing(key: SigningKey, text: string) {
  return { keyId: nameOf(key), signature: key.sign(text) };
}

describe('keys', () => {
  it('are added and revoked, signed or objected to', async () => {
    const { harbour, subjectId } = await verified(21);
    const [one, other] = [newSigningKey(), newSigningKey()];
    ledger.put(recordedKey(subjectId, other));
    await addKey(harbour, subjectId, shown(one, subjectId));
    await addKey(harbour, subjectId, shown(other, subjectId));
    const [first, second] = [nameOf(one), nameOf(other)];
    const text = revocationText(channel, { subjectId, keyId: first });
    await revokeKey(harbour, { subjectId, keyId: first }, signing(other, text));
    const third = newSigningKey();
    await addKey(harbour, subjectId, shown(third, subjectId));
    await revokeKey(harbour, { subjectId, keyId: nameOf(third) }, undefined);
    expect(harbour.outbox.items.map(({ name, key: done }) => [name, done])).toEqual([
      ['subject:addKey', `subjectKey ${subjectId}:${first}`],
      ['subject:addKey', `subjectKey ${subjectId}:${second}`],
      ['subject:revokeKey', `subjectKey ${subjectId}:${first} revoked`],
      ['subject:addKey', `subjectKey ${subjectId}:${nameOf(third)}`],
      ['subject:revokeKey', `subjectKey ${subjectId}:${nameOf(third)} revoked`],
    ]);
  });

  it('are nobody else’s business', async () => {
    const { harbour, subjectId } = await verified(22);
    const meadow = institution('MeadowMSP', { ledger });
    const unknown = { code: 'SUBJECT_NOT_VERIFIED_HERE' };
    const absent = { subjectId, keyId: nameOf(stranger) };
    await expect(addKey(meadow, subjectId, shown(stranger, subjectId))).rejects.toMatchObject(unknown);
    await expect(revokeKey(meadow, absent, undefined)).rejects.toMatchObject(unknown);
    await expect(readSubjectView(meadow, subjectId)).rejects.toMatchObject(unknown);
    await expect(revokeKey(harbour, absent, undefined)).rejects.toMatchObject({ code: 'SUBJECT_KEY_NOT_FOUND' });
  });

  it('tell what is still to be signed, with which key, and keep nothing until it is', async () => {
    const { harbour, subjectId } = await verified(23);
    const [counting, added] = [newSigningKey(), newSigningKey()];
    ledger.put(recordedKey(subjectId, counting));
    const { publicKey } = added;
    const key = { subjectId, keyId: nameOf(added) };
    const ofNew = { role: 'NEW_KEY', keyId: key.keyId, message: possessionText(channel, { subjectId, publicKey }) };
    const ofSubject = { role: 'SUBJECT', keyId: nameOf(counting), message: additionText(channel, key) };
    const signedBy = { keyId: nameOf(counting) };
    expect(await addKey(harbour, subjectId, { publicKey })).toMatchObject({ keyId: key.keyId, toSign: [ofNew] });
    expect(await addKey(harbour, subjectId, { publicKey, signedBy })).toMatchObject({ toSign: [ofNew, ofSubject] });
    const half = { ...shown(added, subjectId), signedBy };
    expect(await addKey(harbour, subjectId, half)).toMatchObject({ toSign: [ofSubject] });
    expect(await harbour.store.subjects.keys(subjectId)).toEqual([]);
    expect(harbour.outbox.items).toEqual([]);

    ledger.put(recordedKey(subjectId, added));
    expect(await revokeKey(harbour, key, signedBy)).toMatchObject({
      keyId: key.keyId,
      toSign: [{ role: 'SUBJECT', keyId: nameOf(counting), message: revocationText(channel, key) }],
    });
    expect(harbour.outbox.items).toEqual([]);
  });

  it('come with the report key for which own reports are wrapped, which signs the same text itself', async () => {
    const { harbour, subjectId } = await verified(29);
    const [added, report] = [newSigningKey(), newSigningKey()];
    const { publicKey } = added;
    const whole = shown(added, subjectId, report);
    const message = possessionText(channel, { subjectId, publicKey, reportKey: report.publicKey });
    const unsigned = { publicKey, report: { publicKey: report.publicKey } };
    const asked = await addKey(harbour, subjectId, unsigned);
    expect(asked).toMatchObject({
      toSign: [
        { role: 'NEW_KEY', keyId: nameOf(added), message },
        { role: 'REPORT_KEY', keyId: nameOf(report), message },
      ],
    });
    if (!('toSign' in asked)) throw new Error('nothing is asked for');
    for (const each of asked.toSign) expect(await verify(each)).toEqual(each.words);
    expect(await addKey(harbour, subjectId, { ...unsigned, possession: whole.possession })).toMatchObject({
      toSign: [{ role: 'REPORT_KEY' }],
    });
    await addKey(harbour, subjectId, whole);
    expect(harbour.outbox.items).toMatchObject([{ name: 'subject:addKey', command: whole }]);
  });

  it('have no report key that is another’s, the signing key itself, or shown by nobody', async () => {
    const { harbour, subjectId } = await verified(30);
    const [added, report, counting] = [newSigningKey(), newSigningKey(), newSigningKey()];
    const refusalOf = (key: object) =>
      addKey(harbour, subjectId, key as ReturnType<typeof shown>).then(
        () => undefined,
        ({ code }) => code,
      );
    const whole = shown(added, subjectId, report);
    expect(await refusalOf(shown(added, subjectId, added))).toBe('REPORT_KEY_INVALID');
    expect(await refusalOf(shown(added, 'ab'.repeat(32), report))).toBe('SIGNATURE_INVALID');
    expect(await refusalOf({ ...whole, report: undefined })).toBe('SIGNATURE_INVALID');
    const byAnother = { publicKey: report.publicKey, possession: whole.possession };
    expect(await refusalOf({ ...whole, report: byAnother })).toBe('SIGNATURE_INVALID');
    ledger.put({ docType: 'used', what: 'subjectKey', value: nameOf(report), by: 'ff'.repeat(32) });
    expect(await refusalOf(whole)).toBe('SUBJECT_KEY_USED');
    ledger.put(recordedKey(subjectId, counting));
    expect(await refusalOf(shown(counting, subjectId, newSigningKey()))).toBe('SUBJECT_KEY_EXISTS_WITH_OTHER_CONTENT');
    expect(harbour.outbox.items).toEqual([]);
  });

  it("are another subject's nowhere, here or on the ledger", async () => {
    const { harbour, subjectId } = await verified(31);
    const [taken, own] = [newSigningKey(), newSigningKey()];
    ledger.put({ docType: 'used', what: 'subjectKey', value: nameOf(taken), by: 'ff'.repeat(32) });
    const refusal = { code: 'SUBJECT_KEY_USED' };
    await expect(addKey(harbour, subjectId, shown(taken, subjectId))).rejects.toMatchObject(refusal);
    expect(harbour.outbox.items).toEqual([]);
    await addKey(harbour, subjectId, shown(own, subjectId));
    const { subjectId: other } = await attachSubject(harbour, person(32));
    await expect(addKey(harbour, other, shown(own, other))).rejects.toMatchObject(refusal);
    const invalid = { ...shown(own, subjectId), publicKey: Buffer.alloc(65, 4).toString('base64url') };
    await expect(addKey(harbour, subjectId, invalid)).rejects.toMatchObject({ code: 'SUBJECT_KEY_INVALID' });
  });

  it('are signed for by no key but one that counts, over nothing but their addition', async () => {
    const { harbour, subjectId } = await verified(24);
    const [counting, waiting, dead, added] = Array.from({ length: 4 }, newSigningKey) as [
      SigningKey,
      SigningKey,
      SigningKey,
      SigningKey,
    ];
    const fromDay = ledger.day + 1;
    ledger.put(
      recordedKey(subjectId, counting),
      recordedKey(subjectId, waiting, { countsFromDay: fromDay, reportsFromDay: fromDay }),
      recordedKey(subjectId, dead, { revokedTime: 't' }),
    );
    const text = additionText(channel, { subjectId, keyId: nameOf(added) });
    const refusalOf = (by: SigningKey, over = text) =>
      addKey(harbour, subjectId, { ...shown(added, subjectId), signedBy: signing(by, over) }).then(
        () => undefined,
        ({ code, detail }) => ({ code, detail }),
      );
    expect(await refusalOf(stranger)).toMatchObject({ code: 'SUBJECT_KEY_NOT_FOUND' });
    expect(await refusalOf(dead)).toMatchObject({ code: 'SUBJECT_KEY_REVOKED' });
    expect(await refusalOf(waiting)).toEqual({
      code: 'SUBJECT_KEY_WAITING',
      detail: { keyId: nameOf(waiting), fromDay },
    });
    expect(await refusalOf(counting, `${text} `)).toMatchObject({ code: 'SIGNATURE_INVALID' });
    expect(await refusalOf(counting)).toBeUndefined();
    await expect(addKey(harbour, subjectId, shown(dead, subjectId))).rejects.toMatchObject({
      code: 'SUBJECT_KEY_REVOKED',
    });
  });

  it('are revoked by themselves whenever they want, by others only while those count', async () => {
    const { harbour, subjectId } = await verified(25);
    const [waiting, dead, own] = [newSigningKey(), newSigningKey(), newSigningKey()];
    ledger.put(
      recordedKey(subjectId, waiting, { countsFromDay: ledger.day + 1, reportsFromDay: ledger.day + 1 }),
      recordedKey(subjectId, dead, { revokedTime: 't' }),
    );
    await addKey(harbour, subjectId, shown(own, subjectId));
    const target = { subjectId, keyId: nameOf(own) };
    const text = revocationText(channel, target);
    const refused = (by: SigningKey, code: string, over = text) =>
      expect(revokeKey(harbour, target, signing(by, over))).rejects.toMatchObject({ code });
    await refused(own, 'SIGNATURE_INVALID', revocationText('another channel', target));
    await refused(stranger, 'SUBJECT_KEY_NOT_FOUND');
    await refused(waiting, 'SUBJECT_KEY_WAITING');
    await refused(dead, 'SUBJECT_KEY_REVOKED');
    const itself = { subjectId, keyId: nameOf(waiting) };
    const signedBy = signing(waiting, revocationText(channel, itself));
    expect(await revokeKey(harbour, itself, signedBy)).toMatchObject({ repeated: false });
    expect(await revokeKey(harbour, { subjectId, keyId: nameOf(dead) }, undefined)).toMatchObject({ repeated: true });
  });

  it('that others added are objected to by who had verified the person then, and by nobody later', async () => {
    const { harbour, subjectId, attachment } = await verified(26);
    const [early, late] = [newSigningKey(), newSigningKey()];
    ledger.put(recordedKey(subjectId, early, { day: 99 }));
    const object = (key: SigningKey) => revokeKey(harbour, { subjectId, keyId: nameOf(key) }, undefined);
    await expect(object(early)).rejects.toMatchObject({ code: 'ATTACHMENT_TOO_LATE' });
    ledger.put(...attachedRecords(attachment), recordedKey(subjectId, late, { day: 101 }));
    await expect(object(early)).rejects.toMatchObject({ code: 'ATTACHMENT_TOO_LATE' });
    expect(await object(late)).toMatchObject({ repeated: false });
    expect(harbour.outbox.items).toMatchObject([
      { command: { keyId: nameOf(late), signedBy: { type: 'ATTACHMENT', attachmentKey: expect.any(String) } } },
    ]);
  });

  it('are all shown to who verified the person: which wait, and from when they count for what', async () => {
    const { harbour, subjectId } = await verified(27);
    const [own, foreign, dead] = [newSigningKey(), newSigningKey(), newSigningKey()];
    await addKey(harbour, subjectId, shown(own, subjectId));
    ledger.put(
      recordedKey(subjectId, foreign, { countsFromDay: 107, reportsFromDay: 107 }),
      recordedKey(subjectId, dead, { countsFromDay: 107, reportsFromDay: 107, revokedTime: 't' }),
    );
    const { keys } = await readSubjectView(harbour, subjectId);
    expect(keys).toMatchObject([
      { keyId: nameOf(own), shownHere: true, recorded: false },
      {
        keyId: nameOf(foreign),
        shownHere: false,
        recorded: true,
        waiting: true,
        countsFromDay: 107,
        reportsFromDay: 107,
      },
      { keyId: nameOf(dead), shownHere: false, recorded: true, waiting: false, revokedTime: 't' },
    ]);
  });
});

/** What the institution handed over, posted as the registrar does. */
async function post(s: Scenario, { outbox }: Institution): Promise<void> {
  for (const { name, command } of outbox.items.splice(0)) {
    accepted(await s.act(keystone, name as 'subject:attach', command as Command<'subject:attach'>));
  }
  for (const docType of ['subject', 'attachment', 'subjectKey'] as const) {
    for (const record of s.ledger.records(docType)) {
      const before = ledger.records.findIndex(
        (one) => JSON.stringify(keyOfRecord(one)) === JSON.stringify(keyOfRecord(record)),
      );
      if (before >= 0) ledger.records.splice(before, 1);
      ledger.records.push(record);
    }
  }
  ledger.day = ledgerDay(s);
}

function keyOfRecord(record: object) {
  const { docType, subjectId, keyId, attachmentId } = record as Record<string, string | undefined>;
  return [docType, subjectId, keyId, attachmentId];
}

it('what leaves is what endorsers accept: two institutions, a key that one signs for, a stranger’s key, and the objection', async () => {
  const s = await aRegistry({ subjects: [], parameters: { keyWaitDays: 7 } });
  const [harbour, meadow] = [institution('HarbourMSP', { ledger }), institution('MeadowMSP', { ledger })];
  const [first, second, taken] = [newSigningKey(), newSigningKey(), newSigningKey()];
  const { subjectId } = await attachSubject(harbour, person(28));
  await addKey(harbour, subjectId, shown(first, subjectId, newSigningKey()));
  await post(s, harbour);
  await advance(s, 2);
  ledger.day = ledgerDay(s);
  await attachSubject(meadow, person(28));
  const addition = additionText(channel, { subjectId, keyId: nameOf(second) });
  await addKey(meadow, subjectId, { ...shown(second, subjectId), signedBy: signing(first, addition) });
  await addKey(meadow, subjectId, shown(taken, subjectId));
  await post(s, meadow);
  const day = ledgerDay(s);
  const { keys } = await readSubjectView(harbour, subjectId);
  // The double lists the keys of others in the order of their names.
  expect(keys.toSorted((one, other) => (one.countsFromDay ?? 0) - (other.countsFromDay ?? 0))).toMatchObject([
    { keyId: nameOf(first), shownHere: true, countsFromDay: day - 2, reportsFromDay: day + 5, waiting: false },
    { keyId: nameOf(second), shownHere: false, countsFromDay: day, reportsFromDay: day + 5, waiting: false },
    { keyId: nameOf(taken), shownHere: false, countsFromDay: day + 7, reportsFromDay: day + 7, waiting: true },
  ]);
  await revokeKey(harbour, { subjectId, keyId: nameOf(taken) }, undefined);
  const revocation = revocationText(channel, { subjectId, keyId: nameOf(first) });
  await revokeKey(meadow, { subjectId, keyId: nameOf(first) }, signing(second, revocation));
  await post(s, harbour);
  await post(s, meadow);
  const revoked = s.ledger.records('subjectKey').filter(({ revokedTime }) => revokedTime !== undefined);
  expect(revoked.map(({ keyId }) => keyId).sort()).toEqual([nameOf(first), nameOf(taken)].sort());
});
