/** A route is an operation with the handler that answers it. The gateway's routes are the one source of authorisation, too. */
import type { ServerResponse } from 'node:http';
import type { PartyOrgType } from '../../chaincode/api/records';
import type { Operation, Sent, ShownBody } from '../api/operation';
import type { User } from '../api/roles';
import type { ProblemAnswer } from './problem';
import type { Session } from './sessions';

export interface Caller {
  readonly user: User;
  /** Absent for a caller that sent a token. */
  readonly session?: Session | undefined;
  /** Undefined where the route does not depend on it. */
  readonly partyOrgType: PartyOrgType | undefined;
  /** Whether the token is still valid: for answers that take longer than a moment. */
  stillSignedIn(): Promise<boolean>;
}

export interface Call<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly caller: Caller;
  readonly lastEventId: string | undefined;
  /** The header, as it was sent. */
  readonly cookie?: string | undefined;
  /** The answer holds at least what this block and those before it brought. */
  readonly asOfBlock: number;
}

export interface JsonAnswer<Body = unknown> {
  /** 200 unless said. */
  readonly status?: number;
  readonly body?: Body;
  /** The command had been done before. */
  readonly repeated?: boolean;
  /** The block in which the command took effect. */
  readonly block?: number | undefined;
}

export interface TextAnswer {
  readonly type: string;
  /** As bytes where many ask for the same text. */
  readonly text: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Writes the response by itself until it ends or the reader goes. */
export interface StreamAnswer {
  stream(response: ServerResponse): Promise<void>;
}

/** To be saved under the name. */
export interface FileAnswer {
  readonly type: string;
  readonly fileName: string;
  readonly bytes: Buffer;
}

export type Answer = JsonAnswer | TextAnswer | FileAnswer | StreamAnswer;

export interface Route extends Operation {
  handle(call: Call<unknown, unknown, unknown>): Promise<Answer>;
}

/** What a handler answers: a documented body, a problem as an answer, or what is no JSON. */
export type AnswerTo<O extends Operation> = JsonAnswer<ShownBody<O>> | ProblemAnswer | Exclude<Answer, JsonAnswer>;

export type CallTo<O extends Operation> = Sent<O> &
  Pick<Call<unknown, unknown, unknown>, 'caller' | 'lastEventId' | 'cookie' | 'asOfBlock'>;

/** The operation with its handler. */
export function serve<const O extends Operation>(
  operation: O,
  handle: (call: CallTo<O>) => Promise<AnswerTo<O>>,
): Route {
  return { ...operation, handle: handle as Route['handle'] };
}

export function isStream(answer: Answer): answer is StreamAnswer {
  return 'stream' in answer;
}

export function isFile(answer: Answer): answer is FileAnswer {
  return 'bytes' in answer;
}

export function isText(answer: Answer): answer is TextAnswer {
  return 'text' in answer;
}
