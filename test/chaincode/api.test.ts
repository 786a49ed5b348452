/** The published language: canonical JSON, identifiers, keys, sealed records. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { canonicalJson, sameContent } from '../../chaincode/api/canonical';
import { commit } from '../../chaincode/api/commitment';
import {
  identifierPattern,
  localIdPattern,
  parseOwnedId,
  partyIdPattern,
  wholeId,
} from '../../chaincode/api/identifiers';
import { parseForeignJson } from '../../chaincode/api/json';
import { isOneOffPublicKey, openRecord, unwrapDataKey } from '../../chaincode/api/sealed';
import { lastTime } from '../../chaincode/api/times';
import { checkedSum, feeFen } from '../../chaincode/domain/amount';
import { key, keys } from '../../chaincode/state/keys';
import { aPlan, aWrap, borrower, bytesOf, channel, oneOffKey } from './builders';

const runs = { numRuns: Number(process.env.NUM_RUNS ?? 300) };
const wellFormed = fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed());
const { value: json } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    wellFormed,
    fc.array(tie('value')),
    fc.dictionary(wellFormed, tie('value')),
  ),
}));

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const other: Record<string, unknown> = Object.create(null);
  for (const [name, member] of Object.entries(value).reverse()) other[name] = reversed(member);
  return other;
}

describe('canonical JSON', () => {
  it('comes back from JSON.parse as what it was, and is its own canonical form', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      runs,
    );
  });

  it('does not depend on the order in which members were made', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
        expect(sameContent(reversed(value), value)).toBe(true);
      }),
      runs,
    );
  });

  it.each([
    ['{"10":1,"9":2,"a":3,"ä":4,"€":5,"𝄞":6,"\ufb33":7}', { a: 3, 9: 2, '\ufb33': 7, '𝄞': 6, 10: 1, '€': 5, ä: 4 }],
    ['{"a":"\\u0000\\b\\t\\n\\f\\r\\"\\\\/ü"}', { a: '\u0000\b\t\n\f\r"\\/ü', gone: undefined }],
    ['[null,true,false,0,0,-1,9007199254740991]', [null, true, false, 0, -0, -1, 9_007_199_254_740_991]],
  ])('writes %s', (text, value) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it.each([
    0.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    undefined,
    1n,
    Symbol('s'),
    () => 1,
    '\ud800',
    { '\udfff': 1 },
    [undefined],
  ])('has no form for %p', (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});

const hostile = [
  '',
  '\u0000',
  'a\u0000b',
  '\u{10ffff}',
  '\ud800',
  'ä',
  'A\u030a',
  'a b',
  'a\n',
  '\u202e',
  'a/b',
  '*',
  '%00',
  'x'.repeat(65),
];

describe('foreign JSON', () => {
  const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

  it('is parsed as JSON.parse does, as long as it nests no deeper than 32 levels', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 12 }), (text) => {
        expect(parseForeignJson(text)).toEqual(JSON.parse(text));
      }),
    );
    expect(parseForeignJson(nested(32))).toEqual(JSON.parse(nested(32)));
    expect(() => parseForeignJson(nested(33))).toThrow(SyntaxError);
    expect(() => parseForeignJson(`{"a":${nested(32)}}`)).toThrow(SyntaxError);
  });

  it('may hold any brackets in its strings, and none that only look like strings', () => {
    const brackets = '[{'.repeat(100);
    for (const text of [brackets, `${brackets}"`, `\\${brackets}`, `"\\"${brackets}`, `${brackets}\\`]) {
      expect(parseForeignJson(JSON.stringify([text, { [text]: 1 }]))).toEqual([text, { [text]: 1 }]);
    }
    expect(() => parseForeignJson(`["\\\\",${nested(32)}]`)).toThrow(SyntaxError);
  });

  it('side by side is no depth', () => {
    expect(parseForeignJson(`[${Array(1_000).fill('[]').join()}]`)).toHaveLength(1_000);
  });
});

describe('keys', () => {
  const part = fc.stringMatching(/^[A-Za-z0-9._:-]{1,6}$/);
  const tuple = fc.array(part, { minLength: 1, maxLength: 5 });

  it('differ wherever their parts differ', () => {
    fc.assert(
      fc.property(tuple, tuple, (one, other) => {
        const [kind = '', ...parts] = one;
        const [otherKind = '', ...otherParts] = other;
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(key(kind, ...parts) === key(otherKind, ...otherParts)).toBe(same);
      }),
      runs,
    );
  });

  it('differ between all kinds of records for the same parts, and no part of one reaches another', () => {
    const id = { owner: 'a', local: 'b' };
    const made = [
      keys.alliance(),
      keys.proposal(id),
      keys.party('a'),
      keys.partyKey('a', 1),
      keys.plan(id),
      keys.confirm(id),
      keys.account('a'),
      keys.tokenCredit('a', 'fee:a:b'),
      keys.tokenCredit('a', 'refund:a:b'),
      keys.recharge(id),
      keys.redemption(id),
      keys.used('payment', 'b'),
      keys.used('oneOffKey', 'b'),
      keys.sealed(id),
      keys.plan({ owner: 'a', local: 'b:c' }),
      keys.plan({ owner: 'a:b', local: 'c' }),
    ];
    expect(new Set(made).size).toBe(made.length);
    for (const one of made) expect(made.filter((other) => other.startsWith(one))).toEqual([one]);
  });

  it.each(hostile)('cannot be made with the part %j', (part_) => {
    expect(() => key('plan', 'HarbourMSP', part_)).toThrow(TypeError);
    expect(() => key(part_, 'HarbourMSP')).toThrow(TypeError);
    expect(() => keys.used('payment', part_)).toThrow(TypeError);
  });

  it('cannot be made with any text that is not of their alphabet', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        fc.pre(!/^[A-Za-z0-9._:-]{1,64}$/.test(text));
        expect(() => key('plan', text)).toThrow(TypeError);
      }),
      runs,
    );
  });
});

describe('identifiers', () => {
  it.each(hostile)('are not of the form %j', (text) => {
    for (const pattern of [identifierPattern, localIdPattern, partyIdPattern]) expect(pattern.test(text)).toBe(false);
  });

  it.each(['.', '..'])('are not %j in any part, which clients take out of an address', (text) => {
    for (const pattern of [identifierPattern, localIdPattern, partyIdPattern]) expect(pattern.test(text)).toBe(false);
    for (const whole of [`HarbourMSP:${text}`, `${text}:A1`]) expect(identifierPattern.test(whole)).toBe(false);
    for (const kin of [`${text}a`, `a${text}`, `...`, `-${text}`]) expect(localIdPattern.test(kin)).toBe(true);
  });

  it('come apart into owner and local part, and together again', () => {
    const isNoDots = (text: string) => text !== '.' && text !== '..';
    const owner = fc.stringMatching(/^[A-Za-z0-9.-]{1,64}$/).filter(isNoDots);
    const local = fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/).filter(isNoDots);
    fc.assert(
      fc.property(owner, local, owner, (one, text, caller) => {
        expect(parseOwnedId(wholeId({ owner: one, local: text }), caller)).toEqual({ owner: one, local: text });
        expect(parseOwnedId(text, caller)).toEqual({ owner: caller, local: text });
        expect(identifierPattern.test(`${one}:${text}`)).toBe(true);
      }),
      runs,
    );
  });
});

describe('fees and sums', () => {
  it('are the exact quotient rounded up, however large', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), fc.nat(2 ** 20), (limitRmb, tokenRateFen) => {
        const fee = feeFen(limitRmb, tokenRateFen);
        const product = BigInt(limitRmb) * BigInt(tokenRateFen);
        expect(BigInt(fee) * 10_000n >= product && (BigInt(fee) - 1n) * 10_000n < product).toBe(true);
      }),
      runs,
    );
  });

  it('are never less for one confirm than for its parts together, and never more by a fen for each part', () => {
    const parts = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(parts, fc.nat(100_000), (limits, rate) => {
        const whole = feeFen(
          limits.reduce((total, limit) => total + limit, 0),
          rate,
        );
        const apart = limits.reduce((total, limit) => total + feeFen(limit, rate), 0);
        expect(apart - whole).toBeGreaterThanOrEqual(0);
        expect(apart - whole).toBeLessThan(limits.length);
      }),
      runs,
    );
  });

  it('are refused beyond 2^53 - 1, and exact up to it', () => {
    expect(checkedSum(Number.MAX_SAFE_INTEGER - 1, 1)).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => checkedSum(Number.MAX_SAFE_INTEGER, 1)).toThrow('AMOUNT_TOO_LARGE');
    expect(() => feeFen(Number.MAX_SAFE_INTEGER, 10_001)).toThrow('AMOUNT_TOO_LARGE');
  });
});

describe('sealed records', () => {
  const { sealed, dataKey, assetId, command } = aPlan();
  const context = { channel, assetId };

  it('open under their key, in their place, to what was committed to', () => {
    expect(openRecord(sealed, dataKey, context, command.fieldsCommitment, lastTime)).toEqual(borrower);
  });

  it('open to nothing with any bit of the ciphertext, the tag or the iv changed', () => {
    const record = JSON.parse(sealed) as { ciphertext: string; iv: string };
    for (const member of ['ciphertext', 'iv'] as const) {
      const bytes = Buffer.from(record[member], 'base64url');
      for (const position of [0, 1, bytes.length >> 1, bytes.length - 1]) {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(bytes.readUInt8(position) ^ 0x10, position);
        const text = JSON.stringify({ ...record, [member]: changed.toString('base64url') });
        expect(openRecord(text, dataKey, context, command.fieldsCommitment, lastTime)).toBeUndefined();
      }
    }
  });

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"format":"tallystick-sealed-2"}',
    sealed.replace('"keyVersion":1', '"keyVersion":"1"'),
  ])('open to nothing where the record is %j', (text) => {
    expect(openRecord(text, dataKey, context, command.fieldsCommitment, lastTime)).toBeUndefined();
  });

  it('commit to salt and fields by the hash that anybody can compute', () => {
    const salt = bytesOf('salt');
    const expected = createHash('sha256').update(salt).update(canonicalJson(borrower)).digest('hex');
    expect(commit(salt, borrower)).toBe(expected);
  });

  it('hand their key over to one key, for one confirm of one asset on one channel', () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const { publicKey, privateKey } = oneOffKey(seed);
        const place = { channel, assetId, confirmId: 'MeadowMSP:c1' };
        const wrap = aWrap(dataKey, publicKey, place);
        expect(isOneOffPublicKey(publicKey)).toBe(true);
        expect(unwrapDataKey(wrap, privateKey, place)).toEqual(dataKey);
        for (const other of [{ channel: 'x' }, { assetId: 'x' }, { confirmId: 'x' }]) {
          expect(unwrapDataKey(wrap, privateKey, { ...place, ...other })).toBeUndefined();
        }
      }),
      { numRuns: Math.min(runs.numRuns, 40) },
    );
  });
});
