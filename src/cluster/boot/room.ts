import { readdir, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Folders } from '../../images/folders.js';

/** What the cache knows of its files. */
export interface Knowledge {
  /** Whether an image has the file with this SHA-256. */
  isKept(sha256: string): boolean;
  /** When the file was used last, in milliseconds; 0 when it was not used since the start. */
  lastUse(sha256: string): number;
}

interface StoredFile {
  readonly sha256: string;
  readonly file: string;
  readonly bytes: number;
  readonly usedMs: number;
}

/** A machine that has read a script may still fetch the files of an image that is gone. */
const STALE_MS = 24 * 3_600_000;

/** Free bytes that the disk keeps: dnsmasq writes its leases beside the cache. */
const RESERVE = 1024 ** 3;

/** A file that is to be stored. */
export interface Wanted {
  readonly bytes: number;
  /** The most bytes of all files together */
  readonly maxBytes: number;
  /** True: files of images may go for it. False: only files of no image. */
  readonly isUrgent: boolean;
}

/**
 * Removes files until a file fits: first those of no image, then those that were not used for the longest time.
 * @returns why it does not fit, in a part of a sentence; undefined when it fits
 */
export async function makeRoom(folders: Folders, knowledge: Knowledge, wanted: Wanted): Promise<string | undefined> {
  const { bytes, maxBytes, isUrgent } = wanted;
  const stored = await list(folders.files, knowledge);
  const rank = ({ sha256 }: StoredFile) => (knowledge.isKept(sha256) ? 1 : 0);
  const removable = stored.filter((file) => isUrgent || rank(file) === 0);
  const { bavail, bsize } = await statfs(folders.files);
  const aboveLimit = bytesOf(stored) + bytes - maxBytes;
  const aboveFree = bytes + RESERVE - bavail * bsize;
  if (aboveLimit > bytesOf(removable)) return `the cache in ${folders.root} holds at most ${maxBytes} bytes`;
  if (aboveFree > bytesOf(removable)) return `the disk of ${folders.root} is full`;
  let missing = Math.max(aboveLimit, aboveFree);
  for (const file of removable.sort((a, b) => rank(a) - rank(b) || a.usedMs - b.usedMs)) {
    if (missing <= 0) break;
    await rm(file.file, { force: true });
    missing -= file.bytes;
  }
  return undefined;
}

const bytesOf = (files: readonly StoredFile[]) => files.reduce((sum, { bytes }) => sum + bytes, 0);

/** Removes the files of no image, complete or not, that have not been used for a day. */
export async function removeStale(folders: Folders, knowledge: Knowledge): Promise<void> {
  const stored = [...(await list(folders.files, knowledge)), ...(await list(folders.partial, knowledge))];
  for (const { sha256, file, usedMs } of stored) {
    if (!knowledge.isKept(sha256) && usedMs < Date.now() - STALE_MS) await rm(file, { force: true });
  }
}

async function list(folder: string, knowledge: Knowledge): Promise<StoredFile[]> {
  const names = await readdir(folder);
  const found = await Promise.all(names.map((name) => describe(path.join(folder, name), name, knowledge)));
  return found.filter((file) => file !== undefined);
}

/** @returns undefined for a file that has been removed meanwhile */
async function describe(file: string, sha256: string, knowledge: Knowledge): Promise<StoredFile | undefined> {
  try {
    const { size: bytes, mtimeMs } = await stat(file);
    return { sha256, file, bytes, usedMs: Math.max(mtimeMs, knowledge.lastUse(sha256)) };
  } catch {
    return undefined;
  }
}
