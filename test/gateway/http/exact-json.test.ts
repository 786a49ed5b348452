/** How JSON of requests is parsed: as it was written, or not at all, and in a time that follows from its length alone. */
import fc from 'fast-check';
import { JsonRefused, maxItems, maxMembers, maxValues, parseExactJson } from '../../../gateway/api/exact-json';
import { textOfPath } from '../../../gateway/api/field-error';

const documented = new Set(['plans', 'assetId', 'type', 'a', 'amountFen']);

function refusalOf(text: string) {
  try {
    parseExactJson(text);
  } catch (error) {
    if (!(error instanceof JsonRefused)) return (error as Error).name;
    return { path: textOfPath(error.path, documented), message: error.message };
  }
  return undefined;
}

const members = (count: number) => Array.from({ length: count }, (_, index) => `"k${index}":1`).join(',');
const items = (count: number) => Array.from({ length: count }, () => '1').join(',');

describe('JSON that a request may hold', () => {
  it('is what any parser reads', () => {
    const value = fc.jsonValue({ maxDepth: 5, noUnicodeString: false });
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 1), (json, space) => {
        const text = JSON.stringify(json, undefined, space);
        fc.pre(!/-0(?![.\d])|[\d.]{16}/.test(text) && text.isWellFormed() && !text.includes('\\ud'));
        expect(parseExactJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each(['0', '-1', '9007199254740991', '-9007199254740991', '1.5', '0.1', '1e3', '1E+3', '0.0', '123456789012.345'])(
    'is the number %s',
    (text) => expect(parseExactJson(text)).toBe(Number(text)),
  );

  it('is a text with escapes, with a quotation mark, backslashes or brackets in it', () => {
    const texts = ['\\', '"', '\\"', '[{', '}]', '\\\\"', '\u{1f600}', 'a,b:c', ''];
    expect(parseExactJson(JSON.stringify({ texts }))).toEqual({ texts });
  });

  it('has as many items, members and values as there may be', () => {
    expect(refusalOf(`[${items(maxItems)}]`)).toBeUndefined();
    expect(refusalOf(`{${members(maxMembers)}}`)).toBeUndefined();
    const inner = maxValues / maxItems - 2;
    expect(refusalOf(`[${Array.from({ length: maxItems }, () => `[${items(inner)}]`).join(',')}]`)).toBeUndefined();
  });

  it('may name one thing in several objects', () => {
    expect(refusalOf('{"a":{"a":1},"b":[{"a":1},{"a":1}]}')).toBeUndefined();
  });
});

describe('JSON that no request may hold', () => {
  it.each([
    ['a name twice', '{"plans":[{"assetId":"A","assetId":"B"}]}', 'plans[0].assetId', 'occurs twice'],
    ['a name twice, once with an escape', '{"type":1,"t\\u0079pe":2}', 'type', 'occurs twice'],
    ['a name twice with others between', '{"a":{},"b":[],"a":0}', 'a', 'occurs twice'],
    ['a lone surrogate', '{"a":["x\\ud800y"]}', 'a[0]', 'holds a lone surrogate'],
    ['two surrogates in the wrong order', '{"a":"\\udc00\\ud800"}', 'a', 'holds a lone surrogate'],
    ['a lone surrogate in a name', '{"\\udfff":1}', '?', 'holds a lone surrogate'],
    ['minus zero', '{"a":-0}', 'a', 'is -0'],
    ['minus zero with a fraction', '[1,-0.00]', '[1]', 'is -0'],
    ['a list that is too long', `{"a":[${items(maxItems + 1)}]}`, 'a', `has more than ${maxItems} items`],
    ['too many members', `{"a":{${members(maxMembers + 1)}}}`, 'a', `has more than ${maxMembers} members`],
    ['what is nested too deep', `${'['.repeat(33)}${']'.repeat(33)}`, '[0]'.repeat(32), 'is nested too deep'],
    [
      'what is nested too deep in objects',
      `${'{"a":'.repeat(33)}1`,
      Array(32).fill('a').join('.'),
      'is nested too deep',
    ],
  ])('holds %s', (_what, text, path, message) => {
    expect(refusalOf(text)).toEqual({ path, message });
  });

  it.each([
    '9007199254740992',
    '-9007199254740993',
    '3000000000000000000000',
    '1e400',
    '-1e400',
    '1e-400',
    '0.10000000000000000001',
    '9007199254740992.0',
    '123456789012345.678',
  ])('holds the number %s, which would be kept as another', (text) => {
    expect(refusalOf(`{"amountFen":${text}}`)).toEqual({
      path: 'amountFen',
      message: 'is a number that would not be kept exactly',
    });
  });

  it.each(['9007199254740991.0', '114635096185920.0', '1.0000000000000000'])(
    'is no refusal of the whole number %s',
    (text) => {
      expect(refusalOf(`{"amountFen":${text}}`)).toBeUndefined();
    },
  );

  it('holds too many values in all', () => {
    const lists = Array.from({ length: maxItems }, () => `[${items(Math.ceil(maxValues / maxItems))}]`);
    expect(refusalOf(`[${lists.join(',')}]`)).toMatchObject({ message: `is beyond ${maxValues} values` });
  });

  it('does not repeat a name that could be a value', () => {
    expect(refusalOf('{"13800138000":-0}')).toMatchObject({ path: '?' });
    expect(refusalOf('{"张测试":[-0]}')).toMatchObject({ path: '?[0]' });
  });
});

describe('what is no JSON', () => {
  it.each([
    '',
    '{',
    '"',
    '"\\',
    '[1,]',
    '{"a" 1}',
    '{"a":1,}',
    "{'a':1}",
    'NaN',
    '01',
    '1.',
    '-',
    '\ufeff{}',
    '{"a":"\n"}',
  ])('is refused as such: %j', (text) => expect(refusalOf(text)).toBe('SyntaxError'));

  it('never becomes something, whatever it is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[[\]{}",:\\ \dtrue.e-]{0,40}$/), (text) => {
        const refusal = refusalOf(text);
        if (refusal === undefined) expect(() => JSON.parse(text)).not.toThrow();
      }),
    );
  });
});

it('takes no longer for one shape than for another', () => {
  const bytes = 4 * 1024 * 1024;
  const shapes = [
    '[',
    '{"a":',
    '"',
    '\\',
    '"\\"',
    '-0,',
    '1',
    '1.1e',
    '-',
    ' ',
    ',',
    ':',
    ']',
    't',
    '"a":',
    '[],',
    '{"a":1},',
    '\\u',
  ];
  const times = shapes.flatMap((shape) =>
    ['', '[', '{"plans":', '"', '[1,"'].map((start) => {
      const text = start + shape.repeat(bytes / shape.length);
      const before = performance.now();
      refusalOf(text);
      return { shape: start + shape, ms: performance.now() - before };
    }),
  );
  // Some 20 to 80 ms; quadratic ones take minutes.
  expect(times.filter(({ ms }) => ms > 2_000)).toEqual([]);
});
