import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { ImportError, shown, TransientError } from './fetch/error.js';
import { attempts, type Fetching } from './fetch/fetching.js';
import { exists, type Folders, sync } from './folders.js';
import type { RemoteFile } from './mirror/image.js';
import type { FileProgress } from './progress.js';

type Report = (progress: FileProgress) => void | Promise<void>;

/** A file that is being made whole. */
interface Unfinished {
  readonly handle: FileHandle;
  readonly file: RemoteFile;
  readonly fetching: Fetching;
  readonly report: Report;
}

/** What of a file is there: its first bytes, and what they hash to. */
interface Begun {
  readonly bytes: number;
  readonly hash: Hash;
}

/**
 * Fetches a file into the store, going on where an earlier attempt ended, and verifies it on the way. Nobody else may
 * fetch the same file meanwhile.
 * @throws ImportError; what has been fetched stays for the next attempt, unless it is wrong
 */
export async function download(folders: Folders, file: RemoteFile, fetching: Fetching, report: Report): Promise<void> {
  const stored = path.join(folders.files, file.sha256);
  if (await exists(stored)) return;
  const partial = path.join(folders.partial, file.sha256);
  await attempts(fetching, () => complete(partial, file, fetching, report));
  await sync(partial);
  await rename(partial, stored);
  await sync(folders.files);
}

/** Makes a partial file whole, or throws it away when it is wrong. */
async function complete(partial: string, file: RemoteFile, fetching: Fetching, report: Report): Promise<void> {
  const handle = await open(partial, 'a+');
  try {
    const begun = await readBegun(handle, file);
    const whole = begun.bytes === file.size ? begun : await receiveRest({ handle, file, fetching, report }, begun);
    if (whole.hash.digest('hex') === file.sha256) return;
    await rm(partial);
    const message = `${shown(file.url)} has another SHA-256 than its mirror says.`;
    throw begun.bytes > 0 ? new TransientError(message) : new ImportError(message);
  } finally {
    await handle.close();
  }
}

async function readBegun(handle: FileHandle, { size }: RemoteFile): Promise<Begun> {
  const { size: there } = await handle.stat();
  const bytes = there <= size ? there : 0;
  await handle.truncate(bytes);
  const hash = createHash('sha256');
  if (bytes > 0) {
    const stream = handle.createReadStream({ start: 0, end: bytes - 1, autoClose: false });
    for await (const piece of stream) hash.update(piece);
  }
  return { bytes, hash };
}

/** Has the file fetched anew when its server does not give the rest of it. */
async function receiveRest(unfinished: Unfinished, begun: Begun): Promise<Begun> {
  try {
    return await receive(unfinished, begun);
  } catch (error) {
    const isRefused = error instanceof ImportError && !(error instanceof TransientError);
    if (!isRefused || begun.bytes === 0) throw error;
    await unfinished.handle.truncate(0);
    throw new TransientError(error.message);
  }
}

async function receive({ handle, file, fetching, report }: Unfinished, begun: Begun): Promise<Begun> {
  const { url, name, size } = file;
  const { offset, chunks } = await fetching.transport.get({ url, offset: begun.bytes, size }, fetching.signal);
  const hash = offset > 0 ? begun.hash : createHash('sha256');
  let bytes = offset;
  if (offset === 0) await handle.truncate(0);
  await report({ name, size, received: bytes });
  for await (const piece of chunks) {
    if (bytes + piece.length > size) throw new ImportError(`${shown(url)} is longer than its mirror says.`);
    await handle.appendFile(piece);
    hash.update(piece);
    bytes += piece.length;
    await report({ name, size, received: bytes });
  }
  if (bytes < size) throw new TransientError(`${shown(url)} ended after ${bytes} of ${size} bytes.`);
  return { bytes, hash };
}
