/** The oblivious function against the vectors of RFC 9497, A.1.2, and against what it must not take. */
import { voprf } from '../../../gateway/subjects/voprf';

const text = (hex: string) => Buffer.from(hex, 'hex').toString('base64url');
const key = { seed: text('a3'.repeat(32)), info: 'test key' };
const publicKey = text('c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e');
const blinds = [
  text('64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706'),
  text('222a5e897cf59db8145db8d16e597e8facb80ae7d4e26d9881aa6f61d645fc0e'),
];
const inputs = ['\0', 'Z'.repeat(17)];
const outputs = [
  text(
    'b58cfbe118e0cb94d79b5fd6a6dafb98764dff49c14e1770b566e42402da1a7da4d8527693914139caee5bd03903af43a491351d23b430948dd50cde10d32b3c',
  ),
  text(
    '8a9a2f3c7f085b65933594309041fc1898d42d0858e59f90814ae90571a6df60356f4610bf816f27afdd84f47719e480906d27ecd994985890e5f539e7ea74b6',
  ),
];

const vectors = [
  {
    title: '1, batch of 1',
    inputs: inputs.slice(0, 1),
    blinds: blinds.slice(0, 1),
    blinded: ['863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945'],
    evaluated: ['aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e'],
    proof:
      'ddef93772692e535d1a53903db24367355cc2cc78de93b3be5a8ffcc6985dd066d4346421d17bf5117a2a1ff0fcb2a759f58a539dfbe857a40bce4cf49ec600d',
    outputs: outputs.slice(0, 1),
  },
  {
    title: '2, batch of 1',
    inputs: inputs.slice(1),
    blinds: blinds.slice(0, 1),
    blinded: ['cc0b2a350101881d8a4cba4c80241d74fb7dcbfde4a61fde2f91443c2bf9ef0c'],
    evaluated: ['60a59a57208d48aca71e9e850d22674b611f752bed48b36f7a91b372bd7ad468'],
    proof:
      '401a0da6264f8cf45bb2f5264bc31e109155600babb3cd4e5af7d181a2c9dc0a67154fabf031fd936051dec80b0b6ae29c9503493dde7393b722eafdf5a50b02',
    outputs: outputs.slice(1),
  },
  {
    title: '3, batch of 2',
    inputs,
    blinds,
    blinded: [
      '863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945',
      '90a0145ea9da29254c3a56be4fe185465ebb3bf2a1801f7124bbbadac751e654',
    ],
    evaluated: [
      'aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e',
      'cc5ac221950a49ceaa73c8db41b82c20372a4c8d63e5dded2db920b7eee36a2a',
    ],
    proof:
      'cc203910175d786927eeb44ea847328047892ddf8590e723c37205cb74600b0a5ab5337c8eb4ceae0494c2cf89529dcf94572ed267473d567aeed6ab873dee08',
    outputs,
  },
].map((vector) => ({
  ...vector,
  blinded: vector.blinded.map(text),
  answer: { evaluated: vector.evaluated.map(text), proof: text(vector.proof) },
}));

describe('the vectors of RFC 9497, VOPRF, ristretto255-SHA512', () => {
  it('give the public key', async () => {
    expect(await voprf.derivePublicKey(key)).toBe(publicKey);
  });

  it.each(vectors)('$title: blind, evaluate, check, finalise', async ({ inputs, blinds, blinded, answer, outputs }) => {
    expect(await voprf.blind(inputs, blinds)).toEqual(blinded);
    const own = await voprf.evaluate(key, blinded);
    expect(own?.evaluated).toEqual(answer.evaluated);
    // The proof is drawn by lot; the published one and the own one both hold.
    expect(await voprf.isProven(publicKey, blinded, answer)).toBe(true);
    expect(own && (await voprf.isProven(publicKey, blinded, own))).toBe(true);
    const evaluated = answer.evaluated;
    const all = inputs.map((input, index) => ({
      input,
      blind: blinds[index] ?? '',
      evaluated: evaluated[index] ?? '',
    }));
    expect(await voprf.finalise(all)).toEqual(outputs);
  });
});

describe('a proof', () => {
  const [, , { blinded, answer } = { blinded: [], answer: { evaluated: [], proof: '' } }] = vectors;
  const [first = '', second = ''] = answer.evaluated;
  const flipped = (bytes: string) => {
    const changed = Buffer.from(bytes, 'base64url');
    changed[0] = (changed[0] ?? 0) ^ 1;
    return changed.toString('base64url');
  };

  it.each([
    ['elements in another order', { ...answer, evaluated: [second, first] }],
    ['an element less', { ...answer, evaluated: [first] }],
    ['the question as its own answer', { ...answer, evaluated: blinded }],
    ['a changed challenge', { ...answer, proof: flipped(answer.proof) }],
    ['a proof that is too short', { ...answer, proof: answer.proof.slice(0, 80) }],
    ['what is no element', { ...answer, evaluated: [first, text('ff'.repeat(32))] }],
    ['the identity', { ...answer, evaluated: [first, text('00'.repeat(32))] }],
  ])('does not hold over %s', async (_what, other) => {
    expect(await voprf.isProven(publicKey, blinded, other)).toBe(false);
  });

  it('does not hold for another key', async () => {
    const other = await voprf.derivePublicKey({ ...key, info: 'another key' });
    expect(await voprf.isProven(other, blinded, answer)).toBe(false);
  });
});

it.each([
  ['no point', text('ff'.repeat(32))],
  ['the identity', text('00'.repeat(32))],
  ['too short', text('aa'.repeat(31))],
])('evaluates nothing where one of the questions is %s', async (_what, none) => {
  const [{ blinded } = { blinded: [] }] = vectors;
  expect(await voprf.evaluate(key, [...blinded, none])).toBeUndefined();
});
