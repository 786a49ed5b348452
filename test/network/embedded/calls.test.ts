import { EventEmitter } from 'node:events';
import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import { Calls } from '../../../network/embedded/rpc/calls';

function newCall(): ServerUnaryCall<string, string> & EventEmitter {
  return Object.assign(new EventEmitter(), { request: 'request' }) as unknown as ServerUnaryCall<string, string> &
    EventEmitter;
}

type Outcome = { readonly error: Parameters<sendUnaryData<string>>[0]; readonly value: string | null | undefined };

function run(handler: ReturnType<Calls['unary']>, call = newCall()): Promise<Outcome> {
  return new Promise((resolve) => {
    const callback: sendUnaryData<string> = (error, value) => resolve({ error, value });
    (handler as (call: unknown, callback: sendUnaryData<string>) => void)(call, callback);
  });
}

test('beyond the limit calls are refused with the words of a peer, and taken again when there is room', async () => {
  const calls = new Calls('/gateway.Gateway', 1, () => {});
  let finish = () => {};
  const handler = calls.unary<string, string>(
    () =>
      new Promise((resolve) => {
        finish = () => resolve('done');
      }),
  );
  const first = run(handler as ReturnType<Calls['unary']>);
  const second = await run(handler as ReturnType<Calls['unary']>);
  expect(second.error).toMatchObject({
    code: 2,
    details: 'too many requests for /gateway.Gateway, exceeding concurrency limit (1)',
  });
  finish();
  expect((await first).value).toBe('done');
  const third = run(handler as ReturnType<Calls['unary']>);
  finish();
  expect((await third).value).toBe('done');
});

test('a client that goes away aborts the signal of its call', async () => {
  const calls = new Calls('/gateway.Gateway', 1, () => {});
  const handler = calls.unary<string, string>(
    (_request, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve('aborted'))),
  );
  const call = newCall();
  const outcome = run(handler as ReturnType<Calls['unary']>, call);
  call.emit('cancelled');
  expect((await outcome).value).toBe('aborted');
});

test('a defect of the ledger is logged and not told to the client', async () => {
  const logged: unknown[] = [];
  const calls = new Calls('/gateway.Gateway', 1, (_state, details) => logged.push(details?.reason));
  const handler = calls.unary<string, string>(() => Promise.reject(new Error('secret detail')));
  const { error } = await run(handler as ReturnType<Calls['unary']>);
  expect(error).toMatchObject({ code: 13, details: 'internal error of the embedded ledger, see its log' });
  expect(String(logged[0])).toContain('secret detail');
});
