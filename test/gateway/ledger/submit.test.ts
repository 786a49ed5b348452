import { status } from '@grpc/grpc-js';
import { StatusCode } from '@hyperledger/fabric-gateway';
import type { Outcome } from '../../../chaincode/api/commands';
import { type CommitStatus, type Endorsed, type LedgerSteps, newTransactionPort } from '../../../gateway/ledger/submit';
import { accepted, countingObserver, gatewayError, noSleep, refused } from './builders';

const request = { name: 'plan:accept', argument: '{"commands":[{}]}' } as const;
const valid: CommitStatus = { code: StatusCode.VALID, block: 7 };

interface Script {
  readonly outcomes?: readonly Outcome[];
  /** One entry for each call; the last one holds for the rest. */
  readonly endorse?: readonly (Error | undefined)[];
  readonly submit?: readonly (Error | undefined)[];
  readonly commit?: readonly (Error | CommitStatus)[];
}

/** A ledger that answers by script and keeps the ids of what it was sent. */
function scripted(script: Script) {
  const endorsed: string[] = [];
  const submitted: string[] = [];
  const asked: string[] = [];
  const at = <T>(list: readonly T[] | undefined, count: number): T | undefined =>
    list?.[Math.min(count, list.length) - 1];
  const steps: LedgerSteps = {
    async endorse() {
      endorsed.push(`tx${endorsed.length + 1}`);
      const failure = at(script.endorse, endorsed.length);
      if (failure) throw failure;
      const outcomes = script.outcomes ?? [accepted({ confirmId: 'c' })];
      return { transactionId: endorsed.at(-1) ?? '', result: Buffer.from(JSON.stringify({ outcomes })) };
    },
    async submit({ transactionId }: Endorsed) {
      submitted.push(transactionId);
      const failure = at(script.submit, submitted.length);
      if (failure) throw failure;
    },
    async commitStatus({ transactionId }: Endorsed) {
      asked.push(transactionId);
      const answer = at(script.commit ?? [valid], asked.length);
      if (answer === undefined || answer instanceof Error) throw answer;
      return answer;
    },
  };
  const observer = countingObserver();
  return { endorsed, submitted, asked, observer, port: newTransactionPort(steps, { observer, sleep: noSleep }) };
}

const timeout = gatewayError(status.DEADLINE_EXCEEDED);
const unavailable = gatewayError(status.UNAVAILABLE);

describe('endorsements with much private data', () => {
  const kib = (count: number) => 'x'.repeat(count * 1024);

  /** A ledger whose endorsements end when the test says so. */
  function slow() {
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const steps: LedgerSteps = {
      async endorse({ private: secret = '' }) {
        begun.push(secret.length / 1024);
        await new Promise<void>((end) => ends.push(end));
        return { transactionId: 'tx', result: Buffer.from(JSON.stringify({ outcomes: [accepted({})] })) };
      },
      submit: async () => undefined,
      commitStatus: async () => valid,
    };
    const port = newTransactionPort(steps, { observer: countingObserver(), sleep: noSleep });
    const execute = (count: number) => port.execute({ ...request, private: kib(count) });
    return { begun, ends, execute };
  }

  it('are under way for 1 MiB at a time, in their order, so that none waits for its peers beyond its deadline', async () => {
    const { begun, ends, execute } = slow();
    const all = Promise.all([512, 512, 512, 300].map(execute));
    await Promise.resolve();
    expect(begun).toEqual([512, 512]);
    ends.shift()?.();
    await new Promise(setImmediate);
    expect(begun).toEqual([512, 512, 512]);
    while (ends.length > 0) {
      ends.shift()?.();
      await new Promise(setImmediate);
    }
    expect(begun).toEqual([512, 512, 512, 300]);
    expect((await all).map(({ kind }) => kind)).toEqual(Array(4).fill('committed'));
  });

  it('wait for nobody where there is little of it, and run alone where it is more than the room', async () => {
    const { begun, ends, execute } = slow();
    const all = Promise.all([512, 1_900, 1, 512].map(execute));
    await new Promise(setImmediate);
    expect(begun.sort((one, other) => one - other)).toEqual([1, 512]);
    while (begun.length < 4 || ends.length > 0) {
      ends.shift()?.();
      await new Promise(setImmediate);
    }
    await all;
    expect(begun.slice(2)).toEqual([1_900, 512]);
  });

  it('make room again where they fail', async () => {
    const { port } = scripted({ endorse: [gatewayError(status.INVALID_ARGUMENT), undefined] });
    const large = { ...request, private: kib(1_900) };
    await expect(port.execute(large)).rejects.toThrow();
    await expect(port.execute(large)).resolves.toMatchObject({ kind: 'committed' });
  });
});

