/**
 * The bytes in memory of their own size, to be kept for long. zlib returns a part of 16 KiB, and short buffers are parts of
 * a pool: a kept part keeps all of it.
 */
export function compact(bytes: Buffer): Buffer {
  if (bytes.length === bytes.buffer.byteLength) return bytes;
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}
