import { mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** A temporary folder. Only hooks and tests can use it. */
export interface FileFolder {
  readonly path: string;
  /** The path of a file or folder in it */
  at(name: string): string;
}

/** Makes a temporary folder before the first test of a file, and removes it after the last. */
export function useFolder(): FileFolder {
  let folder: string | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'maas-region-test-'));
  });
  afterAll(async () => {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });
  return {
    get path() {
      if (folder === undefined) throw new Error('there is no folder yet: use it in hooks and tests only');
      return folder;
    },
    at(name) {
      return path.join(this.path, name);
    },
  };
}

/** Makes a temporary folder now, and removes it after the last test of the file. Unlike hooks, it serves tables of tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'maas-region-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
