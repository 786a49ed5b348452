/** Counts how many packages each lender owes, and remembers it as the last round found it. */
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

/** How many of the periods each awaited lender has brought no package for. */
export function countMissing(
  { from, to }: { readonly from: number; readonly to: number },
  found: readonly { readonly partyId: string; readonly period: number }[],
  awaited: readonly string[],
): ReadonlyMap<string, number> {
  return new Map(
    awaited.map((partyId) => {
      const brought = found.filter((each) => each.partyId === partyId && each.period >= from);
      return [partyId, to - from + 1 - brought.length] as const;
    }),
  );
}
