/** Follows `/v1/events` at one institution, at whichever of its gateways, and resumes after the last id when a stream breaks. */
import { setTimeout as sleep } from 'node:timers/promises';
import { drawFor } from './draw';
import type { Instance } from './recorder';

export interface Listener {
  readonly institution: string;
  /** Everything since block 0, as `[id, json]`. */
  readonly heard: readonly (readonly [string, string])[];
  stop(): Promise<void>;
}

/** Prompts are each gateway's own; the rest are the ledger's. */
export function isPrompt(json: string): boolean {
  return (JSON.parse(json) as { readonly name: string }).name === 'MaturityPromptEvent';
}

export function listenAt(institution: string, instances: readonly Instance[]): Listener {
  const own = instances.filter((instance) => instance.institution === institution);
  const heard: (readonly [string, string])[] = [];
  const stopped = new AbortController();
  const draw = drawFor('listener', institution);
  const follow = async () => {
    while (!stopped.signal.aborted) {
      const { url, token } = draw.one(own);
      try {
        const headers = { authorization: `Bearer ${token}`, 'last-event-id': heard.at(-1)?.[0] ?? '0.0.0' };
        const response = await fetch(`${url}/v1/events`, { headers, signal: stopped.signal });
        if (response.status === 200) for await (const event of eventsOf(response)) heard.push(event);
      } catch {
        // The stream broke, or nobody was there: again, after the last id.
      }
      await sleep(100);
    }
  };
  const following = follow();
  return {
    institution,
    heard,
    async stop() {
      stopped.abort();
      await following;
    },
  };
}

/** Whole events only: what a broken connection cut off comes again after the last id. */
async function* eventsOf(response: Response): AsyncIterable<readonly [string, string]> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const [id, name, data] = [field('id'), field('event'), field('data')];
      // The first says only from where the stream goes on.
      if (id !== undefined && data !== undefined && name !== 'PositionEvent') yield [id, data];
    }
  }
}
