/** Which public texts carry a number of a person, however it is written, and which names systems may go on giving. */
import fc from 'fast-check';
import { isCitizenNumber } from '../../chaincode/api/identity-numbers';
import { holdsPersonalNumber } from '../../chaincode/api/personal-numbers';
import { lastTime } from '../../chaincode/api/times';

const runs = { numRuns: Number(process.env.NUM_RUNS ?? 300) };

describe('a number of a person', () => {
  it.each([
    '110101-19900307-4514',
    '110101_19900307_4514',
    'Cedar 110101 1990 0307 4514',
    'Cedar 110101/1990-03-07/4514',
    '11010119900307002-x',
    '99110101199003074514',
    '1101011990030745149',
    '110105491231002',
    '110105-491231-002',
    'loan-138-0013-8000',
    '138+0013+8000',
    '13800-138000',
    '1-3-8-0-0-1-3-8-0-0-0',
    '1.3.8.0.0.1.3.8.0.0.0',
    '2026113013800138000',
    '20261130-13800138000',
    '00013800138000',
    '0086-138-0013-8000',
    '138\u20110013\u20118000',
    '138·0013·8000',
    '138,0013,8000',
    'Cedar 138（0013）8000',
    '138~0013~8000',
    '13800\u0300138000',
    '一三八〇〇一三八〇〇〇',
    '壹叁捌零零壹叁捌零零零',
    '١٣٨٠٠١٣٨٠٠٠',
    '१३८००१३८०००',
    '①③⑧⓪⓪①③⑧⓪⓪⓪',
  ])('is in %s', (text) => expect(holdsPersonalNumber(text)).toBe(true));

  it.each([
    'loan-2026-000123',
    'loan-20261130-133000-00123',
    'loan-2026-11-30-133000-00123',
    '2026113013300000123',
    '20261119190512345678',
    '3101-20261130-001',
    '310120261130001',
    '15-2026-00001',
    '1764500000123',
    '7a151112-4001-4b1e-9c16-3fa587dd1c6f',
    'cfb333393d677e467408990519395a2c',
    'loan-b0532b823879980526060fd00e42001d',
    '91350100M000100Y43',
    '911101085923662400',
    '三一八〇〇一三八〇〇〇号',
  ])('is not in %s', (text) => expect(holdsPersonalNumber(text)).toBe(false));

  it('is found where a whole run of digits is a mobile number, and not in a longer run', () => {
    const mobile = fc
      .tuple(fc.integer({ min: 3, max: 9 }), fc.integer({ min: 0, max: 999_999_999 }))
      .map(([second, rest]) => `1${second}${String(rest).padStart(9, '0')}`);
    fc.assert(
      fc.property(
        mobile,
        fc.constantFrom('', 'a-', 'loan_', '9.'),
        fc.constantFrom('', '-b', '_x', '.7'),
        (number, before, after) => {
          expect(holdsPersonalNumber(`${before}${number}${after}`)).toBe(true);
          expect(holdsPersonalNumber(`${before}2${number}${after}`)).toBe(false);
        },
      ),
      runs,
    );
  });

  it('is found by the check character of an identity number, one in eleven only', () => {
    const stem = fc
      .tuple(
        fc.integer({ min: 110_000, max: 659_999 }),
        fc.integer({ min: 1900, max: 2025 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 28 }),
        fc.nat(999),
      )
      .map(
        ([region, year, month, day, rest]) =>
          `${region}${year}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}${String(rest).padStart(3, '0')}`,
      );
    fc.assert(
      fc.property(stem, (text) => {
        const valid = [...'0123456789X'].filter((check) => isCitizenNumber(text + check, lastTime));
        expect(valid).toHaveLength(1);
        expect(holdsPersonalNumber(`id.${text}${valid[0]}`)).toBe(true);
      }),
      runs,
    );
  });
});
