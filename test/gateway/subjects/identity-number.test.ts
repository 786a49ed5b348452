import { type IdentityKind, parseIdentityNumber } from '../../../gateway/subjects/identity-number';

/** [kind, as sent, as read]. The credit codes are those of companies that publish them. */
const right: readonly (readonly [IdentityKind, string, string])[] = [
  ['ID_CARD', '11010519491231002X', '11010519491231002X'],
  ['ID_CARD', '11010519491231002x', '11010519491231002X'],
  ['ID_CARD', ' 110101199003074514\n', '110101199003074514'],
  ['ID_CARD', '１１０１０１１９９００３０７４５１４', '110101199003074514'],
  ['CREDIT_CODE', '91110000802100433B', '91110000802100433B'],
  ['CREDIT_CODE', '91110000802100433b', '91110000802100433B'],
  ['CREDIT_CODE', '914403001922038216', '914403001922038216'],
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
];

describe('identity numbers', () => {
  it.each(right)('%s %j is %s', (kind, sent, read) => {
    expect(parseIdentityNumber(kind, sent)).toBe(read);
  });

  it.each(wrong)('with %s are none (%s)', (_what, kind, sent) => {
    expect(parseIdentityNumber(kind, sent)).toBeUndefined();
  });

  it('are no citizens born on days that were none', () => {
    const withCheckDigit = (body: string) =>
      [...'0123456789X'].map((digit) => parseIdentityNumber('ID_CARD', body + digit)).filter(Boolean).length;
    expect(['19900228', '20000229', '19900229', '19900431'].map((day) => withCheckDigit(`110101${day}451`))).toEqual([
      1, 1, 0, 0,
    ]);
  });
});
