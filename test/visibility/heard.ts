/** Everything that an institution's gateway answers to its users, and what its peers hold. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { common, msp } from '@hyperledger/fabric-protos';
import { operations } from '../../gateway/api/operations';
import { readAction, readEnvelope } from '../../network/embedded/messages/transaction';
import { answersOfPeers, rawBlocks } from '../stories/peers';
import type { Story } from '../stories/running';

const userRoles = ['officer', 'auditor', 'admin'] as const;
const eventsMs = 2_000;

/** What fills the parameters of paths; `query` by path. */
export interface Known {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The bodies of all GET operations, and the events from the beginning. Throws where a path has a parameter that nobody knows. */
export async function heardFrom(story: Story, institution: string, known: Known): Promise<readonly string[]> {
  const { url = '', tokens } = story.alliance.describe().institutions[institution] ?? {};
  const paths = operations
    .filter(({ method, path }) => method === 'get' && path !== '/v1/events')
    .map(({ path }) => path);
  const bodies: string[] = [];
  for (const role of userRoles) {
    const headers = { authorization: `Bearer ${tokens?.[role]}` };
    for (const path of paths) bodies.push(await (await fetch(url + filled(path, known), { headers })).text());
  }
  return [...bodies, await streamedEvents(`${url}/v1/events`, tokens?.officer ?? '')];
}

/** Without a token, to every GET route that asks for one: the statuses. */
export async function statusesForStrangers(url: string, known: Known): Promise<Set<number>> {
  const paths = operations
    .filter(({ method, path }) => method === 'get' && path.startsWith('/v1/'))
    .map(({ path }) => path);
  const statuses = new Set<number>();
  // One after another: so many connections at once wait on a busy machine for longer than a request may take.
  for (const path of paths) {
    const response = await fetch(url + filled(path, known));
    await response.body?.cancel();
    statuses.add(response.status);
  }
  return statuses;
}

function filled(path: string, { params, query }: Known): string {
  const place = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (params[name] === undefined) throw new Error(`${path}: nobody knows a ${name}`);
    return params[name];
  });
  return query[path] === undefined ? place : `${place}?${new URLSearchParams(query[path])}`;
}

/** What the stream of events says from the beginning; it ends when nothing more can be expected. */
export async function streamedEvents(url: string, token: string): Promise<string> {
  const ending = new AbortController();
  const headers = { authorization: `Bearer ${token}`, 'last-event-id': '0.0.0' };
  const response = await fetch(url, { headers, signal: ending.signal });
  let text = '';
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
  })().catch(() => {});
  await sleep(eventsMs);
  ending.abort();
  await reading;
  return text;
}

export interface RawLedger {
  /** Holds every block, and what the peers answered of the collection, as files. */
  readonly folder: string;
  /** Of valid and invalid transactions alike: who created it, and what of it is not signatures. */
  readonly transactions: readonly { readonly creator: string; readonly content: Buffer }[];
}

/** From all peers of the institution. */
export async function rawLedger(
  story: Story,
  institution: string,
  sealed: readonly Parameters<typeof answersOfPeers>[2][],
  last: number,
): Promise<RawLedger> {
  const folder = join(story.directory, 'raw', institution);
  mkdirSync(folder, { recursive: true });
  const blocks = await rawBlocks(story, institution, last);
  for (const [index, block] of blocks.entries()) writeFileSync(join(folder, `${index}.block`), block.serializeBinary());
  const answers = await Promise.all(sealed.map((request) => answersOfPeers(story, institution, request)));
  if (answers.flat().includes(null)) throw new Error(`a peer of ${institution} lacks what is sealed`);
  writeFileSync(join(folder, 'sealed.json'), JSON.stringify(answers));
  return { folder, transactions: blocks.flatMap(transactionsOf) };
}

function transactionsOf(block: common.Block) {
  return (block.getData()?.getDataList_asU8() ?? []).flatMap((bytes) => {
    const parts = readEnvelope(common.Envelope.deserializeBinary(bytes));
    if (parts.type !== common.HeaderType.ENDORSER_TRANSACTION) return [];
    const { publicPayload, action } = readAction(parts.data);
    const creator = msp.SerializedIdentity.deserializeBinary(parts.creator).getMspid();
    return [{ creator, content: Buffer.concat([publicPayload, action]) }];
  });
}
