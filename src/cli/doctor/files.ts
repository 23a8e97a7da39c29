import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { CliError } from '../lib/io.js';

/** Checks that a folder is writable, or can be created. */
export async function checkFolder(folder: string): Promise<string> {
  const stats = await stat(folder).catch(() => undefined);
  if (!stats) {
    await mustBeWritable(await nearestFolder(path.dirname(folder)));
    return `${folder} (made when it is needed)`;
  }
  if (!stats.isDirectory()) throw new CliError(`${folder} is not a folder`);
  await mustBeWritable(folder);
  return folder;
}

async function mustBeWritable(folder: string): Promise<void> {
  await access(folder, constants.W_OK | constants.X_OK).catch(() => {
    throw new CliError(`${folder} cannot be written to by this account`);
  });
}

async function nearestFolder(folder: string): Promise<string> {
  const exists = await stat(folder).catch(() => undefined);
  return exists ? folder : nearestFolder(path.dirname(folder));
}

/**
 * Checks that other accounts cannot read a file with a secret. The file may be missing.
 * @param forbidden the bits of the mode that other accounts must not have
 */
export async function checkSecret(file: string, forbidden = 0o077): Promise<string> {
  const stats = await stat(file).catch(() => undefined);
  if (!stats) return 'none';
  if ((stats.mode & forbidden) !== 0) throw new CliError(`${file} can be read by other accounts: chmod 600 it`);
  return file;
}

/** Checks that only PostgreSQL's own account can access PostgreSQL's files. */
export async function checkDatabaseFolder(dataDir: string): Promise<void> {
  const folder = path.join(dataDir, 'postgres');
  const { mode } = await stat(folder);
  if ((mode & 0o027) !== 0) throw new CliError(`${folder} is open to other accounts: chmod 700 it`);
}