describe('a transaction', () => {
  it('is answered with its block when it is valid', async () => {
    const { port } = scripted({});

    await expect(port.execute(request)).resolves.toMatchObject({ kind: 'committed', block: 7 });
  });

  it('is not submitted when all of it is refused', async () => {
    const { port, submitted } = scripted({ outcomes: [refused('PLAN_NOT_FOUND')] });

    await expect(port.execute(request)).resolves.toEqual({ kind: 'answered', outcomes: [refused('PLAN_NOT_FOUND')] });
    expect(submitted).toEqual([]);
  });

  it('is not submitted when all of it is refused or was done before', async () => {
    const { port, submitted } = scripted({ outcomes: [accepted({}, true), refused('PLAN_NOT_FOUND')] });

    await expect(port.execute(request)).resolves.toMatchObject({ kind: 'answered' });
    expect(submitted).toEqual([]);
  });

  it('is submitted when one command among refused ones takes effect', async () => {
    const { port, submitted } = scripted({ outcomes: [refused('PLAN_NOT_FOUND'), accepted({})] });

    await expect(port.execute(request)).resolves.toMatchObject({ kind: 'committed' });
    expect(submitted).toEqual(['tx1']);
  });

  it('is proposed anew as long as nothing has been ordered', async () => {
    const { port, endorsed, submitted } = scripted({ endorse: [unavailable, unavailable, undefined] });

    await port.execute(request);

    expect(endorsed).toEqual(['tx1', 'tx2', 'tx3']);
    expect(submitted).toEqual(['tx3']);
  });

  it.each([
    ['the commit status does not come', { commit: [timeout, timeout, valid] }],
    ['the submission is not answered', { submit: [timeout, undefined] }],
    ['no orderer is reached at first', { submit: [unavailable, undefined], commit: [timeout, valid] }],
  ])('is never proposed a second time when %s', async (_, script) => {
    const { port, endorsed } = scripted(script);

    await expect(port.execute(request)).resolves.toMatchObject({ kind: 'committed' });
    expect(endorsed).toEqual(['tx1']);
  });

  it('is sent again, the same one, until somebody says what became of it', async () => {
    const { port, submitted } = scripted({ commit: [timeout, unavailable, valid] });

    await port.execute(request);

    expect(submitted).toEqual(['tx1', 'tx1', 'tx1']);
  });

  it('is given up after six sendings, with its id and without a second transaction', async () => {
    const { port, endorsed, submitted } = scripted({ commit: [timeout] });

    const error = await port.execute(request).catch((reason: unknown) => reason);

    expect(error).toMatchObject({ name: 'LedgerUnavailable', step: 'commit', transactionId: 'tx1' });
    expect(submitted).toHaveLength(6);
    expect(endorsed).toHaveLength(1);
  });

  it('counts each sending again', async () => {
    const { port, observer } = scripted({ commit: [timeout, valid] });

    await port.execute(request);

    expect(observer.retries).toEqual(['commit: not judged']);
  });

  it('is asked for once when an orderer refuses it', async () => {
    const { port, submitted, asked } = scripted({ submit: [gatewayError(status.ABORTED)], commit: [timeout] });

    await expect(port.execute(request)).rejects.toMatchObject({ name: 'LedgerUnavailable', step: 'submit' });
    expect([submitted.length, asked.length]).toEqual([1, 1]);
  });

  it('stands when an orderer refuses it and another had accepted it', async () => {
    const { port } = scripted({ submit: [gatewayError(status.ABORTED)] });

    await expect(port.execute(request)).resolves.toMatchObject({ kind: 'committed' });
  });

  it('fails as our defect when the first sending is not permitted', async () => {
    const { port, asked } = scripted({ submit: [gatewayError(status.PERMISSION_DENIED)] });

    await expect(port.execute(request)).rejects.toMatchObject({ name: 'GatewayError' });
    expect(asked).toEqual([]);
  });

  it('stays unknown when a later sending is not permitted', async () => {
    const { port } = scripted({ submit: [undefined, gatewayError(status.PERMISSION_DENIED)], commit: [timeout] });

    await expect(port.execute(request)).rejects.toMatchObject({ name: 'LedgerUnavailable', step: 'commit' });
  });

  it.each([StatusCode.MVCC_READ_CONFLICT, StatusCode.PHANTOM_READ_CONFLICT])(
    'reports code %i as a conflict with its block',
    async (code) => {
      const { port } = scripted({ commit: [{ code, block: 9 }] });

      const outcomes = [accepted({ confirmId: 'c' })];
      const conflict = { kind: 'conflict', outcomes, transactionId: 'tx1', block: 9 };
      await expect(port.execute(request)).resolves.toEqual(conflict);
    },
  );

  it('asks what became of the first copy when it is a duplicate, and sends no more', async () => {
    const { port, submitted } = scripted({ commit: [{ code: StatusCode.DUPLICATE_TXID, block: 8 }, valid] });

    await expect(port.execute(request)).resolves.toMatchObject({ kind: 'committed', block: 7 });
    expect(submitted).toEqual(['tx1']);
  });

  it.each(['ENDORSEMENT_POLICY_FAILURE', 'EXPIRED_CHAINCODE', 'CHAINCODE_VERSION_CONFLICT'] as const)(
    'is proposed once more after %s',
    async (name) => {
      const { port, endorsed } = scripted({ commit: [{ code: StatusCode[name], block: 6 }, valid] });

      await expect(port.execute(request)).resolves.toMatchObject({ kind: 'committed' });
      expect(endorsed).toEqual(['tx1', 'tx2']);
    },
  );

  it('is given up when the policy fails twice', async () => {
    const { port, endorsed } = scripted({ commit: [{ code: StatusCode.ENDORSEMENT_POLICY_FAILURE, block: 6 }] });

    await expect(port.execute(request)).rejects.toMatchObject({ step: 'endorse', transactionId: 'tx2' });
    expect(endorsed).toHaveLength(2);
  });

  it('is our defect when it is judged malformed', async () => {
    const { port } = scripted({ commit: [{ code: StatusCode.BAD_RWSET, block: 6 }] });

    await expect(port.execute(request)).rejects.toThrow('BAD_RWSET');
  });
});
