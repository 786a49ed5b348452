/** What a route reads of a body: JSON or an upload in UTF-8, sent as it is, or nothing. */
import type { Request, RequestHandler } from 'express';
import { Problem } from '../api/problem';
import type { Bodies } from './bodies';
import type { Route } from './route';

/** Only routes that take a body read one, and only once the caller is known. */
export function bodyParsers(route: Route, { receiveJson, receiveUpload }: Bodies): RequestHandler[] {
  if (route.body === undefined) return [refuseBody];
  const type = route.multipart ? 'multipart/form-data' : 'application/json';
  const refuseOtherTypes: RequestHandler = (request, _response, next) => {
    if (!hasBody(request)) return next();
    if (!request.is(type)) throw notSupported('Content-Type', `is not ${type}`);
    if (!isUtf8(request)) throw notSupported('Content-Type', 'says another charset than UTF-8');
    if (!/^identity$/i.test(request.get('content-encoding') ?? 'identity')) {
      throw notSupported('Content-Encoding', 'is not identity: send the body as it is');
    }
    next();
  };
  return [refuseOtherTypes, route.multipart ? receiveUpload(route) : receiveJson(route)];
}

const refuseBody: RequestHandler = (request, _response, next) => {
  const errors = [{ path: '', message: 'has a body, and none is documented: send none' }];
  if (hasBody(request)) throw new Problem('REQUEST_MALFORMED', { errors });
  next();
};

function hasBody(request: Request): boolean {
  return request.get('transfer-encoding') !== undefined || Number(request.get('content-length') ?? 0) > 0;
}

function notSupported(path: string, message: string): Problem {
  return new Problem('MEDIA_TYPE_NOT_SUPPORTED', { errors: [{ path, message }] });
}

/** No other charset is said; whether the bytes are UTF-8 is seen when they are read. */
function isUtf8(request: Request): boolean {
  const charsets = (request.get('content-type') ?? '').matchAll(/;\s*charset\s*=\s*"?([^\s";]*)/gi);
  return [...charsets].every(([, charset = '']) => /^utf-?8$/i.test(charset));
}
