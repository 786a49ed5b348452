/** What a cell means in a column, and what is said of one that means nothing. */
import type { Cell } from '../../../gateway/spreadsheets/cells';
import type { ColumnKind } from '../../../gateway/spreadsheets/columns';
import { Unfit } from '../../../gateway/spreadsheets/unfit';
import { type Settings, valuesOf } from '../../../gateway/spreadsheets/values';
import { english, identityNumber } from './builders';

function read(kind: ColumnKind, cell: Cell, settings: Partial<Settings> = {}): string | number {
  const whole = { date1904: false, timeZone: 'Asia/Shanghai', exponent: 0, ...settings } as const;
  const value = valuesOf[kind](cell, typeof cell === 'string' ? cell : cell.text, whole);
  return value instanceof Unfit ? `UNFIT ${english(value.reason)}` : value;
}

const number = (text: string): Cell => ({ kind: 'number', text });
const date = (text: string): Cell => ({ kind: 'date', text });
const notWhole = 'UNFIT is no whole number of 元 yuan';
const noNumber = 'UNFIT is no number in digits';

describe('whole numbers', () => {
  it.each<[string, Cell, string | number]>([
    ['digits', '300000', 300000],
    ['a negative number, which the form judges', '-5', -5],
    ['minus zero as zero', '-0', 0],
    ['a number cell', number('300000'), 300000],
    ['a number cell in exponents with an integral value', number('3E5'), 300000],
    ['a number cell that is a float with an integral value', number('300000.0'), 300000],
    ['the largest', '9007199254740991', Number.MAX_SAFE_INTEGER],
    ['one beyond the largest', '9007199254740992', 'UNFIT is beyond 2^53 - 1'],
    ['a number cell beyond', number('1E+20'), 'UNFIT is beyond 2^53 - 1'],
    ['a decimal', '1.5', notWhole],
    ['a decimal number cell', number('1.5'), notWhole],
    ['an exponent as text', '3E5', noNumber],
    ['grouping commas', '300,000', 300000],
    ['commas that do not group', '30,00', noNumber],
    ['full-width digits', '３００', 300],
    ['a currency', '¥300', 300],
    ['hexadecimal', '0x10', noNumber],
    ['a truth value', { kind: 'boolean', text: 'TRUE' }, noNumber],
  ])('%s', (_, cell, expected) => expect(read('yuan', cell)).toBe(expected));
});

