import type { Turns } from '../../turns.js';

const PIECE = 65_536;

/** Yields the bytes in pieces that take little time each. */
export function* piecesOf(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += PIECE) yield bytes.subarray(start, start + PIECE);
}

/** Decodes text piece by piece. @throws TypeError for invalid bytes, when the decoder is fatal */
export async function decodeText(
  pieces: Iterable<Buffer>,
  turns: Turns,
  decoder = new TextDecoder('utf-8', { ignoreBOM: true }),
): Promise<string> {
  let text = '';
  for (const piece of pieces) {
    text += decoder.decode(piece, { stream: true });
    await turns.next();
  }
  return text + decoder.decode();
}
