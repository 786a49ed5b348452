/** An own report as elements of the page: public parts as they are, details and findings where they have been opened. */
import type { Words } from '../client/said';
import type { Report, ReportedRecord } from '../queries/report';
import type { Elements, PageElement } from './dom';
import { labels } from './labels';
import type { OpenedRecord } from './report';

const detailNames = [
  'relationKind',
  'amountRmb',
  'rateBps',
  'startTime',
  'maturityTime',
  'outcome',
  'newMaturityTime',
] as const;

/** `opened` is absent until the key is chosen. */
export function showReport(make: Elements, report: Report, opened?: readonly OpenedRecord[]): PageElement {
  const { element, both, code, row, table } = make;
  const records = report.records.map((reported) => {
    return recordElement(
      make,
      reported,
      opened?.find(({ recordId }) => recordId === reported.record.recordId),
    );
  });
  return element(
    'section',
    element('h2', both(labels.title)),
    table(
      row(labels.subject, code(report.subjectId)),
      row(labels.query, code(report.queryId)),
      row(labels.made, minuteOf(report.madeTime)),
    ),
    element('h2', both(labels.records)),
    ...(records.length === 0 ? [element('p', both(labels.none))] : records),
    ...asked(make, report),
    ...consents(make, report),
    ...keys(make, report),
    element('h2', both(labels.notChecked)),
    element(
      'ul',
      ...[labels.notComplete, labels.notYourKeys, labels.notDisputes].map((one) => element('li', both(one))),
    ),
  );
}

function recordElement(make: Elements, reported: ReportedRecord, opened: OpenedRecord | undefined): PageElement {
  const { element, marked, both, code, row, table } = make;
  const { record, feedbacks, disputed, disputes } = reported;
  const { recordId, borrowedOn, borrower, level, priceFen = 0, correctedBy } = record;
  const price = level === 'PAID' ? ` (${(priceFen / 100).toFixed(2)})` : '';
  const part = (number: number) => details(make, opened?.parts.get(number), opened !== undefined);
  const extension = (number: number) => {
    const isSigned = opened?.extensions.get(number);
    if (isSigned === undefined) return [];
    return [element('div', both(isSigned ? labels.extensionSigned : labels.extensionNotSigned))];
  };
  const rows = [
    row(labels.recordId, code(recordId)),
    row(labels.side, both(labels[borrower.type])),
    ...(level === undefined ? [] : [row(labels.level, both(labels[level]), price)]),
    ...(correctedBy === undefined ? [] : [row(labels.correctedBy, code(correctedBy))]),
    row(labels.terms, part(0)),
    ...feedbacks.map(({ number, feedbackTime, corrects }) => {
      const note = corrects === undefined ? [] : [' ', both(labels.corrects), ` ${corrects}`];
      return row(labels.feedback, `${number} · ${minuteOf(feedbackTime)}`, ...note, part(number), ...extension(number));
    }),
    ...disputes.map((dispute) => row(labels.dispute, ...said(make, dispute))),
    ...(opened === undefined ? [] : [row(labels.checks, ...findings(make, opened))]),
  ];
  const heading = element('h3', `${borrowedOn} `, both(labels.borrowed));
  if (disputed !== undefined) heading.append(' ', marked('mark', both(labels.disputed)));
  return marked('record', element('section', heading, table(...rows)));
}

function details({ both, row, table, marked }: Elements, fields: object | 'DAMAGED' | undefined, isOpen: boolean) {
  if (fields === 'DAMAGED') return marked('mark', both(labels.damaged));
  if (fields === undefined) return marked('sealed', both(isOpen ? labels.notAtHand : labels.sealed));
  const members = fields as Readonly<Record<string, unknown>>;
  const shown = detailNames.filter((name) => Object.hasOwn(members, name) && members[name] !== null);
  return table(...shown.map((name) => row(labels[name], both(sayValue(name, members[name])))));
}

