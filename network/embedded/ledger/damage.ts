/**
 * The ledger's error where bytes on disk are not the bytes that it wrote. It names the place, serves nothing from there and
 * repairs nothing: a development ledger is restored from a copy, or started anew.
 */
export class LedgerDamaged extends Error {
  override readonly name = 'LedgerDamaged';

  /** `where` is a block, a record or a file; `what` is the finding. */
  constructor(
    readonly where: string,
    readonly what: string,
    options?: ErrorOptions,
  ) {
    super(`the ledger is damaged: ${where}: ${what}`, options);
  }
}
