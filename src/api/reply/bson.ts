import { Readable } from 'node:stream';
import { serialize, serializeWithBufferAndIndex, setInternalBufferSize } from 'bson';
import { Reply } from './reply.js';

// The operations load this file by `import()`, as few callers need the package.
// A document of documents is written piece by piece (bsonspec.org 1.1): the serializer would hold all of it in memory.

export const BSON = 'application/bson';
/** The greatest length of a document in bytes: lengths are signed 32-bit numbers. */
export const MAX_BSON = 2 ** 31 - 1;

const DOCUMENT = 0x03;
const END = Buffer.of(0);
/** The bytes around the elements of a document: its length in front, a zero at the end. */
const FRAME = 5;

/** Binaries, or null, by their names. */
export type Binaries = Readonly<Record<string, Uint8Array | null>>;
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

/** Returns a document of binaries. */
export function serializeBinaries(binaries: Binaries): Uint8Array {
  makeRoom(binaries);
  return serialize(binaries);
}

/**
 * Answers with a document of documents, and sends each of them as soon as it arrives.
 * @param length the length of the whole document in bytes, from `documentsLength`
 */
export function bsonOfDocuments(
  length: number,
  documents: AsyncIterable<readonly [name: string, binaries: Binaries]>,
): Reply {
  return Reply.stream(BSON, Readable.from(elements(length, documents), { objectMode: false }));
}

async function* elements(
  length: number,
  documents: AsyncIterable<readonly [name: string, binaries: Binaries]>,
): AsyncGenerator<Buffer> {
  yield int32(length);
  for await (const [name, binaries] of documents) yield documentElement(name, binaries);
  yield END;
}

function documentElement(name: string, binaries: Binaries): Buffer {
  const start = headLength(name);
  const element = Buffer.allocUnsafe(start + makeRoom(binaries));
  element.write(`${String.fromCharCode(DOCUMENT)}${name}\0`);
  serializeWithBufferAndIndex(binaries, element, { index: start });
  return element;
}

/**
 * Returns the length of a document of these binaries, and makes room for it in the buffer of the serializer. The buffer
 * has 17 MB at first; a document that does not fit is an error.
 */
function makeRoom(binaries: Binaries): number {
  const length = binariesLength(
    Object.fromEntries(Object.entries(binaries).map(([name, data]) => [name, data?.length ?? null])),
  );
  setInternalBufferSize(length);
  return length;
}

/** The length of the type and the name in front of each element. */
const headLength = (name: string): number => 1 + Buffer.byteLength(name) + 1;

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}
