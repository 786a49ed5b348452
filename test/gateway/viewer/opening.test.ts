/** What is sealed opens for endorsers and buyers and on the person's page, to the same fields, or for nobody. */
import { createCipheriv, createECDH, createHash } from 'node:crypto';
import fc from 'fast-check';
import { decodeBase64url, encodeBase64url } from '../../../chaincode/api/base64url';
import { canonicalJson } from '../../../chaincode/api/canonical';
import type { Wrap } from '../../../chaincode/api/records';
import * as node from '../../../chaincode/api/sealed';
import { boundTo } from '../../../chaincode/api/sealed-forms';
import * as browser from '../../../gateway/viewer/opener';
import { bytesOf } from '../../chaincode/builders';

const context = { channel: 'alliance', recordId: 'ab'.repeat(16), number: 1 };
const dataKey = Uint8Array.from(bytesOf('data key'));
const salt = bytesOf('salt').toString('base64url');
const fields = { outcome: 'EXTENDED', newMaturityTime: '2026-03-01T00:00:00.000Z', amountRmb: 1_000, 注: '“说明”' };
const content = { fields, padding: '  ', salt };
const honest = canonicalJson(content);
const properties = { numRuns: Number(process.env.FC_RUNS ?? 300) };

/** As a lender may seal whatever it likes. */
function sealedAs(plaintext: string | Uint8Array, iv = bytesOf('iv').subarray(0, 12)): string {
  const cipher = createCipheriv('aes-256-gcm', dataKey, iv).setAAD(Buffer.from(boundTo.credit(context)));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  const parts = { iv: iv.toString('base64url'), ciphertext: ciphertext.toString('base64url') };
  return canonicalJson({ format: 'tallystick-sealed-credit-1', ...parts });
}

/** To what a lenient reader would find in the text. */
function commitmentTo(plaintext: string): string {
  try {
    const { salt: text, fields: committed } = JSON.parse(plaintext) as { salt: string; fields: unknown };
    const salted = createHash('sha256').update(Buffer.from(text, 'base64url'));
    return salted.update(canonicalJson(committed)).digest('hex');
  } catch {
    return 'nothing';
  }
}

/** What both find; fails where they differ. */
async function opened(sealed: string, commitment: string): Promise<object | undefined> {
  const atEndorsers = node.openCredit(sealed, dataKey, context, commitment);
  const atThePersons = await browser.openCredit(sealed, dataKey, context, commitment);
  expect(atThePersons && canonicalJson(atThePersons)).toBe(atEndorsers && canonicalJson(atEndorsers));
  return atEndorsers;
}

/** The text with some characters replaced, taken out or put in. */
const mutations = fc.array(
  fc.record({
    at: fc.nat(),
    out: fc.nat(2),
    put: fc.constantFrom('', '=', ' ', 'A', '0', '-', '"', '.0', '\n', '\ufffd'),
  }),
  { minLength: 1, maxLength: 3 },
);
function mutated(text: string, changes: readonly { at: number; out: number; put: string }[]): string {
  return changes.reduce((before, { at, out, put }) => {
    const place = at % (before.length + 1);
    return before.slice(0, place) + put + before.slice(place + out);
  }, text);
}

it('opens as it was sealed', async () => {
  expect(await opened(sealedAs(honest), commitmentTo(honest))).toEqual(fields);
  const room = node.sealCredit(
    { salt: bytesOf('salt'), fields, room: 400 },
    { dataKey, iv: bytesOf('iv').subarray(0, 12) },
    context,
  );
  expect(await opened(room, commitmentTo(honest))).toEqual(fields);
});

it('opens alike whatever the fields are', async () => {
  const values = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' }));
  await fc.assert(
    fc.asyncProperty(values, async (any) => {
      const text = JSON.stringify({ fields: any, padding: '', salt });
      const found = await opened(sealedAs(text), commitmentTo(text));
      expect(found === undefined || canonicalJson(found) === canonicalJson(any)).toBe(true);
    }),
    properties,
  );
});

