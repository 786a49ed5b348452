/** The parts of the OpenAPI document that concern all operations: what holds for each of them, and their tags in a sensible order. */

export const license = { name: 'Apache License 2.0', identifier: 'Apache-2.0' };

/** Each institution runs its own gateway, so the document names no address of a person. */
export const contact = { name: 'The operator of this gateway' };

export const servers = [{ url: '/', description: 'The gateway that serves this document' }];

export const infoDescription = `The REST API of one institution's gateway.

## Forms
Bodies are JSON in UTF-8. Amounts are integers, and their names end with the unit: \`Rmb\`, \`Fen\`, \`Bps\`. Times are ISO 8601.

## Sign-in
Each request carries \`Authorization: Bearer\` with the token of a user, unless its operation is open to anybody. A browser signs in
at \`/sign-in\`, where the gateway's settings name a directory, and then sends the cookie of its session instead.

## Problems
A refusal is \`application/problem+json\` (RFC 9457). Its \`code\` is one of the codes that the operation lists for the status.
\`x-codes\` beside each refusal holds the same codes as data: \`code\`, \`text\`, and \`retryAfterSeconds\` where the answer carries it.
Each answer carries \`Request-Id\`: quote it to the operator of the gateway.

## Retry-After
Answers 429 and 503 may carry \`Retry-After\`: the seconds after which to repeat the request.

## Idempotency
The caller chooses the identifiers of what it creates. A request with an identifier and content that exist changes nothing and
answers as before, with \`Idempotency-Hit: true\`. An identifier with other content is refused with 409. Repeating is therefore safe.

## Pagination
A list answers \`items\` and, if there are more, \`nextCursor\`. Send \`nextCursor\` as \`cursor\` with the same filters to read the
next page. \`limit\` is 100 by default and at most 500. \`format=csv\` or \`format=xlsx\` answers the whole list as a table.

## Blocks
\`Block-Height\` names the block in which a command took effect, or as of which an answer is. Send it as \`minBlock\` to any
gateway: the answer then includes that block, or is 503 \`NOT_CAUGHT_UP\` after ten seconds.`;

/** In the order in which the document lists them; `paths` are the first words after the version. */
const capabilities = [
  { name: 'Alliance', description: 'Parameters, days, proposals and votes.', paths: ['alliance'] },
  { name: 'Institutions', description: 'The directory of institutions and their public keys.', paths: ['parties'] },
  {
    name: 'Plans',
    description: 'Plans of loans to share, their confirms, and the exchange of data for a fee.',
    paths: ['plans', 'plan-counts', 'confirms', 'confirm-counts'],
  },
  {
    name: 'Imports',
    description: 'Spreadsheets of plans and of loans.',
    paths: ['plan-imports', 'credit-record-imports'],
  },
  { name: 'Tokens', description: 'Accounts, recharges and redemptions; 1 token is 1 RMB.', paths: ['tokens'] },
  {
    name: 'Subjects',
    description: 'Verified people and enterprises, and the keys with which they sign.',
    paths: ['subjects'],
  },
  {
    name: 'Credit records',
    description: 'Loans that both sides signed, their feedback, disputes and income.',
    paths: ['credit-records', 'prompts', 'credit-disputes', 'credit-income'],
  },
  {
    name: 'Credit queries',
    description: 'Consents of subjects, and queries under a consent.',
    paths: ['consents', 'credit-queries'],
  },
  {
    name: 'Chain',
    description: 'Blocks and transactions, as this gateway folded them.',
    paths: ['blocks', 'transactions'],
  },
  { name: 'Events', description: 'The stream of events.', paths: ['events'] },
  { name: 'Approvals', description: 'Requests that wait for a second person.', paths: ['approvals'] },
  {
    name: 'Webhooks',
    description: 'Endpoints of the institution to which the gateway posts events of the stream.',
    paths: ['webhooks'],
  },
  { name: 'Audit', description: 'Who did what through this gateway.', paths: ['audit'] },
  { name: 'Users', description: 'The users of this institution.', paths: ['me', 'sessions', 'users'] },
] as const;

const gatewayTag = { name: 'Gateway', description: 'The state of the gateway, and this document.' };

export const tags = [...capabilities.map(({ name, description }) => ({ name, description })), gatewayTag];

/** Throws for a path of version 1 that belongs to no capability. */
export function findTag(path: string): string {
  const [, version, noun = ''] = path.split('/');
  if (version !== 'v1') return gatewayTag.name;
  const found = capabilities.find(({ paths }) => (paths as readonly string[]).includes(noun));
  if (found === undefined) throw new Error(`no tag for ${path}`);
  return found.name;
}
