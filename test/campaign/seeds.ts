/** Seeds that once found something, with what it was: each stays a test. */
export const seedsThatFoundSomething: readonly { readonly seed: number; readonly found: string }[] = [];
