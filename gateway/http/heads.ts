/** Heads of requests that would be read otherwise than they were sent are refused before anything else is looked at. */
import type { RequestHandler } from 'express';
import { Problem } from '../api/problem';

/** Addresses with bytes that are no UTF-8, and headers that nobody obeys or of which one counts. */
export const refuseAmbiguous: RequestHandler = (request, _response, next) => {
  const refuse = (path: string, message: string) => {
    throw new Problem('REQUEST_MALFORMED', { errors: [{ path, message }] });
  };
  const { headers, headersDistinct, httpVersion, url } = request;
  if (!isAddress(url)) refuse('', 'has an address that is no UTF-8, percent-encoded');
  for (const name of ['Host', 'Authorization', 'Content-Type', 'Last-Event-ID']) {
    if ((headersDistinct[name.toLowerCase()]?.length ?? 0) > 1) refuse(name, 'occurs twice');
  }
  if (headers.host === undefined && httpVersion === '1.1') refuse('Host', 'is missing');
  if (!/^chunked$/i.test(headers['transfer-encoding'] ?? 'chunked'))
    refuse('Transfer-Encoding', 'is other than chunked');
  if (!/^100-continue$/i.test(headers.expect ?? '100-continue')) refuse('Expect', 'is other than 100-continue');
  next();
};

function isAddress(url: string): boolean {
  try {
    decodeURIComponent(url);
    return /^[\x21-\x7e]*$/.test(url);
  } catch {
    return false;
  }
}