function findings({ element, both, code }: Elements, { borrower, isSignedByLender }: OpenedRecord) {
  const lender = element('div', both(isSignedByLender ? labels.lenderSigned : labels.lenderNotSigned));
  if (borrower === 'MANDATE') return [element('div', both(labels.byMandate)), lender];
  if (borrower === 'NOT_SIGNED') return [element('div', both(labels.ownNotSigned)), lender];
  return [element('div', both(labels.ownSigned), ' ', code(borrower.signedBy)), lender];
}

function said({ element, both }: Elements, dispute: ReportedRecord['disputes'][number]) {
  const { disputedTime, statement, statementUnreadableFor, verdict, answer, answerUnreadableFor } = dispute;
  const unread = (parties: readonly string[] | undefined) =>
    parties === undefined ? [] : [element('div', both(labels.unreadableFor), ` ${parties.join(', ')}`)];
  return [
    `${minuteOf(disputedTime)} · `,
    both(verdict === undefined ? labels.open : labels[verdict]),
    ...(statement === undefined ? [] : [element('div', statement)]),
    ...unread(statementUnreadableFor),
    ...(answer === undefined ? [] : [element('div', answer)]),
    ...unread(answerUnreadableFor),
  ];
}

function asked(make: Elements, { queries }: Report): PageElement[] {
  const { both } = make;
  const headings = [labels.who, labels.purpose, labels.when, labels.asked];
  return listed(make, labels.queries, headings, queries, ({ partyName, purpose, askedTime, records }) => [
    partyName,
    both(labels[purpose]),
    minuteOf(askedTime),
    ...(records === 0 ? [both(labels.summary)] : [make.element('span', both(labels.details), ` (${records})`)]),
  ]);
}

function consents(make: Elements, report: Report): PageElement[] {
  const headings = [labels.who, labels.purpose, labels.until, labels.used, labels.revoked];
  return listed(make, labels.consents, headings, report.consents, (consent) => [
    consent.partyName,
    make.both(labels[consent.purpose]),
    minuteOf(consent.notAfter),
    `${consent.used} / ${consent.uses}`,
    consent.revokedTime === undefined ? '' : minuteOf(consent.revokedTime),
  ]);
}

function keys(make: Elements, { keys: all, ledgerDay }: Report): PageElement[] {
  const { both, code, element } = make;
  /** In how many days of the ledger, counted from the report's. */
  const inDays = (day: number) =>
    day <= ledgerDay ? both(labels.already) : element('span', both(labels.inDays), ` ${day - ledgerDay}`);
  const headings = [labels.key, labels.added, labels.counts, labels.reports, labels.revoked];
  return listed(
    make,
    labels.keys,
    headings,
    all,
    ({ keyId, addedTime, countsFromDay, reportsFromDay, revokedTime }) => [
      code(keyId),
      minuteOf(addedTime),
      inDays(countsFromDay),
      inDays(reportsFromDay),
      revokedTime === undefined ? '' : minuteOf(revokedTime),
    ],
  );
}

function listed<T>(
  { element, both, table }: Elements,
  title: Words,
  headings: readonly Words[],
  items: readonly T[],
  cells: (item: T) => readonly (PageElement | string)[],
): PageElement[] {
  const head = element('tr', ...headings.map((heading) => element('th', both(heading))));
  const rows = items.map((item) => element('tr', ...cells(item).map((cell) => element('td', cell))));
  return [element('h2', both(title)), items.length === 0 ? element('p', both(labels.none)) : table(head, ...rows)];
}

function sayValue(name: (typeof detailNames)[number], value: unknown): Words {
  const same = (text: string) => ({ zh: text, en: text });
  if (typeof value === 'number') {
    const grouped = String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',');
    if (name === 'amountRmb') return { zh: `${grouped} 元`, en: `${grouped} RMB` };
    if (name === 'rateBps') return same(`${value / 100}%`);
  }
  const text = String(value);
  if (name.endsWith('Time')) return same(text.slice(0, 10));
  return Object.hasOwn(labels, text) ? labels[text as keyof typeof labels] : same(text);
}

/** In UTC. */
function minuteOf(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
