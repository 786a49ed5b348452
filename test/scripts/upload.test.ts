/** `tallystick upload` and `template` as a back office meets them, against a gateway's import routes. */
import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tallystick } from '../../scripts/tallystick';
import { type Desk, type FakeGateway, newDesk, newFakeGateway, problem, token } from './fake-gateway';

let gateway: FakeGateway;
let desk: Desk;

beforeEach(async () => {
  gateway = await newFakeGateway();
  desk = newDesk();
});

afterEach(async () => {
  await gateway.close();
  desk.clear();
});

function upload(...options: string[]): Promise<number> {
  return tallystick(['upload', desk.file, '--gateway', gateway.url, ...options], desk.around);
}

function rememberedFiles(): string[] {
  const folder = join(desk.folder, 'state', 'tallystick', 'imports');
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

const posts = () => gateway.requests.filter((request) => request.startsWith('POST'));

describe('what came of an upload', () => {
  it('ends with 0 and a line where all rows are on the ledger', async () => {
    gateway.states = [
      { status: 'RUNNING', accepted: 1 },
      { status: 'DONE', accepted: 2, unchanged: 1 },
    ];

    expect(await upload()).toBe(0);
    expect(desk.stdout()).toBe('3 rows: 2 accepted, 0 rejected, 1 unchanged since an earlier upload.\n');
    expect(gateway.uploads[0]).toContain('loan-1,someone');
  });

  it('ends with 1, a table of the first twenty errors and the rejected rows beside the upload', async () => {
    gateway.states = [{ status: 'DONE', rows: 1_300, accepted: 100, rejected: 1_200 }];
    gateway.errors = Array.from({ length: 1_200 }, (_, index) => ({
      row: index + 2,
      column: 'loanIdent',
      reason: 'no',
    }));

    expect(await upload()).toBe(1);
    const lines = desk.stdout().split('\n');
    expect(lines.slice(0, 2)).toEqual(['row  column     reason', '  2  loanIdent  no']);
    expect(lines[21]).toBe('and 1,180 more');
    expect(lines[22]).toBe('1,300 rows: 100 accepted, 1,200 rejected.');
    const rejected = join(desk.folder, 'book.rejected.xlsx');
    expect(lines[23]).toBe(`Rejected rows, with reasons: ${rejected}`);
    expect(readFileSync(rejected, 'utf8')).toBe('the rejected rows');
    expect(statSync(rejected).mode & 0o777).toBe(0o600);
  });

  it('names the cell and the heading of the sheet for every error', async () => {
    gateway.states = [{ status: 'DONE', rows: 3, rejected: 3 }];
    gateway.errors = [
      { row: 7, column: 'amountRmb', cell: 'E7', heading: '借款金额', reason: 'is no number' },
      { row: 8, column: 'endTime', heading: '截止时间', reason: 'is missing' },
      { row: 9, column: 'R', cell: 'R9', reason: 'has no heading' },
    ];

    await upload();
    expect(desk.stdout().split('\n').slice(0, 4)).toEqual([
      'row  column                   reason',
      '  7  E7 借款金额 (amountRmb)  is no number',
      '  8  截止时间 (endTime)       is missing',
      '  9  R9                       has no heading',
    ]);
  });

  it('tells how the file was read, and which rows to look at', async () => {
    const warned = { code: 'RATE_LOW' as const, text: 'rateBps is low / 利率过低', rows: [2, 3], count: 2 };
    const many = {
      code: 'ROWS_HIDDEN' as const,
      text: 'hidden / 隐藏',
      rows: Array.from({ length: 50 }, (_, row) => row),
      count: 70,
    };
    const read = { code: 'SHEET_READ' as const, text: 'sheet \u001b[2J was read', rows: [], count: 1 };
    gateway.states = [{ status: 'DONE', accepted: 3, notes: [read, warned, many] }];

    expect(await upload()).toBe(0);
    expect(desk.stdout().split('\n').slice(0, 3)).toEqual([
      'sheet  [2J was read',
      'rateBps is low / 利率过低 (rows 2, 3)',
      'hidden / 隐藏 (rows 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 60 more)',
    ]);
  });

  it('prints no control characters that came from the file', async () => {
    gateway.states = [{ status: 'DONE', rejected: 1 }];
    gateway.errors = [{ row: 2, column: '\u001b[2Jx', reason: 'is unknown' }];

    await upload();
    expect(desk.stdout()).not.toContain('\u001b');
  });

  it('prints one JSON document with every error, and nothing else, for programs', async () => {
    gateway.states = [{ status: 'RUNNING' }, { status: 'DONE', rejected: 3 }];
    gateway.errors = Array.from({ length: 501 }, (_, index) => ({
      row: index + 2,
      column: 'endTime',
      reason: 'no',
    }));

    expect(await upload('--json', '--rejected', join(desk.folder, 'mine.xlsx'))).toBe(1);
    const document = JSON.parse(desk.stdout());
    expect(document).toMatchObject({ importId: 'import-1', status: 'DONE', rejected: 3, resumed: false });
    expect(document.rejectedFile).toBe(join(desk.folder, 'mine.xlsx'));
    expect(document.errors).toHaveLength(501);
    expect(desk.stderr()).toBe('');
  });

  it('keeps the rejected rows of an earlier upload, which somebody may have repaired, and says what is old', async () => {
    const earlier = join(desk.folder, 'book.rejected.xlsx');
    writeFileSync(earlier, 'repaired');
    gateway.states = [{ status: 'DONE', rows: 3, accepted: 2, rejected: 1 }];
    gateway.errors = [{ row: 2, column: 'endTime', reason: 'no' }];

    expect(await upload()).toBe(1);
    expect(readFileSync(earlier, 'utf8')).toBe('repaired');
    expect(readFileSync(join(desk.folder, 'book.rejected-2.xlsx'), 'utf8')).toBe('the rejected rows');
    expect(desk.stdout()).toContain(`Rejected rows, with reasons: ${join(desk.folder, 'book.rejected-2.xlsx')}`);
    gateway.states = [{ status: 'DONE', rows: 3, accepted: 3 }];
    await upload();
    expect(desk.stdout()).toContain(`${earlier} is of an earlier upload.`);
  });

  it.each([
    ['UTF-8 with a mark', Buffer.from('\ufeff{"participantCount": 3}')],
    ['UTF-16', Buffer.from('\ufeff{"participantCount": 3}', 'utf16le')],
  ])('takes conditions from a file in %s', async (_, bytes) => {
    const file = join(desk.folder, 'conditions.json');
    writeFileSync(file, bytes);
    gateway.states = [{ status: 'DONE' }];

    expect(await upload('--conditions', `@${file}`)).toBe(0);
    expect(gateway.uploads[0]).toContain('{"participantCount":3}');
  });

  it('says what is wrong with conditions, and how a file of them is named', async () => {
    const file = join(desk.folder, 'conditions.json');
    writeFileSync(file, '{}');

    expect(await upload('--conditions', "{'a': 1}")).toBe(2);
    expect(desk.stderr()).toMatch(/no JSON object .*条件不是 JSON 对象.*position 1/);
    expect(await upload('--conditions', file)).toBe(2);
    expect(desk.stderr()).toContain(`--conditions @${file}`);
  });

  it('never writes rejected rows over the upload, by whatever name it is called', async () => {
    const other = join(desk.folder, 'other.csv');
    symlinkSync(desk.file, other);

    expect(await upload('--rejected', other)).toBe(2);
    expect(gateway.requests).toEqual([]);
  });
});

describe('progress', () => {
  it('is a bar on a terminal', async () => {
    desk.clear();
    desk = newDesk({ isTTY: true });
    gateway.states = [
      { status: 'RUNNING', accepted: 1 },
      { status: 'DONE', accepted: 3 },
    ];

    await upload();
    expect(desk.stderr()).toContain('100% of 3 rows | 0 rejected');
  });

  it('is a line every few seconds elsewhere', async () => {
    gateway.states = [
      ...Array.from({ length: 20 }, () => ({ status: 'RUNNING', accepted: 1 }) as const),
      { status: 'DONE' },
    ];

    await upload();
    const lines = desk.stderr().trimEnd().split('\n');
    expect(lines[1]).toBe('1 of 3 rows: 1 accepted, 0 rejected');
    expect(lines.length).toBeLessThan(10);
  });
});

describe('a refused upload ends with 2', () => {
  it.each([
    [400, 'REQUEST_MALFORMED'],
    [401, 'NOT_SIGNED_IN'],
    [403, 'ROLE_NOT_ALLOWED'],
    [413, 'BODY_TOO_LARGE'],
    [422, 'FILE_HAS_FORMULAS'],
  ])('where the gateway answers %i %s, once', async (status, code) => {
    gateway.posts.push(problem(status, code));

    expect(await upload()).toBe(2);
    expect(desk.stderr()).toContain(`${status} ${code} the text of ${code}`);
    expect(posts()).toHaveLength(1);
    expect(rememberedFiles()).toEqual([]);
  });

  it('with all that the gateway says of where it is', async () => {
    const where = {
      sheet: '借款',
      row: 2,
      column: 'E',
      cell: 'E2',
      heading: '总额\u001b',
      nearest: '借款额',
      known: 'a, b',
    };
    gateway.posts.push(problem(422, 'HEADINGS_UNKNOWN', {}, where));

    expect(await upload()).toBe(2);
    expect(desk.stderr()).toContain(
      '\n  sheet: 借款\n  row: 2\n  column: E\n  cell: E2\n  heading: 总额 \n  nearest: 借款额\n  known: a, b\n',
    );
  });

  it('with what to do for a file of another program', async () => {
    const old = join(desk.folder, 'book.et');
    writeFileSync(old, 'x');

    expect(await tallystick(['upload', old, '--gateway', gateway.url], desk.around)).toBe(2);
    expect(desk.stderr()).toContain('save it as .xlsx');
  });

  it.each([
    ['no such file', () => tallystick(['upload', 'nothing.xlsx', '--gateway', gateway.url], desk.around)],
    ['an unknown option', () => upload('--fast')],
    ['conditions that are no JSON object', () => upload('--conditions', '[1]')],
    ['a timeout that is no number', () => upload('--timeout', 'soon')],
    ['a token on the command line', () => upload('--token', token)],
    ['two gateways', () => upload('--institution', 'harbour')],
    ['a gateway that is no URL', () => tallystick(['upload', desk.file, '--gateway', 'harbour'], desk.around)],
  ])('for %s, before anything is sent', async (_what, run) => {
    expect(await run()).toBe(2);
    expect(desk.stderr()).not.toBe('');
    expect(gateway.requests).toEqual([]);
  });

  it.each<[string, string | Buffer]>([
    ['NULs', Buffer.alloc(43)],
    ['two lines', `${token}\n${token}\n`],
    ['nothing', ''],
    ['the wide letters of an input method', 'ｔｏｋｅｎ'],
  ])('for a token file of %s, which is named and not repeated', async (_what, content) => {
    const file = join(desk.folder, 'token');
    writeFileSync(file, content);
    expect(await upload('--token-file', file)).toBe(2);
    expect(desk.stderr()).toContain(`${file} `);
    expect(desk.stderr()).not.toMatch(new RegExp(`${token}|ｔｏｋｅｎ`));
    expect(gateway.requests).toEqual([]);
  });

  it('for a token in the environment of two lines, which is not repeated', async () => {
    const env = { ...desk.around.env, TALLYSTICK_TOKEN: `${token}\n${token}` };
    expect(await tallystick(['upload', desk.file, '--gateway', gateway.url], { ...desk.around, env })).toBe(2);
    expect(desk.stderr()).toContain('TALLYSTICK_TOKEN');
    expect(desk.stderr()).not.toContain(token);
    expect(gateway.requests).toEqual([]);
  });

  it('for more than 20 MB, before anything is sent', async () => {
    truncateSync(desk.file, 20 * 1024 * 1024 + 1);

    expect(await upload()).toBe(2);
    expect(gateway.requests).toEqual([]);
  });

  it('where the import fails of the file', async () => {
    gateway.states = [{ status: 'FAILED', code: 'TOO_MANY_ROWS', reason: 'more than 50,000 rows' }];

    expect(await upload()).toBe(2);
    expect(desk.stderr()).toContain('more than 50,000 rows');
  });

  it('says so in one JSON document for programs', async () => {
    gateway.posts.push(problem(422, 'FILE_HAS_FORMULAS'));

    expect(await upload('--json')).toBe(2);
    expect(JSON.parse(desk.stdout())).toMatchObject({ exitCode: 2, problem: { code: 'FILE_HAS_FORMULAS' } });
    expect(desk.stderr()).toBe('');
  });
});

describe('a gateway that is away', () => {
  it('is asked again, after the pause that it names', async () => {
    gateway.posts.push(problem(503, 'NOT_READY', { 'retry-after': '7' }), 'BREAK');
    gateway.polls.push('BREAK', problem(503, 'LEDGER_UNAVAILABLE', { 'retry-after': '2' }));

    expect(await upload()).toBe(0);
    expect(desk.pauses).toEqual(expect.arrayContaining([7_000, 2_000]));
    expect(posts()).toHaveLength(3);
  });

  it('gets the file a bounded number of times; then the end is 3', async () => {
    gateway.posts.push(...Array.from({ length: 50 }, () => 'BREAK' as const));

    expect(await upload()).toBe(3);
    expect(posts().length).toBeGreaterThan(3);
    expect(posts().length).toBeLessThan(10);
    expect(desk.stderr()).toContain('The same command uploads the file again, which is safe.');
  });

  it('is waited for until the timeout; then the end is 3, and the same command resumes', async () => {
    gateway.polls.push(...Array.from({ length: 500 }, () => 'BREAK' as const));

    expect(await upload('--timeout', '60')).toBe(3);
    const waitedMs = desk.pauses.reduce((sum, ms) => sum + ms, 0);
    expect(waitedMs).toBeGreaterThan(40_000);
    expect(waitedMs).toBeLessThanOrEqual(60_000);
    expect(desk.stderr()).toContain('The same command goes on watching import import-1.');
  });

  it('is not waited for where it fails by a defect', async () => {
    gateway.polls.push(problem(500, 'INTERNAL'));

    expect(await upload()).toBe(3);
    expect(rememberedFiles()).toHaveLength(1);
  });

  it('ends with 3 where the import fails, and the next upload is a new one', async () => {
    gateway.states = [{ status: 'FAILED', code: 'LEDGER_UNAVAILABLE', reason: 'the ledger was away' }];

    expect(await upload()).toBe(3);
    expect(rememberedFiles()).toEqual([]);
  });
});

describe('going on with an import', () => {
  beforeEach(async () => {
    gateway.states = [{ status: 'RUNNING' }];
    desk.onPause = () => desk.interrupt();
    expect(await upload()).toBe(130);
    const { folder, file } = desk;
    desk = { ...newDesk(), folder, file };
    Object.assign(desk.around, { env: { XDG_STATE_HOME: join(folder, 'state'), TALLYSTICK_TOKEN: token } });
    gateway.states = [{ status: 'DONE', accepted: 3 }];
  });

  it('watches instead of uploading again, and then forgets', async () => {
    expect(await upload()).toBe(0);
    expect(posts()).toHaveLength(1);
    expect(rememberedFiles()).toEqual([]);
  });

  it('remembers an importId, for its owner only', () => {
    const [file = ''] = rememberedFiles();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ importId: 'import-1' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['with --again', () => upload('--again')],
    ['with other conditions', () => upload('--conditions', '{"participantCount":2}')],
  ])('uploads %s', async (_when, run) => {
    expect(await run()).toBe(0);
    expect(posts()).toHaveLength(2);
  });

  it('uploads a file that has changed', async () => {
    writeFileSync(desk.file, 'assetId,partyName\nloan-2,someone\n');

    expect(await upload()).toBe(0);
    expect(posts()).toHaveLength(2);
  });

  it('uploads where the gateway does not know the import', async () => {
    gateway.polls.push(problem(404, 'IMPORT_NOT_FOUND'));

    expect(await upload()).toBe(0);
    expect(posts()).toHaveLength(2);
  });

  it('uploads where what is remembered is damaged', async () => {
    for (const file of rememberedFiles()) writeFileSync(file, '{"importId":');

    expect(await upload()).toBe(0);
    expect(posts()).toHaveLength(2);
  });
});

describe('who one is', () => {
  it('reads a token from a file, conditions from another', async () => {
    const tokenFile = join(desk.folder, 'token');
    const conditions = join(desk.folder, 'conditions.json');
    writeFileSync(tokenFile, `${token}\n`);
    writeFileSync(conditions, '{ "participantCount": 3 }');
    Object.assign(desk.around.env, { TALLYSTICK_TOKEN: 'another' });

    expect(await upload('--token-file', tokenFile, '--conditions', `@${conditions}`)).toBe(0);
    expect(gateway.uploads[0]).toContain('{"participantCount":3}');
  });

  it('is shown no password of a gateway that is no URL', async () => {
    expect(await tallystick(['upload', desk.file, '--gateway', 'clerk:pass@harbour'], desk.around)).toBe(2);
    expect(desk.stderr()).not.toContain('pass');
  });

  it('finds an institution of the alliance that runs here', async () => {
    const institutions = {
      harbour: { url: gateway.url, partyId: 'HarbourMSP', tokens: { admin: '', officer: token, auditor: '' } },
    };
    writeFileSync(join(desk.folder, 'dev.json'), JSON.stringify({ institutions }));
    Object.assign(desk.around.env, { TALLYSTICK_TOKEN: '' });
    const args = ['upload', desk.file, '--institution', 'harbour', '--directory', desk.folder];

    expect(await tallystick(args, desk.around)).toBe(0);
  });
});

describe('the template', () => {
  const fetched = () => join(desk.folder, 'template.xlsx');
  const template = () => tallystick(['template', fetched(), '--gateway', gateway.url], desk.around);

  it('is written where it is wanted', async () => {
    expect(await template()).toBe(0);
    expect(readFileSync(fetched(), 'utf8')).toBe('the template');
  });

  it('replaces no file', async () => {
    writeFileSync(fetched(), 'mine');

    expect(await template()).toBe(2);
    expect(readFileSync(fetched(), 'utf8')).toBe('mine');
  });
});
