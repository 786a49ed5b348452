/** Histories draw these commands on the ledger's day, consents, queries and their answers, payouts, disputes and purges. */
import type { Command, CommandName } from '../../chaincode/api/commands';
import type { ConfirmStatus, ConsentRecord, CreditAnswerRecord, CreditRecord } from '../../chaincode/api/records';
import { disputeVerdicts } from '../../chaincode/api/records';
import { consentText, identifierFrom } from '../../chaincode/api/signatures';
import { latestDay } from '../../chaincode/domain/ledger-day';
import {
  bytesOf,
  channel,
  creditors,
  harbour,
  keystone,
  meadow,
  type OneOffKey,
  oneOffKey,
  watchtower,
} from './builders';
import { aLoan, hexOf, keyOf, subjectIdOf } from './credit-builders';
import { kept, loanOf, type Made, maturities, people } from './credit-histories';
import { giveFeedback, tryRegister } from './credit-scenario';
import { chosen, type Draw } from './histories';
import {
  type AskedRecord,
  aConsent,
  aConsentRevocation,
  aDispute,
  aDisputeAnswer,
  anAnswer,
  answerKey,
  aQuery,
  asking,
  type ConsentOptions,
  consentContentFrom,
} from './query-builders';
import { grant, ledgerDay, query, tryAnswer, tryDispute } from './query-scenario';
import { accepted, type Scenario } from './scenario';

export const queryingNames = [
  'alliance:advanceDay',
  'consent:grant',
  'consent:revoke',
  'credit:query',
  'credit:deliver',
  'credit:accept',
  'credit:proveMisdelivery',
  'credit:expire',
  'credit:payOut',
  'credit:dispute',
  'credit:answerDispute',
  'credit:purge',
] as const satisfies readonly CommandName[];
export type QueryingCommand = (typeof queryingNames)[number];

/** All one-off keys by public key, whatever they were made for. */
const oneOffKeys = new Map<string, OneOffKey>();

/** Two records of Li's are for sale, one disputed, and sold to Meadow: asked for, answered well, answered with garbage, and paid. */
export async function someSales(s: Scenario): Promise<void> {
  const sold = ['sold', 'sold, too'].map((name) => kept(aLoan({ name, maturityTime: maturities[0] })));
  const feedback = { outcome: 'EXTENDED', newMaturityTime: '2026-03-11T08:00:00.000Z' } as const;
  for (const loan of sold) {
    accepted(await tryRegister(s, loan));
    await giveFeedback(s, loan, { ...feedback, level: 'PAID', priceFen: 100 });
  }
  accepted(await tryDispute(s, sold[0] ?? aLoan()));
  for (const name of ['held', 'good', 'bad', 'paid']) {
    await grant(s, { name });
    const records = sold.map((loan) => asking(loan, 100));
    const { answerIds } = await query(s, { name, records });
    for (const [index, loan] of sold.entries()) {
      const answerId = answerIds[index] ?? '';
      const wrong = name === 'bad' ? { numbers: [0] } : {};
      const key = answerKey(answerId);
      oneOffKeys.set(key.publicKey, key);
      if (name !== 'held') accepted(await tryAnswer(s, answerId, loan, wrong));
      if (name === 'paid') accepted(await s.act(meadow, 'credit:accept', { answerId }));
    }
  }
}

export function isQueryingCommand(name: CommandName): name is QueryingCommand {
  return queryingNames.some((each) => each === name);
}

/** Mostly whoever can do such a thing at all. */
export function queryingCallerOf(s: Scenario, by: string, name: QueryingCommand, draw: Draw | undefined): string {
  if (!draw?.isFair) return name === 'alliance:advanceDay' || by !== keystone ? by : harbour;
  switch (name) {
    case 'alliance:advanceDay':
      return watchtower;
    case 'credit:accept':
    case 'credit:proveMisdelivery':
      return targetAnswer(s, 'DELIVERED', draw)?.partyId ?? meadow;
    case 'consent:grant':
      return creditors[draw.participator] ?? meadow;
    case 'credit:query':
      return usable(s, draw)?.partyId ?? meadow;
    case 'consent:revoke':
    case 'credit:expire':
    case 'credit:purge':
      return by;
    default:
      return keystone;
  }
}

