/** Reads the sources: what makes endorsers differ, or reaches the ledger past the one way to it, stands in none of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(__dirname, '../../chaincode');

interface Source {
  readonly file: string;
  /** Without comments. */
  readonly code: string;
}

const sources: readonly Source[] = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name))
  .map((path) => ({ file: relative(root, path), code: withoutComments(readFileSync(path, 'utf8')) }));

/** The folders whose code every endorser runs; index.ts and clock.ts are where the process meets its surroundings. */
const pure = sources.filter(({ file }) => /^(api|domain|state|contract)\//.test(file));

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

/** Files in which the pattern stands. */
function holders(pattern: RegExp, among: readonly Source[] = pure): string[] {
  return among.filter(({ code }) => pattern.test(code)).map(({ file }) => file);
}

it('looks at all of the chaincode', () => {
  expect(pure.length).toBeGreaterThan(20);
  const rest = sources.filter((source) => !pure.includes(source)).map(({ file }) => file);
  expect(rest.sort()).toEqual(['clock.ts', 'index.ts']);
});

it('would see what it looks for: index.ts has some of it', () => {
  expect(holders(/\bDate\.now\b/, sources)).toEqual(['index.ts']);
  expect(holders(/\bprocess\b/, sources)).toEqual(['index.ts']);
  expect(holders(/node:fs\b/, sources)).toEqual(['index.ts']);
});

it.each<[string, RegExp]>([
  ['the clock', /\bDate\.now\b|\bnew Date\(\s*\)|\bDate\(\s*\)|\bperformance\b|\bhrtime\b/],
  ['random numbers', /\bMath\.random\b|\brandomBytes\b|\brandomUUID\b|\brandomInt\b|\bgetRandomValues\b|\bgenerateKey/],
  ['the process and the machine', /\bprocess\b|node:os\b|\b__dirname\b|\b__filename\b|\bglobalThis\b/],
  ['timers', /\bset(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/],
  ['the locale', /\blocaleCompare\b|\btoLocale\w+|\bIntl\b/],
  [
    'local time',
    /\.get(?:FullYear|Month|Date|Day|Hours|Minutes|Seconds|TimezoneOffset)\(|\.to(?:Date|Time)?String\(\)\.\w+Time/,
  ],
  ['the network', /\bfetch\b|node:(?:net|http|https|http2|dgram|dns|tls)\b|grpc/],
  ['files and other programs', /node:(?:fs|child_process|worker_threads|vm|cluster)\b/],
  ['floats', /\bparseFloat\b|\btoFixed\b|\btoPrecision\b/],
  ['races', /\bPromise\.(?:all|any|race|allSettled)\b/],
  ['the order of a Set or Map made of foreign keys', /\bfor\s*\([^)]*\bin\b/],
  ['code made from text', /\beval\b|\bnew Function\b/],
])('nothing that every endorser runs knows %s', (_what, pattern) => {
  expect(holders(pattern)).toEqual([]);
});

it('opens no other module of Node than its cryptography', () => {
  expect(holders(/'node:(?!crypto')/)).toEqual([]);
});

it('makes keys and touches the ledger in state/ and nowhere else', () => {
  const outside = sources.filter(({ file }) => !file.startsWith('state/'));
  const calls =
    /\b(?:createCompositeKey|splitCompositeKey|getState\w*|putState|deleteState|putPrivateData|getPrivateData\w*|deletePrivateData|purgePrivateData|getQueryResult\w*|getHistoryForKey|setEvent|setStateValidationParameter|invokeChaincode)\s*\(/;
  expect(holders(calls, outside).filter((file) => file !== 'contract/read-functions.ts')).toEqual([]);
  // Queries ask their port, by the port's own names.
  expect(holders(/\bstub\b/, outside)).toEqual(['contract/contracts.ts']);
  expect(holders(/\\u0000|\\x00|\\0/, outside)).toEqual([]);
});

it('reads no range in a submitting function, and calls no other chaincode', () => {
  expect(holders(/\bgetStatesUnder\b|\bgetHistory\b/)).toEqual([
    'contract/read-functions.ts',
    'state/port.ts',
    'state/shim-port.ts',
  ]);
  expect(holders(/\binvokeChaincode\b|\bgetQueryResult\b|Pagination/)).toEqual([]);
});

it('writes JSON canonically: JSON.stringify stands in canonical.ts, and in refusals.ts for a message', () => {
  expect(holders(/\bJSON\.stringify\b/, sources)).toEqual(['api/canonical.ts', 'api/refusals.ts']);
});

it('knows the shim in the one file that adapts it, and the contract API in the one that offers it', () => {
  expect(holders(/'fabric-shim|fabric-protos'/)).toEqual(['state/shim-port.ts']);
  expect(holders(/'fabric-contract-api'/)).toEqual(['contract/contracts.ts']);
});

it('points its arrows one way: api, domain, state, contract', () => {
  const mayImport: Readonly<Record<string, readonly string[]>> = {
    api: ['api'],
    domain: ['api', 'domain'],
    state: ['api', 'state'],
    contract: ['api', 'domain', 'state', 'contract'],
  };
  const wrong = pure.flatMap(({ file, code }) => {
    const folder = file.slice(0, file.indexOf('/'));
    const imported = [...code.matchAll(/from '(\.\.?)\/([^'/]+)/g)].map(([, dots, target = '']) =>
      dots === '.' ? folder : target,
    );
    return imported.filter((target) => !mayImport[folder]?.includes(target)).map((target) => `${file} → ${target}`);
  });
  expect(wrong).toEqual([]);
});
