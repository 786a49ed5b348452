/** Short texts in the database: what they say, and how long it is, is nobody's who has not the vault. */
import { newSealedTexts } from '../../../gateway/vault/sealed-texts';

const texts = newSealedTexts(Buffer.alloc(32, 3));

describe('a sealed text', () => {
  it('opens under its own name, to the last character', () => {
    for (const text of ['', '张', 'x'.repeat(511), 'x'.repeat(512), 'x'.repeat(513)]) {
      expect(texts.open('a', texts.seal('a', text))).toBe(text);
      expect(() => texts.open('b', texts.seal('a', text))).toThrow(/does not open/);
    }
  });

  it('has a length that tells neither who sold, nor an outcome', () => {
    const said = [
      'HarbourMSP',
      'a'.repeat(64),
      '{"outcome":"PERFORMED"}',
      '{"outcome":"BREACHED"}',
      '{"newMaturityTime":"2026-03-01T00:00:00.000Z","outcome":"EXTENDED"}',
    ];
    expect(new Set(said.map((text) => texts.seal('a', text).length)).size).toBe(1);
  });
});
