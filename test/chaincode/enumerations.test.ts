/**
 * The enumerations of the source documents, each with all its values and no others. Contributor and participator are roles in one
 * plan: they are members of records, and a creditor may hold both.
 */
import { commandForms } from '../../chaincode/api/commands';
import { feedbackOutcomes, parseFeedbackDetails, parseTerms, relationKinds } from '../../chaincode/api/credit-fields';
import { identityKinds, parseIdentityNumber } from '../../chaincode/api/identity-numbers';
import { creditLevels, loanKinds, partyOrgTypes } from '../../chaincode/api/records';
import { aPlan, bytesOf, foundingDocument } from './builders';
import { aFeedback, aLoan } from './credit-builders';

const salt = bytesOf('salt').toString('base64url');
const time = '2026-03-05T08:00:00.000Z';

/** A list of the code, every value of the source, and whether the ledger's forms accept a value. */
interface Enumeration {
  readonly declared: readonly string[];
  readonly values: readonly string[];
  readonly isRead: (value: string) => boolean;
}

const loan = aLoan();

const enumerations: Readonly<Record<string, Enumeration>> = {
  LoanType: {
    declared: loanKinds,
    values: ['CASH', 'CONSUMPTION', 'PROVIDENT_FUND', 'ENTERPRISE', 'CAR_MORTGAGE', 'POLICY', 'CAR_PLEDGE'],
    isRead: (loanKind) => {
      const { command } = aPlan();
      const borrowerPerson = { ...command.borrowerPerson, loanKind };
      return commandForms['plan:publish'].safeParse({ ...command, borrowerPerson }).success;
    },
  },
  /** The source has the first three; regulators are members, too, because they audit. */
  PartyOrgType: {
    declared: partyOrgTypes,
    values: ['CREDITOR_ORG', 'TOKEN_ISSUER', 'DATA_SERVICE_PROVIDER', 'REGULATOR'],
    isRead: (partyOrgType) => {
      const member = { ...foundingDocument.members[0], partyOrgType };
      const command = { proposalId: 'p1', change: { type: 'MEMBER', member } };
      return commandForms['alliance:propose'].safeParse(command).success;
    },
  },
  'outcome of a feedback': {
    declared: feedbackOutcomes,
    values: ['PERFORMED', 'EXTENDED', 'BREACHED'],
    isRead: (outcome) => {
      const extension = outcome === 'EXTENDED' && { newMaturityTime: time, maturitySalt: salt };
      return parseFeedbackDetails({ outcome, ...extension }) !== undefined;
    },
  },
  'level of information': {
    declared: creditLevels,
    values: ['PUBLIC', 'ENCRYPTED', 'PAID'],
    isRead: (level) => commandForms['credit:feedback'].safeParse({ ...aFeedback(loan).command, level }).success,
  },
  'kind of relation': {
    declared: relationKinds,
    values: ['C2C', 'B2B', 'B2C', 'C2B'],
    isRead: (relationKind) =>
      parseTerms({
        relationKind,
        amountRmb: 1,
        rateBps: 0,
        startTime: time,
        maturityTime: time,
        maturitySalt: salt,
      }) !== undefined,
  },
};

const foreign = ['', 'cash', 'Cash', 'OTHER', 'CREDITOR', 'CASH ', 'PAID_QUERY', 'B2G', 'DEFAULTED', 'toString'];

describe.each(Object.entries(enumerations))('%s', (_name, { declared, values, isRead }) => {
  it('has the values of the source documents and no others', () => {
    expect([...declared].sort()).toEqual([...values].sort());
  });

  it.each(values.map((value) => [value]))('is read with the value %s', (value) => {
    expect(isRead(value)).toBe(true);
  });

  it('is read with no other value', () => {
    const others = [...foreign, ...values.map((value) => value.toLowerCase()), ...values.map((value) => `${value}_`)];
    expect(others.filter(isRead)).toEqual([]);
  });
});

it('identifies a person by an identity card and an enterprise by a unified credit code, and nobody by anything else', () => {
  expect([...identityKinds].sort()).toEqual(['CREDIT_CODE', 'ID_CARD']);
  const [person, enterprise] = ['110101199003074514', '91350100M000100Y43'];
  expect(parseIdentityNumber(person, time, 'ID_CARD')).toBe(person);
  expect(parseIdentityNumber(enterprise, time, 'CREDIT_CODE')).toBe(enterprise);
  expect(parseIdentityNumber(person, time, 'CREDIT_CODE')).toBeUndefined();
  expect(parseIdentityNumber(enterprise, time, 'ID_CARD')).toBeUndefined();
});
