/** The page of all that is signed, sealed and secret: it leaves nothing out that the sources have, and has nothing that they have not. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as texts from '../../chaincode/api/signatures';
import { wordsFor } from '../../gateway/client/words';

const root = join(__dirname, '../..');
const page = readFileSync(join(root, 'chaincode/signed-and-sealed.md'), 'utf8');

function sourcesOf(folder: string): string {
  const files = readdirSync(join(root, folder)).filter((name) => name.endsWith('.ts'));
  return files.map((name) => readFileSync(join(root, folder, name), 'utf8')).join('\n');
}

/** The cells of the rows under a heading. */
function rowsUnder(heading: string): readonly (readonly string[])[] {
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  const lines = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(1).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const named = (text: string, pattern: RegExp) =>
  [...new Set([...text.matchAll(pattern)].map(([, name]) => name ?? ''))].sort();
const purposes = named(sourcesOf('chaincode/api'), /purpose: 'tallystick-([a-z0-9-]+)'/g);

describe('signed texts', () => {
  const rows = rowsUnder('Signed texts');
  const told = new Map<string, string>();
  let last = '';
  for (const [first = '', ...cells] of rows) {
    last = /`([a-z-]+-\d)`/.exec(first)?.[1] ?? last;
    told.set(last, `${told.get(last) ?? ''} ${first} ${cells.join(' ')}`);
  }

  it('are those of the sources', () => {
    expect([...told.keys()].sort()).toEqual(purposes);
    expect(purposes.length).toBeGreaterThan(10);
  });

  const key = { subjectId: 's', keyId: 'k', reportKey: 'r', publicKey: 'p' };
  const record = { channel: 'c', recordId: 'r' };
  const committed = { keyCommitment: 'k', sealedHash: 'h' };
  const registration = {
    ...committed,
    subjectId: 's',
    borrowedOn: 'd',
    termsCommitment: 't',
    maturityCommitment: 'm',
    lenderKey: 'l',
    signBy: 'b',
    renews: 'n',
    corrects: 'o',
  };
  const feedback = {
    ...committed,
    feedbackCommitment: 'f',
    nextDueCommitment: 'n',
    level: 'PAID',
    priceFen: 1,
    corrects: 1,
    renewedBy: 'r',
  } as const;
  const consent = {
    subjectId: 's',
    keyId: 'k',
    partyId: 'p',
    purpose: 'GUARANTEE',
    signedTime: 't',
    notAfter: 'n',
    uses: 1,
  } as const;
  const samples = [
    texts.attachmentText('c', { subjectId: 's', attachmentId: 'a', verificationCommitment: 'v' }),
    texts.possessionText('c', key),
    texts.additionText('c', key),
    texts.revocationText('c', key),
    texts.objectionText('c', key, 'a'),
    texts.registrationText('c', 'LENDER', registration, { type: 'MANDATE', mandateCommitment: 'm' }),
    texts.correctionText(record, 'r'),
    texts.feedbackText(record, 'LENDER', 1, feedback),
    texts.levelText(record, { version: 1, level: 'PAID', priceFen: 1 }),
    texts.consentText('c', consent),
    texts.consentRevocationText('c', { subjectId: 's', consentId: 'i' }),
    texts.answerText(record, 'a', { ephemeralPublicKey: 'e', wrappedKey: 'w' }),
    texts.disputeText(record, { ...committed, statementCommitment: 's' }),
    texts.disputeAnswerText(record, 'd', { ...committed, verdict: 'UPHELD', answerCommitment: 'a' }),
  ].map((text) => JSON.parse(text) as Record<string, unknown>);

  it('have a sample each here', () => {
    expect(samples.map(({ purpose }) => String(purpose).replace('tallystick-', '')).sort()).toEqual(purposes);
  });

  it.each(samples.map((sample) => [String(sample.purpose), sample]))(
    '%s is told with all its members',
    (purpose, sample) => {
      const row = told.get(purpose.replace('tallystick-', '')) ?? '';
      const members = Object.keys(sample).filter((name) => name !== 'purpose' && name !== 'channel');
      expect(members.filter((name) => !new RegExp(`\\b${name}\\b`).test(row))).toEqual([]);
    },
  );

  it('stand flat, so that whoever signs sees what it signs', () => {
    const nested = samples.flatMap((sample) => Object.entries(sample)).filter(([, value]) => typeof value === 'object');
    expect(nested.map(([name]) => name)).toEqual(['wrap']);
    expect(samples.flatMap(Object.keys)).not.toContain('hash');
  });

  /** Texts that gateways sign by themselves, with keys of their vault, need no words. */
  const byVaults = ['attachment-1', 'credit-correction-1', 'credit-level-1', 'credit-answer-1'];
  const silent = [...byVaults, 'key-objection-1', 'credit-dispute-answer-1'];
  it.each(purposes.filter((purpose) => !silent.includes(purpose)))('%s has words for people', (purpose) => {
    const signed = { purpose: `tallystick-${purpose}`, channel: 'c' };
    expect(() => wordsFor({ signed, commitments: {} })).toThrow(/^(?!.*unknown purpose)/);
  });
});

it('what is sealed is told by all its formats', () => {
  const sources = `${sourcesOf('chaincode/api')}${sourcesOf('gateway/vault')}`;
  const formats = named(sources, /['`]tallystick-([a-z-]+-\d+)/g).filter((name) => !purposes.includes(name));
  const untold = formats.filter((name) => !page.includes(`\`${name}\``) && !page.includes(`\`tallystick-${name}\``));
  expect(untold).toEqual([]);
  expect(formats.length).toBeGreaterThan(8);
});

it('what follows from the vault’s secret is told by its label', () => {
  const sources = sourcesOf('gateway/vault');
  const labels = named(sources, /label: '([a-z -]+)'/g);
  const ofTexts = named(sources, /deriveSalts\('([a-z ]+)'/g);
  const told = named(
    rowsUnder('Secrets')

      .map(([first = '']) => (first.startsWith('`') ? first : ''))
      .join(),
    /`([a-z -]+)`/g,
  );
  expect(told).toEqual([...labels, ...ofTexts].sort());
});
