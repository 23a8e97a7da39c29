import { compact } from './compact.js';
import { GzipJoin, type Packed, packEnd, packPart } from './gzip-join.js';
import type { JsonMember } from './json-layout.js';
import { type KeptMember, KeptPieces } from './kept-pieces.js';
import { JSON_TYPE, Reply } from './reply.js';

const SEPARATOR = ', \n    ';
const BEGIN = Buffer.from('[\n    ');
const END = Buffer.from('\n]');

/** Lists below this size are sent whole. */
const SHORT_BYTES = 65_536;
/** The bytes of one turn. More would delay other requests while pieces are made. */
const PLAIN_BYTES = 262_144;
const PACKED_BYTES = 65_536;
/** The most bytes of joined texts: a list of 20,000 nodes. */
const MOST_TEXT_BYTES = 32 * 1_048_576;
/** The most bytes of compressed pieces: 20 different lists of 10,000 nodes each. */
const MOST_PACKED_BYTES = 24 * 1_048_576;

/** The separator and the JSON of a member, in UTF-8. */
export function keptText(json: JsonMember): Buffer {
  return compact(Buffer.from(SEPARATOR + json.text));
}

/** Lists that clients read again and again. Only those pieces are made again whose members have changed. */
export class KeptLists {
  readonly #texts = new KeptPieces(compact, (text) => text.length, MOST_TEXT_BYTES);
  readonly #packed = new KeptPieces(packPart, ({ bytes }) => bytes.length, MOST_PACKED_BYTES);

  /** Answers with a JSON list of members, in ascending order of ids. Their texts are made by `keptText`. */
  reply(members: readonly KeptMember[]): Reply {
    const [first] = members;
    if (!first) return Reply.json([]);
    const begin = Buffer.concat([BEGIN, first.text.subarray(SEPARATOR.length)]);
    if (members.length * first.text.length < SHORT_BYTES) {
      return Reply.bytes(JSON_TYPE, Buffer.concat([begin, ...members.slice(1).map(({ text }) => text), END]));
    }
    const body = inChunks(plain(begin, this.#texts.of(members, 1)), PLAIN_BYTES);
    return Reply.stream(JSON_TYPE, body, 200, {}, () => joined(gzip(begin, this.#packed.of(members, 1))));
  }
}

function* plain(begin: Buffer, pieces: Iterable<Buffer>): Generator<Buffer> {
  yield begin;
  yield* pieces;
  yield END;
}

function* gzip(begin: Buffer, pieces: Iterable<Packed>): Generator<Buffer> {
  const join = new GzipJoin();
  yield join.header;
  yield join.add(packPart(begin));
  for (const piece of pieces) yield join.add(piece);
  yield join.add(packEnd(END));
  yield join.trailer;
}

/** Short parts, copied to long ones: to write short ones costs more. */
function* joined(parts: Iterable<Buffer>): Generator<Buffer> {
  for (const chunk of inChunks(parts, PACKED_BYTES)) yield Buffer.concat(chunk);
}

function* inChunks(parts: Iterable<Buffer>, bytes: number): Generator<readonly Buffer[]> {
  let chunk: Buffer[] = [];
  let length = 0;
  for (const part of parts) {
    chunk.push(part);
    length += part.length;
    if (length < bytes) continue;
    yield chunk;
    chunk = [];
    length = 0;
  }
  yield chunk;
}
