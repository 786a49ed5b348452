/** A lender's loan book from a workbook: what is good is on the ledger, what is bad comes back with its reason. */
import {
  type ImportSeen,
  importSeen,
  type LoanBook,
  loanBook,
  readableAt,
  rejectedBook,
  untilEnded,
  upload,
} from '../loan-book';
import { type Story, until } from '../running';

function expectCounted(seen: ImportSeen, { goodIds, bad }: LoanBook, accepted: number): void {
  const { rows, rejected, unchanged, status } = seen;
  expect({ status, rows, accepted: seen.accepted, rejected, unchanged }).toEqual({
    status: 'DONE',
    rows: goodIds.length + bad.size,
    accepted,
    rejected: bad.size,
    unchanged: goodIds.length - accepted,
  });
}

function expectReasons({ errors }: ImportSeen, { bad }: LoanBook): void {
  expect(errors.map(({ row, column }) => [row, column])).toEqual([...bad].map(([row, { column }]) => [row, column]));
  for (const { row, reason } of errors) expect(reason).toMatch(bad.get(row)?.reason ?? /$^/);
}

export function imports(story: () => Story): void {
  describe('an import', () => {
    jest.setTimeout(120_000);
    let book: LoanBook;

    beforeAll(async () => {
      book = await loanBook('book', { rows: 1_500, bad: 45 });
    });

    it('puts the good rows on the ledger and tells of each bad one why', async () => {
      const harbour = story().client('harbour');
      const seen = await untilEnded(harbour, await upload(story(), 'harbour', book.bytes));
      expectCounted(seen, book, book.goodIds.length);
      expectReasons(seen, book);
      const meadow = story().client('meadow');
      const listed = await until('Meadow lists them', async () => {
        const found = await readableAt(meadow, 'HarbourMSP', 'book-');
        return found.length >= book.goodIds.length && found;
      });
      expect([...listed].sort()).toEqual([...book.goodIds].sort());
    });

    it('counts a second upload of the same file as unchanged, and hands out the rejected rows', async () => {
      const importId = await upload(story(), 'harbour', book.bytes);
      const seen = await untilEnded(story().client('harbour'), importId);
      expectCounted(seen, book, 0);
      expectReasons(seen, book);
      const { readSheet } = await import('read-excel-file/node');
      const sheet = await readSheet(await rejectedBook(story(), 'harbour', importId));
      expect(sheet).toHaveLength(1 + book.bad.size);
      const reasons = sheet.slice(1).map((row) => String(row.at(-1)).split('\n'));
      const told = reasons.map(([row, reason = '']) => [row?.split(' ')[1], /^[A-Z]+\d+ (\w+)/.exec(reason)?.[1]]);
      expect(told).toEqual([...book.bad].map(([row, { column }]) => [String(row), column]));
    });

    it('goes on where it was after a kill -9 of the gateway, and counts the same', async () => {
      const harbour = story().client('harbour');
      const other = await loanBook('killed', { rows: 1_500, bad: 45 });
      const importId = await upload(story(), 'harbour', other.bytes);
      await until('some rows are done', async () => ((await importSeen(harbour, importId))?.accepted ?? 0) > 0);
      process.kill(story().alliance.describe().processes['gateway-harbour'] ?? 0, 'SIGKILL');
      const seen = await untilEnded(harbour, importId);
      expectCounted(seen, other, other.goodIds.length);
      expectReasons(seen, other);
    });

    it('keeps the upload and the rejected rows from whoever may not see the borrower', async () => {
      const importId = await upload(story(), 'harbour', book.bytes);
      await untilEnded(story().client('harbour'), importId);
      const auditor = await story()
        .client('harbour', 'auditor')
        .send('GET', `/v1/plan-imports/${importId}/rejected.xlsx`);
      expect(auditor.status).toBe(403);
      const elsewhere = await story().client('meadow').send('GET', `/v1/plan-imports/${importId}`);
      expect(elsewhere.status).toBe(404);
    });
  });
}
