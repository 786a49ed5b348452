/** The vault's part in answers: one key a query, and what of a delivery is good. */
import type { OpenedAnswer } from '../../../gateway/vault/types';
import { answer, loan, queryId, vault } from './world';

const of = loan({ name: 'A', feedbacks: [{ fields: { outcome: 'EXTENDED' } }, { fields: { outcome: 'BREACHED' } }] });
const parts = [of.record, ...of.feedbacks].map((content, number) => ({
  number,
  sealed: of.texts[number] ?? '',
  commitment: 'termsCommitment' in content ? content.termsCommitment : content.feedbackCommitment,
  keyCommitment: content.keyCommitment,
}));

const fieldsOf = (opened: OpenedAnswer) => ('fields' in opened ? [...opened.fields] : opened);

describe('an answer', () => {
  it('opens to what was sealed, in the order of its numbers', () => {
    expect(fieldsOf(vault.credit.openAnswer(answer(of), parts))).toMatchObject([
      [0, { amountRmb: 987_654_321 }],
      [1, { outcome: 'EXTENDED' }],
      [2, { outcome: 'BREACHED' }],
    ]);
  });

  it('holds only the numbers that were asked for', () => {
    const some = answer(of, 0, { numbers: [0, 2] });
    const those = [parts[0], parts[2]].flatMap((part) => part ?? []);
    expect(fieldsOf(vault.credit.openAnswer(some, those))).toMatchObject([
      [0, { amountRmb: 987_654_321 }],
      [2, { outcome: 'BREACHED' }],
    ]);
    expect(() => vault.credit.openAnswer(some, parts)).toThrow(/other numbers/);
  });

  it('is no delivery where the wrap is for another key or answer, or holds too few keys', () => {
    const { wrap, ...rest } = answer(of);
    const other = answer(of, 1).wrap;
    const short = answer(of, 0, { numbers: [0, 1] }).wrap;
    for (const wrong of [other, short]) {
      expect(vault.credit.openAnswer({ ...rest, ...(wrong && { wrap: wrong }) }, parts)).toEqual({ unusable: 'WRAP' });
    }
    expect(wrap).toBeDefined();
  });

  it('is no delivery where a key or a text is not what the lender committed to', () => {
    const [terms, ...feedbacks] = parts;
    if (terms === undefined) throw new Error('no terms');
    const otherKey = [{ ...terms, keyCommitment: 'aa'.repeat(32) }, ...feedbacks];
    const otherText = [{ ...terms, commitment: 'aa'.repeat(32) }, ...feedbacks];
    expect(vault.credit.openAnswer(answer(of), otherKey)).toEqual({ unusable: 'KEY' });
    expect(vault.credit.openAnswer(answer(of), otherText)).toEqual({ unusable: 'TEXT' });
    const none = loan({ name: 'none', fields: null as unknown as object, feedbacks: [] });
    const { termsCommitment: commitment, keyCommitment } = none.record;
    const [sealed] = none.texts;
    const said = [{ number: 0, sealed, commitment, keyCommitment }];
    expect(vault.credit.openAnswer(answer(none), said)).toEqual({ unusable: 'TEXT' });
  });

  it('is judged by nobody who did not ask, and not before there is a delivery', () => {
    const { wrap: _, ...undelivered } = answer(of);
    expect(() => vault.credit.openAnswer(undelivered, parts)).toThrow(/no delivery/);
    expect(() => vault.credit.openAnswer({ ...answer(of), queryId: `${queryId}2` }, parts)).toThrow(/not for a key/);
  });

  it('has a key of its own, for its query and its record, the same whenever it is asked', () => {
    const one = { queryId, recordId: of.record.recordId };
    const all = [one, { ...one, queryId: `${queryId}2` }, { ...one, recordId: 'ab'.repeat(16) }];
    expect(vault.credit.answerKey(one)).toBe(vault.credit.answerKey({ ...one }));
    expect(new Set(all.map((each) => vault.credit.answerKey(each))).size).toBe(all.length);
    expect(new Set(all.map((each) => vault.credit.revealAnswerKey(each))).size).toBe(all.length);
  });
});
