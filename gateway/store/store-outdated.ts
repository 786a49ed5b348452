/** A version of the store that this one does not take over. Nothing was changed; the message says what to do. */
export class StoreOutdated extends Error {
  override readonly name = 'StoreOutdated';
}
