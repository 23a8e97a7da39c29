import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chown, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { SystemAccount } from '../../system-account.js';
import { EmbeddedError } from './error.js';
import type { Programs } from './programs.js';

/** The database superuser, and the database of the region. */
export const SUPERUSER = 'maas';
const PASSWORD_FILE = 'region-password';
const MAJOR_VERSION = '18';

const run = promisify(execFile);

/**
 * Creates PostgreSQL's data directory if it is missing. A rename creates it atomically: a killed process leaves no
 * partial directory, and one of several concurrent processes wins.
 * @throws EmbeddedError
 */
export async function ensureDataDirectory(
  dir: string,
  { programs, account, durable }: { programs: Programs; account: SystemAccount | undefined; durable: boolean },
): Promise<void> {
  if (existsSync(path.join(dir, 'PG_VERSION'))) return checkVersion(dir);
  await mkdir(path.dirname(dir), { recursive: true });
  const stage = await mkdtemp(`${dir}.new-`);
  try {
    const fresh = path.join(stage, 'data');
    const passwordFile = path.join(stage, PASSWORD_FILE);
    await writeFile(passwordFile, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
    if (account) for (const entry of [stage, passwordFile]) await chown(entry, account.uid, account.gid);
    await initialize(programs.initdb, ['-D', fresh, '--pwfile', passwordFile, ...(durable ? [] : ['-N'])], account);
    await rename(passwordFile, path.join(fresh, PASSWORD_FILE));
    await rename(fresh, dir);
  } catch (error) {
    if (!existsSync(path.join(dir, 'PG_VERSION'))) throw failure(dir, error);
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

async function initialize(initdb: string, args: readonly string[], account: SystemAccount | undefined): Promise<void> {
  // The built-in locale exists everywhere and sorts by code point; the system's may be missing or change its order.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  await run(initdb, [...args, ...locale, '-U', SUPERUSER, '-A', 'scram-sha-256', '--no-instructions'], {
    cwd: '/',
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    ...(account && { uid: account.uid, gid: account.gid }),
  });
}

function failure(dir: string, error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOTEMPTY') return new EmbeddedError(`${dir} holds other files: give PostgreSQL an empty folder.`);
  const text = error instanceof Error ? error.message.trim() : String(error);
  return new EmbeddedError(`Cannot make the PostgreSQL data folder ${dir}: ${text}`, { cause: error });
}

function checkVersion(dir: string): void {
  const version = readFileSync(path.join(dir, 'PG_VERSION'), 'utf8').trim();
  if (version === MAJOR_VERSION) return;
  throw new EmbeddedError(
    `${dir} was made by PostgreSQL ${version}, this release brings ${MAJOR_VERSION}: ` +
      'make a backup with the old release and restore it with this one.',
  );
}

/** Reads the superuser's password from the data directory. Only the owner can read the file. */
export function readSuperuserPassword(dir: string): string {
  return readFileSync(path.join(dir, PASSWORD_FILE), 'utf8').trim();
}
