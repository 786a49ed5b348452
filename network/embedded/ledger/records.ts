/** The contents of the records in the store, in fixed layouts: numbers big-endian, the variable part last. */
import type { KeyModification, TransactionStatus, ValidationCode, Version } from './types';

const versionBytes = 10;

/** A value with its version. The slot for Fabric's metadata (key-level policies) is there and always empty. */
export interface StateRecord {
  readonly value: Buffer;
  readonly version: Version;
}

export function writeState({ value, version }: StateRecord): Buffer {
  const record = Buffer.allocUnsafe(versionBytes + 4 + value.length);
  putVersion(record, version);
  record.writeUInt32BE(0, versionBytes);
  value.copy(record, versionBytes + 4);
  return record;
}

export function readState(record: Buffer): StateRecord {
  const metadataLength = record.readUInt32BE(versionBytes);
  return { version: readVersion(record), value: record.subarray(versionBytes + 4 + metadataLength) };
}

function putVersion(record: Buffer, version: Version): void {
  record.writeUIntBE(version.block, 0, 6);
  record.writeUInt32BE(version.tx, 6);
}

function readVersion(record: Buffer): Version {
  return { block: record.readUIntBE(0, 6), tx: record.readUInt32BE(6) };
}

export function writeModification(modification: KeyModification): Buffer {
  const { txId, timestamp, isDelete, value } = modification;
  const id = Buffer.from(txId);
  const head = Buffer.allocUnsafe(15);
  head.writeBigInt64BE(BigInt(timestamp.seconds));
  head.writeInt32BE(timestamp.nanos, 8);
  head.writeUInt8(isDelete ? 1 : 0, 12);
  head.writeUInt16BE(id.length, 13);
  return Buffer.concat([head, id, value]);
}

export function readModification(record: Buffer): KeyModification {
  const end = 15 + record.readUInt16BE(13);
  return {
    txId: record.toString('utf8', 15, end),
    timestamp: { seconds: Number(record.readBigInt64BE()), nanos: record.readInt32BE(8) },
    isDelete: record.readUInt8(12) === 1,
    value: record.subarray(end),
  };
}

export function writeStatus({ block, code }: TransactionStatus): Buffer {
  const record = Buffer.allocUnsafe(7);
  record.writeUIntBE(block, 0, 6);
  record.writeUInt8(code, 6);
  return record;
}

export function readStatus(record: Buffer): TransactionStatus {
  return { block: record.readUIntBE(0, 6), code: record.readUInt8(6) as ValidationCode };
}

/** A number, followed by any bytes. */
export function writeNumbered(number: number, rest: Uint8Array | string = ''): Buffer {
  const head = Buffer.allocUnsafe(6);
  head.writeUIntBE(number, 0, 6);
  return Buffer.concat([head, Buffer.from(rest)]);
}

export function readNumbered(record: Buffer): { number: number; rest: Buffer } {
  return { number: record.readUIntBE(0, 6), rest: record.subarray(6) };
}
