/** A preview judges rows as the import does, and leaves nothing behind. */
import { tokens } from '../http/fakes';
import { conditions, csvOf, startUploading, stopAll, type Uploading } from './uploads';

afterEach(stopAll);

async function preview(gateway: Uploading, csv: string, path = '/v1/plan-imports/preview') {
  const form = new FormData();
  form.set('file', new Blob([csv]), 'plans.csv');
  if (path.startsWith('/v1/plan')) form.set('conditions', conditions);
  const headers = { authorization: `Bearer ${tokens.officer}` };
  const response = await fetch(gateway.url + path, { method: 'POST', headers, body: form });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('a preview', () => {
  it('tells of each bad row what the import tells of it', async () => {
    const gateway = await startUploading();
    const csv = csvOf(['A1', 'bad1', 'A2', 'A1']);
    const { status, body } = await preview(gateway, csv);
    const importId = await gateway.upload(csv);
    gateway.begin();
    await gateway.ended(importId);
    const imported = (await gateway.send('GET', `/v1/plan-imports/${importId}`)).body;

    expect(status).toBe(200);
    expect(body).toMatchObject({ rows: 4, good: 2, rejected: 2 });
    expect(body.errors).toEqual(imported.errors);
    expect(imported).toMatchObject({ accepted: 2, rejected: 2 });
  });

  it('asks no ledger and keeps nothing', async () => {
    const gateway = await startUploading();
    await preview(gateway, csvOf(['A1', 'bad1']));
    expect(gateway.ledger.sent).toEqual([]);
    expect((await gateway.send('GET', '/v1/plan-imports')).body.items).toEqual([]);
  });

  it('repeats no value of a row', async () => {
    const { body } = await preview(await startUploading(), csvOf(['bad1', 'A1']));
    expect(JSON.stringify(body)).not.toMatch(/canary|11010519491231002X|13999999917/);
  });

  it('is refused while as many files are read as may be at a time', async () => {
    const gateway = await startUploading();
    const answers = await Promise.all([1, 2, 3, 4].map(() => preview(gateway, csvOf(['A1']))));
    const busy = answers.filter(({ body }) => body.code === 'IMPORTS_BUSY');
    expect(busy.length).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => status === 200).length + busy.length).toBe(4);
  });

  it('refuses a file that an import would refuse', async () => {
    const gateway = await startUploading();
    const { status, body } = await preview(gateway, csvOf(['A1']), '/v1/credit-record-imports/preview');
    expect([status, body.code]).toEqual([422, 'OTHER_KIND']);
    expect(await preview(gateway, 'nothing')).toMatchObject({ status: 422 });
  });
});
