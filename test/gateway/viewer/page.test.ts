/** The viewer's page as it is checked in: made of its sources, closed to the world, and doing what it says. */
import { createHash, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { commit } from '../../../chaincode/api/commitment';
import { deriveKeyId, disputeText, isSignedBy, possessionText } from '../../../chaincode/api/signatures';
import { newToSign } from '../../../gateway/client/to-sign';
import { buildViewer, readmeFile, viewerFile } from '../../../scripts/build-viewer';
import { bytesOf, channel } from '../../chaincode/builders';
import { signer } from '../../chaincode/credit-builders';
import { Element } from './elements';
import { keyOf, type MadeReport, madeReport } from './made-report';

const page = readFileSync(viewerFile, 'utf8');
const [, script = ''] = /<script>([\s\S]*?)<\/script>/.exec(page) ?? [];
const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
const hash = (text: string) => createHash('sha256').update(text).digest('base64');

it('is what its sources make; if not, `npm run build:viewer` makes it again', async () => {
  expect(await buildViewer()).toBe(page);
}, 60_000);

it('has the hash that README tells', () => {
  expect(readFileSync(readmeFile, 'utf8')).toContain(createHash('sha256').update(page).digest('hex'));
});

it('loads nothing and connects to nothing: one script and one style, by their hashes', () => {
  const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  expect(policy).toBe(
    `default-src 'none'; script-src 'sha256-${hash(script)}'; style-src 'sha256-${hash(style)}'; base-uri 'none'; form-action 'none'`,
  );
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page).not.toMatch(/(?:src|href|action)=/);
  expect(script).not.toMatch(
    /\bfetch\(|XMLHttpRequest|WebSocket|innerHTML|\bimport\(|\brequire\(|localStorage|createHash/,
  );
});

/** The checked-in script over a document, with nothing else around it than a browser's page has. */
function started() {
  const document = {
    documentElement: new Element('html'),
    body: new Element('body'),
    createElement: (tag: string) => new Element(tag),
  };
  const around = { crypto: webcrypto, TextEncoder, TextDecoder, atob, Uint8Array, ArrayBuffer, document };
  runInNewContext(script, { ...around });
  const inputs = document.body.all('input');
  const settle = () => new Promise((resolve) => setTimeout(resolve, 300));
  document.documentElement.lang = 'zh';
  return {
    document,
    shown: () => document.body.text('en'),
    async choose(index: number, file: unknown) {
      inputs[index]?.listeners.get('change')?.({ target: { files: [{ text: async () => JSON.stringify(file) }] } });
      await settle();
    },
    async press(word: string) {
      const found = document.body.all('button').find((button) => button.text('en').includes(word));
      found?.listeners.get('click')?.({});
      await settle();
    },
  };
}

describe('a report', () => {
  let made: MadeReport;
  beforeAll(async () => {
    made = await madeReport();
  });

  it('shows what is public without a key, and the details with it', async () => {
    const viewer = started();
    await viewer.choose(0, made.report);
    expect(viewer.shown()).toContain('sealed');
    expect(viewer.shown()).not.toContain('50,000');
    await viewer.choose(1, made.key);
    for (const word of [
      '50,000 RMB',
      '12%',
      'performed',
      'These very terms',
      'Filed by a mandate',
      'OrchardMSP',
      '<i>Meadow',
      'cannot check',
    ]) {
      expect(viewer.shown()).toContain(word);
    }
  });

  it('says that the key is another one, and that a file is no report', async () => {
    const viewer = started();
    await viewer.choose(0, made.report);
    await viewer.choose(1, keyOf('another').jwk);
    expect(viewer.shown()).toContain('This is not the key of this report.');
    await viewer.choose(0, { format: 'tallystick-report-1' });
    expect(viewer.shown()).toContain('The file is no report that this version reads.');
  });

  it('is one more language away', async () => {
    const viewer = started();
    expect(viewer.document.documentElement.lang).toBe('zh');
    await viewer.press('中文');
    expect(viewer.document.documentElement.lang).toBe('en');
  });
});

describe('what somebody is asked to sign', () => {
  const statement = '我没有逾期。';
  const salt = bytesOf('salt');
  const recordId = 'ab'.repeat(16);
  const said = {
    statementCommitment: commit(salt, statement),
    keyCommitment: 'cd'.repeat(32),
    sealedHash: 'ef'.repeat(32),
  };
  const message = disputeText({ channel, recordId }, said);
  const opening = { statementCommitment: { salt: salt.toString('base64url'), content: statement } };
  const item = newToSign('SUBJECT', message, opening);
  const key = keyOf('signer Li');

  it('stands there in words that the page makes itself, and is signed with the key that is chosen', async () => {
    const viewer = started();
    await viewer.choose(2, { disputeId: '', toSign: [{ ...item, words: { zh: '假', en: 'A kind present' } }] });
    expect(viewer.shown()).toContain(statement);
    expect(viewer.shown()).not.toContain('A kind present');
    await viewer.choose(3, key.jwk);
    await viewer.press('Sign');
    const [, signature = ''] = /Signature\s+([A-Za-z0-9_-]{86})/.exec(viewer.shown()) ?? [];
    expect(isSignedBy(key.point, message, signature)).toBe(true);
    expect(viewer.shown()).toContain(signer('Li').keyId);
  });

  it.each([
    [
      'another statement is shown',
      {
        ...item,
        opening: {
          ...item.opening,
          commitments: { statementCommitment: { ...opening.statementCommitment, content: '另一' } },
        },
      },
    ],
    ['the text holds a member that the words would not say', newWith({ and: 'more' })],
    ['the text has another purpose', newWith({ purpose: 'tallystick-unknown-1' })],
  ])('is not signed where %s', async (_why, bad) => {
    const viewer = started();
    await viewer.choose(2, bad);
    await viewer.choose(3, key.jwk);
    expect(viewer.shown()).toContain('Do not sign');
    expect(viewer.document.body.all('button')).toHaveLength(1);
  });

  it('is signed for a report key only once that key is chosen, and not for another', async () => {
    const [mine, other] = [keyOf('report key'), keyOf('another')];
    const text = possessionText(channel, { subjectId: 'ab'.repeat(32), publicKey: key.point, reportKey: mine.point });
    const viewer = started();
    await viewer.choose(2, { toSign: [newToSign('NEW_KEY', text, {}, deriveKeyId(key.point))] });
    await viewer.choose(3, key.jwk);
    expect(viewer.document.body.all('button')).toHaveLength(1);
    await viewer.choose(4, other.jwk);
    expect(viewer.shown()).toContain('Do not sign');
    expect(viewer.document.body.all('button')).toHaveLength(1);
    await viewer.choose(4, mine.jwk);
    await viewer.press('Sign');
    const [, signature = ''] = /Signature\s+([A-Za-z0-9_-]{86})/.exec(viewer.shown()) ?? [];
    expect(isSignedBy(key.point, text, signature)).toBe(true);
  });

  it('is gone from the page once a file is chosen that holds none', async () => {
    const viewer = started();
    await viewer.choose(2, item);
    await viewer.choose(3, key.jwk);
    expect(viewer.document.body.all('button')).toHaveLength(2);
    await viewer.choose(2, {});
    expect(viewer.shown()).toContain('The file holds nothing to sign.');
    expect(viewer.document.body.all('button')).toHaveLength(1);
  });

  it('keeps its direction and its line breaks to itself', () => {
    expect(style).toMatch(/\.words,\s*\.content,\s*\.id \{\s*unicode-bidi: isolate;\s*white-space: pre-wrap;/);
    const paragraph = /marked\(\s*"words",\s*element\("p", both\(words\)\)/;
    expect(script).toMatch(paragraph);
  });

  it('waits for the key that has to sign it', async () => {
    const viewer = started();
    await viewer.choose(2, [{ ...item, keyId: '00'.repeat(32) }]);
    await viewer.choose(3, key.jwk);
    expect(viewer.shown()).toContain('Another key has to sign this');
    expect(viewer.document.body.all('button')).toHaveLength(1);
  });

  function newWith(members: object) {
    const signed = { ...item.opening.signed, ...members };
    const changed = JSON.stringify(
      { ...JSON.parse(message), ...members },
      Object.keys({ ...JSON.parse(message), ...members }).sort(),
    );
    return { ...item, message: changed, opening: { ...item.opening, signed } };
  }
});