it('opens alike whatever is changed in a sealed text', async () => {
  const sealed = sealedAs(honest);
  await fc.assert(
    fc.asyncProperty(mutations, async (changes) => {
      const text = mutated(sealed, changes);
      expect(await opened(text, commitmentTo(honest))).toEqual(text === sealed ? fields : undefined);
    }),
    properties,
  );
});

it('opens alike whatever is changed in what is sealed', async () => {
  await fc.assert(
    fc.asyncProperty(mutations, async (changes) => {
      const text = mutated(honest, changes);
      await opened(sealedAs(text), commitmentTo(text));
    }),
    properties,
  );
});

const parts = JSON.parse(sealedAs(honest)) as { readonly iv: string; readonly ciphertext: string };
const withParts = (changes: object) => canonicalJson({ ...JSON.parse(sealedAs(honest)), ...changes });
/** The last character of 32 bytes has two bits that no byte needs. */
const stray = (text: string) => `${text.slice(0, -1)}${String.fromCharCode(text.charCodeAt(text.length - 1) + 1)}`;

it.each([
  ['padded base64', withParts({ ciphertext: `${parts.ciphertext}=` })],
  ['base64 of the other alphabet', withParts({ ciphertext: parts.ciphertext.replace(/[-_]|.$/, '+') })],
  ['white space in base64', withParts({ ciphertext: `${parts.ciphertext.slice(0, 8)} ${parts.ciphertext.slice(8)}` })],
  ['an iv of 16 bytes', sealedAs(honest, bytesOf('iv').subarray(0, 16))],
  ['an iv of 8 bytes', sealedAs(honest, bytesOf('iv').subarray(0, 8))],
  ['a ciphertext shorter than its tag', withParts({ ciphertext: 'AAAA' })],
  ['a member more', withParts({ note: '' })],
  ['another format', withParts({ format: 'tallystick-sealed-1' })],
  ['a member twice', sealedAs(honest).replace('{', '{"iv":"AAAAAAAAAAAAAAAA",')],
  ['white space', sealedAs(honest).replace(',', ', ')],
  ['other order', JSON.stringify({ iv: parts.iv, ciphertext: parts.ciphertext, format: 'tallystick-sealed-credit-1' })],
  ['an escape', sealedAs(honest).replace('tallystick', '\\u0074allystick')],
  ['trailing bytes', `${sealedAs(honest)}\n`],
  ['a byte order mark', `\ufeff${sealedAs(honest)}`],
  ['no object', '7'],
  ['more than a text may be long', withParts({ ciphertext: 'A'.repeat(2 ** 20) })],
])('a sealed text with %s opens for nobody', async (_what, sealed) => {
  expect(await opened(sealed, commitmentTo(honest))).toBeUndefined();
});

