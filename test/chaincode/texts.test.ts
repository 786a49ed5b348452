/** Texts of people hold no invisible characters, and no member of a command can carry a person's number onto the ledger. */
import { z } from 'zod';
import { memberForm } from '../../chaincode/api/alliance';
import { commandForms } from '../../chaincode/api/commands';
import { findPublicTextFault, findTextFault, spellText } from '../../chaincode/api/texts';
import { foundingDocument } from './builders';

describe('a text', () => {
  it.each([
    '王小明',
    '阿卜杜拉·艾合买提',
    'José Müller-Lüdenscheidt',
    "O'Brien (née Nguyễn)",
    'ئابدۇللا',
    'བཀྲ་ཤིས',
    '𠮷野家',
    '㐂',
    'Ольга',
    'Keystone 基石（北京）有限公司',
    '张　三',
  ])('may be %s', (text) => expect(findTextFault(text)).toBeUndefined());

  it.each([
    ['a lone surrogate', '\ud800x', 'U+D800'],
    ['the other half alone', 'x\udc00', 'U+DC00'],
    ['a control character', 'a\u0007b', 'U+0007'],
    ['a line feed', 'a\nb', 'U+000A'],
    ['a tabulator', 'a\tb', 'U+0009'],
    ['a C1 control', 'a\u0085b', 'U+0085'],
    ['what turns a text around', 'a\u202eb', 'U+202E'],
    ['an isolate', 'a\u2066b', 'U+2066'],
    ['a zero-width space', '张\u200b三', 'U+200B'],
    ['a zero-width joiner', 'a\u200db', 'U+200D'],
    ['a byte order mark', '\ufeffa', 'U+FEFF'],
    ['a soft hyphen', 'a\u00adb', 'U+00AD'],
    ['a filler', '\u3164', 'U+3164'],
    ['a variation selector', 'a\ufe0fb', 'U+FE0F'],
    ['a tag', 'a\u{e0041}', 'U+E0041'],
    ['a private character', '\ue816', 'U+E816'],
    ['what stands for lost bytes', '\ufffd\ufffd', 'U+FFFD'],
    ['a blank of Braille', '\u2800', 'U+2800'],
    ['a filler of Khitan', '\u{16fe4}', 'U+16FE4'],
    ['a blank of hieroglyphs', 'a\u{13441}b', 'U+13441'],
    ['a note without a head', '\u{1d159}', 'U+1D159'],
    ['a line separator', 'a\u2028b', 'U+2028'],
  ])('holds no %s, and is told which', (_what, text, code) => expect(findTextFault(text)).toContain(`holds ${code}`));

  it('has one spelling, which whoever takes it in gives it', () => {
    const spelt = spellText(' Jose\u0301 ');
    expect(spelt).toBe('Jos\u00e9');
    expect(findTextFault(spelt)).toBeUndefined();
    expect(findTextFault('Jose\u0301')).toContain('NFC');
    expect(findTextFault(' x')).toBe('begins or ends with a blank');
    expect(findTextFault('\u3000')).toBe('is blank');
  });

  it('has several lines where it is a statement', () => {
    expect(findTextFault('one\n\ntwo', true)).toBeUndefined();
    expect(findTextFault('one\r\ntwo', true)).toContain('U+000D');
  });

  it.each(['Bank 13800138000', 'Bank １３８００１３８０００', '+86 138-0013-8000', 'Bank 110101199003074514'])(
    'that everybody reads is not %s',
    (text) => expect(findPublicTextFault(text)).toContain('mobile or identity number'),
  );
});

/** Where a text lies within a form, and the form. */
type Leaf = readonly [path: string, form: z.ZodType];

function leavesOf(form: z.ZodType, path: string): readonly Leaf[] {
  if (form instanceof z.ZodObject) {
    return Object.entries(form.shape).flatMap(([name, member]) => leavesOf(member as z.ZodType, `${path}.${name}`));
  }
  if (form instanceof z.ZodOptional || form instanceof z.ZodDefault) return leavesOf(form.unwrap() as z.ZodType, path);
  if (form instanceof z.ZodArray) return leavesOf(form.element as z.ZodType, `${path}[]`);
  if (form instanceof z.ZodUnion) return form.options.flatMap((option) => leavesOf(option as z.ZodType, path));
  if (form instanceof z.ZodEnum || form instanceof z.ZodLiteral || form instanceof z.ZodBoolean) return [];
  if (form instanceof z.ZodNumber) return [];
  return [[path, form]];
}

