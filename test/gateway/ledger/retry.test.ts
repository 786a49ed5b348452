import { status } from '@grpc/grpc-js';
import { StatusCode } from '@hyperledger/fabric-gateway';
import { Rejection } from '../../../chaincode/api/refusals';
import type { Step } from '../../../gateway/ledger/observer';
import {
  type Action,
  backoffMs,
  classify,
  type Judgement,
  judge,
  refusalIn,
  untilAnswered,
} from '../../../gateway/ledger/retry';
import { LedgerUnavailable } from '../../../gateway/ledger/types';
import { countingObserver, gatewayError, harbour, noSleep } from './builders';

interface Expected {
  readonly row: string;
  readonly action: Action;
  readonly times?: number;
  readonly nextPeer?: boolean;
}

const overload = 'too many requests for /gateway.Gateway, exceeding concurrency limit (500)';
const cold = 'no combination of peers can be derived which satisfy the endorsement policy';
const gone = 'error in simulation: failed to execute transaction: error sending: chaincode stream terminated';

const failures: readonly (readonly [Step, status, string, Expected])[] = [
  ['evaluate', status.UNKNOWN, overload, { row: 'overloaded', action: 'again', times: 3 }],
  ['endorse', status.UNKNOWN, overload, { row: 'overloaded', action: 'again', times: 3 }],
  ['endorse', status.UNAVAILABLE, cold, { row: 'discovery is cold', action: 'again', times: 5 }],
  ['endorse', status.FAILED_PRECONDITION, cold, { row: 'discovery is cold', action: 'again', times: 5 }],
  ['evaluate', status.UNAVAILABLE, '', { row: 'not reached', action: 'again', times: 3, nextPeer: true }],
  ['endorse', status.UNAVAILABLE, '', { row: 'not reached', action: 'again', times: 3, nextPeer: true }],
  ['endorse', status.DEADLINE_EXCEEDED, '', { row: 'not reached', action: 'again', times: 3, nextPeer: true }],
  ['endorse', status.CANCELLED, '', { row: 'not reached', action: 'again', times: 3, nextPeer: true }],
  [
    'endorse',
    status.ABORTED,
    'ProposalResponsePayloads do not match',
    { row: 'endorsements differ', action: 'again', times: 3 },
  ],
  ['endorse', status.ABORTED, gone, { row: 'chaincode not reached', action: 'again', times: 3, nextPeer: true }],
  ['endorse', status.ABORTED, 'chaincode response 500, boom', { row: 'chaincode failed', action: 'unavailable' }],
  ['evaluate', status.UNKNOWN, 'chaincode response 500, boom', { row: 'chaincode failed', action: 'unavailable' }],
  ['endorse', status.ABORTED, 'something else', { row: 'not endorsed', action: 'again', times: 3 }],
  ['endorse', status.FAILED_PRECONDITION, 'no endorsers found', { row: 'misconfigured', action: 'fail' }],
  ['endorse', status.INVALID_ARGUMENT, '', { row: 'not permitted', action: 'fail' }],
  ['evaluate', status.PERMISSION_DENIED, '', { row: 'not permitted', action: 'fail' }],
  ['submit', status.NOT_FOUND, '', { row: 'not permitted', action: 'fail' }],
  ['submit', status.UNAVAILABLE, '', { row: 'peer lost', action: 'resend', nextPeer: true }],
  ['submit', status.DEADLINE_EXCEEDED, '', { row: 'unanswered', action: 'resend' }],
  ['submit', status.UNKNOWN, overload, { row: 'unanswered', action: 'resend' }],
  [
    'submit',
    status.ABORTED,
    'received unsuccessful response from orderer: status=BAD_REQUEST',
    { row: 'orderer refused', action: 'ask' },
  ],
  ['commit', status.UNAVAILABLE, '', { row: 'peer lost', action: 'resend', nextPeer: true }],
  ['commit', status.DEADLINE_EXCEEDED, '', { row: 'not judged', action: 'resend', nextPeer: true }],
  ['commit', status.PERMISSION_DENIED, '', { row: 'unanswered', action: 'resend' }],
];

describe('the retry table', () => {
  it.each(failures)('takes %s with code %i and "%s" for what it is', (step, code, detail, expected) => {
    const verdict = classify(step, gatewayError(code, detail));

    expect(verdict).toMatchObject({ times: 0, nextPeer: false, ...expected });
  });

  it('gives an error that is none of the ledger to the caller', () => {
    expect(classify('endorse', new TypeError('x is undefined')).action).toBe('fail');
  });

  it('takes an odd failure after sending for an unknown outcome', () => {
    expect(classify('submit', new Error('No result returned')).action).toBe('resend');
  });

  const judgements: readonly (readonly [keyof typeof StatusCode, Judgement])[] = [
    ['VALID', 'done'],
    ['MVCC_READ_CONFLICT', 'conflict'],
    ['PHANTOM_READ_CONFLICT', 'conflict'],
    ['DUPLICATE_TXID', 'ask'],
    ['NOT_VALIDATED', 'ask'],
    ['ENDORSEMENT_POLICY_FAILURE', 'propose'],
    ['EXPIRED_CHAINCODE', 'propose'],
    ['CHAINCODE_VERSION_CONFLICT', 'propose'],
    ['BAD_CREATOR_SIGNATURE', 'fail'],
    ['BAD_RWSET', 'fail'],
    ['INVALID_OTHER_REASON', 'fail'],
  ];

  it.each(judgements)('answers the validation code %s with "%s"', (name, judgement) => {
    expect(judge(StatusCode[name])).toBe(judgement);
  });
});

