/** What the page says of a text to sign: its numbers, whose keys it names, and that nothing is signed for a foreign key. */
import {
  additionText,
  consentText,
  deriveKeyId,
  disputeText,
  identifierFrom,
  possessionText,
  recordIdFrom,
  registrationText,
  revocationText,
} from '../../../chaincode/api/signatures';
import { newToSign } from '../../../gateway/client/to-sign';
import { newElements, type PageDocument } from '../../../gateway/viewer/dom';
import { type HeldKey, type HeldKeys, readHeldKey } from '../../../gateway/viewer/held-keys';
import { labels } from '../../../gateway/viewer/labels';
import { showSigning } from '../../../gateway/viewer/show-signing';
import { checkToSign } from '../../../gateway/viewer/signing';
import { bytesOf, channel } from '../../chaincode/builders';
import { aLoan } from '../../chaincode/credit-builders';
import { Element } from './elements';
import { keyOf } from './made-report';

const make = newElements({ createElement: (tag: string) => new Element(tag) } as unknown as PageDocument);
const subjectId = 'ab'.repeat(32);
const [mine, myReport, myNew, foreign] = ['mine', 'my report', 'my new', 'foreign'].map(keyOf) as [Key, Key, Key, Key];
type Key = ReturnType<typeof keyOf>;
let signing: HeldKey;
let report: HeldKey;
let added: HeldKey;
beforeAll(async () => {
  [signing, report, added] = (await Promise.all([mine, myReport, myNew].map(held))) as [HeldKey, HeldKey, HeldKey];
});
const held = ({ jwk }: Key) => readHeldKey(JSON.stringify(jwk));

/** The page for a text, as an institution asks for it. */
async function shown(message: string, keys: HeldKeys, keyId?: string, commitments = {}): Promise<Shown> {
  const item = newToSign('SUBJECT', message, commitments, keyId);
  const checked = await checkToSign(JSON.stringify({ toSign: [item] }));
  const page = (await showSigning(make, checked, keys)) as unknown as Element;
  return { text: page.text('en').replaceAll(/ +/g, ' '), buttons: page.all('button').length };
}
interface Shown {
  readonly text: string;
  readonly buttons: number;
}

const possession = (publicKey: string, reportKey?: string) =>
  possessionText(channel, { subjectId, publicKey, reportKey });
const addition = (key: Key, reportKey?: string) =>
  additionText(channel, { subjectId, keyId: deriveKeyId(key.point), reportKey });
const consent = (key: Key) => {
  const times = { signedTime: '2026-03-01T00:00:00.000Z', notAfter: '2026-04-01T00:00:00.000Z' };
  const content = { subjectId, keyId: deriveKeyId(key.point), partyId: 'MeadowMSP', purpose: 'GUARANTEE' as const };
  return consentText(channel, { ...content, ...times, uses: 1 });
};
const mineId = deriveKeyId(mine.point);

it.each<[string, string, () => HeldKeys, string]>([
  ['that a key is held', possession(mine.point), () => ({ signing }), mineId],
  ['that both keys are held', possession(mine.point, myReport.point), () => ({ signing, report }), mineId],
  [
    'that both keys are held, for the report key',
    possession(mine.point, myReport.point),
    () => ({ signing, report }),
    deriveKeyId(myReport.point),
  ],
  ['for a new key', addition(myNew), () => ({ signing, added }), mineId],
  ['for a new key and its report key', addition(myNew, myReport.point), () => ({ signing, report, added }), mineId],
  ['a consent', consent(mine), () => ({ signing }), mineId],
  [
    'the revocation of another key',
    revocationText(channel, { subjectId, keyId: 'cd'.repeat(32) }),
    () => ({ signing }),
    mineId,
  ],
])('offers to sign %s where the keys are the chosen ones', async (_what, message, keys, keyId) => {
  expect(await shown(message, keys(), keyId)).toMatchObject({ buttons: 1 });
});

it.each<[string, string, () => HeldKeys, string]>([
  ['another signing key', possession(foreign.point), () => ({ signing }), mineId],
  ['another report key', possession(mine.point, foreign.point), () => ({ signing, report }), mineId],
  ['another new key', addition(foreign), () => ({ signing, added }), mineId],
  ['another report key of a new key', addition(myNew, foreign.point), () => ({ signing, report, added }), mineId],
  ['another key of a consent', consent(foreign), () => ({ signing }), mineId],
])('signs nothing that names %s', async (_what, message, keys, keyId) => {
  const { text, buttons } = await shown(message, keys(), keyId);
  expect(buttons).toBe(0);
  expect(text).toContain(labels.foreignKey.en);
  expect(text).toContain(`✗ ${labels.notYours.en}`);
});

it.each<[string, string]>([
  ['its report key', possession(mine.point, foreign.point)],
  ['the new key', addition(myNew)],
])('waits until %s is chosen, too', async (_what, message) => {
  const { text, buttons } = await shown(message, { signing });
  expect(buttons).toBe(0);
  expect(text).toContain(labels.notCompared.en);
  expect(text).toContain(labels.chooseKeys.en);
});

it('lets a report key sign nothing but that it is held', async () => {
  const { text, buttons } = await shown(consent(mine), { signing, report }, deriveKeyId(myReport.point));
  expect(buttons).toBe(0);
  expect(text).toContain(labels.otherSigner.en);
});

it('marks each key that is named', async () => {
  const { text } = await shown(possession(mine.point, myReport.point), { signing });
  expect(text).toContain(`${labels.publicKey.en} ${mine.point} ✓ ${labels.yours.en}`);
  expect(text).toContain(`${labels.reportKey.en} ${myReport.point} ${labels.notCompared.en}`);
});

it('takes no file for a key whose point is none', async () => {
  await expect(readHeldKey('{}')).rejects.toThrow();
  await expect(readHeldKey(JSON.stringify({ ...mine.jwk, y: mine.jwk.x }))).rejects.toThrow();
});

it('shows the channel, and the numbers that follow from a text', async () => {
  const { text } = await shown(consent(mine), {});
  expect(text).toContain(`Channel ${channel}`);
  expect(text).toContain(identifierFrom(consent(mine)));

  const said = { statementCommitment: 'ab'.repeat(32), keyCommitment: 'cd'.repeat(32), sealedHash: 'ef'.repeat(32) };
  const loan = aLoan();
  const dispute = disputeText({ channel, recordId: loan.recordId }, said);
  expect(await shownNumber(dispute)).toBe(identifierFrom(dispute));

  const registration = registrationText(channel, 'BORROWER', loan.command, { type: 'SIGNATURE' });
  expect(await shownNumber(registration)).toBe(identifierFrom(registration));
  expect(loan.recordId).toBe(recordIdFrom(loan.command.lenderKey));
  expect(await shownNumber(registration, labels.recordId.en)).toBe(loan.recordId);
});

/** Whatever the words for the text are. */
async function shownNumber(message: string, label: string = labels.textId.en): Promise<string | undefined> {
  const opening = { signed: JSON.parse(message) as Record<string, unknown>, commitments: {} };
  const words = { zh: '', en: bytesOf('words').toString('hex') };
  const page = await showSigning(make, [{ item: { role: 'SUBJECT', message, opening, words }, words }], {});
  const rows = (page as unknown as Element).all('tr').map((row) => row.text('en').replaceAll(/ +/g, ' ').trim());
  return rows.find((row) => row.startsWith(label))?.slice(label.length + 1);
}
