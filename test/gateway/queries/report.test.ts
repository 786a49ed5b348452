/** The page of an own report: what it holds, and that its script opens the details where the person is. */
import { createECDH, createHash, webcrypto } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import type { Report, ReportedRecord } from '../../../gateway/queries/report';
import { reportPage } from '../../../gateway/queries/report-page';
import { type OpenedRecord, openReport } from '../../../gateway/queries/report-script';
import { bytesOf } from '../../chaincode/builders';
import { answer, asked, borrower, canaries, channel, type Loan, loan, queryId, subjectId } from './world';

function keyOf(seed: string) {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(bytesOf(seed));
  const point = ecdh.getPublicKey();
  const text = (bytes: Buffer) => bytes.toString('base64url');
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: text(point.subarray(1, 33)),
    y: text(point.subarray(33)),
    d: text(bytesOf(seed)),
  };
  return { reportKey: text(point), jwk };
}

const { reportKey, jwk } = keyOf('report key');
const long = loan({
  name: 'A',
  feedbacks: [{ fields: { outcome: 'EXTENDED', 注: '“quoted” \u0001' } }, { fields: { outcome: 'BREACHED' } }],
});
const fresh = loan({ name: 'B', feedbacks: [] });

function reported(of: Loan, place: number, changes: Partial<ReportedRecord> = {}): ReportedRecord {
  const { answerId, status, numbers, wrap } = answer(of, place, { oneOffPublicKey: reportKey });
  const committed = [of.record, ...of.feedbacks].map((content) => ({
    commitment: 'termsCommitment' in content ? content.termsCommitment : content.feedbackCommitment,
    keyCommitment: content.keyCommitment,
  }));
  const texts = committed.map((each, number) => ({ number, sealed: of.texts[number] ?? '', ...each }));
  const { recordId, borrowedOn, registeredTime } = of.record;
  return {
    recordId,
    borrowedOn,
    side: 'SIGNATURE',
    registeredTime,
    feedbacks: of.feedbacks.map(({ number, feedbackTime }) => ({ number, feedbackTime })),
    disputes: [],
    answer: { answerId, status, numbers, ...(wrap && { wrap }), texts },
    ...changes,
  };
}

const report: Report = {
  format: 'tallystick-report-1',
  channel,
  subjectId,
  queryId,
  madeTime: asked,
  ledgerDay: 150,
  reportKey,
  records: [
    reported(long, 0, { disputed: true, disputes: [{ disputedTime: asked, statement: '</script><b>bold & "x"</b>' }] }),
    reported(fresh, 1),
  ],
  queries: [
    {
      queryId,
      partyId: 'HarbourMSP',
      partyName: 'Harbour <Bank>',
      purpose: 'OWN_REPORT',
      askedTime: asked,
      records: 2,
    },
  ],
  consents: [],
  keys: [
    { keyId: borrower.keyId, addedTime: asked, countsFromDay: 100, reportsFromDay: 157 },
    { keyId: 'cd'.repeat(32), addedTime: asked, countsFromDay: 157, reportsFromDay: 157, revokedTime: asked },
  ],
};

describe('the function', () => {
  it('opens every detail with the report key', async () => {
    const opened = await openReport(report, jwk);
    expect(opened).toMatchObject([
      {
        recordId: long.record.recordId,
        isDamaged: false,
        parts: { 0: { amountRmb: canaries.amountRmb }, 1: { 注: '“quoted” \u0001' }, 2: { outcome: 'BREACHED' } },
      },
      { recordId: fresh.record.recordId, isDamaged: false, parts: { 0: { amountRmb: canaries.amountRmb } } },
    ]);
  });

  it('opens what is left where a feedback is told no longer', async () => {
    const [first, ...others] = report.records;
    const sealed = first?.answer;
    if (first === undefined || sealed === undefined) throw new Error('no answer');
    const left = { ...sealed, texts: sealed.texts.filter(({ number }) => number !== 1) };
    const [opened] = await openReport({ ...report, records: [{ ...first, answer: left }, ...others] }, jwk);
    expect(Object.keys(opened?.parts ?? {})).toEqual(['0', '2']);
  });

  it('takes no other key', async () => {
    await expect(openReport(report, keyOf('another').jwk)).rejects.toThrow('OTHER_KEY');
  });

  it.each(['commitment', 'keyCommitment'] as const)('shows nothing that differs from its %s', async (member) => {
    const [first] = report.records;
    const sealed = first?.answer;
    if (first === undefined || sealed === undefined) throw new Error('no answer');
    const texts = sealed.texts.map((text) => ({ ...text, [member]: 'aa'.repeat(32) }));
    const changed = { ...report, records: [{ ...first, answer: { ...sealed, texts } }] };
    expect(await openReport(changed, jwk)).toEqual([{ recordId: first.recordId, isDamaged: true, parts: {} }]);
  });
});

