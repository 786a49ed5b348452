/** What a cell holds that a person does not see: in both languages where it is wrong, left out where it turns nothing. */
import { citizenNumber } from '../subjects/people';
import { csv, fields, rowsOf } from './builders';
import { at, first, headings, read, row } from './loan-lines';

async function reasonOf(changes: Readonly<Record<number, string>>) {
  const [answer] = (await read([headings, row(changes)])).rows;
  return answer !== undefined && 'errors' in answer ? answer.errors.map(({ reason }) => reason) : answer;
}

describe('a name', () => {
  it.each([
    [
      '张\u200b三',
      'holds U+200B, a character that nobody sees or can type; remove it / 含有看不见的字符 U+200B，请删除后重新输入',
    ],
    ['张\t三', 'holds U+0009, a tabulator; remove it / 含有制表符，请删除'],
    ['张\n三', 'holds U+000A, a line break; remove it / 含有换行符，请删除'],
    [
      '张\ue816',
      'holds U+E816, a character of a private font; enter the one that Unicode has for it / 含有自造字 U+E816（仅特定字体可见），请改用 Unicode 标准汉字',
    ],
  ])('%j is told what is in it, in both languages', async (name, reason) => {
    expect(await reasonOf({ [at.name]: name })).toEqual([reason]);
  });
});

describe('a number of a person', () => {
  it.each(['\u202d%\u202c', '\u200b%', '%\u200e', '\ufeff%'])(
    'is read without what turns nothing: %j',
    async (around) => {
      const number = around.replace('%', citizenNumber(1));

      expect(await first([headings, row({ [at.number]: number })])).toMatchObject({ identityNumber: citizenNumber(1) });
      expect(await rowsOf(csv([fields({ loanMobile: around.replace('%', '13800000001') })]))).toMatchObject([
        { item: { borrowerPerson: { loanMobile: '13800000001' } } },
      ]);
    },
  );

  it('is refused where it is shown in another order than it is stored', async () => {
    const reason = expect.stringContaining('含有看不见的字符 U+202E');

    expect(await reasonOf({ [at.number]: `\u202e${citizenNumber(1)}` })).toEqual([reason]);
  });
});
