import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { EmbeddedError } from './error.js';

/** The account of PostgreSQL when this process is root, as PostgreSQL refuses to run as root. */
export interface ServerAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const UNPRIVILEGED = ['postgres', 'nobody'];

/**
 * Chooses the account for the server of the data in `folder`. Existing data keeps its owner. New data belongs to
 * `postgres`, or to `nobody` without such an account.
 * @returns undefined for the account of this process, which is not root
 * @throws EmbeddedError
 */
export function chooseServerAccount(folder: string): ServerAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(folder, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { name: `uid ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  const accounts = readAccounts();
  const found = UNPRIVILEGED.map((name) => accounts.find((account) => account.name === name)).find(Boolean);
  if (!found) throw new EmbeddedError('PostgreSQL refuses to run as root, and there is no account postgres or nobody.');
  return found;
}

function readAccounts(): ServerAccount[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

/**
 * Returns the outermost of `folder` and its parents that `account` may not enter; undefined when it may enter all.
 * Folders that do not exist yet count as open.
 */
export function findClosedFolder(folder: string, account: ServerAccount | undefined): string | undefined {
  if (!account) return undefined;
  return ancestors(realPath(folder)).find((ancestor) => {
    const stats = statSync(ancestor, { throwIfNoEntry: false });
    if (!stats) return false;
    if (stats.uid === account.uid) return (stats.mode & 0o100) === 0;
    return (stats.mode & (stats.gid === account.gid ? 0o010 : 0o001)) === 0;
  });
}

/** Resolves the symbolic links in a path, as far as the path exists. */
function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return path.join(realPath(path.dirname(folder)), path.basename(folder));
  }
}

/** `/`, `/a`, `/a/b` for `/a/b`. */
function ancestors(folder: string): string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [...ancestors(parent), folder];
}
