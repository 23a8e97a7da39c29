import { Readable } from 'node:stream';
import { TooLarge } from '../../errors.js';
import type { Upload } from '../../params/input.js';
import type { BodyShare } from './body-budget.js';
import { Spool } from './spool.js';

const MIB = 1_048_576;
/** Files of up to this size are kept in memory, … */
export const SMALL_FILE = MIB;
/** … as long as all such files of a request have at most this size together. */
const MEMORY = 8 * MIB;
/** The most bytes of all files of a request together. */
export const MAX_FILE_BYTES = 512 * MIB;

/** The files of one request. Small ones are kept in memory, the others in one temporary file. */
export class Uploads {
  readonly files: Upload[] = [];
  readonly #spool = new Spool();
  #onClose = () => {};
  #inMemory = 0;
  #total = 0;

  /** @param maxBytes the most bytes of all files together */
  constructor(
    private readonly maxBytes: number,
    private readonly share: BodyShare,
  ) {}

  /**
   * Reads a file part to its end. An empty part with an empty file name is not a file: browsers send it for a blank
   * file field.
   * @throws TooLarge, Unavailable
   */
  async add(field: string, filename: string, content: AsyncIterable<Buffer>): Promise<void> {
    const pieces: Buffer[] = [];
    let size = 0;
    let start: number | undefined;
    for await (const piece of content) {
      size += piece.length;
      this.#count(piece.length);
      if (start === undefined && size <= SMALL_FILE && this.#inMemory + size <= MEMORY) {
        this.share.keep(piece.length);
        pieces.push(piece);
        continue;
      }
      start ??= this.#spool.size;
      for (const kept of pieces.splice(0)) await this.#spool.append(kept);
      await this.#spool.append(piece);
    }
    if (start !== undefined) {
      await this.#spool.flush();
      this.files.push(this.#spooled(field, filename, start, size));
    } else if (size > 0 || filename !== '') {
      this.files.push(this.#kept(field, filename, Buffer.concat(pieces)));
    }
  }

  /** Registers `work` to run when the files are closed. */
  whenClosed(work: () => void): void {
    this.#onClose = work;
  }

  /** Closes the files. Files on disk cannot be read afterwards. */
  async close(): Promise<void> {
    this.#onClose();
    await this.#spool.close();
  }

  #count(bytes: number): void {
    this.#total += bytes;
    if (this.#total <= this.maxBytes) return;
    throw new TooLarge(`The uploaded files are too large: at most ${this.maxBytes} bytes.`);
  }

  #kept(field: string, filename: string, content: Buffer): Upload {
    this.#inMemory += content.length;
    return {
      field,
      filename,
      size: content.length,
      bytes: async () => content,
      stream: () => Readable.from(content.length > 0 ? [content] : [], { objectMode: false }),
    };
  }

  #spooled(field: string, filename: string, start: number, size: number): Upload {
    const read = () => this.#spool.read(start, size);
    return {
      field,
      filename,
      size,
      async bytes() {
        const pieces: Buffer[] = [];
        for await (const piece of read()) pieces.push(piece);
        return Buffer.concat(pieces);
      },
      stream: () => Readable.from(read(), { objectMode: false }),
    };
  }
}
