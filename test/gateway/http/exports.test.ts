/** Lists as tables: the rows of the list, under headings in both languages, and nothing that a program would evaluate. */
import { operations } from '../../../gateway/api/operations';
import { isList, listColumns } from '../../../gateway/http/exports';
import type { PlanStore } from '../../../gateway/plans/store';
import type { RawRow } from '../../../gateway/spreadsheets/cells';
import { readWorkbook } from '../../../gateway/spreadsheets/workbook';
import { confirm, fakeAudit, plan, type Served, self, startGateway, tokens } from './fakes';

const lists = operations.filter(isList);

/** Twelve hundred plans, in pages. */
const manyPlans: PlanStore['plans'] = async (_filter, { cursor = '0', limit }) => {
  const from = Number(cursor);
  const numbers = Array.from({ length: Math.min(limit, 1_200 - from) }, (_, index) => from + index);
  const items = numbers.map((number) => ({ plan: plan({ assetId: `${self}:A${number}` }), confirms: [confirm()] }));
  const next = from + items.length;
  return next < 1_200 ? { items, nextCursor: String(next) } : { items };
};

async function withGateway<T>(store: Parameters<typeof startGateway>[0], use: (gateway: Served) => Promise<T>) {
  const gateway = await startGateway(store);
  return use(gateway).finally(() => gateway.stop());
}

async function readSheet(bytes: Buffer): Promise<readonly RawRow[]> {
  const rows: RawRow[] = [];
  for await (const sheet of readWorkbook(bytes)) for await (const batch of sheet.batches) rows.push(...batch);
  return rows;
}

async function fetchBytes({ url }: Served, path: string, token = tokens.officer): Promise<Buffer> {
  const response = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
  return Buffer.from(await response.arrayBuffer());
}

describe('a list as a table', () => {
  it('has every row of every page once, in the order of the list, whatever limit says', async () => {
    const text = await withGateway({ store: { plans: manyPlans } }, async (gateway) => {
      const answer = await gateway.send('GET', '/v1/plans?format=csv&limit=1');
      expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
      expect(answer.headers.get('content-disposition')).toBe('attachment; filename="listPlans.csv"');
      return answer.text;
    });
    const [heading = '', ...lines] = text.trimEnd().split('\r\n');
    expect(heading).toMatch(/assetId 资产编号,borrowerPerson\.amountRmb 借款额（元）,/);
    expect(heading).not.toContain('loanShareConfirms');
    expect(lines.map((line) => line.split(',')[0])).toEqual(
      Array.from({ length: 1_200 }, (_, number) => `${self}:A${number}`),
    );
  });

  it('has the filters and the order of the list', async () => {
    const plans = jest.fn(async () => ({ items: [] }));
    await withGateway({ store: { plans } }, (gateway) =>
      gateway.send('GET', '/v1/plans?format=csv&status=OPEN&sort=amount'),
    );
    const order = { by: 'amount', direction: 'asc' };
    expect(plans).toHaveBeenCalledWith({ status: 'OPEN' }, { cursor: undefined, limit: 500, order });
  });

  it('goes on with a cursor of the list', async () => {
    const text = await withGateway({ store: { plans: manyPlans } }, async (gateway) => {
      const { nextCursor } = (await gateway.send('GET', '/v1/plans?limit=500')).body;
      return (await gateway.send('GET', `/v1/plans?format=csv&cursor=${nextCursor}`)).text;
    });
    expect(text.split('\r\n')[1]).toMatch(`${self}:A500`);
  });

  it('is a workbook with amounts as numbers', async () => {
    const bytes = await withGateway({ store: { plans: manyPlans } }, (gateway) =>
      fetchBytes(gateway, '/v1/plans?format=xlsx'),
    );
    const rows = await readSheet(bytes);
    expect(rows).toHaveLength(1_201);
    expect(rows[0]?.cells[1]).toBe('borrowerPerson.amountRmb 借款额（元）');
    expect(rows[1]?.cells.slice(0, 2)).toMatchObject([`${self}:A0`, { kind: 'number', text: '150000' }]);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)'])('holds %p as a text and never as a formula', async (userName) => {
    const store = { users: async () => [{ userName, role: 'auditor' as const }] };
    await withGateway({ store }, async (gateway) => {
      const { text } = await gateway.send('GET', '/v1/users?format=csv', { role: 'admin' });
      expect(text.split('\r\n')[1]).toBe(`'${userName},auditor`);
      const rows = await readSheet(await fetchBytes(gateway, '/v1/users?format=xlsx', tokens.admin));
      expect(rows[1]?.cells[0]).toBe(userName);
    });
  });

  it('keeps a text with commas, quotes and line breaks in its cell', async () => {
    const store = { users: async () => [{ userName: 'a,"b"\nc', role: 'auditor' as const }] };
    const bytes = await withGateway({ store }, (gateway) => fetchBytes(gateway, '/v1/users?format=csv', tokens.admin));
    expect(bytes.toString()).toBe('\ufeffuserName 用户名,role 角色\r\n"a,""b""\nc",auditor\r\n');
  });
});

describe('an export', () => {
  it('is refused as the list is, before anything is sent', async () => {
    const answers = await withGateway({}, async (gateway) => [
      await gateway.send('GET', '/v1/plans?format=pdf'),
      await gateway.send('GET', '/v1/plans?format=csv&format=csv'),
      await gateway.send('GET', '/v1/plans?format=csv&cursor=abc'),
      await gateway.send('GET', '/v1/users?format=csv'),
      await gateway.send('GET', '/v1/plans/A1?format=csv'),
    ]);
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [400, 'REQUEST_MALFORMED'],
      [400, 'REQUEST_MALFORMED'],
      [422, 'CURSOR_UNKNOWN'],
      [403, 'ROLE_NOT_ALLOWED'],
      [400, 'REQUEST_MALFORMED'],
    ]);
  });

  it('is noted in the audit log, and reading a page is not', async () => {
    const audit = fakeAudit();
    await withGateway({ store: { audit } }, async (gateway) => {
      await gateway.send('GET', '/v1/plans');
      await gateway.send('GET', '/v1/plans?format=csv');
    });
    expect(await audit.after(0, 10)).toMatchObject([{ operation: 'listPlans', userName: 'officer', status: 200 }]);
  });

  it('breaks off where the user is removed meanwhile, so that nobody takes the rest for the whole', async () => {
    let reads = 0;
    const plans: PlanStore['plans'] = (filter, page) => {
      reads += 1;
      return manyPlans(filter, page);
    };
    const userByToken = async () => (reads === 0 ? { userName: 'officer', role: 'officer' as const } : undefined);
    await withGateway({ store: { plans, userByToken } }, async (gateway) => {
      await expect(gateway.send('GET', '/v1/plans?format=csv')).rejects.toThrow();
    });
    expect(reads).toBe(1);
  });
});

describe('every list', () => {
  it.each(lists)('has columns with headings in both languages: $id', (route) => {
    const headings = listColumns(route).map(({ heading }) => heading);
    expect(headings.length).toBeGreaterThan(1);
    expect(headings.filter((heading) => !/^[\w.]+ [\u4e00-\u9fff\w（）]+$/.test(heading))).toEqual([]);
  });
});