describe('a refusal in a message', () => {
  it("is found behind the peer's own words", () => {
    const error = gatewayError(status.ABORTED, 'chaincode response 500, CALLER_NOT_ADMIN {"partyId":"HarbourMSP"}');

    expect(refusalIn(error)).toMatchObject({ code: 'CALLER_NOT_ADMIN', detail: { partyId: harbour } });
  });

  it('is found in the detail of any peer', () => {
    expect(refusalIn(gatewayError(status.ABORTED, 'connection refused', 'CALLER_NOT_MEMBER {}'))?.code).toBe(
      'CALLER_NOT_MEMBER',
    );
  });

  it('is not seen in other text', () => {
    expect(refusalIn(gatewayError(status.ABORTED, 'SOME_OTHER {}'))).toBeUndefined();
  });
});

describe('asking until there is an answer', () => {
  const observer = countingObserver();
  const means = { observer, sleep: noSleep };
  const failing = (error: Error, times: number) => {
    let calls = 0;
    return async () => {
      calls++;
      if (calls <= times) throw error;
      return calls;
    };
  };

  it('asks again after a failure that passes', async () => {
    await expect(untilAnswered('endorse', failing(gatewayError(status.UNAVAILABLE), 3), means)).resolves.toBe(4);
  });

  it('does not wait for a second deadline of a ledger that hangs', async () => {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(0);
    let calls = 0;
    const hanging = async () => {
      calls += 1;
      clock.mockReturnValue(15_000 * calls);
      throw gatewayError(status.DEADLINE_EXCEEDED);
    };
    const asked = untilAnswered('endorse', hanging, means).finally(() => clock.mockRestore());
    await expect(asked).rejects.toBeInstanceOf(LedgerUnavailable);
    expect(calls).toBe(1);
  });

  it('says that the ledger was not reached when it does not pass', async () => {
    const asked = untilAnswered('endorse', failing(gatewayError(status.UNAVAILABLE), 99), means);

    await expect(asked).rejects.toMatchObject({ name: 'LedgerUnavailable', step: 'endorse' });
  });

  it('throws a refusal at once', async () => {
    const call = failing(gatewayError(status.ABORTED, 'CALLER_NOT_MEMBER {}'), 1);

    await expect(untilAnswered('endorse', call, means)).rejects.toEqual(new Rejection('CALLER_NOT_MEMBER'));
  });

  it('asks again where the refusal is for now only', async () => {
    const call = failing(gatewayError(status.ABORTED, 'CLOCK_OUT_OF_WINDOW {"seconds":70}'), 1);

    await expect(untilAnswered('endorse', call, means)).resolves.toBe(2);
  });

  it('makes a refusal for now that stays LedgerUnavailable, with the refusal as its cause', async () => {
    const call = failing(gatewayError(status.ABORTED, 'ALLIANCE_NOT_FOUNDED {}'), 99);

    const error = await untilAnswered('evaluate', call, means).catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(LedgerUnavailable);
    expect(error).toMatchObject({ step: 'evaluate', cause: { code: 'ALLIANCE_NOT_FOUNDED' } });
  });

  it('does not repeat what failed in the chaincode', async () => {
    let calls = 0;
    const call = async () => {
      calls++;
      throw gatewayError(status.ABORTED, 'chaincode response 500, the sealed record is not here');
    };

    await expect(untilAnswered('endorse', call, means)).rejects.toBeInstanceOf(LedgerUnavailable);
    expect(calls).toBe(1);
  });

  it('counts every retry', async () => {
    observer.retries.length = 0;

    await untilAnswered('evaluate', failing(gatewayError(status.UNAVAILABLE), 2), means);

    expect(observer.retries).toEqual(['evaluate: not reached', 'evaluate: not reached']);
  });
});

describe('the pause between two attempts', () => {
  it('doubles, within half of it by chance, up to two seconds', () => {
    const shortest = [1, 2, 3, 9].map((attempt) => backoffMs(attempt, () => 0));
    const longest = [1, 2, 3, 9].map((attempt) => backoffMs(attempt, () => 1));

    expect(shortest).toEqual([50, 100, 200, 1_000]);
    expect(longest).toEqual([100, 200, 400, 2_000]);
  });
});
