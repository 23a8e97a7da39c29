/** The value of each hexadecimal digit; -1 for all other bytes. */
const DIGITS = new Int8Array(256).fill(-1);
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  DIGITS[digit.charCodeAt(0)] = value;
  DIGITS[digit.toUpperCase().charCodeAt(0)] = value;
}

/** Decodes escapes: a marker and two hexadecimal digits stand for a byte. Invalid escapes stay. */
export function decodeEscapes(bytes: Buffer, marker: number): Buffer {
  if (!bytes.includes(marker)) return bytes;
  const decoded = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] ?? 0;
    const escaped = byte === marker ? escapedByte(bytes, i) : -1;
    decoded[length] = escaped < 0 ? byte : escaped;
    length += 1;
    if (escaped >= 0) i += 2;
  }
  return decoded.subarray(0, length);
}

/** The byte that the escape at this index stands for; negative for an invalid escape. */
function escapedByte(bytes: Buffer, index: number): number {
  const high = DIGITS[bytes[index + 1] ?? 0] ?? -1;
  const low = DIGITS[bytes[index + 2] ?? 0] ?? -1;
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}
