import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdtemp, open, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Creates a file and removes its name at once. Only processes that inherit the descriptor can read it, and nothing is
 * left behind when this process is killed. The caller closes it.
 */
export async function openUnlinkedFile(content: string): Promise<FileHandle> {
  const name = path.join(tmpdir(), `maas-region-${randomUUID()}`);
  const file = await open(name, 'wx+', 0o600);
  try {
    await unlink(name);
    // A write at a position does not move the offset, at which the program that inherits the file starts to read.
    await file.write(content, 0);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** A folder that other accounts cannot read, for secrets that a program opens by name. Removed when disposed of. */
export interface SecretFolder extends AsyncDisposable {
  /** @returns the path of the new file */
  write(name: string, content: string, mode?: number): Promise<string>;
}

export async function createSecretFolder(): Promise<SecretFolder> {
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
