/** What was said in a dispute, as far as this member reads it. */

import type { SaidText } from '../vault/types';

/** A side is absent where nothing is said, it was purged, is not at hand, or this member had no key then. */
export interface DisputeTexts {
  readonly statement?: SaidText | undefined;
  readonly answer?: SaidText | undefined;
}

export interface ShownTexts {
  readonly statement?: string;
  readonly statementUnreadableFor?: readonly string[];
  readonly answer?: string;
  readonly answerUnreadableFor?: readonly string[];
}

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
