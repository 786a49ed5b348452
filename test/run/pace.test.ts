/** Limits of tests, on machines of several speeds. */
import type { Circus } from '@jest/types';
import { measureSlowness, within } from './pace';
import { growLimits } from './paced-environment';

const variable = 'TALLYSTICK_TEST_SLOWNESS';
const measured = process.env[variable];
afterEach(() => {
  process.env[variable] = measured;
});

it('grows a limit as much as the machine is slow', () => {
  process.env[variable] = '1000';
  expect(within(30)).toBe(30_000);
});

it('never shrinks a limit, however fast the machine is', () => {
  process.env[variable] = '0.1';
  expect(within(30)).toBeGreaterThanOrEqual(30);
});

it('measures a slowness', () => {
  measureSlowness();
  expect(Number(process.env[variable])).toBeGreaterThan(0);
});

it('grows the limits of all hooks and tests, and leaves those without one to the default', () => {
  process.env[variable] = '1000';
  const hook = (timeout?: number) => ({ timeout });
  const test = (timeout?: number) => ({ type: 'test', timeout });
  const inner = { type: 'describeBlock', hooks: [hook(3)], children: [test(4)] };
  const root = { type: 'describeBlock', hooks: [hook(1), hook()], children: [test(2), test(), inner] };
  growLimits(root as unknown as Circus.DescribeBlock);
  expect(root).toEqual({
    type: 'describeBlock',
    hooks: [hook(1_000), hook()],
    children: [test(2_000), test(), { ...inner, hooks: [hook(3_000)], children: [test(4_000)] }],
  });
});

it('is measured before the first suite begins', () => {
  expect(measured).toMatch(/^\d/);
});
