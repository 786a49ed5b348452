/** Numbers as banks and offices send them. Those of enterprises are public; those of people belong to nobody that is known here. */
import { type IdentityKind, parseIdentityNumber, parseMobileNumber } from '../../chaincode/api/identity-numbers';

const by = '2026-11-30T12:00:00.000Z';

/** [kind, as sent, as read]. The credit codes are those of companies that publish them. */
const right: readonly (readonly [IdentityKind, string, string])[] = [
  ['ID_CARD', '11010519491231002X', '11010519491231002X'],
  ['ID_CARD', '11010519491231002x', '11010519491231002X'],
  ['ID_CARD', ' 110101199003074514\n', '110101199003074514'],
  ['ID_CARD', '１１０１０１１９９００３０７４５１４', '110101199003074514'],
  ['CREDIT_CODE', '91110000802100433B', '91110000802100433B'],
  ['CREDIT_CODE', '91110000802100433b', '91110000802100433B'],
  ['CREDIT_CODE', '914403001922038216', '914403001922038216'],
  ['CREDIT_CODE', '91310115591693856A', '91310115591693856A'],
  ['CREDIT_CODE', '92141127MA0KD1Y64A', '92141127MA0KD1Y64A'],
  ['CREDIT_CODE', '12440600mb2c07549j', '12440600MB2C07549J'],
  ['CREDIT_CODE', '911101087000222000', '911101087000222000'],
];

const wrong: readonly (readonly [string, IdentityKind, string])[] = [
  ['a wrong check digit', 'ID_CARD', '110101199003074515'],
  ['an X for a digit', 'ID_CARD', '11010119900307451X'],
  ['two digits changed about', 'ID_CARD', '110101199003075414'],
  ['fifteen digits', 'ID_CARD', '110101900307451'],
  ['nineteen digits', 'ID_CARD', '1101011990030745140'],
  ['a letter', 'ID_CARD', '1101011990030745A4'],
  ['spaces within', 'ID_CARD', '110101 19900307 4514'],
  ['nothing', 'ID_CARD', ''],
  ['a credit code', 'ID_CARD', '91110000802100433B'],
  ['a wrong check character', 'CREDIT_CODE', '91110000802100433C'],
  ['two characters changed about', 'CREDIT_CODE', '91110000802104033B'],
  ['an I', 'CREDIT_CODE', '9111000080210043I3'],
  ['an O for a zero', 'CREDIT_CODE', '9111OOOO802100433B'],
  ['an S', 'CREDIT_CODE', '91110000S02100433B'],
  ['a V', 'CREDIT_CODE', '91110000V02100433B'],
  ['a Z', 'CREDIT_CODE', '91110000Z02100433B'],
  ['letters in the district', 'CREDIT_CODE', '9111A000802100433B'],
  ['seventeen characters', 'CREDIT_CODE', '9111000080210043B'],
  ["a citizen's number", 'CREDIT_CODE', '110101199003074514'],
  ["a citizen's number with a wrong digit", 'CREDIT_CODE', '320101198504171001'],
  ["no organisation's code", 'CREDIT_CODE', '00110101700000000X'],
  ['the thirtieth of February', 'ID_CARD', '110101200002304512'],
  ['a year to come', 'ID_CARD', '11010120990101451X'],
];

describe('identity numbers', () => {
  it.each(right)('%s %j is %s', (kind, sent, read) => {
    expect(parseIdentityNumber(sent, by, kind)).toBe(read);
  });

  it.each(wrong)('with %s are none (%s)', (_what, kind, sent) => {
    expect(parseIdentityNumber(sent, by, kind)).toBeUndefined();
  });

  it('are no citizens born on days that were none', () => {
    const withCheckDigit = (body: string) =>
      [...'0123456789X'].map((digit) => parseIdentityNumber(body + digit, by, 'ID_CARD')).filter(Boolean).length;
    expect(['19900228', '20000229', '19900229', '19900431'].map((day) => withCheckDigit(`110101${day}451`))).toEqual([
      1, 1, 0, 0,
    ]);
  });

  it.each([...wrong, ['any kind', 'ID_CARD', '00110101700000000X'] as const])(
    'with %s are none where no kind is asked for, unless the other kind has them',
    (_what, kind, sent) => {
      const other = kind === 'ID_CARD' ? 'CREDIT_CODE' : 'ID_CARD';
      expect(parseIdentityNumber(sent, by)).toBe(parseIdentityNumber(sent, by, other));
    },
  );

  it('are known of somebody born today in China, and not of somebody born tomorrow', () => {
    const [born] = [...'0123456789X']
      .map((digit) => `11010120261201451${digit}`)
      .filter((number) => {
        return parseIdentityNumber(number, '2199-01-01T00:00:00.000Z') !== undefined;
      });
    expect(parseIdentityNumber(born ?? '', '2026-11-30T15:59:59.999Z')).toBeUndefined();
    expect(parseIdentityNumber(born ?? '', '2026-11-30T16:00:00.000Z')).toBe(born);
  });
});

describe('mobile numbers', () => {
  it.each([
    ['13800138000', '13800138000'],
    [' １３８００１３８０００ ', '13800138000'],
    ['+86 138-0013-8000', '13800138000'],
    ['008613800138000', '13800138000'],
    ['+8612800138000', undefined],
    ['12800138000', undefined],
    ['1380013800', undefined],
  ])('%j is %s', (sent, read) => expect(parseMobileNumber(sent)).toBe(read));
});
