/** Remembers how many packages each lender owes, as the last round found them. */
export interface MissingPackages {
  note(byLender: ReadonlyMap<string, number>, freshMs: number): void;
  /** Undefined where no round was made for longer than the last one is fresh, since another instance may make them. */
  read(): Promise<ReadonlyMap<string, number> | undefined>;
}

export function newMissingPackages(now: () => number): MissingPackages {
  let last: { readonly byLender: ReadonlyMap<string, number>; readonly untilMs: number } | undefined;
  return {
    note(byLender, freshMs) {
      last = { byLender, untilMs: now() + freshMs };
    },
    read: async () => (last !== undefined && now() <= last.untilMs ? last.byLender : undefined),
  };
}
