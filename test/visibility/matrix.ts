/**
 * Who sees which field of which object: through the gateway of an institution in that role, and in what every member's node operator
 * can read past all gateways. `visibility.test.ts` asks every cell, README.md shows them.
 */

export const roles = {
  lender: 'contributed the plan, filed the loan of one of its customers to another, and answers for it',
  asker: 'confirmed the plan and paid; asked about the borrower with its consent and paid',
  bystander: 'a creditor that has to do with neither',
  registrar: 'issues tokens, evaluates blinded numbers, posts what lenders hand over',
  regulator: 'evaluates blinded numbers, reads what it may',
  ledger: "any member's peers: raw blocks, public state, the collection `sealed`",
} as const;
export type Role = keyof typeof roles;

export interface Row {
  readonly object: string;
  readonly field: string;
  readonly seenBy: readonly Role[];
}

const everybody = Object.keys(roles) as Role[];
const bothSides = ['lender', 'asker'] as const;

export const matrix = [
  { object: 'person', field: 'identity number', seenBy: [] },
  { object: 'person', field: 'name', seenBy: [] },
  { object: 'person', field: 'evidence of the verification', seenBy: [] },
  { object: 'person', field: 'subjectId', seenBy: everybody },
  { object: 'plan', field: 'shared limit', seenBy: everybody },
  { object: 'plan', field: 'name', seenBy: bothSides },
  { object: 'plan', field: 'identity number', seenBy: bothSides },
  { object: 'plan', field: 'mobile number', seenBy: bothSides },
  { object: 'plan', field: 'licence plate', seenBy: bothSides },
  { object: 'plan', field: 'engine number', seenBy: bothSides },
  { object: 'plan', field: 'URL of further data', seenBy: bothSides },
  { object: 'credit record', field: 'that there is one', seenBy: everybody },
  { object: 'credit record', field: 'day', seenBy: ['lender', 'asker', 'ledger'] },
  { object: 'credit record', field: 'who lent', seenBy: ['lender'] },
  { object: 'credit record', field: 'amount', seenBy: bothSides },
  { object: 'credit record', field: 'maturity', seenBy: bothSides },
  { object: 'credit record', field: 'outcome', seenBy: bothSides },
  { object: 'dispute', field: 'statement', seenBy: ['lender', 'asker', 'regulator'] },
  { object: 'dispute', field: 'answer', seenBy: ['lender', 'asker', 'regulator'] },
  { object: 'consent', field: 'that there is one, and for whom', seenBy: everybody },
  { object: 'query', field: 'who asked about whom', seenBy: everybody },
  { object: 'query', field: 'price paid', seenBy: everybody },
  { object: 'query', field: 'who read what it brought', seenBy: ['asker'] },
  { object: 'account', field: 'balance', seenBy: ['asker', 'registrar', 'regulator', 'ledger'] },
] as const satisfies readonly Row[];

type CellOf<R> = R extends { readonly object: infer O extends string; readonly field: infer F extends string }
  ? `${O}: ${F}`
  : never;
export type Cell = CellOf<(typeof matrix)[number]>;

/** As it stands in README.md. */
export function rendered(): string {
  const columns = Object.keys(roles) as Role[];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = matrix.map(({ object, field, seenBy }: Row) =>
    line([object, field, ...columns.map((role) => (seenBy.includes(role) ? '●' : ''))]),
  );
  const meanings = columns.map((role) => `- **${role}**: ${roles[role]}`);
  return [
    ...meanings,
    '',
    line(['object', 'field', ...columns]),
    line(Array(columns.length + 2).fill('---')),
    ...rows,
  ].join('\n');
}
