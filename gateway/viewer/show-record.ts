/** A record of an own report as elements of the page: public parts as they are, details and findings where they have been opened. */
import type { TermsFields } from '../../chaincode/api/credit-fields';
import type { JudgedFeedback } from '../../chaincode/api/feedback-proof';
import type { ReportedRecord } from '../queries/report';
import type { Elements, PageElement } from './dom';
import { labels, levels, outcomes, relations, sides, verdicts } from './labels';
import type { OpenedRecord } from './report';

export interface ShownRecord {
  /** The subject of the report. */
  readonly subjectId: string;
  readonly reported: ReportedRecord;
  /** Absent until the key is chosen. */
  readonly opened: OpenedRecord | undefined;
}

export function showRecord(make: Elements, { subjectId, reported, opened }: ShownRecord): PageElement {
  const { element, marked, both, code, content, row, table, word, finding } = make;
  const { record, feedbacks, disputed, disputes } = reported;
  const { recordId, borrowedOn, borrower, level, priceFen = 0 } = record;
  const price = level === 'PAID' ? ` (${(priceFen / 100).toFixed(2)})` : '';
  const others = (['renews', 'renewedBy', 'corrects', 'correctedBy'] as const).flatMap((name) => {
    const other = record[name];
    return other === undefined ? [] : [row(labels[name], code(other))];
  });
  const rows = [
    row(labels.recordId, code(recordId)),
    row(labels.side, word(sides, borrower.type)),
    ...(level === undefined ? [] : [row(labels.level, word(levels, level), price)]),
    ...others,
    row(labels.terms, ...showPart(make, opened, 0)),
    ...feedbacks.map((feedback) => row(labels.feedback, ...showFeedback(make, feedback, opened))),
    ...disputes.map((dispute) => row(labels.dispute, ...said(make, dispute))),
    ...(opened === undefined ? [] : [row(labels.checks, ...findings(make, opened))]),
  ];
  const heading = element('h3', content(borrowedOn), ' ', both(labels.borrowed));
  if (disputed !== undefined) heading.append(' ', marked('mark', both(labels.disputed)));
  const isOther = record.subjectId !== subjectId;
  const other = isOther ? [finding(false, labels.otherSubject, ' ', code(record.subjectId))] : [];
  return marked('record', element('section', heading, ...other, table(...rows)));
}

function showFeedback(make: Elements, feedback: ReportedRecord['feedbacks'][number], opened: OpenedRecord | undefined) {
  const { both, code, content, time } = make;
  const { number, feedbackTime, corrects, renewedBy } = feedback;
  return [
    content(`${number}`),
    ' · ',
    time(feedbackTime),
    ...(corrects === undefined ? [] : [' · ', both(labels.correctsFeedback), ' ', content(`${corrects}`)]),
    ...(renewedBy === undefined ? [] : [' · ', both(labels.renewedBy), ' ', code(renewedBy)]),
    ...showPart(make, opened, number),
  ];
}

/** Terms under 0; what opened and has not the documented form is not shown. */
function showPart(make: Elements, opened: OpenedRecord | undefined, number: number): readonly PageElement[] {
  const { marked, both, finding } = make;
  if (opened === undefined) return [marked('sealed', both(labels.sealed))];
  const part = opened.parts.get(number);
  if (part === undefined) return [marked('sealed', both(labels.notAtHand))];
  if (part === 'DAMAGED') return [finding(false, labels.damaged)];
  if (number === 0) return [opened.terms ? showTerms(make, opened.terms) : finding(false, labels.NO_FORM)];
  return showDetails(make, opened.feedbacks.get(number) ?? { unproven: 'NO_FORM' });
}

function showTerms({ row, table, time, word, both, code }: Elements, terms: TermsFields): PageElement {
  const { relationKind, amountRmb, rateBps, startTime, maturityTime, mandateSha256 } = terms;
  const amount = String(amountRmb).replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return table(
    row(labels.relationKind, word(relations, relationKind)),
    row(labels.amountRmb, both({ zh: `${amount} 元`, en: `${amount} RMB` })),
    row(labels.rateBps, `${rateBps / 100}%`),
    row(labels.startTime, time(startTime)),
    row(labels.maturityTime, time(maturityTime)),
    ...(mandateSha256 === undefined ? [] : [row(labels.mandateSha256, code(mandateSha256))]),
  );
}

function showDetails(make: Elements, { details, unproven }: JudgedFeedback): readonly PageElement[] {
  const { both, code, row, table, time, word, finding } = make;
  const fault = unproven === undefined ? [] : [finding(false, labels[unproven])];
  if (details === undefined) return fault;
  const { outcome, newMaturityTime, notice, early } = details;
  const shown = table(
    row(labels.outcome, word(outcomes, outcome)),
    ...(newMaturityTime === undefined ? [] : [row(labels.newMaturityTime, time(newMaturityTime))]),
    ...(notice === undefined
      ? []
      : [row(labels.notice, time(notice.givenTime)), row(labels.evidence, code(notice.evidenceSha256))]),
    ...(early === undefined ? [] : [row(labels.early, both(labels.already))]),
  );
  const isSigned = unproven === undefined && outcome === 'EXTENDED';
  return [shown, ...fault, ...(isSigned ? [finding(true, labels.extensionSigned)] : [])];
}

function findings(make: Elements, { borrower, isSignedByLender, terms, ...held }: OpenedRecord) {
  const { element, both, finding } = make;
  const { maturityHolds, mandateHolds } = held;
  return [
    ...borrowerFinding(make, borrower, terms !== undefined),
    finding(isSignedByLender, isSignedByLender ? labels.lenderSigned : labels.lenderNotSigned),
    maturityHolds === undefined
      ? element('div', both(labels.termsUnseen))
      : finding(maturityHolds, maturityHolds ? labels.maturityHolds : labels.maturityDiffers),
    ...(mandateHolds === undefined
      ? []
      : [finding(mandateHolds, mandateHolds ? labels.mandateHolds : labels.mandateDiffers)]),
  ];
}

/** That a record is of another subject stands at its head. */
function borrowerFinding(make: Elements, borrower: OpenedRecord['borrower'], hasTerms: boolean) {
  const { element, both, code, finding } = make;
  if (borrower === 'MANDATE') return [element('div', both(labels.byMandate))];
  if (borrower === 'OTHER_SUBJECT') return [];
  if (borrower === 'NOT_SIGNED') return [finding(false, labels.ownNotSigned)];
  return [finding(true, hasTerms ? labels.ownSigned : labels.ownSignedUnseen, ' ', code(borrower.signedBy))];
}

function said({ element, both, code, content, word, time }: Elements, dispute: ReportedRecord['disputes'][number]) {
  const { disputeId, disputedTime, statement, statementUnreadableFor, verdict, answer, answerUnreadableFor } = dispute;
  const text = (one: string | undefined) => (one === undefined ? [] : [element('div', content(one))]);
  const unread = (parties: readonly string[] | undefined) =>
    parties === undefined ? [] : [element('div', both(labels.unreadableFor), ' ', content(parties.join(', ')))];
  return [
    time(disputedTime),
    ' · ',
    verdict === undefined ? both(labels.open) : word(verdicts, verdict),
    ' · ',
    code(disputeId),
    ...text(statement),
    ...unread(statementUnreadableFor),
    ...text(answer),
    ...unread(answerUnreadableFor),
  ];
}
