/** The polynomial of the CRC-32 of gzip (RFC 1952, 8), its bits reversed. */
const POLYNOMIAL = 0xedb88320;

/** The product of two polynomials modulo POLYNOMIAL. The highest bit stands for x ** 0. */
function multiply(a: number, b: number): number {
  let product = 0;
  let shifted = b;
  for (let bit = 0x80000000; bit !== 0; bit >>>= 1) {
    if (a & bit) product ^= shifted;
    shifted = shifted & 1 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1;
  }
  return product >>> 0;
}

/** x ** (8 * 2 ** index): what 2 ** index bytes multiply by. */
const POWERS: readonly number[] = (() => {
  const powers = [0x00800000];
  for (let i = 1; i < 32; i += 1) powers.push(multiply(powers[i - 1] ?? 0, powers[i - 1] ?? 0));
  return powers;
})();

/**
 * The factor by which a text moves the checksum of what stands before it.
 * @param length of the text, in bytes, below 2 ** 32
 */
export function crcShift(length: number): number {
  let factor = 0x80000000;
  for (let i = 0; 2 ** i <= length; i += 1) {
    if (Math.floor(length / 2 ** i) % 2 === 1) factor = multiply(POWERS[i] ?? 0, factor);
  }
  return factor;
}

/** The CRC-32 of two joined texts, from the CRC-32 of each. @param shift the factor of the second text */
export function joinCrc32(first: number, second: number, shift: number): number {
  return (multiply(shift, first) ^ second) >>> 0;
}
