/**
 * Receives the bodies of requests within bounds: JSON, or one uploaded file with the text fields beside it. How much is held at a time is
 * decided before anything is read, and a body that stops coming gives its place back. What comes is kept in memory and nowhere else.
 */

import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import multer, { MulterError } from 'multer';
import { JsonRefused, parseExactJson } from '../api/exact-json';
import { textOfPath } from '../api/field-error';
import { maxFieldBytes } from '../api/imports';
import type { Operation } from '../api/operation';
import { Problem } from '../api/problem';
import { maxFileBytes } from '../spreadsheets/limits';
import { documentedNames } from './documented-names';
import { newRoom, type Room } from './room';

export interface BodyLimits {
  /** Bytes of JSON of requests that are not answered yet. */
  readonly json: { readonly altogether: number; readonly ofCaller: number };
  readonly uploads: { readonly altogether: number; readonly ofCaller: number };
  /** So much has to come in each step, or the rest of the body. */
  readonly step: { readonly ms: number; readonly bytes: number };
}

const maxJsonBytes = 4 * 1024 * 1024;

export const defaultBodyLimits: BodyLimits = {
  json: { altogether: 16 * maxJsonBytes, ofCaller: 4 * maxJsonBytes },
  uploads: { altogether: 4, ofCaller: 2 },
  step: { ms: 10_000, bytes: 16 * 1024 },
};

/** What a request takes besides its body. */
const minJsonBytes = 4 * 1024;

/** Of a text beside an uploaded file. */

const uploadLimits = {
  fileSize: maxFileBytes,
  files: 1,
  fields: 4,
  parts: 5,
  fieldSize: maxFieldBytes,
  fieldNameSize: 64,
  headerPairs: 20,
};

export interface Bodies {
  /** The body becomes what the JSON says; nothing where it is empty. */
  receiveJson(route: Operation): RequestHandler;
  /** The body becomes the fields, and `file` as Buffer. */
  receiveUpload(route: Operation): RequestHandler;
}

export function newBodies({ json, uploads, step }: BodyLimits): Bodies {
  const rooms = { json: newRoom(json), uploads: newRoom(uploads) };
  const readJson = express.raw({ type: () => true, limit: maxJsonBytes, inflate: false });
  const upload = multer({ storage: multer.memoryStorage(), limits: uploadLimits }).single('file');
  const readUpload: RequestHandler = (request, response, next) =>
    upload(request, response, (error: unknown) => next(error && uploadProblemOf(error)));

  return {
    receiveJson: (route) => (request, response, next) => {
      takeRoom(rooms.json, response, jsonSizeOf(request), 'BODIES_BUSY');
      const parse = () => parseJson(request, documentedNames(route));
      receive({ request, response, next, step, read: readJson, parse });
    },
    receiveUpload: (route) => (request, response, next) => {
      takeRoom(rooms.uploads, response, 1, 'IMPORTS_BUSY');
      const parse = () => fieldsOf(request, documentedNames(route));
      receive({ request, response, next, step, read: readUpload, parse });
    },
  };
}

/** Until the request is answered. */
function takeRoom(room: Room, response: Response, size: number, busy: 'BODIES_BUSY' | 'IMPORTS_BUSY'): void {
  const leave = room.enter(response.locals.caller?.user.userName ?? '', size);
  if (leave === undefined) throw new Problem(busy);
  response.once('close', leave);
}

interface Receiving {
  readonly request: Request;
  readonly response: Response;
  readonly next: NextFunction;
  readonly step: BodyLimits['step'];
  readonly read: RequestHandler;
  readonly parse: () => unknown;
}

/** Goes on once: when all has come, with what was wrong, or with BODY_TOO_SLOW. */
function receive({ request, response, next, step, read, parse }: Receiving): void {
  const { socket } = request;
  let before = socket.bytesRead;
  let isDone = false;
  const settle = (error?: unknown): void => {
    if (isDone) return;
    isDone = true;
    clearInterval(steps);
    next(error ?? takeParsed(request, parse));
  };
  const look = (): void => {
    if (socket.bytesRead - before < step.bytes) settle(new Problem('BODY_TOO_SLOW', {}, { Connection: 'close' }));
    before = socket.bytesRead;
  };
  // What came while the process was busy is read before it is looked at.
  const steps = setInterval(() => setImmediate(look), step.ms);
  response.once('close', () => clearInterval(steps));
  read(request, response, settle);
}

/** The body becomes what was parsed. Answers why not. */
function takeParsed(request: Request, parse: Receiving['parse']): unknown {
  try {
    request.body = parse();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** What has no length may become as long as any. */
function jsonSizeOf(request: Request): number {
  const length = Number(request.get('content-length') ?? Number.NaN);
  if (Number.isNaN(length)) return maxJsonBytes;
  return Math.min(Math.max(length, minJsonBytes), maxJsonBytes);
}

function parseJson({ body: bytes }: Request, names: ReadonlySet<string>): unknown {
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) return undefined;
  try {
    return parseExactJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof JsonRefused) throw malformed(textOfPath(error.path, names), error.message);
    const message = error instanceof SyntaxError ? whereOf(error) : 'holds bytes that are no UTF-8';
    throw new Problem('BODY_NOT_JSON', { errors: [{ path: '', message }] });
  }
}

/** The parser's text repeats what was sent; it says a place for some errors only. */
function whereOf({ message }: SyntaxError): string {
  const place = /at position (\d+)/.exec(message)?.[1];
  if (place !== undefined) return `is no JSON from character ${Number(place) + 1} on`;
  return message.startsWith('Unexpected end') ? 'ends before its JSON does' : 'is no JSON';
}

/** The parser puts a replacement where bytes are no UTF-8, and makes a list of what occurs twice. */
function fieldsOf({ body, file }: Request, names: ReadonlySet<string>): Record<string, unknown> {
  const fields: Record<string, unknown> = { ...body };
  for (const [name, value] of Object.entries(fields)) {
    const path = textOfPath([name], names);
    if (Array.isArray(value)) throw malformed(path, 'occurs twice');
    if (typeof value === 'string' && value.includes('\uFFFD')) throw malformed(path, 'holds bytes that are no UTF-8');
  }
  if (file === undefined) return fields;
  if ('file' in fields) throw malformed('file', 'occurs twice');
  return { ...fields, file: file.buffer };
}

/** Everything else that multer and its parser throw is about the form of the body; their texts repeat names that were sent. */
function uploadProblemOf(error: unknown): Problem {
  if (error instanceof MulterError && error.code === 'LIMIT_FILE_SIZE') return new Problem('BODY_TOO_LARGE');
  if (error instanceof MulterError && error.code === 'LIMIT_FIELD_VALUE') {
    return malformed('', `has a text beside the file of more than ${maxFieldBytes / 1024} KiB`);
  }
  return malformed('file', 'is not multipart/form-data with one file and the documented fields');
}

function malformed(path: string, message: string): Problem {
  return new Problem('REQUEST_MALFORMED', { errors: [{ path, message }] });
}
