/** Receives one uploaded file and the text fields beside it, within bounds; what comes is kept in memory and nowhere else. */
import type { RequestHandler } from 'express';
import multer, { MulterError } from 'multer';
import { maxFileBytes } from '../intake/limits';
import { Problem } from './problem';

const maxAtOnce = 4;
const limits = {
  fileSize: maxFileBytes,
  files: 1,
  fields: 4,
  parts: 5,
  fieldSize: 64 * 1024,
  fieldNameSize: 64,
  headerPairs: 20,
};
const receive = multer({ storage: multer.memoryStorage(), limits }).single('file');
let receiving = 0;

/** The body becomes the fields, and `file` as Buffer. */
export const receiveUpload: RequestHandler = (request, response, next) => {
  if (receiving >= maxAtOnce) throw new Problem('IMPORTS_BUSY');
  receiving += 1;
  response.once('close', () => {
    receiving -= 1;
  });
  receive(request, response, (error: unknown) => {
    if (error !== undefined && error !== null) return next(problemOf(error));
    request.body = { ...request.body, ...(request.file === undefined ? {} : { file: request.file.buffer }) };
    delete request.file;
    next();
  });
};

/** Everything else that multer and its parser throw is about the form of the body; their texts repeat names that were sent. */
function problemOf(error: unknown): Problem {
  if (error instanceof MulterError && error.code === 'LIMIT_FILE_SIZE') return new Problem('BODY_TOO_LARGE');
  const message = 'is not multipart/form-data with one file and the documented fields';
  return new Problem('REQUEST_MALFORMED', { errors: [{ path: 'file', message }] });
}
