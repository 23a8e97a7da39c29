import { constants, crc32, deflateRawSync } from 'node:zlib';
import { compact } from './compact.js';
import { crcShift, joinCrc32 } from './crc32.js';

/** A compressed part of a text. */
export interface Packed {
  /** Whole blocks of DEFLATE (RFC 1951) that refer to nothing before them, so that parts can be joined. */
  readonly bytes: Buffer;
  readonly crc: number;
  /** `crcShift` of the length. */
  readonly shift: number;
  /** Bytes before compression. */
  readonly length: number;
}

/** Fast: texts of nodes hardly get shorter by more effort. */
const LEVEL = 3;
/** Enough for short parts. More memory takes time to clear. */
const MEMORY_LEVEL = 6;

/** Compresses a part that others follow. */
export function packPart(text: Buffer): Packed {
  return pack(text, constants.Z_FULL_FLUSH);
}

/** Compresses the last part. */
export function packEnd(text: Buffer): Packed {
  return pack(text, constants.Z_FINISH);
}

function pack(text: Buffer, finishFlush: number): Packed {
  const bytes = compact(deflateRawSync(text, { level: LEVEL, memLevel: MEMORY_LEVEL, finishFlush }));
  return { bytes, crc: crc32(text), shift: crcShift(text.length), length: text.length };
}

/** Joins compressed parts to one member of gzip (RFC 1952). */
export class GzipJoin {
  /** No name, no time, unknown operating system. */
  readonly header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
  #crc = 0;
  #length = 0;

  /** @returns the bytes of the part */
  add({ bytes, crc, shift, length }: Packed): Buffer {
    this.#crc = joinCrc32(this.#crc, crc, shift);
    this.#length = (this.#length + length) % 2 ** 32;
    return bytes;
  }

  /** The checksum and the length of all parts. */
  get trailer(): Buffer {
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(this.#crc, 0);
    trailer.writeUInt32LE(this.#length, 4);
    return trailer;
  }
}
