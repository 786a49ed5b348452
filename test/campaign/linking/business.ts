/** How three lenders do business: each in its own way in what `habits` names, else all alike. Made-up and live loans are drawn from it. */
import type { CreditLevel } from '../../../chaincode/api/records';
import type { Draw } from '../draw';
import type { Habit } from './habits';

export interface Business {
  readonly isMandated: boolean;
  readonly level: CreditLevel;
  readonly priceFen: number;
  /** From the day of the loan to its filing. */
  readonly filedAfterDays: number;
  /** Undefined: left to the gateway. */
  readonly signBy: ((filedMs: number) => string) | undefined;
  /** From the maturity to the feedback. */
  readonly toldAfterPeriods: number;
  /** The loan ends with another in its place. */
  readonly isRenewed: boolean;
}

const dayMs = 86_400_000;
const minuteMs = 60_000;
const shortList = [100, 300, 500];
const inFives = Array.from({ length: 99 }, (_, index) => 205 + 5 * index);

/** `place` of the lender. */
export function drawBusiness(draw: Draw, place: number, habits: readonly Habit[]): Business {
  const by = <T>(habit: Habit, own: readonly T[], all: T): T => (habits.includes(habit) ? (own[place] ?? all) : all);
  const levels: readonly CreditLevel[][] = [['PAID'], ['PUBLIC', 'PUBLIC', 'ENCRYPTED'], ['PAID', 'PUBLIC']];
  const level = draw.one(by<readonly CreditLevel[]>('levels', levels, ['PAID', 'PAID', 'PUBLIC']));
  const priceFen = draw.one(by('prices', [[380], [200, 300, 400, 500, 600], inFives], shortList));
  return {
    isMandated: draw.chance(by('sides', [1, 0, 0.5], 0.7)),
    level,
    priceFen: level === 'PAID' ? priceFen : 0,
    filedAfterDays: draw.one(
      by(
        'days',
        [
          [0, 0, 1],
          [1, 1, 2],
          [0, 1, 2, 3, 4],
        ],
        [0, 1],
      ),
    ),
    signBy: by('signBy', [undefined, onTheThirdEvening, aWeekToTheMinute], undefined),
    toldAfterPeriods: draw.one(by('feedbacks', [[0], [2, 3, 4], [0, 1, 2, 3, 4, 5, 6, 7]], [0])),
    isRenewed: draw.chance(by('renewals', [0.9, 0.2, 0], 0)),
  };
}

/** At 18 o'clock in Beijing. */
function onTheThirdEvening(filedMs: number): string {
  return new Date((Math.floor(filedMs / dayMs) + 3) * dayMs + 10 * 60 * minuteMs).toISOString();
}

function aWeekToTheMinute(filedMs: number): string {
  return new Date(Math.floor((filedMs + 7 * dayMs) / minuteMs) * minuteMs).toISOString();
}
