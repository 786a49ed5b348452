/**
 * Calls over REST as Jepsen records them: invoked, then ok, refused, or unknown. A caller repeats what is unknown under the
 * same identifier, as the README asks of it, for a while.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type GatewayClient, newGatewayClient } from '../run/rest-client';
import { drawFor } from './draw';

/** What somebody wants done or wants to know. */
export interface Wish {
  readonly kind: string;
  /** Whose gateway is called. */
  readonly institution: string;
  /** What it is about: a whole identifier on the ledger. */
  readonly id: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

export function post(kind: string, institution: string, id: string, path: string, body?: Wish['body']): Wish {
  return { kind, institution, id, method: 'POST', path, ...(body === undefined ? {} : { body }) };
}

export type Outcome = When &
  (
    | { readonly outcome: 'ok'; readonly body: Readonly<Record<string, unknown>>; readonly repeated: boolean }
    | { readonly outcome: 'refused'; readonly code: string }
    | { readonly outcome: 'unknown'; readonly why: string }
  );

/** By the caller's clock. */
interface When {
  readonly invokedMs: number;
  readonly endedMs: number;
}

export interface Call {
  readonly wish: Wish;
  readonly outcomes: readonly Outcome[];
}

/** One gateway process that can be called. */
export interface Instance {
  readonly institution: string;
  readonly url: string;
  readonly token: string;
}

/** Shorter than the longest standstill, so that some commands are repeated while the first is under way. */
const callTimeoutMs = 7_000;
const repeatForMs = 45_000;

export class Recorder {
  readonly calls: Call[] = [];
  readonly #clients: ReadonlyMap<string, readonly GatewayClient[]>;

  constructor(
    private readonly seed: number,
    instances: readonly Instance[],
  ) {
    const institutions = new Set(instances.map(({ institution }) => institution));
    const clientsOf = (name: string) =>
      instances
        .filter(({ institution }) => institution === name)
        .map((instance) => newGatewayClient({ ...instance, timeoutMs: callTimeoutMs }));
    this.#clients = new Map([...institutions].map((name) => [name, clientsOf(name)]));
  }

  /** Repeats until the outcome is known or time is up; answers the last outcome. */
  async ask(wish: Wish): Promise<Outcome> {
    const outcomes: Outcome[] = [];
    this.calls.push({ wish, outcomes });
    const draw = drawFor(this.seed, wish.kind, wish.id, this.calls.length);
    const giveUpAt = Date.now() + repeatForMs;
    for (;;) {
      const outcome = await send(draw.one(this.#clientsOf(wish)), wish);
      outcomes.push(outcome);
      if (outcome.outcome !== 'unknown' || Date.now() > giveUpAt) return outcome;
      await sleep(draw.int(50, 400));
    }
  }

  /** The same command at the same time at every instance, at least twice. */
  async askTwice(wish: Wish): Promise<Outcome> {
    const clients = this.#clientsOf(wish);
    const both = [clients[0], clients[1] ?? clients[0]] as GatewayClient[];
    const first = await Promise.all(both.map((client) => send(client, wish)));
    this.calls.push({ wish, outcomes: first });
    return first.find(({ outcome }) => outcome === 'ok') ?? this.ask(wish);
  }

  #clientsOf({ institution }: Wish): readonly GatewayClient[] {
    return this.#clients.get(institution) ?? [];
  }
}

async function send(client: GatewayClient, { method, path, body }: Wish): Promise<Outcome> {
  const invokedMs = performance.now();
  const when = () => ({ invokedMs, endedMs: performance.now() });
  try {
    const answer = await client.send<Readonly<Record<string, unknown>>>(method, path, body);
    if (answer.status < 300) {
      const repeated = answer.headers.get('idempotency-hit') === 'true';
      return { ...when(), outcome: 'ok', body: answer.body, repeated };
    }
    const code = String(answer.body.code ?? answer.status);
    return answer.status < 500 && answer.status !== 429
      ? { ...when(), outcome: 'refused', code }
      : { ...when(), outcome: 'unknown', why: code };
  } catch (error) {
    return { ...when(), outcome: 'unknown', why: (error as Error).name };
  }
}
