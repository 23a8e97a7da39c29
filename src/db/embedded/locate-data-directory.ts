import { lstatSync, readlinkSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { findClosedFolder } from '../../system-account.js';
import { EmbeddedError } from './error.js';
import { makeOpenFolder, SYSTEM_FOLDER } from './programs.js';
import { chooseServerAccount } from './server-account.js';

/** Creates the data folder of a region if it is missing. For root, PostgreSQL's account may enter the folder. */
export async function ensureDataFolder(dataDir: string): Promise<void> {
  const made = await mkdir(dataDir, { recursive: true, mode: 0o711 });
  if (made !== undefined) await chmod(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
}

/**
 * Whether the embedded PostgreSQL of a region has been started on this data folder.
 * @throws EmbeddedError when this account may not look into the folder
 */
export async function hasDataDirectory(dataDir: string): Promise<boolean> {
  try {
    await stat(path.join(dataDir, 'postgres', 'PG_VERSION'));
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    const advice = 'Run the command as the account of the region.';
    throw new EmbeddedError(`This account may not read ${dataDir} (${code}). ${advice}`, { cause: error });
  }
}

/**
 * Returns the folder for PostgreSQL's files of a region: `postgres` in its data folder. When this process is root and
 * PostgreSQL's account may not enter that folder, `postgres` is a link to a new folder below `/var/lib/maas-region`.
 * @throws EmbeddedError
 */
export async function locateDataDirectory(dataDir: string, notify: (line: string) => void): Promise<string> {
  const usual = path.join(dataDir, 'postgres');
  const entry = lstatSync(usual, { throwIfNoEntry: false });
  if (entry?.isSymbolicLink()) return path.resolve(dataDir, readlinkSync(usual));
  const account = chooseServerAccount(usual);
  const closed = findClosedFolder(dataDir, account);
  if (!account || !closed) return usual;
  const advice = `Open it (chmod o+x ${closed}) or set MAAS_DATA_DIR to another folder.`;
  if (entry) throw new EmbeddedError(`PostgreSQL runs as ${account.name}, which may not enter ${closed}. ${advice}`);
  try {
    await makeOpenFolder(SYSTEM_FOLDER);
    // A new name each time, so that a new data folder in the same place does not use the data of an old one.
    const elsewhere = await mkdtemp(path.join(SYSTEM_FOLDER, 'data-'));
    await chmod(elsewhere, 0o755);
    await symlink(path.join(elsewhere, 'postgres'), usual);
  } catch (error) {
    // Another process that starts at the same time may have made the link.
    if (!lstatSync(usual, { throwIfNoEntry: false })) {
      const reason = `PostgreSQL may not enter ${closed}, and ${SYSTEM_FOLDER} cannot be used`;
      throw new EmbeddedError(`${reason}. ${advice}`, { cause: error });
    }
  }
  const place = path.resolve(dataDir, readlinkSync(usual));
  notify(`PostgreSQL's account (${account.name}) may not enter ${closed}: its files are in ${place}`);
  return place;
}
