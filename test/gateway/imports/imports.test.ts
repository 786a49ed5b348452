import { setTimeout as delay } from 'node:timers/promises';
import { LedgerUnavailable } from '../../../gateway/ledger/types';
import { fakeVault, self, tokens } from '../http/fakes';
import { conditions, csvOf, startUploading, stopAll } from './uploads';

afterEach(stopAll);

const sentIds = (sent: readonly { readonly command: object }[]) =>
  sent.map(({ command }) => (command as { assetId: string }).assetId);

describe('an import', () => {
  it('publishes every good row and tells of each bad one', async () => {
    const gateway = await startUploading();
    gateway.begin();
    const importId = await gateway.upload(csvOf(['A1', 'bad-1', 'A2', 'A3']));

    expect(await gateway.ended(importId)).toMatchObject({ status: 'DONE', rows: 4, accepted: 3, rejected: 1 });
    expect(sentIds(gateway.ledger.sent)).toEqual([`${self}:A1`, `${self}:A2`, `${self}:A3`]);
    const { body } = await gateway.send('GET', `/v1/plan-imports/${importId}`);
    expect(body).toMatchObject({ status: 'DONE', unchanged: 0, errors: [{ row: 3, column: 'partyName' }] });
  });

  it('names the cell and the heading of each error, in the answer and in the workbook', async () => {
    const gateway = await startUploading();
    gateway.begin();
    const csv = csvOf(['A1', 'bad-1']).replace('partyName', '客户姓名').replace('150000,CASH', 'x,CASH');
    const importId = await gateway.upload(csv);
    await gateway.ended(importId);

    const { body } = await gateway.send('GET', `/v1/plan-imports/${importId}`);
    expect(body.errors).toEqual([
      { row: 2, column: 'amountRmb', cell: 'E2', heading: 'amountRmb', reason: expect.any(String) },
      { row: 3, column: 'partyName', cell: 'B3', heading: '客户姓名', reason: expect.any(String) },
    ]);
    const { readSheet } = await import('read-excel-file/node');
    const book = await gateway.open('GET', `/v1/plan-imports/${importId}/rejected.xlsx`);
    const rows = await readSheet(Buffer.from(await book.arrayBuffer()));
    expect(rows.slice(1).map((row) => row.at(-1))).toEqual([
      expect.stringMatching(/^row 2 of the upload \/ 上传文件第 2 行\nE2 amountRmb: /),
      expect.stringMatching(/^row 3 of the upload \/ 上传文件第 3 行\nB3 客户姓名 \(partyName\): /),
    ]);
  });

  it('is read without its notes where these do not open, and the log says so', async () => {
    const { texts } = fakeVault();
    const open = (name: string, sealed: string) => {
      if (name.startsWith('import notes')) throw new Error('sealed with another key');
      return texts.open(name, sealed);
    };
    const gateway = await startUploading({ vault: { texts: { ...texts, open } } });
    const importId = await gateway.upload(csvOf(['A1']).replace('amountRmb', 'amountRmb（万元）'));
    const answer = await gateway.send('GET', `/v1/plan-imports/${importId}`);
    expect(answer).toMatchObject({ status: 200, body: { importId, rows: 1, notes: [] } });
    expect(gateway.logged.join()).toContain('the notes of an import do not open');
  });

  it('hands out the rejected rows as a workbook, and none where none was rejected', async () => {
    const gateway = await startUploading();
    gateway.begin();
    const some = await gateway.upload(csvOf(['A1', 'bad-1']));
    const none = await gateway.upload(csvOf(['A2']));
    await Promise.all([gateway.ended(some), gateway.ended(none)]);

    const book = await gateway.open('GET', `/v1/plan-imports/${some}/rejected.xlsx`);
    expect([book.status, book.headers.get('content-disposition')]).toEqual([
      200,
      `attachment; filename=rejected-${some}.xlsx`,
    ]);
    expect(
      Buffer.from(await book.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
    const absent = await gateway.send('GET', `/v1/plan-imports/${none}/rejected.xlsx`);
    expect([absent.status, absent.body.code]).toEqual([404, 'REJECTED_ROWS_ABSENT']);
  });

  it('tells how the file was read, at once, and the warnings of rows as they come', async () => {
    const gateway = await startUploading({
      ledger: {
        submit: async (_name, command) => {
          const warned = command as { assetId: string };
          const warnings = warned.assetId.endsWith('A2') ? ['SHARED_LIMIT_ABOVE_SHARE_LIMIT', 'SOMETHING_NEW'] : [];
          const answer = { assetId: warned.assetId, warnings };
          // biome-ignore lint/suspicious/noExplicitAny: one answer stands for those of every kind
          return { outcome: { status: 'ACCEPTED', repeated: false, answer }, block: 7 } as any;
        },
      },
    });
    const csv = csvOf(['A1', 'A2', 'bad-1']).replace('amountRmb', 'amountRmb（万元）');
    const importId = await gateway.upload(csv);
    const notes = async () => (await gateway.send('GET', `/v1/plan-imports/${importId}`)).body.notes;
    const converted = {
      code: 'UNIT_CONVERTED',
      text: expect.stringMatching(/Column E .* 万元 .*× 10000.* \/ 第 E 列/),
      rows: [],
      count: 1,
    };

    expect(await notes()).toEqual([converted]);
    gateway.begin();
    await gateway.ended(importId);
    expect(await notes()).toMatchObject([
      converted,
      { code: 'SHARED_LIMIT_ABOVE_SHARE_LIMIT', rows: [3], count: 1 },
      { code: 'WARNING', text: expect.stringContaining('SOMETHING_NEW'), rows: [3], count: 1 },
    ]);
  });

  it('asks for an unknown outcome until it is known', async () => {
    let failures = 2;
    const gateway = await startUploading({
      ledger: {
        submit: async (_name, command) => {
          if (failures-- > 0) throw new LedgerUnavailable('commit', 'tx');
          // biome-ignore lint/suspicious/noExplicitAny: one answer stands for those of every kind
          return { outcome: { status: 'ACCEPTED', repeated: false, answer: command }, block: 7 } as any;
        },
      },
    });
    gateway.begin();

    expect(await gateway.ended(await gateway.upload(csvOf(['A1', 'A2'])))).toMatchObject({ accepted: 2, rejected: 0 });
  });

  it('counts as unchanged what the ledger had before it began, and as accepted what an earlier try brought', async () => {
    const gateway = await startUploading({
      ledger: {
        // biome-ignore lint/suspicious/noExplicitAny: one answer stands for those of every kind
        submit: async (_name, answer) => ({ outcome: { status: 'ACCEPTED', repeated: true, answer } }) as any,
      },
      store: { plansUpTo: async (_block, ids) => new Set(ids.filter((id) => id.endsWith('old'))) },
    });
    gateway.begin();
    const importId = await gateway.upload(csvOf(['A-old', 'A-new', 'B-old']));

    expect(await gateway.ended(importId)).toMatchObject({ accepted: 1, unchanged: 2 });
  });

  it('seals again where the own key was rotated meanwhile, and refuses a row for good otherwise', async () => {
    const refusals = ['KEY_VERSION_NOT_CURRENT', 'PLAN_ALREADY_ENDED'];
    const gateway = await startUploading({
      ledger: {
        // biome-ignore lint/suspicious/noExplicitAny: one answer stands for those of every kind
        submit: async () => ({ outcome: { status: 'REFUSED', code: refusals.shift(), detail: {} } }) as any,
      },
    });
    gateway.begin();
    const importId = await gateway.upload(csvOf(['A1']));

    expect(await gateway.ended(importId)).toMatchObject({ rejected: 1 });
    const { items } = await gateway.store.imports.errors(importId, { limit: 10 });
    expect(items).toEqual([
      { row: 2, column: 'endTime', reason: 'endTime has passed. (PLAN_ALREADY_ENDED) / 结束时间已过' },
    ]);
    expect(gateway.ledger.sent).toHaveLength(2);
  });

  it('goes on after the last row accounted for', async () => {
    const gateway = await startUploading();
    const importId = await gateway.upload(csvOf(['A1', 'A2', 'A3']));
    await gateway.store.imports.begin(importId, { asOfBlock: 3, begun: new Date().toISOString() });
    const done = { from: 0, to: 3, accepted: 2, rejected: 0, unchanged: 0, errors: [] };
    await gateway.store.imports.advance(importId, done);
    gateway.begin();

    expect(await gateway.ended(importId)).toMatchObject({ accepted: 3, asOfBlock: 3 });
    expect(sentIds(gateway.ledger.sent)).toEqual([`${self}:A3`]);
  });

  it('says that the upload is lost where the vault has it no more', async () => {
    const gateway = await startUploading();
    const importId = await gateway.upload(csvOf(['A1']));
    await gateway.vault.files.remove(`${importId}.upload`);
    gateway.begin();

    expect(await gateway.ended(importId)).toMatchObject({ status: 'FAILED', code: 'UPLOAD_LOST' });
    const { body } = await gateway.send('GET', `/v1/plan-imports/${importId}`);
    expect(body.reason).toMatch(/upload it again/);
  });

  it('leaves the upload in the vault only as long as it needs it', async () => {
    const gateway = await startUploading();
    const importId = await gateway.upload(csvOf(['A1']));
    const upload = () => gateway.vault.files.read(`${importId}.upload`);
    expect((await upload())?.length).toBeGreaterThan(0);
    gateway.begin();
    await gateway.ended(importId);
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect(await upload()).toBeUndefined();
  });

  it('leaves nothing of a borrower in the log, nor in what it answers', async () => {
    const gateway = await startUploading();
    gateway.begin();
    const importId = await gateway.upload(csvOf(['A1', 'bad-1', '13999999917']));
    await gateway.ended(importId);
    const { text } = await gateway.send('GET', `/v1/plan-imports/${importId}`);

    for (const secret of ['canary-name', '11010519491231002X', '13999999917']) {
      expect(gateway.logged.join()).not.toContain(secret);
      expect(text).not.toContain(secret);
    }
  });

  it('is not begun where as many wait as may wait', async () => {
    const gateway = await startUploading({});
    for (let index = 0; index < 20; index++) await gateway.upload(csvOf([`A${index}`]));
    const response = await gateway.post({ file: new Blob([csvOf(['A1'])]), conditions });

    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '10']);
    expect(await response.json()).toMatchObject({ code: 'IMPORTS_BUSY' });
  }, 60_000);
});

