/** Seeds that once found something, with what it was: each stays a test. */
export const seedsThatFoundSomething: readonly { readonly seed: number; readonly found: string }[] = [
  { seed: 16, found: 'answers 500 while the database was away' },
];
