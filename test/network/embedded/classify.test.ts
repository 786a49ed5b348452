import { findFailure } from '../../../network/embedded/gateway/classify';
import type { Answered } from '../../../network/embedded/peer/endorser';

function answered(status: number, message: string, payload?: Buffer): Answered {
  const nothing = { result: new Uint8Array(), endorsement: undefined, interest: [] };
  return { kind: 'answered', status, message, payload, ...nothing };
}

test('a status below 400 is a success', () => {
  expect(findFailure(answered(200, ''))).toBeUndefined();
  expect(findFailure(answered(399, ''))).toBeUndefined();
});

test("a status of the chaincode's own is told with its number, and no other peer is asked", () => {
  const failure = { code: 2, message: 'chaincode response 404, no such loan', mayRetry: false };
  expect(findFailure(answered(404, 'no such loan'))).toEqual(failure);
});

test('a chaincode that came to no end of its own may do better on another peer', () => {
  expect(findFailure(answered(500, 'error in simulation: x'))).toEqual({
    code: 10,
    message: 'error in simulation: x',
    mayRetry: true,
  });
  expect(findFailure(answered(500, 'no', Buffer.of(1)))).toMatchObject({ code: 2, mayRetry: false });
});

test("a peer's authentication filters look like a peer that is away", () => {
  const refused = { kind: 'refused', message: 'proposal client identity expired' } as const;
  expect(findFailure({ ...refused, filtered: true })).toMatchObject({ code: 14, mayRetry: true });
  expect(findFailure({ ...refused, filtered: false })).toMatchObject({ code: 9, mayRetry: false });
});

test('what is wrong with a proposal is told at once by the own peer, and looks like an absence at another', () => {
  const refused = { kind: 'refused', message: 'empty signature bytes', filtered: false } as const;
  expect(findFailure(refused)).toMatchObject({ code: 9, mayRetry: false });
  expect(findFailure(refused, { isOwnPeer: false })).toMatchObject({ code: 14, mayRetry: true });
});
