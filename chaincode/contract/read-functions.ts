/**
 * Any member may ask a peer for these: single records, a plan's history, an account's balance, what is sealed. Lists are answered by
 * the gateways from what they folded from blocks.
 */
import { canonicalJson } from '../api/canonical';
import { type HistoryEntry, type ReadFunctionName, registrarCollection, sealedCollection } from '../api/commands';
import { identifierPattern, parseOwnedId, partyIdPattern } from '../api/identifiers';
import type { AccountRecord, LedgerRecord, PlanRecord, TokenCreditRecord } from '../api/records';
import { reject } from '../api/refusals';
import { checkedSum } from '../domain/amount';
import { isoTime } from '../domain/time';
import { keys } from '../state/keys';
import type { ReadPort } from '../state/port';

const maxHistory = 500;

type ReadFunction = (argument: string, port: ReadPort) => Promise<unknown>;

export const readFunctions: Readonly<Record<ReadFunctionName, ReadFunction>> = {
  'alliance:read': (_argument, port) => read(port, keys.alliance()),
  'party:read': (partyId, port) => read(port, keys.party(parsePartyId(partyId))),
  'plan:read': (assetId, port) => read(port, keys.plan(parseId(assetId, port))),
  'plan:history': (assetId, port) => planHistory(assetId, port),
  'plan:sealed': (assetId, port) => readPrivate(port, sealedCollection, keys.sealed(parseId(assetId, port))),
  'token:account': (partyId, port) => account(parsePartyId(partyId), port),
  'credit:sealed': (text, port) => readPrivate(port, sealedCollection, sealedCreditKey(text)),
  'credit:disputeTexts': (text, port) => disputeTexts(text, port),
  'credit:package': (text, port) => readPrivate(port, registrarCollection, packageKey(text)),
};

export async function runReadFunction(name: ReadFunctionName, argument: string, port: ReadPort): Promise<string> {
  return canonicalJson(await readFunctions[name](argument, port));
}

/** Newest first, at most 500. */
async function planHistory(assetId: string, port: ReadPort): Promise<readonly HistoryEntry<PlanRecord>[]> {
  const entries: HistoryEntry<PlanRecord>[] = [];
  for await (const { transactionId, timestampMs, value } of port.getHistory(keys.plan(parseId(assetId, port)))) {
    const time = isoTime(timestampMs);
    entries.push(value ? { transactionId, time, record: parse<PlanRecord>(value) } : { transactionId, time });
    if (entries.length === maxHistory) break;
  }
  return entries;
}

/** `{balanceFen}`: what a debit could take if it folded every token credit. */
async function account(partyId: string, port: ReadPort): Promise<{ readonly balanceFen: number }> {
  const record = (await read(port, keys.account(partyId))) as AccountRecord | null;
  let balanceFen = record?.balanceFen ?? 0;
  for await (const value of port.getStatesUnder('tokenCredit', [partyId])) {
    balanceFen = checkedSum(balanceFen, parse<TokenCreditRecord>(value).amountFen);
  }
  return { balanceFen };
}

async function read(port: ReadPort, key: string): Promise<LedgerRecord | null> {
  const [value] = await port.getStates([key]);
  return value === undefined || value.length === 0 ? null : parse(value);
}

async function readPrivate(port: ReadPort, collection: string, key: string): Promise<string | null> {
  const bytes = await port.getPrivate(collection, key);
  return bytes.length === 0 ? null : Buffer.from(bytes).toString();
}

function parse<R extends LedgerRecord>(value: Uint8Array): R {
  return JSON.parse(Buffer.from(value).toString()) as R;
}

function parseId(identifier: string, { mspId }: ReadPort) {
  return identifierPattern.test(identifier) ? parseOwnedId(identifier, mspId) : reject('COMMAND_MALFORMED');
}

/** `recordId` for the terms, `recordId:number` for the details of a feedback. */
function sealedCreditKey(text: string): string {
  const [, recordId, number = '0'] = /^([0-9a-f]{32})(?::(\d{1,4}))?$/.exec(text) ?? [];
  return recordId === undefined ? reject('COMMAND_MALFORMED') : keys.sealedCredit(recordId, Number(number));
}

/** `{statement, answer}`: the sealed bytes, null where there are none. */
async function disputeTexts(disputeId: string, port: ReadPort) {
  if (!/^[0-9a-f]{32}$/.test(disputeId)) reject('COMMAND_MALFORMED');
  const statement = await readPrivate(port, sealedCollection, keys.sealedDispute(disputeId, 'statement'));
  return { statement, answer: await readPrivate(port, sealedCollection, keys.sealedDispute(disputeId, 'answer')) };
}

/** `partyId:period`. */
function packageKey(text: string): string {
  const [, partyId = '', period] = /^(.+):(\d{1,15})$/.exec(text) ?? [];
  return keys.package(parsePartyId(partyId), Number(period));
}

function parsePartyId(partyId: string): string {
  return partyIdPattern.test(partyId) ? partyId : reject('COMMAND_MALFORMED');
}