it.each([
  ['a salt of 31 bytes', canonicalJson({ ...content, salt: 'A'.repeat(42) })],
  ['a salt of 33 bytes', canonicalJson({ ...content, salt: 'A'.repeat(44) })],
  ['a padded salt', canonicalJson({ ...content, salt: `${salt}=` })],
  ['stray bits in the salt', canonicalJson({ ...content, salt: stray(salt) })],
  ['a fraction', honest.replace('1000', '1000.5')],
  ['a fraction of nothing', honest.replace('1000', '1000.0')],
  ['an exponent', honest.replace('1000', '1e3')],
  ['minus nothing', honest.replace('1000', '-0')],
  ['an integer beyond 2^53', honest.replace('1000', '9007199254740993')],
  ['a member twice', honest.replace('"outcome":', '"outcome":"PERFORMED","outcome":')],
  ['an escape', honest.replace('EXTENDED', '\\u0045XTENDED')],
  ['a lone surrogate', honest.replace('EXTENDED', '\\ud800')],
  ['trailing bytes', `${honest} `],
  ['no padding', canonicalJson({ fields, salt })],
  ['a padding that says something', canonicalJson({ ...content, padding: 'x' })],
  ['a member more', canonicalJson({ ...content, note: '' })],
  ['a prototype beside the fields', honest.replace('{', '{"__proto__":{},')],
  ['fields that are no object', canonicalJson({ ...content, fields: 7 })],
  ['fields that are a list', canonicalJson({ ...content, fields: [] })],
  ['fields that are nothing', canonicalJson({ ...content, fields: null })],
  [
    'nesting beyond the depth',
    canonicalJson({ ...content, fields: { a: JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`) } }),
  ],
])('a content with %s opens for nobody', async (_what, plaintext) => {
  expect(await opened(sealedAs(plaintext), commitmentTo(plaintext))).toBeUndefined();
});

it('bytes that are no UTF-8 open for nobody', async () => {
  const bytes = Buffer.from(honest.replace('EXTENDED', '\ufffd'));
  const broken = Buffer.concat([
    bytes.subarray(0, bytes.indexOf('\ufffd')),
    Buffer.of(0xff),
    bytes.subarray(bytes.indexOf('\ufffd') + 3),
  ]);
  expect(await opened(sealedAs(bytes), commitmentTo(bytes.toString()))).toBeDefined();
  expect(await opened(sealedAs(broken), commitmentTo(bytes.toString()))).toBeUndefined();
});

describe('a wrap', () => {
  const oneOff = createECDH('prime256v1');
  oneOff.setPrivateKey(bytesOf('one-off'));
  const point = oneOff.getPublicKey();
  const place = { channel: 'alliance', assetId: context.recordId, confirmId: 'a.0' };
  const keys = Buffer.concat([dataKey, bytesOf('second')]);
  const wrap = node.wrapDataKey(keys, point.toString('base64url'), bytesOf('ephemeral'), place);
  const jwk = {
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
    d: bytesOf('one-off').toString('base64url'),
  };
  const compressed = createECDH('prime256v1');
  compressed.setPrivateKey(bytesOf('ephemeral'));

  async function unwrapped(changed: Wrap, count = 2): Promise<readonly string[] | undefined> {
    const hex = (all: readonly Uint8Array[] | undefined) => all?.map((bytes) => Buffer.from(bytes).toString('hex'));
    const atEndorsers = hex(node.unwrapDataKeys(changed, count, bytesOf('one-off'), place));
    const atThePersons = hex(await browser.unwrapKeys(changed, count, await browser.importReportKey(jwk), place));
    expect(atThePersons).toEqual(atEndorsers);
    return atEndorsers;
  }

  it('gives the data keys in their order', async () => {
    expect(await unwrapped(wrap)).toEqual([Buffer.from(dataKey).toString('hex'), bytesOf('second').toString('hex')]);
  });

  it.each<[string, Partial<Wrap>]>([
    ['a padded key', { wrappedKey: `${wrap.wrappedKey}=` }],
    ['a key too short', { wrappedKey: wrap.wrappedKey.slice(0, -4) }],
    ['a compressed point', { ephemeralPublicKey: compressed.getPublicKey('base64url', 'compressed') }],
    ['a hybrid point', { ephemeralPublicKey: compressed.getPublicKey('base64url', 'hybrid') }],
    ['a point off the curve', { ephemeralPublicKey: Buffer.alloc(65, 4).toString('base64url') }],
    ['nothing', { ephemeralPublicKey: '', wrappedKey: '' }],
  ])('with %s gives none', async (_what, changes) => {
    expect(await unwrapped({ ...wrap, ...changes })).toBeUndefined();
  });

  it('gives none for another number of keys', async () => {
    for (const count of [0, 1, 3]) expect(await unwrapped(wrap, count)).toBeUndefined();
  });

  it('gives the same at both whatever is changed in it', async () => {
    await fc.assert(
      fc.asyncProperty(mutations, mutations, fc.boolean(), async (inPoint, inKey, both) => {
        const ephemeralPublicKey = both ? mutated(wrap.ephemeralPublicKey, inPoint) : wrap.ephemeralPublicKey;
        await unwrapped({ ephemeralPublicKey, wrappedKey: mutated(wrap.wrappedKey, inKey) });
      }),
      properties,
    );
  });
});

it('base64url is what Node writes, and has one text', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const text = Buffer.from(bytes).toString('base64url');
      expect(encodeBase64url(bytes)).toBe(text);
      expect(decodeBase64url(text)).toEqual(bytes);
    }),
    properties,
  );
  for (const text of ['A', 'AA=', 'AB', 'AAAA=', 'A A', '+/', 'AAB']) expect(decodeBase64url(text)).toBeUndefined();
});