async function codeOf(response: Response): Promise<unknown> {
  return ((await response.json()) as { code?: unknown }).code;
}

describe('uploads that come at once', () => {
  it('are looked through two at a time, and the others told to come again', async () => {
    const gateway = await startUploading();
    // All four have come before the first is looked through.
    Object.assign(gateway.store.imports, { countRunning: () => delay(1_000, 0) });
    const responses = await Promise.all(
      ['A1', 'A2', 'A3', 'A4'].map((id) => gateway.post({ file: new Blob([csvOf([id])]), conditions })),
    );

    expect(responses.map(({ status }) => status).sort()).toEqual([202, 202, 503, 503]);
  });
});

describe('what is no upload', () => {
  const csv = new Blob([csvOf(['A1'])]);

  it.each([
    ['without a file', { conditions }, 400, 'file'],
    ['with a text for a file', { file: 'assetId', conditions }, 400, 'file'],
    ['with another file', { file: csv, other: csv }, 400, 'file'],
    ['with conditions that are not JSON', { file: csv, conditions: '{' }, 400, 'conditions'],
    [
      'with conditions of another form',
      { file: csv, conditions: '{"tokenRateFen":-1}' },
      400,
      'conditions.tokenRateFen',
    ],
    ['with a field that is not documented', { file: csv, surprise: '1' }, 400, '?'],
  ])('is refused %s', async (_title, fields, status, path) => {
    const response = await (await startUploading()).post(fields);

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code: 'REQUEST_MALFORMED', errors: [{ path }] });
  });

  it('is refused where the file is too large, and where it is none that can be read', async () => {
    const gateway = await startUploading();
    const large = await gateway.post({ file: new Blob([Buffer.alloc(20 * 1024 * 1024 + 1)]) });
    expect([large.status, await codeOf(large)]).toEqual([413, 'BODY_TOO_LARGE']);
    const picture = await gateway.post({ file: new Blob([Buffer.from('89504e470d0a1a0a0000', 'hex')]) });
    expect([picture.status, await codeOf(picture)]).toEqual([422, 'FILE_TYPE_NOT_SUPPORTED']);
    const unknown = await gateway.post({ file: new Blob(['assetId,surprise\n1,2\n']) });
    expect([unknown.status, await codeOf(unknown)]).toEqual([422, 'HEADINGS_UNKNOWN']);
    expect(await gateway.store.imports.countRunning()).toBe(0);
  });

  it('is refused as JSON, and where the parts break off', async () => {
    const gateway = await startUploading();
    const json = await gateway.send('POST', '/v1/plan-imports', { body: {} });
    expect([json.status, json.body.code]).toEqual([415, 'MEDIA_TYPE_NOT_SUPPORTED']);
    const response = await fetch(`${gateway.url}/v1/plan-imports`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${tokens.officer}`,
        'content-type': 'multipart/form-data; boundary=x',
      },
      body: '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nbroken',
    });
    expect(response.status).toBe(400);
  });
});

describe('what is no import', () => {
  it.each(['', '/rejected.xlsx'])('is not found%s', async (path) => {
    const gateway = await startUploading();
    const answer = await gateway.send('GET', `/v1/plan-imports/${'a'.repeat(32)}${path}`);
    expect([answer.status, answer.body.code]).toEqual([404, 'IMPORT_NOT_FOUND']);
    expect((await gateway.send('GET', `/v1/plan-imports/1${path}`)).status).toBe(400);
  });

  it('is the template, which is handed out', async () => {
    const gateway = await startUploading();
    const answer = await gateway.open('GET', '/v1/plan-imports/template.xlsx');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ]);
  });
});
