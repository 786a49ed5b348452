/** One object for one gateway, as one user: a resource for each noun, a method for each operation, events beside them. */
import type { Answered, Call, CallOptions, FileToUpload, Page, Pages, UploadOptions } from './call';
import { type CallName, calls, type Resources } from './emitted';
import { followEvents } from './events';
import { watchImport } from './imports';
import { type Members, newRequest } from './requests';
import { pause } from './retries';
import { type ClientSettings, type HttpAnswer, send } from './sending';
import { anySignal } from './signals';
import { uploadFile } from './upload';

export type Client = Resources;

/** Throws TypeError for settings with which no request could be made. */
export function newClient(settings: ClientSettings): Client {
  requireUsable(settings);
  const client: Record<string, unknown> = {};
  for (const [name, call] of Object.entries(calls) as [CallName, Call][]) {
    const [resource = '', method] = name.split('.');
    if (method === undefined) {
      client[resource] = newMethod(settings, name, call);
      continue;
    }
    const methods = (client[resource] ?? {}) as Record<string, unknown>;
    methods[method] = newMethod(settings, name, call);
    if (call.answer === 'UPLOAD') methods.watch = newWatch(settings, `${resource}.read` as CallName);
    client[resource] = methods;
  }
  return client as unknown as Client;
}

/** The text of an error repeats neither a token nor a password. */
function requireUsable({ url, token }: ClientSettings): void {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address === undefined || !/^https?:$/.test(address.protocol))
    throw new TypeError('url is no address such as https://gateway.example:8102');
  if (address.username !== '' || address.password !== '') throw new TypeError('url holds no credentials: give a token');
  if (!/^[\x21-\x7e]*$/.test(token)) throw new TypeError('token is one word of printable ASCII');
}

function newMethod(settings: ClientSettings, name: CallName, { answer }: Call) {
  const ask = (request: Members = {}, options: CallOptions = {}) =>
    send(settings, newRequest(settings.url, name, request, options), options);
  switch (answer) {
    case 'JSON':
      return async (request?: Members, options?: CallOptions) => readAnswer(await ask(request, options));
    case 'NOTHING':
      return async (request?: Members, options?: CallOptions) => void (await ask(request, options));
    case 'FILE':
      return async (request?: Members, options?: CallOptions) => (await ask(request, options)).bytes;
    case 'TEXT':
      return async (request?: Members, options?: CallOptions) => readText(await ask(request, options));
    case 'PAGE':
      return (request: Members = {}, options?: CallOptions) =>
        newPages(request, async (members) => readAnswer(await ask(members, options)));
    case 'UPLOAD':
      return async (file: FileToUpload, options: UploadOptions & Members = {}) =>
        readAnswer(await uploadFile(settings, name, file, options));
    case 'EVENTS':
      return (request: Members = {}) => followEvents(settings, request);
  }
}

function newWatch(settings: ClientSettings, name: CallName) {
  return (request: { readonly importId: string }, options: CallOptions = {}) => {
    const signal = anySignal([options.signal, settings.signal]);
    const read = async () => {
      const one = newRequest(settings.url, name, { ...request, limit: 1 }, options);
      return readAnswer(await send(settings, one, options));
    };
    return watchImport(read, (ms) => (settings.pause ?? pause)(ms, { signal }));
  };
}

function newPages<Item>(request: Members, read: (request: Members) => Promise<unknown>): Pages<Item> {
  const page = (members: Members) => read(members) as Promise<Answered<Page<Item>>>;
  return {
    page: () => page(request),
    async *[Symbol.asyncIterator]() {
      for (let members: Members | undefined = request; members !== undefined; ) {
        const { items, nextCursor }: Page<Item> = await page(members);
        yield* items;
        members = nextCursor === undefined ? undefined : { ...request, cursor: nextCursor };
      }
    },
  };
}

/** The facts about an answer are no members that anybody copies or compares by chance. */
function readAnswer(answer: HttpAnswer): object {
  const body = JSON.parse(readText(answer)) as object;
  const height = answer.headers.get('block-height');
  return Object.defineProperties(body, {
    idempotencyHit: { value: answer.headers.get('idempotency-hit') === 'true' },
    blockHeight: { value: height === null ? undefined : Number(height) },
    requestId: { value: answer.headers.get('request-id') ?? undefined },
  });
}

function readText({ bytes }: HttpAnswer): string {
  return new TextDecoder().decode(bytes);
}
