import { Readable } from 'node:stream';
import { TooLarge } from '../../errors.js';
import type { FileStore, Upload } from '../../params/input.js';
import type { BodyShare } from './body-budget.js';
import { Spool } from './spool.js';

const MIB = 1_048_576;
/** Files of up to this size are kept in memory, … */
export const SMALL_FILE = MIB;
/** … as long as all such files of a request have at most this size together. */
const MEMORY = 8 * MIB;
/** The most bytes of all files of a request together. */
export const MAX_FILE_BYTES = 512 * MIB;

/** The files of one request. Small ones are kept in memory, the others in the operation's store or a temporary file. */
export class Uploads {
  readonly files: Upload[] = [];
  readonly #spool = new Spool();
  #onClose = () => {};
  #inMemory = 0;
  #total = 0;

  /**
   * @param maxBytes the most bytes of all files together
   * @param store takes a large file while it arrives
   */
  constructor(
    private readonly maxBytes: number,
    private readonly share: BodyShare,
    private readonly store: FileStore | undefined,
  ) {}

  /**
   * Reads a file part to its end. An empty part with an empty file name is not a file: browsers send it for a blank
   * file field.
   * @throws TooLarge, Unavailable
   */
  async add(field: string, filename: string, content: AsyncIterable<Buffer>): Promise<void> {
    const pieces = this.#counted(content);
    const small: Buffer[] = [];
    let size = 0;
    for (;;) {
      const { value: piece } = await pieces.next();
      if (!piece) break;
      small.push(piece);
      size += piece.length;
      if (size > SMALL_FILE || this.#inMemory + size > MEMORY) {
        return this.#addLarge(field, filename, concatenate(small, pieces));
      }
      this.share.keep(piece.length);
    }
    if (size > 0 || filename !== '') this.files.push(this.#kept(field, filename, Buffer.concat(small)));
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

  async *#counted(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer, undefined> {
    for await (const piece of content) {
      this.#total += piece.length;
      if (this.#total > this.maxBytes) {
        throw new TooLarge(`The uploaded files are too large: at most ${this.maxBytes} bytes.`);
      }
      yield piece;
    }
  }

  /** The operation's store takes one file. Others go to the temporary file, like those of most operations. */
  async #addLarge(field: string, filename: string, content: AsyncIterable<Buffer>): Promise<void> {
    const { store } = this;
    let size = 0;
    const measured = measure(content, (bytes) => {
      size += bytes;
    });
    if (store && this.files.every(({ storedAs }) => storedAs === undefined)) {
      const storedAs = await store.store(measured);
      this.files.push({ ...readable(field, filename, size, () => store.read(storedAs, size)), storedAs });
    } else {
      const start = this.#spool.size;
      for await (const piece of measured) await this.#spool.append(piece);
      await this.#spool.flush();
      this.files.push(readable(field, filename, size, () => this.#spool.read(start, size)));
    }
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
}

function readable(field: string, filename: string, size: number, read: () => AsyncIterable<Uint8Array>): Upload {
  return {
    field,
    filename,
    size,
    async bytes() {
      const pieces: Uint8Array[] = [];
      for await (const piece of read()) pieces.push(piece);
      return Buffer.concat(pieces);
    },
    stream: () => Readable.from(read(), { objectMode: false }),
  };
}

async function* concatenate(first: readonly Buffer[], rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* first;
  yield* rest;
}

async function* measure(content: AsyncIterable<Buffer>, count: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const piece of content) {
    count(piece.length);
    yield piece;
  }
}