const leaves = Object.entries(commandForms).flatMap(([name, form]) => leavesOf(form, name));
const accepts = (form: z.ZodType, text: string) => form.safeParse(text).success;

/** Checked where they are written: IDENTIFIER_PERSONAL is a refusal of its own. */
const identifiers = new Set([
  'alliance:propose.proposalId',
  'plan:publish.assetId',
  'plan:confirm.confirmId',
  'token:recharge.rechargeId',
  'token:recharge.paymentReference',
  'token:redeem.redemptionId',
  'token:settle.paymentReference',
  'subject:ask.evaluationId',
  'credit:query.queryId',
]);
/** They name what is there already, or somebody who is a member; where there is nothing they are refused. */
const references = new Set([
  'alliance:propose.change.redemptionId',
  'alliance:vote.proposalId',
  'plan:confirm.assetId',
  ...['plan:deliver', 'plan:accept', 'plan:dispute', 'plan:expire'].flatMap((name) => [
    `${name}.assetId`,
    `${name}.confirmId`,
  ]),
  ...['plan:withdraw', 'plan:close', 'plan:purge'].map((name) => `${name}.assetId`),
  ...['settle', 'reject', 'acknowledge', 'object', 'cancel', 'expire'].map((name) => `token:${name}.redemptionId`),
  ...['deliver', 'accept', 'proveMisdelivery', 'expire'].map((name) => `credit:${name}.answerId`),
  'subject:evaluate.evaluationId',
  'token:recharge.partyId',
  'credit:payOut.transfers[].partyId',
  'credit:discard.partyId',
]);
/** Bytes in base64url, of which the rules take keys and wraps of one form only. */
const bytes = new Set([
  'party:registerKey.publicKey',
  'plan:confirm.oneOffPublicKey',
  'plan:deliver.wrap.ephemeralPublicKey',
  'plan:deliver.wrap.wrappedKey',
  'credit:deliver.wrap.ephemeralPublicKey',
  'credit:deliver.wrap.wrappedKey',
]);

describe('a member of a command', () => {
  it('is found wherever it lies', () => {
    const paths = leaves.map(([path]) => path);
    expect(paths).toContain('alliance:propose.change.member.partyName');
    expect(paths).toContain('plan:publish.riskControlResult.score');
    expect(paths).toContain('credit:query.records[].recordId');
    expect(paths.length).toBeGreaterThan(100);
  });

  it.each(leaves)('carries no number of a person and no name: %s', (path, form) => {
    const known = identifiers.has(path) || references.has(path) || bytes.has(path);
    if (!known) expect(['13800138000', '110101199003074514'].filter((text) => accepts(form, text))).toEqual([]);
    const isName = path.endsWith('.partyName') || path === 'party:registerKey.publicKey';
    if (!isName) expect(['王小明', 'a b', '\u200b'].filter((text) => accepts(form, text))).toEqual([]);
    if (path.endsWith('.partyName')) expect(accepts(form, '张\u200b三')).toBe(false);
  });

  it('names no exception that there is not', () => {
    const paths = new Set(leaves.map(([path]) => path));
    expect([...identifiers, ...references, ...bytes].filter((path) => !paths.has(path))).toEqual([]);
  });
});

it.each([
  ['Нarbour', false],
  ['Ηarbour', false],
  ['Банк Ｈarbour', false],
  ['Гавань', true],
  ['Λιμάνι', true],
  ['港湾 Harbour', true],
])('a member is named %s, with no letter that only looks Latin: %s', (partyName, isTaken) => {
  expect(memberForm.safeParse({ ...foundingDocument.members[0], partyName }).success).toBe(isTaken);
});

it('no member of an alliance has a number of a person as its name', () => {
  const [member] = foundingDocument.members;
  const taken = (changed: object) => memberForm.safeParse({ ...member, ...changed }).success;
  expect(taken({})).toBe(true);
  expect([{ partyId: '13800138000' }, { partyName: '13800138000' }, { partyName: 'Bank\u202e' }].map(taken)).toEqual([
    false,
    false,
    false,
  ]);
});
