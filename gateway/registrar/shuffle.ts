/** A permutation that nobody can foresee: every order is as likely as any other. */
import { randomInt } from 'node:crypto';

export function shuffled<T>(
  items: readonly T[],
  below: (max: number) => number = (max) => randomInt(max),
): readonly T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const place = below(last + 1);
    const [one, other] = [order[last] as T, order[place] as T];
    order[last] = other;
    order[place] = one;
  }
  return order;
}
