/**
 * The words that STYLE.md bans, as far as a pattern can find them. A number below may only shrink, and a folder only leave
 * `unswept`: whoever makes the tree cleaner lowers it, and nobody raises it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sources } from './sources';

const root = join(__dirname, '..', '..');

const readmes = ['chaincode', 'gateway', 'network', 'scripts'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('README.md'))
    .map((name) => join(folder, name)),
);

const texts = new Map([...sources, ...readmes].map((file) => [file, readFileSync(join(root, file), 'utf8')]));
const code = new Map([...texts].filter(([file]) => file.endsWith('.ts')));

/** Doc comments without their stars, on one line each. */
const docComments = new Map(
  [...code].map(([file, text]) => [
    file,
    [...text.matchAll(/\/\*\*([\s\S]*?)\*\//g)]
      .map(([, body = '']) => body.replaceAll(/\s*\n\s*\*?\s*/g, ' ').trim())
      .join('\n'),
  ]),
);

/** A sentence begins a comment, or follows the end of another. */
function beginning(words: string): RegExp {
  return new RegExp(`(?:^|[.!?] )(?:${words})\\b`, 'gm');
}

function count(found: ReadonlyMap<string, string>, pattern: RegExp): number {
  return [...found.values()].reduce((sum, text) => sum + [...text.matchAll(pattern)].length, 0);
}

/** The places with most hits first, so that whoever breaks a number sees where. */
function worst(found: ReadonlyMap<string, string>, pattern: RegExp): string {
  return [...found]
    .map(([file, text]) => [[...text.matchAll(pattern)].length, file] as const)
    .filter(([hits]) => hits > 0)
    .sort(([one], [other]) => other - one)
    .slice(0, 10)
    .map(([hits, file]) => `${hits} ${file}`)
    .join('\n');
}

/** The folders that still hold some of the words; everywhere else the words are banned. */
const unswept =
  /^(?:gateway\/(?:api|audit|client|http|operations|people|reports|sessions|webhooks)\/|gateway\/[^/]+$|scripts\/client\/)/;

function within(found: ReadonlyMap<string, string>, isUnswept: boolean): ReadonlyMap<string, string> {
  return new Map([...found].filter(([file]) => unswept.test(file) === isUnswept));
}

/** The last member is the number of hits in the unswept folders. */
const rules: readonly (readonly [string, ReadonlyMap<string, string>, RegExp, number])[] = [
  ['doc comments with a sentence that begins with "What"', docComments, beginning('What'), 49],
  ['doc comments with a sentence that begins with "Of"', docComments, beginning('Of'), 7],
  [
    'doc comments with a sentence that begins with "By which" or "By whom"',
    docComments,
    beginning('By (?:which|whom)'),
    0,
  ],
  ['doc comments with a sentence that begins with "Whether"', docComments, beginning('Whether'), 8],
  ['doc comments with a sentence that begins with "Where"', docComments, beginning('Where'), 6],
  [
    'doc comments with a sentence that begins with "Who", "Whoever" or "Whatever"',
    docComments,
    beginning('Who(?:ever)?|Whatever'),
    14,
  ],
  ['"to be had"', texts, /\bto be had\b/gi, 0],
  ['"put right"', texts, /\bput right\b/gi, 0],
  ['"the own …", "own peer" or "own institution"', texts, /\bthe own\b|\bown (?:peer|institution)\b/gi, 4],
  ['"is told" or "are told"', texts, /\b(?:is|are|was|were) told\b/gi, 9],
  ['functions whose names end in "Of"', code, /\bfunction \w+Of\b|\bconst \w+Of = (?:async )?\(/g, 33],
];

describe('the words of chaincode, gateway, network and scripts', () => {
  it.each(rules)('hold no %s', (_what, found, pattern) => {
    expect(worst(within(found, false), pattern)).toBe('');
  });

  it.each(rules.filter(([, , , most]) => most > 0))(
    'hold in the unswept folders no more %s than they did',
    (_what, found, pattern, most) => {
      const left = within(found, true);
      const hits = count(left, pattern);
      if (hits > most)
        throw new Error(`${hits} instead of at most ${most}; most of them are in\n${worst(left, pattern)}`);
      expect(hits).toBeLessThanOrEqual(most);
    },
  );

  it.each([
    ['/** What is sent. */', 'What'],
    ['/** A plan. Of the contributor. */', 'Of'],
  ])('are found in %s', (text, word) => {
    const body = text.slice(4, -3);
    expect(body.match(beginning(word))).toHaveLength(1);
  });
});
