import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BadRequest, Unavailable } from '../../errors.js';

const PIECE = 65_536;
/** Seconds after which there may be room again. */
const RETRY_AFTER = 30;

/**
 * A temporary file that is made when first written to. It has no name in the file system, so that nothing is left of
 * it however the process ends.
 */
export class Spool {
  #file: Promise<FileHandle> | undefined;
  #closed = false;
  /** Bytes written so far */
  size = 0;

  /** @throws Unavailable when there is no room */
  async append(bytes: Buffer): Promise<void> {
    if (this.#closed) throw gone();
    this.#file ??= openNameless();
    try {
      const file = await this.#file;
      let written = 0;
      while (written < bytes.length) {
        const position = this.size + written;
        written += (await file.write(bytes, written, bytes.length - written, position)).bytesWritten;
      }
    } catch (cause) {
      if (this.#closed) throw gone();
      const error = new Unavailable('There is no room for the uploaded file, try again later.', RETRY_AFTER);
      error.cause = cause;
      throw error;
    }
    this.size += bytes.length;
  }

  /** @throws BadRequest when the spool has been closed, as the request has ended */
  async *read(start: number, size: number): AsyncGenerator<Buffer> {
    const end = start + size;
    for (let position = start; position < end; ) {
      if (this.#closed || !this.#file) throw gone();
      const file = await this.#file;
      const length = Math.min(PIECE, end - position);
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, position);
      if (bytesRead === 0) throw new Error('A spooled upload has been cut off.');
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const file = await this.#file?.catch(() => undefined);
    await file?.close();
  }
}

function gone(): BadRequest {
  return new BadRequest('The request has ended.');
}

async function openNameless(): Promise<FileHandle> {
  const name = path.join(tmpdir(), `maas-region-upload-${randomUUID()}`);
  const file = await open(name, 'wx+', 0o600);
  await unlink(name);
  return file;
}
