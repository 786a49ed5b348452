/**
 * One valid transaction of a block, read whole or passed over whole: what a member forged must neither stop the gateway nor
 * reach its tables, and of what is not known nothing is half taken. Nothing of its content leaves but its id.
 */
import { isUtf8 } from 'node:buffer';
import { common } from '@hyperledger/fabric-protos';
import { canonicalJson } from '../../chaincode/api/canonical';
import { parseEvents } from '../../chaincode/api/event-forms';
import { type LedgerEvent, transactionEventName } from '../../chaincode/api/events';
import { eventMovements } from '../../chaincode/api/movements';
import { parseRecord } from '../../chaincode/api/record-forms';
import { type LedgerRecord, ledgerFormat } from '../../chaincode/api/records';
import { keys, makeRecordKey } from '../../chaincode/state/keys';
import type { LedgerTransaction, PassedOver, PassedOverCode, PublicWrite } from './types';
import { Message } from './wire';

/** Numbers of the messages' fields, by their names in Fabric's definitions. */
const envelope = { payload: 1 };
const payload = { header: 1, data: 2 };
const header = { channelHeader: 1 };
const channelHeader = { type: 1, timestamp: 3, txId: 5 };
const timestamp = { seconds: 1, nanos: 2 };
const transaction = { actions: 1 };
const transactionAction = { payload: 2 };
const actionPayload = { action: 2 };
const endorsedAction = { responsePayload: 1 };
const responsePayload = { extension: 2 };
const chaincodeAction = { results: 1, events: 2 };
const chaincodeEvent = { chaincodeId: 1, eventName: 3, payload: 4 };
const readWriteSet = { namespaces: 2 };
const namespaceSet = { namespace: 1, keys: 2 };
const keySet = { writes: 3 };
const keyWrite = { key: 1, isDelete: 2, value: 3 };

/** The last millisecond that ISO 8601 writes with four digits for the year. */
const lastMs = 253_402_300_799_999;
const transactionIdPattern = /^[A-Za-z0-9]{1,64}$/;

class Unfit extends Error {
  constructor(readonly code: PassedOverCode) {
    super(code);
  }
}

/** Undefined for what neither writes public state of the chaincode nor announces anything in its name. Never throws. */
export function readPublicTransaction(
  bytes: Uint8Array,
  index: number,
  chaincode: string,
): LedgerTransaction | PassedOver | undefined {
  let transactionId = '';
  try {
    const parts = new Message(new Message(bytes).bytes(envelope.payload));
    const head = new Message(parts.message(payload.header).bytes(header.channelHeader));
    if (head.int32(channelHeader.type) !== common.HeaderType.ENDORSER_TRANSACTION) return undefined;
    transactionId = readTransactionId(head);
    const action = readAction(new Message(parts.bytes(payload.data)));
    const writes = publicWrites(action, chaincode);
    const announced = announcement(action, chaincode);
    if (writes.length === 0 && announced === undefined) return undefined;
    if (writes.length === 0) throw new Unfit('NO_PUBLIC_WRITE');
    return {
      index,
      transactionId,
      time: readTime(head.message(channelHeader.timestamp)),
      writes: writes.map(readWrite),
      events: announced === undefined ? [] : readEvents(announced),
    };
  } catch (error) {
    return { index, transactionId, code: error instanceof Unfit ? error.code : 'UNREADABLE' };
  }
}

function readTransactionId(head: Message): string {
  const id = head.text(channelHeader.txId);
  if (!transactionIdPattern.test(id)) throw new Unfit('UNREADABLE');
  return id;
}

/** Fabric lets no transaction with several actions pass. */
function readAction(content: Message): Message {
  const [action, ...others] = content.repeated(transaction.actions);
  if (action === undefined || others.length > 0) throw new Unfit('UNREADABLE');
  const endorsed = new Message(action.bytes(transactionAction.payload)).message(actionPayload.action);
  const response = new Message(endorsed.bytes(endorsedAction.responsePayload));
  return new Message(response.bytes(responsePayload.extension));
}

function publicWrites(action: Message, chaincode: string): readonly Message[] {
  return new Message(action.bytes(chaincodeAction.results))
    .repeated(readWriteSet.namespaces)
    .filter((set) => set.text(namespaceSet.namespace) === chaincode)
    .flatMap((set) => new Message(set.bytes(namespaceSet.keys)).repeated(keySet.writes));
}

/** The payload of the chaincode's event. Another chaincode cannot announce in its name: Fabric holds the event against it. */
function announcement(action: Message, chaincode: string): Uint8Array | undefined {
  const event = new Message(action.bytes(chaincodeAction.events));
  const isOurs =
    event.text(chaincodeEvent.chaincodeId) === chaincode &&
    event.text(chaincodeEvent.eventName) === transactionEventName;
  return isOurs ? event.bytes(chaincodeEvent.payload) : undefined;
}

/** An empty value deletes, as Fabric has it. */
function readWrite(write: Message): PublicWrite {
  const key = utf8(write.bytes(keyWrite.key));
  const value = write.bytes(keyWrite.value);
  if (write.bool(keyWrite.isDelete) || value.length === 0) return { key };
  const text = utf8(value);
  const content: unknown = JSON.parse(text);
  if (key === keys.alliance() && hasOtherFormat(content)) throw new Unfit('FORMAT_UNKNOWN');
  const record = parseRecord(content);
  if (record === undefined || canonicalJson(record) !== text) throw new Unfit('RECORD_UNKNOWN');
  if (ownKey(record) !== key) throw new Unfit('KEY_UNKNOWN');
  return { key, record, text };
}

function hasOtherFormat(content: unknown): boolean {
  return typeof content === 'object' && content !== null && Reflect.get(content, 'format') !== ledgerFormat;
}

/** Undefined where the record's identifiers make no key. */
function ownKey(record: LedgerRecord): string | undefined {
  try {
    return makeRecordKey(record);
  } catch {
    return undefined;
  }
}

/** Amounts that add up to no safe integer move nothing. */
function readEvents(bytes: Uint8Array): readonly LedgerEvent[] {
  const events = parseEvents(parseJson(bytes));
  const isExact = (event: LedgerEvent) =>
    eventMovements(event).every(({ balanceFen, heldFen }) => [balanceFen, heldFen].every(Number.isSafeInteger));
  if (events === undefined || !events.every(isExact)) throw new Unfit('EVENT_UNKNOWN');
  return events;
}

function readTime(time: Message): string {
  const ms = Number(time.int64(timestamp.seconds)) * 1_000 + Math.floor(time.int32(timestamp.nanos) / 1_000_000);
  if (!(ms >= 0 && ms <= lastMs)) throw new Unfit('TIME_UNKNOWN');
  return new Date(ms).toISOString();
}

function parseJson(bytes: Uint8Array): unknown {
  return JSON.parse(utf8(bytes));
}

function utf8(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw new Unfit('UNREADABLE');
  return Buffer.from(bytes).toString();
}
