/** How much may be under way at a time, in all and of one caller, so that one of them cannot keep the others out. */
export interface Room {
  /** Takes a part of the room and answers how to give it back; undefined where there is none. */
  enter(caller: string, size: number): (() => void) | undefined;
}

export function newRoom({ altogether, ofCaller }: { readonly altogether: number; readonly ofCaller: number }): Room {
  const taken = new Map<string, number>();
  let sum = 0;
  return {
    enter(caller, size) {
      const own = taken.get(caller) ?? 0;
      if (sum + size > altogether || own + size > ofCaller) return undefined;
      sum += size;
      taken.set(caller, own + size);
      return () => {
        sum -= size;
        const rest = (taken.get(caller) ?? 0) - size;
        if (rest > 0) taken.set(caller, rest);
        else taken.delete(caller);
      };
    },
  };
}
