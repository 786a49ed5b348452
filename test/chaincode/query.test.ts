/** Who may ask what about a subject, how it is answered, and what that costs. */
import { harbour, hour, keystone, meadow, orchard, watchtower } from './builders';
import { subjectIdOf } from './credit-builders';
import { giveFeedback, passTo, register } from './credit-scenario';
import { aConsentRevocation, aQuery, asking, askingKey } from './query-builders';
import {
  advance,
  anAnsweredLoan,
  anAskedLoan,
  answerRecord,
  aToldLoan,
  consentRecord,
  grant,
  ledgerDay,
  price,
  query,
  tryAnswer,
  tryGrant,
  tryProve,
  tryQuery,
} from './query-scenario';
import { accepted, anAlliance, refused } from './scenario';

describe('a query', () => {
  it('leaves who asked about whom and why, and holds the price until it is answered', async () => {
    const { s, answerId, loan } = await anAskedLoan();
    expect(s.ledger.records('creditQuery')).toMatchObject([
      {
        queryId: `${meadow}:q1`,
        partyId: meadow,
        subjectId: subjectIdOf('li'),
        purpose: 'LOAN_APPLICATION',
        answerIds: [`${meadow}:q1.0`],
        askedTime: s.ledger.time,
        day: ledgerDay(s),
      },
    ]);
    expect(answerRecord(s, answerId)).toMatchObject({
      recordId: loan.recordId,
      numbers: [0, 1],
      tokenFen: price,
      status: 'HELD',
      deliverBy: new Date(s.ledger.nowMs + 24 * hour * 1000).toISOString(),
      refundFrom: new Date(s.ledger.nowMs + (24 * hour + 600) * 1000).toISOString(),
      disputeBy: new Date(s.ledger.nowMs + 96 * hour * 1000).toISOString(),
    });
    expect(consentRecord(s).used).toBe(1);
    expect([s.balanceFen(meadow), s.heldFen(meadow)]).toEqual([9_500, 500]);
  });

  it('for a summary leaves an entry and no answers', async () => {
    const { s } = await aToldLoan();
    await grant(s);
    expect(await query(s)).toEqual({ queryId: `${meadow}:q1`, answerIds: [], tokenFen: 0 });
    expect(consentRecord(s).used).toBe(1);
  });

  it('is paid to the registrar when the answer is accepted', async () => {
    const { s, answerId } = await anAnsweredLoan();
    accepted(await s.act(meadow, 'credit:accept', { answerId }));
    expect(answerRecord(s, answerId)).toMatchObject({ status: 'PAID', settledBy: 'ACCEPTED' });
    expect([s.balanceFen(meadow), s.heldFen(meadow), s.balanceFen(keystone)]).toEqual([9_500, 0, 500]);
    expect(s.creditsOf(keystone)).toEqual([`answerfee:${meadow}:q1.0`]);
  });
});
