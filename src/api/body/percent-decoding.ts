import type { Turns } from '../../turns.js';
import { decodeText } from './decode-text.js';
import { decodeEscapes } from './escapes.js';

/** Bytes that are decoded at once. */
const PIECE = 65_536;
const [PLUS, BLANK, PERCENT] = [0x2b, 0x20, 0x25];

/** Decodes a name or value of an urlencoded form. Invalid escapes stay, invalid UTF-8 becomes U+FFFD. */
export async function percentDecode(bytes: Buffer, turns: Turns): Promise<string> {
  if (bytes.length <= PIECE) return decodePiece(bytes).toString('utf8');
  return decodeText(decodedPieces(bytes), turns);
}

function* decodedPieces(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; ) {
    const end = endOfPiece(bytes, start);
    yield decodePiece(bytes.subarray(start, end));
    start = end;
  }
}

/** The end of the piece from `start` on, which divides no escape. */
function endOfPiece(bytes: Buffer, start: number): number {
  const end = start + PIECE;
  if (end >= bytes.length) return bytes.length;
  const escaped = bytes.lastIndexOf(PERCENT, end - 1);
  return escaped > end - 3 && escaped > start ? escaped : end;
}

/** Decodes in place. A plus is a blank, unless it was escaped. */
function decodePiece(bytes: Buffer): Buffer {
  for (let i = bytes.indexOf(PLUS); i >= 0 && i < bytes.length; i += 1) if (bytes[i] === PLUS) bytes[i] = BLANK;
  return decodeEscapes(bytes, PERCENT);
}
