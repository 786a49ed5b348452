/** The texts of a dispute, as far as this member reads them. */

import type { disputeAnswer, saidTexts } from '../api/credit-disputes';
import type { ShownAs } from '../api/shown-members';
import type { SaidText } from '../vault/types';

/** A text is absent where nothing was said, it was purged, this institution's peer lacks it, or this member had no key then. */
export interface DisputeTexts {
  readonly statement?: SaidText | undefined;
  readonly answer?: SaidText | undefined;
}

export type ShownTexts = Pick<ShownAs<typeof disputeAnswer>, keyof typeof saidTexts>;

export function shownTexts({ statement, answer }: DisputeTexts): ShownTexts {
  const { text: said, unreadableFor: unread = [] } = statement ?? {};
  const { text: answered, unreadableFor: unreadAnswer = [] } = answer ?? {};
  return {
    ...(said === undefined ? {} : { statement: said }),
    ...(unread.length === 0 ? {} : { statementUnreadableFor: unread }),
    ...(answered === undefined ? {} : { answer: answered }),
    ...(unreadAnswer.length === 0 ? {} : { answerUnreadableFor: unreadAnswer }),
  };
}
