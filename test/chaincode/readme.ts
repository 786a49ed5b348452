/** Renders the parts of chaincode/README.md that follow from the code, between markers. */
import { z } from 'zod';
import { type CommandName, commandForms, readFunctionNames } from '../../chaincode/api/commands';
import type { LedgerEvent, LedgerEventName } from '../../chaincode/api/events';
import { ledgerEventNames } from '../../chaincode/api/events';
import type { PartyOrgType } from '../../chaincode/api/records';
import { partyOrgTypes } from '../../chaincode/api/records';
import { type RefusalCode, refusals } from '../../chaincode/api/refusals';
import { permissions } from '../../chaincode/contract/caller';

export const sections = ['transactions', 'events', 'refusals'] as const;
type Section = (typeof sections)[number];

/** The README's text with its generated parts made anew. Throws where a marker is missing. */
export function withGeneratedParts(readme: string): string {
  return sections.reduce((text, section) => replacePart(text, section, render[section]()), readme);
}

const render: Readonly<Record<Section, () => string>> = {
  transactions: () => {
    const rows = (Object.keys(commandForms) as CommandName[]).map((name) => {
      const { types, admin, office } = permissions[name];
      const institutions = types.length === partyOrgTypes.length ? 'every member' : types.map(word).join(', ');
      const who = office === undefined ? institutions : offices[office];
      return [`\`${name}\``, admin ? `${who}; admin` : who, formOf(commandForms[name])];
    });
    const reads = readFunctionNames.map((name) => `\`${name}\``).join(', ');
    return `${table(['transaction', 'who', 'each command'], rows)}\n\nRead functions, open to every member (private data only where its collection lets the caller read): ${reads}.`;
  },
  events: () => {
    const rows = ledgerEventNames.map((name) => [`\`${name}\``, Object.keys(eventWords[name]).join(', ') || '–']);
    return table(['event', 'eventName'], rows);
  },
  refusals: () => {
    const codes = Object.keys(refusals) as RefusalCode[];
    const rows = codes.map((code, index) => [
      String(index + 1),
      `\`${code}\``,
      refusals[code].kind,
      refusals[code].text,
    ]);
    return table(['#', 'code', 'kind', 'text'], rows);
  },
};

type EventWord<N extends LedgerEventName> =
  Extract<LedgerEvent, { name: N }> extends { eventName: infer W extends string } ? W : never;

/** The type makes it complete. */
const eventWords: { readonly [N in LedgerEventName]: Readonly<Record<EventWord<N>, true>> } = {
  AllianceEvent: { FOUNDED: true, PROPOSED: true, VOTED: true, DECIDED: true, DAY_ADVANCED: true },
  PartyKeyEvent: {},
  LoanSharedPlanEvent: {
    PUBLISHED: true,
    FILLED: true,
    REOPENED: true,
    CLOSED: true,
    WITHDRAWN: true,
    PURGED: true,
  },
  OrgConfirmAssetEvent: {},
  DataProcessingEvent: { REENCRYPTED: true },
  ExchangeEndedEvent: { ACCEPTED: true, DISPUTED: true, EXPIRED: true },
  TokenRechargeEvent: {},
  TokenRedemptionEvent: {
    REQUESTED: true,
    SETTLED: true,
    OBJECTED: true,
    ACKNOWLEDGED: true,
    EXPIRED: true,
    BURNED: true,
    REJECTED: true,
    CANCELLED: true,
    RETURNED: true,
    UNDECIDED: true,
  },
  EvaluationEvent: { ASKED: true, ANSWERED: true },
  SubjectEvent: { ATTACHED: true, KEY_ADDED: true, KEY_REVOKED: true },
  CreditRecordEvent: {
    REGISTERED: true,
    RENEWED: true,
    CORRECTED: true,
    FEEDBACK: true,
    LEVEL_SET: true,
    DISPUTED: true,
    DISPUTE_ANSWERED: true,
    PURGED: true,
  },
  ConsentEvent: { GRANTED: true, REVOKED: true },
  CreditQueryEvent: {},
  CreditAnswerEvent: { DELIVERED: true, ACCEPTED: true, DISPUTED: true, EXPIRED: true },
  CreditPayoutEvent: {},
};

const offices = { EVALUATOR: 'an evaluator', REGISTRAR: 'the registrar' } as const;

function word(type: PartyOrgType): string {
  const words: Readonly<Record<PartyOrgType, string>> = {
    CREDITOR_ORG: 'creditor',
    TOKEN_ISSUER: 'issuer',
    DATA_SERVICE_PROVIDER: 'data service',
    REGULATOR: 'regulator',
  };
  return words[type];
}

interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

/** Names of the members, with `?` where one may be left out; members of members in braces. */
function formOf(form: z.ZodType): string {
  return `\`${shapeOf(z.toJSONSchema(form, { unrepresentable: 'any' }) as Schema)}\``;
}

function shapeOf(schema: Schema): string {
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) return choices.map(shapeOf).join(' or ');
  const { properties, required = [] } = schema;
  if (properties === undefined) return '';
  const members = Object.entries(properties).map(([name, member]) => {
    const constant = member.const === undefined ? '' : `: ${String(member.const)}`;
    const inner = member.items === undefined ? shapeOf(member) : '[]';
    const rest = inner === '' || inner === '[]' ? `${inner}${constant}` : ` ${inner}`;
    return `${name}${required.includes(name) ? '' : '?'}${rest}`;
  });
  return `{${members.join(', ')}}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function replacePart(text: string, section: Section, part: string): string {
  const [begin, end] = [`<!-- generated: ${section} -->`, `<!-- end: ${section} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`no markers for ${section}`);
  return `${text.slice(0, from + begin.length)}\n\n${part}\n\n${text.slice(to)}`;
}
