import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { ImportError } from './fetch/error.js';
import { exists, type Folders, sync } from './folders.js';

const MAX_BYTES = 64 * 1024 ** 3;

/** The name in the store of what a compressed file holds. */
export function unpackedName(sha256: string): string {
  return `${sha256}.unpacked`;
}

/**
 * Unpacks a file of the store that was compressed by gzip, next to it.
 * @returns false when it was not
 * @throws ImportError when it is too large
 */
export async function unpack(folders: Folders, sha256: string, signal: AbortSignal): Promise<boolean> {
  const stored = path.join(folders.files, unpackedName(sha256));
  if (await exists(stored)) return true;
  const partial = path.join(folders.partial, unpackedName(sha256));
  let bytes = 0;
  const bounded = new Transform({
    transform(piece: Buffer, _encoding, done) {
      bytes += piece.length;
      done(bytes > MAX_BYTES ? new ImportError(`A root image unpacks to more than ${MAX_BYTES} bytes.`) : null, piece);
    },
  });
  try {
    const source = createReadStream(path.join(folders.files, sha256));
    await pipeline(source, createGunzip(), bounded, createWriteStream(partial), { signal });
  } catch (error) {
    await rm(partial, { force: true });
    if (isGzipError(error)) return false;
    throw error;
  }
  await sync(partial);
  await rename(partial, stored);
  await sync(folders.files);
  return true;
}

function isGzipError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['Z_DATA_ERROR', 'Z_BUF_ERROR'].includes(String(error.code));
}
