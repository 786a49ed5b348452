/** What an institution says of subjects: what it keeps, and what it gives to the outbox. */
import { commandForms } from '../../../chaincode/api/commands';
import { deriveKeyId } from '../../../chaincode/api/signatures';
import { attachSubject } from '../../../gateway/subjects/attaching';
import { openLookup } from '../../../gateway/subjects/identity';
import { lookUpSubject } from '../../../gateway/subjects/lookup';
import { newSealedTexts } from '../../../gateway/vault/sealed-texts';
import { fakeSubjects } from '../http/fakes';
import { institution, type SubjectLedger, startBoth } from './alliance';
import { citizenNumber, person } from './people';

let ledger: SubjectLedger;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ ledger, stop } = await startBoth());
});
afterAll(() => stop());

describe('attaching', () => {
  it('hands over a verification of the documented form, with nothing of the person in it', async () => {
    const harbour = institution('HarbourMSP', { ledger });
    const attached = await attachSubject(harbour, person(11));
    expect(attached).toMatchObject({ repeated: false });
    const [attachment] = harbour.outbox.items;
    expect(attachment?.name).toBe('subject:attach');
    const command = commandForms['subject:attach'].parse(attachment?.command);
    expect(attachment?.key).toBe(`attachment ${command.attachmentId}`);
    expect(command.subjectId).toBe(attached.subjectId);
    const written = JSON.stringify([harbour.outbox.items, ledger.records, ledger.submitted]);
    expect(written).not.toContain(citizenNumber(11));
    expect(written).not.toContain(person(11).name);
  });

  it('is the first to say it for one of several that say it at once', async () => {
    const harbour = institution('HarbourMSP', { ledger });
    const say = () => attachSubject(harbour, person(9));
    const all = await Promise.all([say(), say(), say()]);
    expect(all.filter(({ repeated }) => !repeated)).toHaveLength(1);
  });

  it('says the same again for a repetition, costs nothing, and hands over under the same names', async () => {
    const harbour = institution('HarbourMSP', { ledger });
    const first = await attachSubject(harbour, person(12));
    const [asked, items] = [ledger.of('evaluation').length, [...harbour.outbox.items]];
    const lower = person(12, { identityNumber: ` ${citizenNumber(12).toLowerCase()}` });
    expect(await attachSubject(harbour, lower)).toEqual({ ...first, repeated: true });
    expect(ledger.of('evaluation')).toHaveLength(asked);
    expect(harbour.outbox.items).toEqual(items);
  });

  it('hands over again what a crash kept from the outbox', async () => {
    const subjects = fakeSubjects();
    const crashing = institution('HarbourMSP', { ledger, subjects });
    crashing.outbox.add = () => Promise.reject(new Error('crash'));
    await expect(attachSubject(crashing, person(13))).rejects.toThrow('crash');
    const after = institution('HarbourMSP', { ledger, subjects });
    expect(await attachSubject(after, person(13))).toMatchObject({ repeated: true });
    expect(after.outbox.items).toMatchObject([{ name: 'subject:attach' }]);
  });

  it('keeps the identity’s secret where nobody reads it, and needs no evaluator for it again', async () => {
    const subjects = fakeSubjects();
    const texts = newSealedTexts(Buffer.alloc(32, 5));
    const harbour = { ...institution('HarbourMSP', { ledger, subjects }) };
    const sealing = { ...harbour, vault: { ...harbour.vault, texts } };
    const { subjectId } = await attachSubject(sealing, person(8));
    const known = await subjects.read(subjectId);
    const opened = JSON.parse(texts.open(`subject ${subjectId}`, known?.sealed ?? ''));
    expect(deriveKeyId(harbour.vault.subjects.deriveIdentityKey(opened.identitySecret))).toBe(subjectId);
    const everything = JSON.stringify([known, harbour.outbox.items, ledger.records, ledger.submitted]);
    expect(everything).not.toContain(opened.identitySecret);
  });

  it('asks again about who was looked up only, since nothing but the subject was kept', async () => {
    const subjects = fakeSubjects();
    const harbour = institution('HarbourMSP', { ledger, subjects });
    const asked = () => ledger.of('evaluation').length;
    const { identityKind, identityNumber } = person(7);
    const [before, subjectId] = [asked(), await lookUpSubject(harbour, { identityKind, identityNumber })];
    await subjects.forget(ledger.of('evaluation').at(-1)?.evaluationId ?? '');
    expect(await lookUpSubject(harbour, { identityKind, identityNumber })).toBe(subjectId);
    const index = harbour.vault.subjects.indexOf(`${identityKind}:${identityNumber}`);
    expect(openLookup(harbour.vault, index, (await subjects.lookedUp(index)) ?? '')).toBe(subjectId);
    expect(asked()).toBe(before + 1);
    expect((await attachSubject(harbour, person(7))).subjectId).toBe(subjectId);
    expect(asked()).toBe(before + 2);
  });

  it.each([
    ['another name', { name: '别人' }],
    ['another method', { verification: { ...person(0).verification, method: 'VIDEO' } }],
    ['other evidence', { verification: { ...person(0).verification, evidenceSha256: 'ef'.repeat(32) } }],
  ])('refuses %s of the same institution, and takes it from another', async (_what, changes) => {
    const [harbour, meadow] = [institution('HarbourMSP', { ledger }), institution('MeadowMSP', { ledger })];
    const { subjectId } = await attachSubject(harbour, person(14));
    await expect(attachSubject(harbour, person(14, changes))).rejects.toMatchObject({
      code: 'SUBJECT_EXISTS_WITH_OTHER_CONTENT',
      members: {},
    });
    expect(harbour.outbox.items).toHaveLength(1);
    expect(await attachSubject(meadow, person(14, changes))).toEqual({ subjectId, repeated: false });
  });

  it('gives institutions identifiers and commitments that nobody connects', async () => {
    const institutions = ['HarbourMSP', 'MeadowMSP'].map((partyId) => institution(partyId, { ledger }));
    for (const one of institutions) {
      for (const sequence of [15, 16]) await attachSubject(one, person(sequence));
    }
    const commands = institutions.flatMap(({ outbox }) => outbox.items.map(({ command }) => command));
    const values = commands.flatMap((command) =>
      'attachmentId' in command ? [command.attachmentId, command.verificationCommitment] : [],
    );
    expect(new Set(values).size).toBe(8);
  });

  it.each([
    ['IDENTITY_NUMBER_INVALID', { identityNumber: '110101199003074515' }],
    ['IDENTITY_NUMBER_INVALID', { identityKind: 'CREDIT_CODE' }],
  ])('refuses with %s before anybody is asked', async (code, changes) => {
    const asked = ledger.of('evaluation').length;
    const harbour = institution('HarbourMSP', { ledger });
    await expect(attachSubject(harbour, { ...person(17), ...changes } as never)).rejects.toMatchObject({ code });
    expect(ledger.of('evaluation')).toHaveLength(asked);
  });
});
