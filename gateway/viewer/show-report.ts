/** An own report as elements of the page: public parts as they are, and records (show-record.ts). */
import type { Words } from '../client/said';
import type { Report } from '../queries/report';
import type { Elements, PageElement } from './dom';
import { labels, purposes } from './labels';
import type { OpenedRecord } from './report';
import { showRecord } from './show-record';

/** `opened` is absent until the key is chosen. */
export function showReport(make: Elements, report: Report, opened?: readonly OpenedRecord[]): PageElement {
  const { element, both, code, row, table, time } = make;
  const { subjectId } = report;
  const records = report.records.map((reported, at) => showRecord(make, { subjectId, reported, opened: opened?.[at] }));
  return element(
    'section',
    element('h2', both(labels.title)),
    table(
      row(labels.subject, code(subjectId)),
      row(labels.query, code(report.queryId)),
      row(labels.made, time(report.madeTime)),
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

function asked(make: Elements, { queries }: Report): PageElement[] {
  const { both, content, word, time } = make;
  const headings = [labels.who, labels.purpose, labels.when, labels.asked];
  return listed(make, labels.queries, headings, queries, ({ partyName, purpose, askedTime, records }) => [
    content(partyName),
    word(purposes, purpose),
    time(askedTime),
    ...(records === 0
      ? [both(labels.summary)]
      : [make.element('span', both(labels.details), ' ', content(`${records}`))]),
  ]);
}

function consents(make: Elements, report: Report): PageElement[] {
  const { code, content, word, time } = make;
  const headings = [labels.consentId, labels.who, labels.purpose, labels.until, labels.used, labels.revoked];
  return listed(make, labels.consents, headings, report.consents, (consent) => [
    code(consent.consentId),
    content(consent.partyName),
    word(purposes, consent.purpose),
    time(consent.notAfter),
    content(`${consent.used} / ${consent.uses}`),
    consent.revokedTime === undefined ? '' : time(consent.revokedTime),
  ]);
}

function keys(make: Elements, { keys: all, ledgerDay }: Report): PageElement[] {
  const { both, code, element, time } = make;
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
      time(addedTime),
      inDays(countsFromDay),
      inDays(reportsFromDay),
      revokedTime === undefined ? '' : time(revokedTime),
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
