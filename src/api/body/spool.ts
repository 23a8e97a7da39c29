import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BadRequest, Unavailable } from '../../errors.js';

/** The bytes of one read or write of the file: few of them, as each one takes a turn of a thread. */
const BLOCK = 512 * 1_024;
/** Seconds after which the client may retry when the disk is full. */
const RETRY_AFTER = 30;

/**
 * A temporary file that is created by the first write. The file has no name in the file system. So the kernel deletes
 * the file even when the process is killed.
 */
export class Spool {
  #file: Promise<FileHandle> | undefined;
  #closed = false;
  /** The bytes that wait to be written as a block. */
  #waiting: Buffer[] = [];
  #waitingSize = 0;
  #writing: Promise<void> = Promise.resolve();
  /** The number of appended bytes. */
  size = 0;

  /** Appends bytes. One block is written while the next one is filled. @throws as `flush`, for earlier bytes */
  async append(bytes: Buffer): Promise<void> {
    if (this.#closed) throw gone();
    this.#waiting.push(bytes);
    this.#waitingSize += bytes.length;
    this.size += bytes.length;
    if (this.#waitingSize >= BLOCK) await this.#writeBlock();
  }

  /** Writes all appended bytes. @throws Unavailable when the disk is full or the file cannot be created */
  async flush(): Promise<void> {
    await this.#writeBlock();
    await this.#writing;
  }

  async #writeBlock(): Promise<void> {
    await this.#writing;
    const block = Buffer.concat(this.#waiting.splice(0));
    this.#waitingSize = 0;
    this.#writing = this.#write(block, this.size - block.length);
    // The error is thrown when the next block is written.
    this.#writing.catch(() => {});
  }

  async #write(block: Buffer, start: number): Promise<void> {
    if (this.#closed) throw gone();
    this.#file ??= openNameless();
    try {
      const file = await this.#file;
      let written = 0;
      while (written < block.length) {
        written += (await file.write(block, written, block.length - written, start + written)).bytesWritten;
      }
    } catch (cause) {
      if (this.#closed) throw gone();
      const error = new Unavailable('There is no room for the uploaded file, try again later.', RETRY_AFTER);
      error.cause = cause;
      throw error;
    }
  }

  /** Reads flushed bytes. @throws BadRequest when the request has ended and so the spool is closed */
  async *read(start: number, size: number): AsyncGenerator<Buffer> {
    const end = start + size;
    for (let position = start; position < end; ) {
      if (this.#closed || !this.#file) throw gone();
      const file = await this.#file;
      const length = Math.min(BLOCK, end - position);
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
