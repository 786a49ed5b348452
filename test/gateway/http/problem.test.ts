/** How errors become answers. */
import { type RefusalCode, type RefusalKind, Rejection, refusals } from '../../../chaincode/api/refusals';
import { Problem } from '../../../gateway/api/problem';
import { gatewayProblems } from '../../../gateway/api/problems';
import { problemOf } from '../../../gateway/http/problem';
import { serve } from '../../../gateway/http/route';
import { LedgerUnavailable } from '../../../gateway/ledger/types';
import { CursorMalformed, StoreUnavailable } from '../../../gateway/store/types';
import { startGateway } from './fakes';

const statusByKind: Record<RefusalKind, number> = {
  invalid: 422,
  forbidden: 403,
  absent: 404,
  conflict: 409,
  unavailable: 503,
};

describe('a problem', () => {
  it.each(Object.keys(refusals) as RefusalCode[])('has the status of its kind: %s', (code) => {
    const { status, body } = problemOf(new Rejection(code));
    expect({ status, body }).toMatchObject({ status: statusByKind[refusals[code].kind], body: { code, status } });
  });

  it('carries the identifiers and amounts that the refusal depends on, as members and in words', () => {
    const { body } = problemOf(new Rejection('LIMIT_EXCEEDED', { remainingLimitRmb: 20_000 }));
    expect(body).toEqual({
      type: 'urn:tallystick:problem:LIMIT_EXCEEDED',
      title: refusals.LIMIT_EXCEEDED.text,
      status: 409,
      code: 'LIMIT_EXCEEDED',
      detail: `${refusals.LIMIT_EXCEEDED.text} (remainingLimitRmb 20000)`,
      remainingLimitRmb: 20_000,
    });
  });

  it("keeps its own members where a refusal's detail has the same names", () => {
    const { body } = problemOf(new Rejection('PLAN_NOT_OPEN', { status: 'CLOSED' }));
    expect(body).toMatchObject({ status: 409, detail: expect.stringContaining('status CLOSED') });
  });

  it.each([
    ['a ledger that did not answer', new LedgerUnavailable('commit', 'tx')],
    ['a peer without the sealed record', new Rejection('SEALED_RECORD_UNAVAILABLE')],
    ['a clock that is off', new Rejection('CLOCK_OUT_OF_WINDOW')],
    ['a gateway behind', new Problem('NOT_CAUGHT_UP')],
    ['a database that cannot serve', new StoreUnavailable()],
  ])('says when to come back for %s', (_what, error) => {
    const { status, headers } = problemOf(error);
    expect([status, headers['Retry-After']]).toEqual([503, '2']);
  });

  it.each<readonly [number, RegExp]>([
    [600, /600 s ahead of .* Set this machine's clock/],
    [-600, /600 s behind/],
  ])('tells a clock that is %i s ahead by its own code, how far, and what to do', (aheadSeconds, words) => {
    const cause = new Rejection('CLOCK_OUT_OF_WINDOW', { windowSeconds: 60, aheadSeconds });
    const { status, body, headers } = problemOf(new LedgerUnavailable('endorse', undefined, { cause }));
    expect(body).toMatchObject({ code: 'CLOCK_OUT_OF_WINDOW', aheadSeconds, detail: expect.stringMatching(words) });
    expect([status, headers['Retry-After']]).toEqual([503, '2']);
  });

  it('tells any other definite cause of a ledger that does not serve', () => {
    const cause = new Error("channel 'aliance' not found");
    const { body } = problemOf(new LedgerUnavailable('endorse', undefined, { cause }));
    expect(body).toMatchObject({ code: 'LEDGER_UNAVAILABLE', cause: 'CHANNEL_UNKNOWN' });
    expect(body.detail).toMatch(/settings/);
    expect(JSON.stringify(body)).not.toContain('aliance');
  });

  it('calls a cursor by its name that was never given out, since no form can tell it', () => {
    expect(problemOf(new CursorMalformed())).toMatchObject({ status: 422, body: { code: 'CURSOR_UNKNOWN' } });
  });

  it('tells nothing of a defect', () => {
    const { status, body, unexpected } = problemOf(new TypeError('the secret is 42'));
    expect({ status, unexpected }).toEqual({ status: 500, unexpected: true });
    expect(JSON.stringify(body)).not.toContain('42');
  });

  it('has a code of its own for whatever only the gateway refuses', () => {
    expect(Object.keys(gatewayProblems).filter((code) => Object.hasOwn(refusals, code))).toEqual([]);
  });
});

describe('the application', () => {
  it('logs a defect with its name and frames, and answers 500 without detail', async () => {
    const table = [
      serve(
        {
          id: 'fail',
          method: 'get' as const,
          path: '/v1/defect',
          summary: 'Fails',
          access: { roles: ['officer'] },
          answers: {},
        },
        () => Promise.reject(new RangeError('told by 13800138000')),
      ),
    ];
    const gateway = await startGateway({ table });
    const answer = await gateway.send('GET', '/v1/defect');
    await gateway.stop();

    expect(answer).toMatchObject({ status: 500, body: { code: 'INTERNAL' } });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const defect = gateway.logged.map((line) => JSON.parse(line)).find(({ msg }) => msg === 'a defect');
    expect(defect.err).toMatchObject({ name: 'RangeError', frames: expect.arrayContaining([expect.any(String)]) });
    expect(gateway.logged.join()).not.toContain('13800138000');
  });
});
