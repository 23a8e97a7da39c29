import { open, rename, rm } from 'node:fs/promises';
import { ClusterError } from './error.js';

/**
 * Replaces a file atomically: a reader and a killed process find the old or the new content.
 * @throws ClusterError that names the file, such as for a full disk
 */
export async function writeFileSafely(file: string, text: string, mode = 0o644): Promise<void> {
  const part = `${file}.${process.pid}.part`;
  try {
    await rm(part, { force: true });
    await using handle = await open(part, 'wx', mode);
    await handle.writeFile(text);
    // The umask may have taken bits of the mode.
    await handle.chmod(mode);
    await handle.datasync();
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw new ClusterError(`${file} cannot be written: ${describe(error)}`, { cause: error });
  }
}

function describe(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'the disk is full';
  if (code === 'EACCES' || code === 'EPERM') return 'this account may not write there';
  if (code === 'EROFS') return 'the file system is read-only';
  return error instanceof Error ? error.message : String(error);
}