export function makeQuerying(
  s: Scenario,
  name: QueryingCommand,
  draw: Draw,
  { by, folds }: { readonly by: string; readonly folds: readonly string[] },
): Made {
  const plain = (command: Command<CommandName>) => ({ command, private: '' });
  const answer = targetAnswer(s, name === 'credit:deliver' || name === 'credit:expire' ? 'HELD' : 'DELIVERED', draw);
  const answerId = answer?.answerId ?? `${by}:none.0`;
  const record = chosen(s.ledger.records('creditRecord'), draw);
  switch (name) {
    case 'alliance:advanceDay':
      return plain({ day: Math.max(0, latestDay(s.ledger.document, s.ledger.time) - (draw.isFair ? 0 : draw.number)) });
    case 'consent:grant':
      return plain(aDrawnConsent(s, draw, by));
    case 'consent:revoke': {
      const consent = draw.form === 0 ? undefined : chosen(s.ledger.records('consent'), draw);
      const { consentId, subjectId } = consent ?? unpostedConsent(s, draw);
      const subject = draw.isFair ? personOf(subjectId) : 'wang';
      return plain(aConsentRevocation({ subject, key: keyOf(subject, 1 + draw.asset), consentId }));
    }
    case 'credit:query':
      return plain({ ...aDrawnQuery(s, draw, by), folds: [...folds] });
    case 'credit:deliver': {
      const asked = answer && s.ledger.records('creditRecord').find(({ recordId }) => recordId === answer.recordId);
      const { numbers = [0], oneOffPublicKey } = answer ?? {};
      const keys = draw.form === 0 ? { keys: bytesOf('garbage') } : {};
      return plain(
        anAnswer(answerId, loanOf(asked), { numbers, ...(oneOffPublicKey && { oneOffPublicKey }), ...keys }),
      );
    }
    case 'credit:accept':
    case 'credit:expire':
      return plain({ answerId });
    case 'credit:proveMisdelivery': {
      const key = oneOffKeys.get(draw.isFair ? (answer?.oneOffPublicKey ?? '') : '') ?? oneOffKey('other');
      return { command: { answerId }, private: key.revealed };
    }
    case 'credit:payOut': {
      const period = ledgerDay(s) + (draw.isFair ? -draw.asset : 1);
      const amountFen = [1, 50, 100, 300, 0][draw.amount] ?? 1;
      const targets = draw.form === 0 ? creditors : [creditors[draw.participator] ?? meadow];
      return plain({ period, transfers: targets.map((partyId) => ({ partyId, amountFen })), folds: [...folds] });
    }
    case 'credit:dispute': {
      const person = record === undefined ? 'li' : personOf(record.subjectId);
      const said = aDispute(loanOf(record), { name: `d${draw.number}${draw.reference}`, key: keyOf(person) });
      return { command: said.command, private: draw.isFair ? said.private : '' };
    }
    case 'credit:answerDispute': {
      const disputes = s.ledger.records('creditDispute');
      const open = disputes.filter(({ status }) => status === 'OPEN');
      const dispute = chosen(draw.isFair && open.length > 0 ? open : disputes, draw);
      const of = s.ledger.records('creditRecord').find(({ recordId }) => recordId === dispute?.recordId);
      const verdict = disputeVerdicts[draw.number] ?? 'REJECTED';
      return aDisputeAnswer(loanOf(of), { verdict, ...(dispute && { disputeId: dispute.disputeId }) });
    }
    case 'credit:purge':
      return plain(aDrawnPurge(s, draw, record));
  }
}

