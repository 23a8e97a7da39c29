import { readdir, rm, stat } from 'node:fs/promises';
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

/**
 * Removes files until `bytes` more fit into `maxBytes`: first those of no image, then those that were not used for the
 * longest time.
 * @returns false when they do not fit at all
 */
export async function makeRoom(
  folders: Folders,
  knowledge: Knowledge,
  { bytes, maxBytes }: { readonly bytes: number; readonly maxBytes: number },
): Promise<boolean> {
  if (bytes > maxBytes) return false;
  const stored = await list(folders.files, knowledge);
  let total = stored.reduce((sum, file) => sum + file.bytes, bytes);
  const rank = (file: StoredFile) => (knowledge.isKept(file.sha256) ? 1 : 0);
  for (const file of stored.sort((a, b) => rank(a) - rank(b) || a.usedMs - b.usedMs)) {
    if (total <= maxBytes) break;
    await rm(file.file, { force: true });
    total -= file.bytes;
  }
  return true;
}

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
