/** What peers, TLS and the chaincode say of causes that waiting does not mend, as Fabric 3.1 and the embedded ledger say it. */
import { status } from '@grpc/grpc-js';
import { Rejection } from '../../../chaincode/api/refusals';
import { newTimeGuard } from '../../../chaincode/clock';
import { untilAnswered } from '../../../gateway/ledger/retry';
import { troubleIn } from '../../../gateway/ledger/trouble';
import { newTroubles } from '../../../gateway/ledger/troubles';
import { LedgerUnavailable } from '../../../gateway/ledger/types';
import { countingObserver, gatewayError, noSleep } from './builders';

const means = { observer: countingObserver(), sleep: noSleep };
const unavailable = (cause: unknown) => new LedgerUnavailable('endorse', undefined, { cause });

describe('what is wrong with the ledger', () => {
  it.each([
    ['CLOCK_OUT_OF_WINDOW', 'request unauthorized due to incorrect timestamp'],
    ['CLOCK_OUT_OF_WINDOW', 'envelope timestamp is more than the 15m0s time window difference above/below server time'],
    ['CERTIFICATE_EXPIRED', 'proposal client identity expired'],
    ['CERTIFICATE_EXPIRED', 'No connection established. Last error: certificate has expired. Resolution note: '],
    ['CERTIFICATE_NOT_TRUSTED', 'No connection established. Last error: unable to verify the first certificate'],
    ['CERTIFICATE_NOT_TRUSTED', "Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 is not in the list"],
    ['IDENTITY_REFUSED', 'access denied: channel [alliance] creator org unknown, creator is malformed'],
    ['IDENTITY_REFUSED', 'error validating proposal: access denied: channel [alliance] creator org [HarbourMSP]'],
    ['CHANNEL_UNKNOWN', "channel 'alliance' not found"],
    [
      'CHAINCODE_MISSING',
      'make sure the chaincode tallystick has been successfully defined on channel alliance and try again: chaincode tallystick not found',
    ],
    ['CHAINCODE_MISSING', 'no metadata found for the chaincode tallystick'],
    ['CHAINCODE_MISSING', "chaincode definition for 'tallystick' exists, but chaincode is not installed"],
    ['POLICY_NOT_SATISFIED', 'no combination of peers can be derived which satisfy the endorsement policy'],
    ['POLICY_NOT_SATISFIED', 'judged ENDORSEMENT_POLICY_FAILURE'],
  ])('is told as %s where it is said: %s', (code, words) => {
    expect(unavailable(gatewayError(status.ABORTED, words)).trouble).toMatchObject({
      code,
      text: expect.stringMatching(/\.$/),
      remedy: expect.stringMatching(/\w/),
    });
    expect(unavailable(new Error('around it', { cause: new Error(words) })).trouble).toMatchObject({ code });
  });

  it('is not told where nobody said anything definite', () => {
    for (const words of ['14 UNAVAILABLE: connect ECONNREFUSED', 'DEADLINE_EXCEEDED', 'too many requests for /x']) {
      expect(troubleIn(new Error(words))).toBeUndefined();
    }
    expect(troubleIn(new Rejection('ALLIANCE_NOT_FOUNDED'))).toBeUndefined();
  });

  it.each([
    [610_000, 610, /610 s ahead of/],
    [-86_400_000, -86_400, /86400 s behind/],
  ])('tells by how much a clock is off, as the chaincode saw it', async (offMs, aheadSeconds, words) => {
    const guard = newTimeGuard(() => 1e12);
    const refuse = async () => guard(1e12 + offMs, 60);
    const met = await untilAnswered('endorse', refuse, means).catch((error: unknown) => error);
    expect(met).toMatchObject({ trouble: { code: 'CLOCK_OUT_OF_WINDOW', aheadSeconds } });
    expect((met as LedgerUnavailable).trouble?.text).toMatch(words);
  });

  it('tells by how much, where a peer of Fabric names both times', () => {
    const said = 'incorrect timestamp 2026-11-30 12:10:05.5 +0000 UTC, peer time: 2026-11-30 12:00:05.1 +0000 UTC';
    expect(troubleIn(new Error(said))).toMatchObject({ aheadSeconds: 600 });
  });

  it('is no defect of ours, though trying again is of no use', async () => {
    const refused = gatewayError(status.FAILED_PRECONDITION, 'no metadata found for the chaincode tallystick');
    await expect(untilAnswered('endorse', () => Promise.reject(refused), means)).rejects.toMatchObject({
      name: 'LedgerUnavailable',
      trouble: { code: 'CHAINCODE_MISSING' },
    });
  });
});

describe('a trouble', () => {
  it('is logged once, lasts until a transaction goes through, and is forgotten when nobody meets it', () => {
    const logged: string[] = [];
    const log = { error: (_: object, text: string) => logged.push(text), info: () => undefined };
    let nowMs = 0;
    const troubles = newTroubles(log as never, () => nowMs);
    const clock = unavailable(new Rejection('CLOCK_OUT_OF_WINDOW', { aheadSeconds: 600 }));
    for (let times = 0; times < 3; times++) troubles.note(clock);
    troubles.note(new LedgerUnavailable('commit'));
    troubles.note(new Error('anything'));
    expect(logged).toEqual([expect.stringMatching(/600 s ahead.*time server/)]);
    expect(troubles.current).toMatchObject({ aheadSeconds: 600 });
    troubles.clear();
    expect(troubles.current).toBeUndefined();
    troubles.note(clock);
    nowMs = 100_000;
    expect(troubles.current).toBeUndefined();
  });
});
