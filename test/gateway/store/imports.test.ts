import type { ImportStep } from '../../../gateway/imports/store';
import { onEachDatabase } from './databases';

const made = {
  importId: 'i-1',
  kind: 'plan' as const,
  created: '2026-03-01T12:00:00.000Z',
  sealed: 'conditions, sealed',
  rows: 1_000,
};
const begun = '2026-03-01T12:00:01.000Z';

function step(changes: Partial<ImportStep> = {}): ImportStep {
  return { from: 0, to: 500, accepted: 497, rejected: 2, unchanged: 1, errors: [], ...changes };
}

onEachDatabase('imports', ({ open, fresh, shared }) => {
  it('begins an import once, and keeps from which block and time on its rows count', async () => {
    const { imports } = await open();
    await imports.create(made);
    expect(await imports.read('i-1')).toEqual({
      ...made,
      status: 'RUNNING',
      doneRow: 0,
      accepted: 0,
      rejected: 0,
      unchanged: 0,
      cancelled: false,
      attempts: 0,
    });
    expect(await imports.begin('i-1', { asOfBlock: 7, begun })).toMatchObject({ asOfBlock: 7, begun });
    expect(await imports.begin('i-1', { asOfBlock: 9, begun: '2026-03-02' })).toMatchObject({ asOfBlock: 7, begun });
    expect(await imports.read('i-2')).toBeUndefined();
  });

  it('accounts for every row once, whoever comes first', async () => {
    const { imports } = await open();
    await imports.create(made);
    expect(await imports.read('i-1')).not.toHaveProperty('notes');
    expect(await imports.advance('i-1', step({ notes: 'sealed notes' }))).toBe(true);
    expect(await imports.read('i-1')).toMatchObject({ notes: 'sealed notes' });
    expect(await imports.advance('i-1', step())).toBe(false);
    expect(await imports.advance('i-1', step({ from: 500, to: 1_000, accepted: 500, rejected: 0, unchanged: 0 }))).toBe(
      true,
    );
    expect(await imports.read('i-1')).toMatchObject({ doneRow: 1_000, accepted: 997, rejected: 2, unchanged: 1 });
  });

  it('accounts for nothing once it has ended, and keeps its end', async () => {
    const { imports } = await open();
    await imports.create(made);
    await imports.end('i-1', 'FAILED', 'LEDGER_UNAVAILABLE');
    await imports.end('i-1', 'DONE');
    expect(await imports.advance('i-1', step())).toBe(false);
    expect(await imports.read('i-1')).toMatchObject({ status: 'FAILED', code: 'LEDGER_UNAVAILABLE', accepted: 0 });
  });

  it('finds the oldest that is running', async () => {
    const { imports } = await open();
    await imports.create({ ...made, importId: 'late', created: '2026-03-01T13:00:00.000Z' });
    await imports.create(made);
    expect(await imports.countRunning()).toBe(2);
    expect((await imports.next())?.importId).toBe('i-1');
    await imports.end('i-1', 'DONE');
    expect((await imports.next())?.importId).toBe('late');
    await imports.end('late', 'DONE');
    expect(await imports.next()).toBeUndefined();
  });

  it('finds the oldest that is running and not put off', async () => {
    const { imports } = await open();
    for (const importId of ['a', 'b', 'c']) await imports.create({ ...made, importId });
    const next = async (...except: readonly string[]) => (await imports.next(except))?.importId;
    expect([await next(), await next('a'), await next('b', 'a'), await next('a', 'b', 'c')]).toEqual([
      'a',
      'b',
      'c',
      undefined,
    ]);
  });

  it('counts how often one has begun since it last got further, and not what was broken off for no fault of its own', async () => {
    const { imports } = await open();
    await imports.create(made);
    const attempts = async () => (await imports.read('i-1'))?.attempts;
    for (let times = 0; times < 3; times++) await imports.begin('i-1', { asOfBlock: 7, begun });
    expect(await attempts()).toBe(3);
    await imports.leave('i-1');
    expect(await attempts()).toBe(2);
    await imports.advance('i-1', step());
    await imports.leave('i-1');
    expect(await attempts()).toBe(0);
  });

  it('notes that the end of one is asked for while it runs, and not afterwards', async () => {
    const { imports } = await open();
    for (const importId of ['running', 'done']) await imports.create({ ...made, importId });
    await imports.end('done', 'DONE');
    for (const importId of ['running', 'done', 'none']) await imports.cancel(importId);
    expect(await imports.read('running')).toMatchObject({ status: 'RUNNING', cancelled: true });
    expect(await imports.read('done')).toMatchObject({ status: 'DONE', cancelled: false });
  });

  it('answers errors in the order of the rows, page by page, thousands of them', async () => {
    const { imports } = await open();
    await imports.create(made);
    const errors = Array.from({ length: 2_500 }, (_, index) => ({
      row: 2 + Math.floor(index / 2),
      column: index % 2 === 0 ? 'loanIdent' : 'amountRmb',
      reason: `reason ${index}`,
    }));
    await imports.advance('i-1', step({ errors: errors.slice(0, 2_400) }));
    await imports.advance('i-1', step({ from: 500, to: 2_000, errors: errors.slice(2_400) }));
    const read = [];
    for (let cursor: string | undefined; ; ) {
      const page = await imports.errors('i-1', { cursor, limit: 500 });
      read.push(...page.items);
      cursor = page.nextCursor;
      if (cursor === undefined) break;
    }
    expect(read).toEqual(errors);
  });

  if (!shared) return;

  it('lets one of two instances account for a step', async () => {
    const location = await fresh();
    const [one, other] = await Promise.all([open(location), open(location)]);
    await one.imports.create(made);
    const answers = await Promise.all([one, other, one, other].map(({ imports }) => imports.advance('i-1', step())));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect((await other.imports.read('i-1'))?.accepted).toBe(497);
  });
});