function aDrawnConsent(s: Scenario, draw: Draw, by: string): Command<'consent:grant'> {
  return aConsent(drawnConsent(s, draw, by));
}

/** One that a history may come to post, or has posted. */
function unpostedConsent(s: Scenario, draw: Draw): Pick<ConsentRecord, 'consentId' | 'subjectId'> {
  const content = consentContentFrom(drawnConsent(s, draw, creditors[draw.participator] ?? meadow));
  return { consentId: identifierFrom(consentText(channel, content)), subjectId: content.subjectId };
}

function drawnConsent(s: Scenario, draw: Draw, by: string): ConsentOptions {
  const { contributor, number, form, reference, amount } = draw;
  const name = `${by} ${contributor} ${number} ${form} ${reference}`;
  const ownReport = form === 3;
  return {
    name,
    ...(number === 1 && { signedTime: '2030-01-01T00:00:00.000Z' }),
    subject: people[contributor] ?? 'li',
    partyId: draw.isFair ? by : 'another',
    uses: 1 + (amount % 3),
    notAfter: number === 2 ? s.ledger.time : '2026-12-31T00:00:00.000Z',
    ...(ownReport && { purpose: 'OWN_REPORT' }),
  };
}

/** A consent that is still good for something. */
function usable(s: Scenario, draw: Draw): ConsentRecord | undefined {
  const consents = s.ledger.records('consent').filter(({ used, uses, revokedTime }) => used < uses && !revokedTime);
  return chosen(consents, draw);
}

function aDrawnQuery(s: Scenario, draw: Draw, by: string): Command<'credit:query'> {
  const consent = (draw.isFair ? usable(s, draw) : undefined) ?? chosen(s.ledger.records('consent'), draw);
  const name = `q${draw.number}${draw.reference}${draw.amount}`;
  const { subjectId = subjectIdOf('li'), purpose = 'LOAN_APPLICATION' } = consent ?? {};
  const records = s.ledger.records('creditRecord').filter((record) => record.subjectId === subjectId);
  const shown = records.filter(({ level }) => purpose === 'OWN_REPORT' || level === 'PUBLIC' || level === 'PAID');
  const asked = (draw.isFair ? shown : records).slice(0, draw.form);
  const query = aQuery({
    name,
    purpose,
    consent: false,
    records: asked.map((record, place) => ({
      ...askingAll(record, purpose === 'OWN_REPORT'),
      ...(purpose !== 'OWN_REPORT' && { oneOffPublicKey: oneOffKeyOf(`query ${by} ${name} ${place}`).publicKey }),
    })),
  });
  return { ...query, subjectId, ...(consent && { consentId: consent.consentId }) };
}

function askingAll(record: CreditRecord, free: boolean): AskedRecord {
  const numbers = record.feedbackCount === 0 ? [0] : [0, record.feedbackCount];
  return asking(record, free ? 0 : (record.priceFen ?? 0), numbers);
}

function aDrawnPurge(s: Scenario, draw: Draw, record: CreditRecord | undefined): Command<'credit:purge'> {
  const left = s.ledger.records('creditFeedback').filter(({ purged }) => !purged);
  const feedback = chosen(left, draw);
  if (draw.form < 2 && feedback) return { recordId: feedback.recordId, number: feedback.number };
  return { recordId: record?.recordId ?? hexOf('none').slice(0, 32), number: 0 };
}

function targetAnswer(s: Scenario, wanted: ConfirmStatus, draw: Draw): CreditAnswerRecord | undefined {
  const answers = s.ledger.records('creditAnswer');
  const due = answers.filter(({ status }) => status === wanted);
  return (draw.isFair ? chosen(due, draw) : undefined) ?? chosen(answers, draw);
}

function personOf(subjectId: string): string {
  return people.find((person) => subjectIdOf(person) === subjectId) ?? 'li';
}

function oneOffKeyOf(seed: string): OneOffKey {
  const key = oneOffKey(seed);
  oneOffKeys.set(key.publicKey, key);
  return key;
}
