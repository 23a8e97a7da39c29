import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

/** An account of the operating system. */
export interface SystemAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** The first of these accounts that /etc/passwd has. */
export function findAccount(names: readonly string[]): SystemAccount | undefined {
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]): SystemAccount => ({ name, uid: Number(uid), gid: Number(gid) }));
  return names.map((name) => accounts.find((account) => account.name === name)).find(Boolean);
}

/**
 * Returns the outermost of `folder` and its parents that `account` may not enter; undefined when it may enter all.
 * Folders that do not exist yet count as open.
 */
export function findClosedFolder(folder: string, account: SystemAccount | undefined): string | undefined {
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
