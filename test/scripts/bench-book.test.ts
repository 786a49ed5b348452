/** The bench's loan books: the same for the same seed, and such as a gateway accepts. */
import { holdsPersonalNumber } from '../../chaincode/api/personal-numbers';
import { planForm } from '../../gateway/api/plan-form';
import {
  type BookRow,
  conditions,
  newBook,
  pickPublicPart,
  pickSensitiveFields,
  writeWorkbook,
} from '../../scripts/bench/book';

const book = newBook('a seed', 300);

function planOf(row: BookRow) {
  const { partyName, loanIdent, loanMobile, licensePlateNumber, engineNumber, assetData } = pickSensitiveFields(row);
  const { borrowerPerson, carMortgageInfo, riskControlResult } = pickPublicPart(row);
  return {
    assetId: row.assetId,
    borrowerPerson: { ...borrowerPerson, partyName, loanIdent, loanMobile },
    carMortgageInfo: { ...carMortgageInfo, licensePlateNumber, engineNumber },
    assetData,
    riskControlResult,
    joinLimit: conditions,
  };
}

it('follows from its seed, and a longer one begins with a shorter one', () => {
  expect(newBook('a seed', 301).slice(0, 300)).toEqual(book);
  expect(newBook('another seed', 300)).not.toEqual(book);
});

it('holds plans of the documented form, with identity numbers that pass their checksum', () => {
  expect(book.map((row) => planForm.safeParse(planOf(row)).success)).not.toContain(false);
  expect(book.some(({ assetId }) => holdsPersonalNumber(assetId))).toBe(false);
});

it('becomes a workbook', async () => {
  const bytes = await writeWorkbook(book);
  expect(bytes.subarray(0, 2).toString()).toBe('PK');
});
