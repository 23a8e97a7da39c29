import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DumpError } from './error.js';

const GZIP = Buffer.from([0x1f, 0x8b]);
const CUSTOM = Buffer.from('PGDMP');

interface DumpFile {
  /** Bytes */
  readonly size: number;
  readonly isCompressed: boolean;
}

/**
 * Looks at the beginning of a file.
 * @throws DumpError when it cannot be read, or is not a plain dump
 */
export async function inspectDump(file: string): Promise<DumpFile> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read: ${error.code}.`;
    throw new DumpError(reason, { cause: error });
  });
  try {
    const state = await handle.stat();
    if (!state.isFile()) throw new DumpError(`${file} is not a file.`);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(CUSTOM.length), 0, CUSTOM.length, 0);
    const head = buffer.subarray(0, bytesRead);
    if (head.equals(CUSTOM)) {
      throw new DumpError(`${file} is a dump in the custom format. Convert it: pg_restore --file maas.sql ${file}`);
    }
    return { size: state.size, isCompressed: head.subarray(0, GZIP.length).equals(GZIP) };
  } finally {
    await handle.close();
  }
}

/**
 * Reads a dump, which may be compressed by gzip.
 * @param onProgress called with the bytes of the file that were read, and its size
 * @throws DumpError when the file is not a plain dump
 */
export async function* readDumpFile(
  file: string,
  onProgress: (bytes: number, size: number) => void,
): AsyncGenerator<Buffer> {
  const { size, isCompressed } = await inspectDump(file);
  const counted = pipeline(
    createReadStream(file),
    counter((bytes) => onProgress(bytes, size)),
    () => {},
  );
  yield* explained(file, isCompressed ? pipeline(counted, createGunzip(), () => {}) : counted);
}

function counter(onProgress: (bytes: number) => void): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      onProgress(bytes);
      done(null, chunk);
    },
  });
}

/** Explains errors of the file. Text of PostgreSQL has no null bytes, so a file with such bytes is something else. */
async function* explained(file: string, content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of content) {
      if (chunk.includes(0)) throw new DumpError(`${file} is not a plain dump: it has null bytes.`);
      yield chunk;
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'Z_BUF_ERROR') throw new DumpError(`${file} is cut off.`, { cause: error });
    if (code.startsWith('Z_')) throw new DumpError(`${file} is damaged: it cannot be decompressed.`, { cause: error });
    throw error;
  }
}
