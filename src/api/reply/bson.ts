import { Readable } from 'node:stream';
import { Reply } from './reply.js';

// Documents are written piece by piece (bsonspec.org 1.1). A serializer would hold whole documents in memory, and fails
// above 17 MB.

export const BSON = 'application/bson';
/** The greatest length of a document in bytes: lengths are signed 32-bit numbers. */
export const MAX_BSON = 2 ** 31 - 1;

const DOCUMENT = 0x03;
const BINARY = 0x05;
const NULL = 0x0a;
const GENERIC = 0x00;
const END = Buffer.of(0);
/** The bytes around the elements of a document: its length in front, a zero at the end. */
const FRAME = 5;

/** Binaries, or null, by their names. */
export type Binaries = Readonly<Record<string, Buffer | null>>;
/** The lengths of binaries in bytes. */
export type BinaryLengths = Readonly<Record<string, number | null>>;

/** The length in bytes of a document of such binaries. */
export function binariesLength(lengths: BinaryLengths): number {
  const elements = Object.entries(lengths).map(
    ([name, length]) => headLength(name) + (length === null ? 0 : FRAME + length),
  );
  return FRAME + elements.reduce((sum, element) => sum + element, 0);
}

/** The length in bytes of a document of documents, whose lengths are given by their names. */
export function documentsLength(lengths: Iterable<readonly [name: string, length: number]>): number {
  let sum = FRAME;
  for (const [name, length] of lengths) sum += headLength(name) + length;
  return sum;
}

/** Returns a document of binaries in pieces. The binaries are not copied. */
export function binariesDocument(binaries: Binaries): Buffer[] {
  const elements = Object.entries(binaries).flatMap(([name, data]) =>
    data === null ? [head(NULL, name)] : [head(BINARY, name), int32(data.length), Buffer.of(GENERIC), data],
  );
  const length = elements.reduce((sum, piece) => sum + piece.length, FRAME);
  return [int32(length), ...elements, END];
}

/**
 * Answers with a document of documents. Each inner document comes in pieces, and is sent as soon as it arrives.
 * @param length the length of the whole document in bytes, from `documentsLength`
 */
export function bsonOfDocuments(
  length: number,
  documents: AsyncIterable<readonly [name: string, pieces: readonly Buffer[]]>,
): Reply {
  return Reply.stream(BSON, Readable.from(chunks(length, documents), { objectMode: false }));
}

async function* chunks(
  length: number,
  documents: AsyncIterable<readonly [name: string, pieces: readonly Buffer[]]>,
): AsyncGenerator<Buffer> {
  yield int32(length);
  for await (const [name, pieces] of documents) yield Buffer.concat([head(DOCUMENT, name), ...pieces]);
  yield END;
}

const headLength = (name: string): number => 1 + Buffer.byteLength(name) + 1;

function head(type: number, name: string): Buffer {
  return Buffer.from(`${String.fromCharCode(type)}${name}\0`);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}