/** Runs the page's script over a document that holds no more than it asks for; answers all that it puts there. */
async function openInPage(of: Report): Promise<string> {
  const { text } = reportPage(of, 'en');
  const [, source = ''] = /<script>([\s\S]*?)<\/script>/.exec(text) ?? [];
  const said: string[] = [];
  let load: (event: unknown) => Promise<void> = () => Promise.reject(new Error('no listener'));
  const node = () => ({
    append: () => undefined,
    replaceChildren: () => undefined,
    addEventListener: (_name: string, listener: typeof load) => {
      load = listener;
    },
    set textContent(value: string) {
      said.push(value);
    },
    get textContent() {
      return JSON.stringify(of);
    },
  });
  const places = of.records.flatMap(({ recordId, answer: sealed }) =>
    (sealed?.numbers ?? []).map((number) => ({ ...node(), recordId, dataset: { number: String(number) } })),
  );
  const document = {
    documentElement: {},
    createElement: node,
    getElementById: node,
    querySelectorAll: (selector: string) => places.filter(({ recordId }) => selector.includes(recordId)),
  };
  const around = { crypto: webcrypto, TextEncoder, TextDecoder, atob, Uint8Array, ArrayBuffer, document };
  runInNewContext(source, around);
  await load({ target: { files: [{ text: async () => JSON.stringify(jwk) }] } });
  return said.join('\n');
}

describe('the page', () => {
  const { text, headers } = reportPage(report, 'zh');
  const scripts = [...text.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, source]) => source ?? '');
  const [source = ''] = scripts;

  it('carries a script that opens the details by itself, from what the page holds', async () => {
    const [, data = ''] = /<script type="application\/json" id="report">([\s\S]*?)<\/script>/.exec(text) ?? [];
    const [, opener = ''] = /const openReport = ([\s\S]*?);\nconst report =/.exec(source) ?? [];
    const around = { crypto: webcrypto, TextEncoder, TextDecoder, atob, Uint8Array, ArrayBuffer, Error, JSON };
    const open = runInNewContext(`(${opener})`, around) as typeof openReport;
    const opened: readonly OpenedRecord[] = await open(JSON.parse(data), jwk);
    expect(JSON.parse(JSON.stringify(opened))).toEqual(await openReport(report, jwk));
  });

  it('shows what others sealed although one lender sealed what is none', async () => {
    const odd = [{ newMaturityTime: 7, amountRmb: {}, outcome: 'constructor' }, 7, null] as unknown as object[];
    const damaged = loan({ name: 'odd', feedbacks: odd.map((fields) => ({ fields })) });
    const shown = await openInPage({ ...report, records: [reported(damaged, 0), ...report.records] });
    expect(shown).toContain('Opened.');
    expect(shown).toContain(canaries.amountRmb.toLocaleString('en'));
  });

  it('lets nothing in and nothing out: one script and one style, by their hashes', () => {
    const [, meta = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(text) ?? [];
    const hash = createHash('sha256').update(source).digest('base64');
    expect(scripts).toHaveLength(1);
    expect(meta).toContain(`script-src 'sha256-${hash}'`);
    expect(meta).toContain("default-src 'none'");
    expect(headers['Content-Security-Policy']).toContain(meta);
    expect(text).not.toMatch(/(?:src|href|action)=/);
    expect(source).not.toMatch(/fetch|XMLHttpRequest|innerHTML|import\(/);
  });

  it('lists the keys that sign as the subject, and whether each does already', () => {
    const { text: page } = reportPage(report, 'en');
    const [, keys = ''] = /Signing keys<\/span><\/h2>([\s\S]*?)<\/table>/.exec(page) ?? [];
    const [, first = '', second = ''] = keys.split('<tr>').slice(1);
    expect(first).toContain(borrower.keyId.slice(0, 16));
    expect(first).toMatch(/>yes<[\s\S]*>in days:<\/span> 7</);
    expect(second).toContain('cd'.repeat(8));
    expect(second).toMatch(/>in days:<\/span> 7<[\s\S]*>in days:<\/span> 7<[\s\S]*UTC/);
  });

  it('holds both languages, and texts only as texts', () => {
    expect(text).toContain('<html lang="zh">');
    expect(reportPage(report, 'en').text).toContain('<html lang="en">');
    expect(text).toContain('<span lang="zh">本人信用报告</span><span lang="en">Your credit report</span>');
    expect(text).toContain('Harbour &lt;Bank&gt;');
    expect(text).not.toContain('<b>bold');
    expect(text).not.toContain(String(canaries.amountRmb));
  });
});
