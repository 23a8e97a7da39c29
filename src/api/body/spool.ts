import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BadRequest, Unavailable } from '../../errors.js';

const PIECE = 65_536;
/** Seconds after which the client may retry when the disk is full. */
const RETRY_AFTER = 30;

/**
 * A temporary file that is created by the first write. The file has no name in the file system. So the kernel deletes
 * the file even when the process is killed.
 */
export class Spool {
  #file: Promise<FileHandle> | undefined;
  #closed = false;
  /** The number of bytes that were written. */
  size = 0;

  /** @throws Unavailable when the disk is full or the file cannot be created */
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

  /** @throws BadRequest when the request has ended and so the spool is closed */
  async *read(start: number, size: number): AsyncGenerator<Buffer> {
    const end = start + size;
    for (let position = start; position < end; ) {
      if (this.#closed || !this.#file) throw gone();
      const file = await this.#file;
      const length = Math.min(PIECE, end - position);
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, position);
      if (bytesRead === 0) throw new Error('The temporary file of an upload is truncated.');
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
