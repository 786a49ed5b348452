/** A receiver of webhooks on loopback, as an institution's own system is one. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every form
  readonly body: any;
}

/** What it answers: a status, or the answer itself. */
export type Behaviour = (received: Received, response: ServerResponse) => number | undefined | Promise<number>;

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** Identifiers of the events that it got, in the order in which they came. */
  ids(): string[];
  behave(behaviour: Behaviour): void;
  /** Sees each challenge, and may answer another text. */
  onChallenge(see: (challenge: Received) => string | undefined | Promise<string>): void;
  /** The most requests that were under way at a time. */
  readonly most: number;
  stop(): Promise<void>;
}

/** Answers challenges, and everything else with 204 unless the behaviour says otherwise. */
export async function startReceiver(first: Behaviour = () => 204): Promise<Receiver> {
  const received: Received[] = [];
  let behaviour = first;
  let seeChallenge: (challenge: Received) => string | undefined | Promise<string> = () => undefined;
  let underWay = 0;
  let most = 0;
  const server = createServer(async (request, response) => {
    underWay += 1;
    most = Math.max(most, underWay);
    response.once('close', () => {
      underWay -= 1;
    });
    let text = '';
    for await (const part of request) text += part;
    const one = { headers: request.headers, text, body: JSON.parse(text) };
    if (one.body.type === 'WebhookChallenge') {
      response.end((await seeChallenge(one)) ?? JSON.stringify({ challenge: one.body.data.challenge }));
      return;
    }
    received.push(one);
    const status = await behaviour(one, response);
    if (status !== undefined) response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    ids: () => received.map(({ body }) => body.data.id),
    behave(next) {
      behaviour = next;
    },
    onChallenge(see) {
      seeChallenge = see;
    },
    get most() {
      return most;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
