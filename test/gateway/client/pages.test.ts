/** Lists: pages come as they are needed, and no page twice. */
import { type Double, newDouble } from './double';

let double: Double;
beforeEach(async () => {
  double = await newDouble();
});
afterEach(() => double.close());

const item = (assetId: string) => ({ assetId });
const urls = () => double.asked.map(({ url }) => url);

it('gives all items of all pages, with the filters of the first', async () => {
  double.replies.push(
    { body: { items: [item('A1'), item('A2')], nextCursor: 'c1', asOfBlock: 3 } },
    { body: { items: [], nextCursor: 'c2', asOfBlock: 3 } },
    { body: { items: [item('A3')], asOfBlock: 4 } },
  );
  const found: string[] = [];
  for await (const { assetId } of double.client().plans.list({ status: 'OPEN' })) found.push(assetId);

  expect(found).toEqual(['A1', 'A2', 'A3']);
  expect(urls()).toEqual([
    '/v1/plans?status=OPEN',
    '/v1/plans?status=OPEN&cursor=c1',
    '/v1/plans?status=OPEN&cursor=c2',
  ]);
});

it('asks for no page that nobody reads', async () => {
  double.replies.push({ body: { items: [item('A1'), item('A2')], nextCursor: 'c1' } });
  for await (const _plan of double.client().plans.list()) break;

  expect(urls()).toEqual(['/v1/plans']);
});

it('is asked anew by each reader', async () => {
  double.replies.push({ body: { items: [item('A1')] } }, { body: { items: [item('A2')] } });
  const list = double.client().plans.list();
  const found: string[] = [];
  for await (const { assetId } of list) found.push(assetId);
  for await (const { assetId } of list) found.push(assetId);

  expect(found).toEqual(['A1', 'A2']);
});

it('gives one page alone, and goes on from its cursor', async () => {
  double.replies.push({ body: { items: [item('A1')], nextCursor: 'c1', asOfBlock: 3 } }, { body: { items: [] } });
  const { plans } = double.client();
  const { items, nextCursor, asOfBlock } = await plans.list({ limit: 1 }).page();
  await plans.list({ limit: 1, cursor: nextCursor }).page();

  expect([items.length, nextCursor, asOfBlock]).toEqual([1, 'c1', 3]);
  expect(urls()).toEqual(['/v1/plans?limit=1', '/v1/plans?cursor=c1&limit=1']);
});
