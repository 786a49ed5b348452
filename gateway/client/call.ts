/** The forms that all calls share: how one is made, what a caller may say beside the request, and what an answer carries. */

/** How a call of the API is made; the generated table holds one for each operation. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** In OpenAPI's writing: `/v1/plans/{assetId}`. */
  readonly path: string;
  readonly answer: 'JSON' | 'NOTHING' | 'PAGE' | 'FILE' | 'TEXT' | 'UPLOAD' | 'EVENTS';
  /** Members of the request that travel in the query. */
  readonly query?: readonly string[];
  /** All members that are left travel as JSON. */
  readonly body?: 'REQUIRED' | 'OPTIONAL';
  /** A request is repeated unless it never may be, or lacks the member that names what it makes. */
  readonly repeatable?: 'NEVER' | { readonly with: string };
}

export interface CallOptions {
  /** Ends the call, its pauses included. */
  readonly signal?: AbortSignal | undefined;
  /** For one attempt and its whole answer. */
  readonly timeoutMs?: number | undefined;
  readonly maxRetries?: number | undefined;
  /** The answer includes this block: the `blockHeight` of an earlier answer, whichever gateway gave it. */
  readonly minBlock?: number | undefined;
}

/** Facts about an answer. They are no part of its JSON. */
export interface AnswerFacts {
  /** The command had been done before. */
  readonly idempotencyHit: boolean;
  /** The block in which a command took effect, or as of which an answer is. */
  readonly blockHeight?: number;
  /** Names the request in the gateway's log. */
  readonly requestId?: string;
}

export type Answered<Body> = Body & AnswerFacts;

/** A page of a list; `nextCursor` exists if there are more. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
  readonly asOfBlock?: number;
}

/** A list, which asks for pages as they are needed. */
export interface Pages<Item> extends AsyncIterable<Item> {
  /** One page alone: the first, or the one of the request's cursor. */
  page(): Promise<Answered<Page<Item>>>;
}

/** The file's own name stays here, because it may say something about a borrower. */
export type FileToUpload = Blob | Uint8Array<ArrayBuffer>;

export interface UploadProgress {
  readonly sentBytes: number;
  readonly totalBytes: number;
}

export interface UploadOptions extends CallOptions {
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
}

export interface EventsRequest<Name extends string> {
  /** The id of the last event whose effect is stored; `0.0.0` asks for all events. Without it the stream begins now. */
  readonly after?: string | undefined;
  /** All types unless said. */
  readonly types?: readonly Name[] | undefined;
  /** Ends the stream quietly. */
  readonly signal?: AbortSignal | undefined;
}

/** An event with its id, after which the stream can go on. */
export type Delivered<Event> = Event extends unknown ? Event & { readonly id: string } : never;
