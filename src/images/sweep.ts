import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { exists, type Folders } from './folders.js';
import { Tree } from './tree.js';

/** What is left of a failed import waits so long for the next. */
const PARTIAL_MS = 7 * 24 * 3_600_000;

/** A cluster that may have a tree. */
export interface Owner {
  readonly uuid: string;
  /** Its nodes boot from images that were imported. */
  readonly imported: boolean;
}

/**
 * Removes the trees of clusters that are not among these, the files of the store that no snapshot links to, and old
 * beginnings of files. No import may run.
 */
export async function sweep(folders: Folders, owners: readonly Owner[]): Promise<void> {
  if (await allHaveTrees(folders, owners)) await removeStrayTrees(folders, owners);
  await removeFrom(folders.files, ({ nlink }) => nlink === 1);
  await removeFrom(folders.partial, ({ mtimeMs }) => mtimeMs < Date.now() - PARTIAL_MS);
}

/** False when a cluster waits to be imported under another uuid: its files are in a tree of the former one still. */
async function allHaveTrees(folders: Folders, owners: readonly Owner[]): Promise<boolean> {
  for (const { uuid, imported } of owners) {
    if (imported && !(await exists(new Tree(folders, uuid).current))) return false;
  }
  return true;
}

async function removeStrayTrees(folders: Folders, owners: readonly Owner[]): Promise<void> {
  const known = new Set(owners.map(({ uuid }) => folders.cluster(uuid)));
  for (const name of await readdir(folders.clusters)) {
    const tree = path.join(folders.clusters, name);
    if (!known.has(tree)) await rm(tree, { recursive: true });
  }
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
