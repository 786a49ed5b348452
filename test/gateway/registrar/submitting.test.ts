/** What one item does to the transaction that it shares, and what a ledger that is away does to all. */
import { canonicalJson } from '../../../chaincode/api/canonical';
import { Rejection } from '../../../chaincode/api/refusals';
import { LedgerUnavailable } from '../../../gateway/ledger/types';
import type { OutboxItem } from '../../../gateway/outbox/outbox';
import { newCommonSubmission, newSingleSubmission, type SubmittingLedger } from '../../../gateway/registrar/submitting';
import { anAttachment } from '../../chaincode/credit-builders';

const accepted = { outcome: { status: 'ACCEPTED', repeated: false, answer: { attachmentId: '' } } } as const;

function item(name: string): OutboxItem {
  const command = { ...anAttachment('somebody'), attachmentId: name };
  return { name: 'subject:attach', command, key: '' };
}
const items = (...names: readonly string[]) => names.map(item);

interface Behaviour {
  /** Fails a transaction that holds it; undefined where it does not. */
  readonly failure?: (name: string) => Error | undefined;
  /** Fails on the own peer. */
  readonly fault?: (name: string) => Error | undefined;
  readonly isReady?: boolean;
}

/** What is submitted at one moment shares a transaction, as in the group commit. */
function ledgerOf({ failure = () => undefined, fault = () => undefined, isReady = true }: Behaviour) {
  const transactions: (readonly string[])[] = [];
  const triedOut: string[] = [];
  let gathered: string[] = [];
  let shared: Promise<void> | undefined;
  const nameOf = (command: unknown) => (command as { readonly attachmentId: string }).attachmentId;
  const execute = async (): Promise<void> => {
    await new Promise(setImmediate);
    const names = gathered;
    [gathered, shared] = [[], undefined];
    transactions.push(names);
    for (const name of names) {
      const error = failure(name);
      if (error !== undefined) throw error;
    }
  };
  const ledger = {
    submit: async (_name: string, command: unknown) => {
      canonicalJson(command);
      gathered.push(nameOf(command));
      shared ??= execute();
      await shared;
      return accepted;
    },
    tryOut: async (_name: string, command: unknown) => {
      triedOut.push(nameOf(command));
      const error = fault(nameOf(command));
      if (error !== undefined) throw error;
      return accepted.outcome;
    },
    isReady: async () => isReady,
  } as unknown as SubmittingLedger;
  return { ledger, transactions, triedOut };
}

const bad = (error: () => Error) => (name: string) => (name.startsWith('bad') ? error() : undefined);
const endorsing = bad(() => new LedgerUnavailable('endorse'));
const evaluating = bad(() => new LedgerUnavailable('evaluate'));

describe('items that are submitted together', () => {
  it('share a transaction', async () => {
    const { ledger, transactions } = ledgerOf({});
    expect(await newCommonSubmission(ledger).submit(items('a', 'b', 'c'))).toEqual(Array(3).fill('ACCEPTED'));
    expect(transactions).toEqual([['a', 'b', 'c']]);
  });

  it('go on without those on which the chaincode fails, still together', async () => {
    const { ledger, transactions } = ledgerOf({ failure: endorsing, fault: evaluating });
    const words = await newCommonSubmission(ledger).submit(items('a', 'bad1', 'b', 'bad2', 'c'));
    expect(words).toEqual(['ACCEPTED', 'FAILED', 'ACCEPTED', 'FAILED', 'ACCEPTED']);
    expect(transactions).toEqual([
      ['a', 'bad1', 'b', 'bad2', 'c'],
      ['a', 'b', 'c'],
    ]);
  });

  it('are counted by the refusal that fails their whole transaction', async () => {
    const malformed = bad(() => new Rejection('TRANSACTION_MALFORMED'));
    const { ledger } = ledgerOf({ failure: malformed, fault: malformed });
    expect(await newCommonSubmission(ledger).submit(items('a', 'bad'))).toEqual(['ACCEPTED', 'TRANSACTION_MALFORMED']);
  });

  it('fail by themselves where they have no canonical form', async () => {
    const { ledger, transactions } = ledgerOf({ fault: bad(() => new TypeError()) });
    expect(await newCommonSubmission(ledger).submit(items('a', 'bad\ud800'))).toEqual(['ACCEPTED', 'FAILED']);
    expect(transactions).toEqual([['a']]);
  });

  it.each<[string, Behaviour, number]>([
    ['the other endorsers do not answer', { failure: () => new LedgerUnavailable('endorse') }, 3],
    [
      'the own peer does not answer either',
      {
        failure: () => new LedgerUnavailable('endorse'),
        fault: () => new LedgerUnavailable('evaluate'),
        isReady: false,
      },
      1,
    ],
    ['the outcome is unknown', { failure: bad(() => new LedgerUnavailable('commit', 'tx')), fault: evaluating }, 0],
    ['the gateway stops', { failure: () => new LedgerUnavailable('queue') }, 0],
  ])('have no outcome where %s', async (_when, behaviour, asked) => {
    const { ledger, transactions, triedOut } = ledgerOf(behaviour);
    await expect(newCommonSubmission(ledger).submit(items('a', 'bad', 'b'))).rejects.toThrow(LedgerUnavailable);
    expect([transactions.length, triedOut.length]).toEqual([1, asked]);
  });
});

describe('items that are submitted one after another', () => {
  it('are passed over where they have no answer and others have one', async () => {
    const { ledger, transactions } = ledgerOf({ failure: endorsing });
    const submission = newSingleSubmission(ledger);
    expect(await submission.submit(items('bad1', 'bad2', 'a', 'bad3'))).toEqual([
      'UNANSWERED',
      'UNANSWERED',
      'ACCEPTED',
      'UNANSWERED',
    ]);
    expect(() => submission.end()).not.toThrow();
    expect(transactions).toEqual([['bad1'], ['bad2'], ['a'], ['bad3']]);
  });

  it('are counted out where the own peer fails on them', async () => {
    const { ledger } = ledgerOf({ failure: endorsing, fault: evaluating });
    expect(await newSingleSubmission(ledger).submit(items('bad', 'a'))).toEqual(['FAILED', 'ACCEPTED']);
  });

  it('are given up soon where nothing has an answer', async () => {
    const { ledger, transactions } = ledgerOf({ failure: endorsing });
    const names = Array.from({ length: 50 }, (_, index) => `bad${index}`);
    await expect(newSingleSubmission(ledger).submit(items(...names))).rejects.toThrow(LedgerUnavailable);
    expect(transactions).toHaveLength(3);
  });

  it('are not passed over where they are all that there is', async () => {
    const { ledger } = ledgerOf({ failure: endorsing });
    const submission = newSingleSubmission(ledger);
    expect(await submission.submit(items('bad'))).toEqual(['UNANSWERED']);
    expect(() => submission.end()).toThrow(LedgerUnavailable);
  });

  it('are given up at once where the gateway stops', async () => {
    const { ledger, transactions } = ledgerOf({ failure: bad(() => new LedgerUnavailable('queue')) });
    const submission = newSingleSubmission(ledger);
    await expect(submission.submit(items('a', 'bad', 'b'))).rejects.toThrow(LedgerUnavailable);
    expect(transactions).toEqual([['a'], ['bad']]);
  });
});
