/** What the page says of a report: in words of its own, and that it found something only where it did. */
import type { Report, ReportedRecord } from '../../../gateway/queries/report';
import { newElements, type PageDocument } from '../../../gateway/viewer/dom';
import * as words from '../../../gateway/viewer/labels';
import { openReport } from '../../../gateway/viewer/report';
import { showReport } from '../../../gateway/viewer/show-report';
import { extended, type LoanContents, notice, terms } from '../queries/world';
import { Element } from './elements';
import { type MadeReport, madeReport, reportOf } from './made-report';

const make = newElements({ createElement: (tag: string) => new Element(tag) } as unknown as PageDocument);

async function shown({ report, key }: MadeReport): Promise<Element> {
  return showReport(make, report, await openReport(report, key)) as unknown as Element;
}
const textOf = async (made: MadeReport) => (await shown(made)).text('en').replaceAll(/ +/g, ' ');
const texts = (elements: readonly Element[]) => elements.map((one) => one.text('en').replaceAll(/ +/g, ' ').trim());
const goodOf = async (contents: LoanContents) => texts((await shown(reportOf(contents))).withClass('good'));

it('has no label that looks like a finding', () => {
  expect(JSON.stringify(words)).not.toMatch(/[✓✗✔✅❌]/);
});

it.each(['extensionSigned', 'ownSigned', 'lenderSigned', '✓ You signed this', 'performed', '已履约', '__proto__'])(
  'says nothing for an outcome %s but that it is in no documented form',
  async (outcome) => {
    const page = await shown(reportOf({ name: 'A', feedbacks: [{ fields: { outcome } }] }));
    expect(texts(page.withClass('bad'))).toContain(`✗ ${words.labels.NO_FORM.en}`);
    expect(texts(page.withClass('good'))).toEqual([]);
    expect(page.text('en')).not.toContain('signed this');
    expect(page.text('en')).not.toContain('performed');
  },
);

it('says that terms are in no documented form, and shows none of them', async () => {
  const page = await textOf(reportOf({ name: 'A', fields: { ...terms, amountRmb: '1 RMB', collateral: 'the house' } }));
  expect(page).toContain(`Terms ✗ ${words.labels.NO_FORM.en}`);
  expect(page).toContain(words.labels.termsUnseen.en);
  expect(page).not.toContain('1 RMB');
  expect(page).not.toContain('the house');
});

it.each([
  ['level', { changes: { level: 'lenderSigned' as 'PUBLIC' } }],
  ['borrower’s side', { changes: { borrower: { type: 'ownSigned' as 'MANDATE', mandateCommitment: '' } } }],
])('shows a %s that it does not know as what somebody wrote', async (_what, changes) => {
  const page = await shown(reportOf({ name: 'A', ...changes }));
  expect(texts(page.withClass('content')).join()).toMatch(/lenderSigned|ownSigned/);
  expect(page.withClass('good')).toEqual([]);
});

it('finds an extension signed, and says why one counts for nothing', async () => {
  expect(await goodOf({ name: 'A', feedbacks: [extended('A')] })).toEqual([`✓ ${words.labels.extensionSigned.en}`]);
  expect(await goodOf({ name: 'A', feedbacks: [extended('B')] })).toEqual([]);
  expect(await textOf(reportOf({ name: 'A', feedbacks: [extended('B')] }))).toContain(words.labels.NOT_SIGNED.en);
});

it('shows the notice, and what ends, renews and corrects a record', async () => {
  const [renewedBy, renews] = ['1a'.repeat(16), '2b'.repeat(16)];
  const [corrects, correctedBy] = ['3c'.repeat(16), '4d'.repeat(16)];
  const changes = { renews, renewedBy, corrects, correctedBy };
  const ended = { fields: { outcome: 'PERFORMED', early: true }, changes: { renewedBy } };
  const breached = { fields: { outcome: 'BREACHED', notice }, changes: { corrects: 1 } };
  const page = await textOf(reportOf({ name: 'A', changes, feedbacks: [ended, breached] }));
  for (const part of [
    `Renews and ends early ${renews}`,
    `Ended early by ${renewedBy} Corrects the record ${corrects} Corrected by ${correctedBy}`,
    `1 · 2025-09-02 00:00 UTC · Ended early by ${renewedBy}`,
    'corrects feedback 1 Outcome breached Notice given 2025-09-01 00:00 UTC',
    `Evidence of it, SHA-256 ${notice.evidenceSha256}`,
  ]) {
    expect(page).toContain(part);
  }
});

describe('the scenario’s report', () => {
  let made: MadeReport;
  beforeAll(async () => {
    made = await madeReport();
  });
  const withFirst = (change: (first: ReportedRecord) => ReportedRecord): MadeReport => {
    const [first, ...others] = made.report.records as [ReportedRecord, ...ReportedRecord[]];
    return { ...made, report: { ...made.report, records: [change(first), ...others] } as Report };
  };

  it('tells what was held: signatures, the maturity and the mandate', async () => {
    const page = await shown(made);
    expect(texts(page.withClass('bad'))).toEqual([]);
    expect(texts(page.withClass('good')).map((one) => one.slice(0, 30))).toEqual([
      '✓ These very terms were signed',
      '✓ Its number, commitments and ',
      '✓ The registration commits to ',
      '✓ Its number, commitments and ',
      '✓ The registration commits to ',
      '✓ The registration commits to ',
    ]);
    expect(page.text('en')).toMatch(/Mandate, SHA-256\s+[0-9a-f]{64}/);
  });

  it('shows consents and disputes under the numbers that follow from what was signed', async () => {
    const ids = texts((await shown(made)).withClass('id'));
    expect(ids).toEqual(expect.arrayContaining(['d1'.repeat(16), 'c0'.repeat(16)]));
  });

  it('says nothing of terms that did not open but who signed the registration', async () => {
    const page = await textOf(withFirst(({ answer, ...first }) => first));
    expect(page).not.toContain('These very terms');
    expect(page).toContain(words.labels.ownSignedUnseen.en);
    expect(page).toContain(words.labels.termsUnseen.en);
  });

  it('marks a record of another subject, and finds no signature of the person there', async () => {
    const page = await shown({ ...made, report: { ...made.report, subjectId: 'ff'.repeat(32) } });
    expect(texts(page.withClass('bad'))[0]).toContain('another subject');
    expect(page.text('en')).not.toContain('These very terms');
  });

  it('shows of two records of one number what each of them says', async () => {
    const [first] = made.report.records as [ReportedRecord];
    const forged = { ...first, record: { ...first.record, borrowedOn: '2020-01-01' } };
    const page = await shown({ ...made, report: { ...made.report, records: [first, forged] } });
    expect(texts(page.withClass('bad'))).toContain(`✗ ${words.labels.lenderNotSigned.en}`);
  });
});
