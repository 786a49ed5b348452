/**
 * What a round's institutions want of each other, drawn from its seed: data only, play.ts acts on it. Identifiers begin with
 * the seed, so that rounds on one alliance do not meet.
 */
import { type Draw, drawFor } from './draw';

export const creditors = ['harbour', 'meadow', 'orchard'] as const;
export type Creditor = (typeof creditors)[number];

/** What a caller does besides sending its command once. */
export interface Insistence {
  /** The same command twice at the same time, to two instances where there are two. */
  readonly twice: boolean;
  /** What the caller sends once more afterwards under the same identifier. */
  readonly again: 'NOTHING' | 'SAME' | 'OTHER';
}

export interface RechargeWanted extends Insistence {
  readonly localId: string;
  readonly holder: Creditor;
  readonly amountFen: number;
  readonly afterMs: number;
}

export interface ConfirmWanted extends Insistence {
  readonly by: Creditor;
  readonly localId: string;
  readonly limitRmb: number;
  readonly rateBps: number;
  /** After the publication. */
  readonly afterMs: number;
}

export interface PlanWanted extends Insistence {
  readonly contributor: Creditor;
  readonly localId: string;
  readonly limitRmb: number;
  readonly tokenRateFen: number;
  readonly participantCount: number;
  readonly endsAfterSeconds: number;
  readonly afterMs: number;
  readonly confirms: readonly ConfirmWanted[];
  readonly withdrawAfterMs: number | undefined;
  readonly purges: boolean;
}

export const redemptionEnds = [
  'acknowledge',
  'object, reject',
  'object, acknowledge',
  'expire',
  'reject',
  'cancel',
  'settle or reject',
  'acknowledge or object',
] as const;

export interface RedemptionWanted extends Insistence {
  readonly holder: Creditor;
  readonly localId: string;
  readonly amountFen: number;
  readonly afterMs: number;
  readonly end: (typeof redemptionEnds)[number];
}

export interface History {
  readonly recharges: readonly RechargeWanted[];
  readonly plans: readonly PlanWanted[];
  readonly redemptions: readonly RedemptionWanted[];
}

export function drawHistory(seed: number): History {
  const draw = drawFor(seed, 'history');
  const times = <T>(count: number, make: (index: number) => T) =>
    Array.from({ length: count }, (_, index) => make(index));
  return {
    recharges: times(draw.int(3, 5), (index) => ({
      localId: `s${seed}-r${index}`,
      holder: creditors[index % creditors.length] as Creditor,
      amountFen: draw.int(1, 15) * 100,
      afterMs: draw.int(0, index < creditors.length ? 200 : 2_000),
      ...insistence(draw),
    })),
    plans: times(draw.int(2, 4), (index) => drawPlan(draw, `s${seed}-p${index}`)),
    redemptions: times(draw.int(1, 3), (index) => ({
      holder: draw.one(creditors),
      localId: `s${seed}-o${index}`,
      amountFen: draw.int(1, 600),
      afterMs: draw.int(300, 1_500),
      end: draw.one(redemptionEnds),
      ...insistence(draw),
    })),
  };
}

function drawPlan(draw: Draw, localId: string): PlanWanted {
  const contributor = draw.one(creditors);
  const others = creditors.filter((creditor) => creditor !== contributor);
  return {
    contributor,
    localId,
    limitRmb: draw.int(20, 90) * 1_000,
    // 5,000,000 fen are beyond anybody's balance.
    tokenRateFen: draw.chance(0.05) ? 5_000_000 : draw.one([0, 100, 100, 133, 250]),
    participantCount: draw.one([1, 2, 2, 3]),
    endsAfterSeconds: draw.chance(0.2) ? draw.int(2, 4) : 3_600,
    afterMs: draw.int(0, 300),
    confirms: Array.from({ length: draw.int(2, 5) }, (_, index) => ({
      // Now and then the contributor's own, which is refused.
      by: draw.chance(0.03) ? contributor : draw.one(others),
      localId: `${localId}-c${index}`,
      limitRmb: draw.chance(0.04) ? 9_000 : draw.one([10_000, 12_345, 15_000, 25_000, 40_000]),
      rateBps: draw.chance(0.04) ? 2_100 : draw.one([1_800, 1_900, 2_000]),
      // Half of them race.
      afterMs: draw.chance(0.5) ? 100 : draw.int(0, 1_800),
      ...insistence(draw),
    })),
    withdrawAfterMs: draw.chance(0.3) ? draw.int(200, 2_000) : undefined,
    purges: draw.chance(0.4),
    ...insistence(draw),
  };
}

export function insistence(draw: Draw): Insistence {
  return { twice: draw.chance(0.25), again: draw.one(['NOTHING', 'NOTHING', 'SAME', 'OTHER']) };
}
