/** CRC-32C, eight bytes a step, and LevelDB's masked form of it. Node has only the other polynomial. */
const crcTables = Array.from({ length: 8 }, () => new Int32Array(256));
const [T0, T1, T2, T3, T4, T5, T6, T7] = crcTables;

for (let byte = 0; byte < 256; byte++) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) {
    crc = crc & 1 ? 0x82f63b78 ^ (crc >>> 1) : crc >>> 1;
  }
  (T0 as Int32Array)[byte] = crc;
}
for (let byte = 0; byte < 256; byte++) {
  for (let table = 1; table < 8; table++) {
    const below = at(crcTables[table - 1], byte);
    (crcTables[table] as Int32Array)[byte] = at(T0, below & 255) ^ (below >>> 8);
  }
}

function at(table: Int32Array | undefined, index: number): number {
  return (table as Int32Array)[index] as number;
}

export function crc32c(bytes: Uint8Array): number {
  let crc = -1;
  let i = 0;
  for (; i + 8 <= bytes.length; i += 8) {
    crc ^=
      (bytes[i] as number) |
      ((bytes[i + 1] as number) << 8) |
      ((bytes[i + 2] as number) << 16) |
      ((bytes[i + 3] as number) << 24);
    crc =
      at(T7, crc & 255) ^
      at(T6, (crc >>> 8) & 255) ^
      at(T5, (crc >>> 16) & 255) ^
      at(T4, crc >>> 24) ^
      at(T3, bytes[i + 4] as number) ^
      at(T2, bytes[i + 5] as number) ^
      at(T1, bytes[i + 6] as number) ^
      at(T0, bytes[i + 7] as number);
  }
  for (; i < bytes.length; i++) {
    crc = at(T0, (crc ^ (bytes[i] as number)) & 255) ^ (crc >>> 8);
  }
  return ~crc >>> 0;
}

/** As LevelDB stores it, so that a checksum of bytes that hold checksums stays sound. */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