describe('times', () => {
  const unfit = expect.stringMatching(/^UNFIT is (no date or time|not from 1900 to 2199)/);

  it.each<[string, Cell, unknown]>([
    ['a date is the beginning of the day in China', '2025-07-01', '2025-06-30T16:00:00.000Z'],
    ['a time without a zone is UTC+8', '2025-07-01 09:30', '2025-07-01T01:30:00.000Z'],
    ['slashes, as Chinese spreadsheets write days', '2025/7/1 9:05:06', '2025-07-01T01:05:06.000Z'],
    ['a zone', '2025-07-01T09:30:00+02:00', '2025-07-01T07:30:00.000Z'],
    ['UTC with milliseconds', '2025-07-01T09:30:00.123Z', '2025-07-01T09:30:00.123Z'],
    ['a day number', number('45839'), '2025-06-30T16:00:00.000Z'],
    ['a day number with a time of day, to the millisecond', number('45839.354166666664'), '2025-07-01T00:30:00.000Z'],
    [
      'a date cell, which is local though programs write a Z',
      date('2026-03-01T00:00:00.000Z'),
      '2026-02-28T16:00:00.000Z',
    ],
    ['a date cell without a zone', date('2026-03-01T09:30:00'), '2026-03-01T01:30:00.000Z'],
    ['a date cell with a zone of its own', date('2026-03-01T09:30:00+02:00'), '2026-03-01T07:30:00.000Z'],
    ['the day number of that date', number('46082'), '2026-02-28T16:00:00.000Z'],
    ['the text of that date', '2026-03-01', '2026-02-28T16:00:00.000Z'],
    ['a typed text with a Z is UTC', '2026-03-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
    ['a year before the range', '0000-01-01T00:00:00+08:00', unfit],
    ['a year after the range', '9999-12-31T23:59:59-08:00', unfit],
    ['a day number after the range', number('2958465'), unfit],
    ['a leap day', '2024-02-29', '2024-02-28T16:00:00.000Z'],
    ['no leap day', '2025-02-29', unfit],
    ['hour 24', '2025-07-01 24:00', unfit],
    ['month 13', '2025-13-01', unfit],
    ['day first', '01/07/2025', unfit],
    ['a zone out of range', '2025-07-01T09:30:00+99:00', unfit],
    ['a day number as text', '45839', unfit],
    [
      'a day number before March 1900',
      number('60'),
      'UNFIT is a number that is shown as no date; format the column as a date and look at it again',
    ],
    ['a day number beyond the year 9999', number('2958466'), unfit],
    ['words', 'tomorrow', unfit],
  ])('%s', (_, cell, expected) => expect(read('time', cell)).toEqual(expected));

  it("reads dates without a zone in the alliance's", () => {
    expect(read('time', '2026-03-01', { timeZone: 'UTC' })).toBe('2026-03-01T00:00:00.000Z');
    expect(read('time', number('46082'), { timeZone: 'Asia/Kolkata' })).toBe('2026-02-28T18:30:00.000Z');
    expect(read('time', date('2026-03-01T00:00:00Z'), { timeZone: 'Asia/Tokyo' })).toBe('2026-02-28T15:00:00.000Z');
  });

  it('counts days from 1904 where the workbook does', () => {
    expect(read('time', number('44377'), { date1904: true })).toBe('2025-06-30T16:00:00.000Z');
  });
});

describe('texts', () => {
  const floated = expect.stringMatching(/^UNFIT was turned into a floating-point number/);

  it.each<[string, ColumnKind, Cell, unknown]>([
    ['a mobile number in a number cell is exact', 'text', number('13800000001'), '13800000001'],
    ['a mobile number in exponents is exact too', 'text', number('1.3800000001E10'), '13800000001'],
    ['a score with decimals', 'text', number('86.5'), '86.5'],
    ['a number beyond 2^53', 'text', number('110101199003070000'), floated],
    ['an asset number', 'identifier', number('20250001'), '20250001'],
    ['an asset number beyond 2^53', 'identifier', number('20250001000000000001'), floated],
    ['an identity number in a number cell', 'ident', number('1.1010119900307E+17'), floated],
    ['an identity number that the program wrote in exponents', 'ident', '1.10101E+17', floated],
    ['an identity number of which 15 digits are left', 'ident', '110101199003071000', floated],
    ['a truth value', 'text', { kind: 'boolean', text: 'TRUE' }, 'UNFIT holds a truth value, and no text'],
    ['an error', 'text', { kind: 'error', text: '#N/A' }, "UNFIT holds the spreadsheet program's mark of an error"],
    ['a lone surrogate', 'text', '\ud800', 'UNFIT holds a lone surrogate'],
    ['a formula is a text', 'text', '=HYPERLINK("https://a.example")', '=HYPERLINK("https://a.example")'],
  ])('%s', (_, kind, cell, expected) => expect(read(kind, cell)).toEqual(expected));

  it('lets an identity number in a text cell through as it is', () => {
    expect(read('ident', identityNumber())).toBe(identityNumber());
    expect(read('ident', '911101087000222000')).toBe('911101087000222000');
  });

  it('refuses an identifier that holds a number of a person, and does not repeat it', () => {
    expect(read('identifier', `LN-${identityNumber()}`)).toBe(
      'UNFIT holds a mobile or identity number, which must not reach the ledger',
    );
  });
});

describe('choices', () => {
  it.each<[string, ColumnKind, Cell, unknown]>([
    ['a code', 'loanKind', 'CAR_MORTGAGE', 'CAR_MORTGAGE'],
    ['a code in small letters', 'loanKind', 'cash', 'CASH'],
    ['a Chinese name', 'loanKind', '公积金贷', 'PROVIDENT_FUND'],
    ['another Chinese name', 'loanKind', '车抵贷', 'CAR_MORTGAGE'],
    ['the form in Chinese', 'form', '抢单', 'FIRST_COME'],
    ['anything else', 'form', 'BOTH', 'UNFIT is none of JOINT (联合放贷), FIRST_COME (抢单)'],
  ])('%s', (_, kind, cell, expected) => expect(read(kind, cell)).toEqual(expected));
});
