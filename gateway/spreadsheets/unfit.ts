/** Why a cell has no value, as a predicate in both languages. */
export class Unfit {
  constructor(readonly reason: string) {}
}
