/**
 * Files as multipart/form-data, with progress. `fetch` tells nothing of what it has sent: in Node the body is a stream that is counted,
 * in browsers XMLHttpRequest counts.
 */
import type { FileToUpload, UploadOptions, UploadProgress } from './call';
import type { CallName } from './emitted';
import { type Members, newRequest } from './requests';
import { type ClientSettings, type HttpAnswer, send, type Transport } from './sending';

const uploadTimeoutMs = 300_000;

/** The part of XMLHttpRequest that is used. Node has none. */
interface Xhr {
  responseType: string;
  readonly upload: { onprogress?: (event: { readonly loaded: number; readonly total: number }) => void };
  readonly status: number;
  readonly statusText: string;
  readonly response: ArrayBuffer;
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  getAllResponseHeaders(): string;
  send(body: Blob): void;
  abort(): void;
}

export function uploadFile(
  settings: ClientSettings,
  call: CallName,
  file: FileToUpload,
  options: UploadOptions & Members,
): Promise<HttpAnswer> {
  const { onProgress, conditions } = options;
  const boundary = `tallystick-${crypto.randomUUID()}`;
  const body = newForm(boundary, file, conditions);
  const sendable = {
    ...newRequest(settings.url, call, {}, options),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body,
  };
  const transport = onProgress && newTransport(settings, onProgress);
  const timeoutMs = options.timeoutMs ?? Math.max(settings.timeoutMs ?? 0, uploadTimeoutMs);
  return send(settings, sendable, { ...options, timeoutMs }, transport);
}

/** The conditions come first, so that the gateway knows them when the file arrives. */
function newForm(boundary: string, file: FileToUpload, conditions: unknown): Blob {
  const part = (head: string) => `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n`;
  const said = conditions === undefined ? [] : [`${part('name="conditions"')}\r\n${JSON.stringify(conditions)}\r\n`];
  const type = file instanceof Blob && file.type !== '' ? file.type : 'application/octet-stream';
  const head = `${part('name="file"; filename="loan-book"')}Content-Type: ${type}\r\n\r\n`;
  return new Blob([...said, head, file, `\r\n--${boundary}--\r\n`]);
}

function newTransport(settings: ClientSettings, onProgress: (progress: UploadProgress) => void): Transport {
  const { XMLHttpRequest } = globalThis as { XMLHttpRequest?: new () => Xhr };
  return XMLHttpRequest === undefined
    ? overStream(settings, onProgress)
    : overXhr(() => new XMLHttpRequest(), onProgress);
}

function overStream(settings: ClientSettings, onProgress: (progress: UploadProgress) => void): Transport {
  return ({ url, body }, init) => {
    const form = body as Blob;
    let sentBytes = 0;
    const count = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, out) {
        sentBytes += chunk.byteLength;
        out.enqueue(chunk);
        onProgress({ sentBytes, totalBytes: form.size });
      },
    });
    const streamed = { ...init, body: form.stream().pipeThrough(count), duplex: 'half' };
    return (settings.fetch ?? fetch)(url, streamed as RequestInit);
  };
}

function overXhr(newXhr: () => Xhr, onProgress: (progress: UploadProgress) => void): Transport {
  return ({ url, body }, { method = 'POST', headers, signal }) =>
    new Promise((resolve, reject) => {
      const request = newXhr();
      request.open(method, url.href);
      for (const [name, value] of new Headers(headers)) request.setRequestHeader(name, value);
      request.responseType = 'arraybuffer';
      request.upload.onprogress = ({ loaded, total }) => onProgress({ sentBytes: loaded, totalBytes: total });
      request.onload = () => resolve(readResponse(request));
      request.onerror = () => reject(new TypeError('the connection broke'));
      request.onabort = () => reject(signal?.reason);
      signal?.addEventListener('abort', () => request.abort(), { once: true });
      if (signal?.aborted) return reject(signal.reason);
      request.send(body as Blob);
    });
}

function readResponse(request: Xhr): Response {
  const lines = request.getAllResponseHeaders().trim().split(/\r\n/);
  const headers = lines
    .filter((line) => line !== '')
    .map((line) => /^([^:]*):\s*(.*)$/.exec(line)?.slice(1) as [string, string]);
  const { status, statusText } = request;
  return new Response(request.response, { status, statusText, headers });
}
