import { Readable } from 'node:stream';
import { LRUCache } from 'lru-cache';
import { GzipJoin, type Packed, packEnd, packPart } from './gzip-join.js';
import type { JsonMember } from './json-layout.js';
import { JSON_TYPE, Reply } from './reply.js';

/** A member of a list whose text is kept between requests. The same object stands for the same text. */
export interface KeptMember {
  /** Positive, and ascending in lists. */
  readonly id: number;
  /** Made by `keptText`. */
  readonly text: Buffer;
}

/** A compressed piece of a list, and its members. */
interface Piece {
  readonly members: readonly KeptMember[];
  readonly packed: Packed;
}

const SEPARATOR = ', \n    ';
const BEGIN = Buffer.from('[\n    ');
const END = Buffer.from('\n]');

/** A piece has 16 members at most: few enough that a change costs little, many enough to compress well. */
const PIECE_BITS = 4;
/** Lists below this size are sent whole. */
const SHORT_BYTES = 65_536;
/** The bytes of one write: to write short pieces costs more than to copy them, and long ones delay other requests. */
const CHUNK_BYTES = 65_536;
/** The most bytes of compressed pieces: lists of 20 callers of 10,000 nodes each. */
const MOST_PACKED_BYTES = 24 * 1_048_576;

/** The separator and the JSON of a member, in UTF-8. */
export function keptText(json: JsonMember): Buffer {
  return Buffer.from(SEPARATOR + json.text);
}

/** Lists that clients read again and again. Only those pieces are compressed again whose members have changed. */
export class KeptLists {
  readonly #pieces = new LRUCache<string, Piece>({
    maxSize: MOST_PACKED_BYTES,
    sizeCalculation: ({ packed, members }) => packed.bytes.length + 8 * members.length,
  });

  /**
   * Answers with a JSON list of members, in ascending order of ids.
   * @param name of the list; lists with different members have different names
   */
  reply(members: readonly KeptMember[], name: string): Reply {
    const [first] = members;
    if (!first) return Reply.json([]);
    const texts = textsOf(first, members);
    if (members.length * first.text.length < SHORT_BYTES) return Reply.bytes(JSON_TYPE, Buffer.concat([...texts]));
    return Reply.stream(JSON_TYPE, stream(texts), 200, {}, () => stream(this.#gzip(first, members, name)));
  }

  *#gzip(first: KeptMember, members: readonly KeptMember[], name: string): Generator<Buffer> {
    const join = new GzipJoin();
    yield join.header;
    yield join.add(packPart(beginOf(first)));
    for (const piece of inPieces(members)) yield join.add(this.#pack(piece, name));
    yield join.add(packEnd(END));
    yield join.trailer;
  }

  #pack(members: readonly KeptMember[], name: string): Packed {
    const key = `${name} ${pieceOf(members[0])}`;
    const known = this.#pieces.get(key);
    if (known && isSame(known.members, members)) return known.packed;
    const packed = packPart(Buffer.concat(members.map(({ text }) => text)));
    this.#pieces.set(key, { members, packed });
    return packed;
  }
}

function* textsOf(first: KeptMember, members: readonly KeptMember[]): Generator<Buffer> {
  yield beginOf(first);
  for (let i = 1; i < members.length; i += 1) yield members[i]?.text ?? END;
  yield END;
}

function beginOf({ text }: KeptMember): Buffer {
  return Buffer.concat([BEGIN, text.subarray(SEPARATOR.length)]);
}

/** The members after the first, piece by piece. */
function* inPieces(members: readonly KeptMember[]): Generator<readonly KeptMember[]> {
  for (let begin = 1, end = 2; begin < members.length; end += 1) {
    if (end < members.length && pieceOf(members[end]) === pieceOf(members[begin])) continue;
    yield members.slice(begin, end);
    begin = end;
  }
}

function pieceOf(member: KeptMember | undefined): number {
  return (member?.id ?? 0) >> PIECE_BITS;
}

function isSame(a: readonly KeptMember[], b: readonly KeptMember[]): boolean {
  return a.length === b.length && a.every((member, index) => member === b[index]);
}

function stream(parts: Iterable<Buffer>): Readable {
  return Readable.from(inChunks(parts));
}

function* inChunks(parts: Iterable<Buffer>): Generator<Buffer> {
  let chunk: Buffer[] = [];
  let length = 0;
  for (const part of parts) {
    chunk.push(part);
    length += part.length;
    if (length < CHUNK_BYTES) continue;
    yield Buffer.concat(chunk, length);
    chunk = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(chunk, length);
}
