import { percent, rmb, tokens } from '../../../gateway/client/show';

it('shows amounts as people read them, and changes none of them', () => {
  expect([0, 999, 80_000, 3_000_000_000].map(rmb)).toEqual(['0 RMB', '999 RMB', '80,000 RMB', '3,000,000,000 RMB']);
  expect([0, 5, 800, -800, 123_456_789].map(tokens)).toEqual([
    '0.00 tokens',
    '0.05 tokens',
    '8.00 tokens',
    '-8.00 tokens',
    '1,234,567.89 tokens',
  ]);
  expect([0, 1_800, 1_825].map(percent)).toEqual(['0 %', '18 %', '18.25 %']);
});
