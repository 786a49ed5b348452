/** How the gateway refuses by itself. Whatever throws one need not know how it is answered (http/problem.ts). */
import type { ProblemCode } from './problems';

export type ProblemMembers = Readonly<Record<string, unknown>>;

/** `members` are added to the answer, so they repeat nothing sensitive. */
export class Problem<Code extends ProblemCode = ProblemCode> extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly code: Code,
    readonly members: ProblemMembers = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(code);
  }
}

export function refuse(code: ProblemCode, members?: ProblemMembers): never {
  throw new Problem(code, members);
}
