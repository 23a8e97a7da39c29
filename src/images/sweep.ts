import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Folders } from './folders.js';

/** What is left of a failed import waits so long for the next. */
const PARTIAL_MS = 7 * 24 * 3_600_000;

/**
 * Removes the trees of clusters that are not among these, the files of the store that no snapshot links to, and old
 * beginnings of files. No import may run.
 */
export async function sweep(folders: Folders, uuids: readonly string[]): Promise<void> {
  const known = new Set(uuids.map((uuid) => folders.cluster(uuid)));
  for (const name of await readdir(folders.clusters)) {
    const tree = path.join(folders.clusters, name);
    if (!known.has(tree)) await rm(tree, { recursive: true });
  }
  await removeFrom(folders.files, ({ nlink }) => nlink === 1);
  await removeFrom(folders.partial, ({ mtimeMs }) => mtimeMs < Date.now() - PARTIAL_MS);
}

interface Facts {
  readonly nlink: number;
  readonly mtimeMs: number;
}

async function removeFrom(folder: string, isGarbage: (facts: Facts) => boolean): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    if (isGarbage(await stat(file))) await rm(file);
  }
}
