/** Lists are read page by page. */
export interface Page {
  /** Opaque, from the page before. */
  readonly cursor?: string | undefined;
  /** 1 to 500. */
  readonly limit: number;
}

export interface Paged<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}

/** When it is: by the gateway's clock, and by the ledger's day. Both ISO. */
export interface Moment {
  readonly now: string;
  /** When the ledger's present day began. */
  readonly dayStart: string;
}
