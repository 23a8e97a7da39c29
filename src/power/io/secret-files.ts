import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdtemp, open, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * An open file that has no name any more: only who inherits it can read it, and nothing is left when this process is
 * killed. The caller closes it.
 */
export async function namelessFile(content: string): Promise<FileHandle> {
  const name = path.join(tmpdir(), `maas-region-${randomUUID()}`);
  const file = await open(name, 'wx+', 0o600);
  try {
    await unlink(name);
    // At a position: the place at which the heir begins to read stays the beginning.
    await file.write(content, 0);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** A folder that is closed to other accounts, for files that a program must find by their names. */
export interface SecretFolder extends AsyncDisposable {
  /** @returns the path of the new file */
  write(name: string, content: string, mode?: number): Promise<string>;
}

export async function secretFolder(): Promise<SecretFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), 'maas-region-'));
  return {
    async write(name, content, mode = 0o600) {
      const file = path.join(folder, name);
      await writeFile(file, content, { mode, flag: 'wx' });
      return file;
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
