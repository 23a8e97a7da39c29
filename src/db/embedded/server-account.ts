import { statSync } from 'node:fs';
import { findAccount, type SystemAccount } from '../../system-account.js';
import { EmbeddedError } from './error.js';

/** PostgreSQL refuses to run as root, so it gets one of these accounts when this process is root. */
const UNPRIVILEGED = ['postgres', 'nobody'];

/**
 * Chooses the account for the server of the data in `folder`. Existing data keeps its owner. New data belongs to
 * `postgres`, or to `nobody` without such an account.
 * @returns undefined for the account of this process, which is not root
 * @throws EmbeddedError
 */
export function chooseServerAccount(folder: string): SystemAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(folder, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { name: `uid ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  const found = findAccount(UNPRIVILEGED);
  if (!found) throw new EmbeddedError('PostgreSQL refuses to run as root, and there is no account postgres or nobody.');
  return found;
}
