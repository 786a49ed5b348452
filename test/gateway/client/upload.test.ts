/** Files on their way to a gateway: the form, its progress in Node and in a browser, and the import that follows. */
import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UploadProgress } from '../../../gateway/client/call';
import { type Asked, type Double, newDouble, problem } from './double';

let double: Double;
beforeEach(async () => {
  double = await newDouble();
});
afterEach(() => double.close());

const begun = { status: 202, body: { importId: 'import-1', status: 'RUNNING' } };
const conditions = { participantCount: 3 };

function formOf({ body, headers }: Asked): Promise<FormData> {
  return new Response(new Uint8Array(body), { headers: { 'content-type': headers['content-type'] ?? '' } }).formData();
}

async function sentForm(at = 0): Promise<Readonly<Record<string, unknown>>> {
  const asked = double.asked[at];
  if (asked === undefined) throw new Error('nothing was sent');
  const form = await formOf(asked);
  const file = form.get('file') as File;
  const said = form.get('conditions');
  return { text: await file.text(), name: file.name, type: file.type, conditions: said && JSON.parse(String(said)) };
}

describe('an upload', () => {
  it.each([
    ['a Blob', new Blob(['借款,1\n'], { type: 'text/csv' }), 'text/csv'],
    ['bytes', new TextEncoder().encode('借款,1\n'), 'application/octet-stream'],
  ])('sends %s with its conditions, and not the name of the file', async (_what, file, type) => {
    double.replies.push(begun);

    expect(await double.client().planImports.upload(file, { conditions })).toMatchObject({ importId: 'import-1' });
    expect(double.asked[0]).toMatchObject({ method: 'POST', url: '/v1/plan-imports' });
    expect(await sentForm()).toEqual({ text: '借款,1\n', name: 'loan-book', type, conditions });
  });

  it('tells its progress up to the end, and sends the same', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tallystick-client-'));
    writeFileSync(join(folder, 'book.csv'), 'x'.repeat(1_000_000));
    double.replies.push(begun);
    const seen: UploadProgress[] = [];
    const file = await openAsBlob(join(folder, 'book.csv'));
    await double.client().planImports.upload(file, { conditions, onProgress: (progress) => seen.push(progress) });
    rmSync(folder, { recursive: true });

    const { totalBytes = 0 } = seen[0] ?? {};
    expect(totalBytes).toBeGreaterThan(1_000_000);
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.at(-1)).toEqual({ sentBytes: totalBytes, totalBytes });
    expect(double.asked[0]?.body).toHaveLength(totalBytes);
    expect(await sentForm()).toMatchObject({ text: 'x'.repeat(1_000_000), conditions });
  });

  it('is repeated as a whole', async () => {
    double.replies.push(problem(503, 'IMPORTS_BUSY', { 'retry-after': '10' }), begun);
    const onProgress = () => undefined;
    await double.client().planImports.upload(new Blob(['a,b\n']), { onProgress });

    expect(double.pauses).toEqual([10_000]);
    expect(await sentForm(1)).toMatchObject({ text: 'a,b\n', conditions: null });
  });
});

describe('in a browser', () => {
  /** XMLHttpRequest as far as the client uses it, over what a test prepared. */
  class FakeXhr {
    static answers: ('BREAK' | { status: number; body: string; headers: string })[] = [];
    static sent: Record<string, unknown>[] = [];
    readonly upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
    readonly headers: Record<string, string> = {};
    responseType = '';
    status = 0;
    statusText = '';
    response: unknown;
    onload?: () => void;
    onerror?: () => void;
    onabort?: () => void;
    #headers = '';
    #address: string[] = [];

    open(...address: string[]) {
      this.#address = address;
    }

    setRequestHeader(name: string, value: string) {
      this.headers[name] = value;
    }

    getAllResponseHeaders() {
      return this.#headers;
    }

    send(body: Blob) {
      const { headers } = this;
      FakeXhr.sent.push({ address: this.#address, headers, size: body.size });
      const answer = FakeXhr.answers.shift();
      if (answer === undefined) return;
      if (answer === 'BREAK') return void queueMicrotask(() => this.onerror?.());
      this.upload.onprogress?.({ loaded: 10, total: body.size });
      this.upload.onprogress?.({ loaded: body.size, total: body.size });
      Object.assign(this, { status: answer.status, response: new TextEncoder().encode(answer.body).buffer });
      this.#headers = answer.headers;
      queueMicrotask(() => this.onload?.());
    }

    abort() {
      this.onabort?.();
    }
  }

  beforeEach(() => {
    Object.assign(globalThis, { XMLHttpRequest: FakeXhr });
    FakeXhr.sent = [];
  });
  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'XMLHttpRequest');
  });

  it('progress comes from XMLHttpRequest; answers, refusals and repeats are the same', async () => {
    FakeXhr.answers = [
      'BREAK',
      { status: 202, body: '{"importId":"import-1"}', headers: 'request-id: r-1\r\nidempotency-hit: true\r\n' },
      { status: 422, body: '{"status":422,"code":"FILE_DAMAGED"}', headers: '' },
    ];
    const seen: number[] = [];
    const onProgress = ({ sentBytes }: UploadProgress) => void seen.push(sentBytes);
    const upload = () => double.client().planImports.upload(new Blob(['a']), { onProgress });
    const answer = await upload();

    expect([answer.importId, answer.requestId, answer.idempotencyHit]).toEqual(['import-1', 'r-1', true]);
    expect(seen).toEqual([10, FakeXhr.sent[1]?.size]);
    expect(FakeXhr.sent[1]).toMatchObject({
      address: ['POST', `${double.url}/v1/plan-imports`],
      headers: {
        authorization: expect.stringContaining('Bearer '),
        'content-type': expect.stringContaining('boundary='),
      },
    });
    await expect(upload()).rejects.toMatchObject({ status: 422, code: 'FILE_DAMAGED' });
  });

  it('an upload ends when the caller says so', async () => {
    FakeXhr.answers = [];
    const signal = AbortSignal.timeout(20);
    const upload = double.client().planImports.upload(new Blob(['a']), { onProgress: () => undefined, signal });

    await expect(upload).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});

describe('an import', () => {
  it('is watched until it has ended, less and less often', async () => {
    const running = { body: { importId: 'import-1', status: 'RUNNING', accepted: 1 } };
    double.replies.push(...Array.from({ length: 8 }, () => running), {
      body: { importId: 'import-1', status: 'DONE' },
    });
    const states: string[] = [];
    for await (const { status } of double.client().planImports.watch({ importId: 'import-1' })) states.push(status);

    expect(states).toEqual([...Array.from({ length: 8 }, () => 'RUNNING'), 'DONE']);
    expect(double.asked[0]?.url).toBe('/v1/plan-imports/import-1?limit=1');
    expect([double.pauses[0], Math.max(...double.pauses)]).toEqual([200, 2_000]);
  });
});
