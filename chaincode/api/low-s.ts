/** ECDSA signatures on P-256 in the half of their forms that counts. Nothing of Node is used here. */
export const p256Order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** True where s is in the lower half. The signature is r ‖ s in 64 bytes. */
export function isLowS(signature: Uint8Array): boolean {
  return readS(signature) <= p256Order / 2n;
}

/** The signature with s in the lower half: the same signature to whoever verifies, the only one that is accepted here. */
export function lowerS(signature: Uint8Array): Uint8Array {
  if (isLowS(signature)) return signature;
  const low = (p256Order - readS(signature)).toString(16).padStart(64, '0').match(/../g) ?? [];
  return Uint8Array.from([...signature.subarray(0, 32), ...low.map((byte) => Number.parseInt(byte, 16))]);
}

function readS(signature: Uint8Array): bigint {
  const bytes = Array.from(signature.subarray(32), (byte) => byte.toString(16).padStart(2, '0'));
  return BigInt(`0x${bytes.join('')}`);
}
