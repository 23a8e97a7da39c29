import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { ROOT, run, runPackage } from './run.mjs';

/**
 * Installs the packages of package-lock.json and generates the Prisma client, unless both are up to date. Progress goes
 * to stderr, as stdout belongs to the caller.
 * @throws Error when npm or Prisma fails
 */
export async function ensureInstalled() {
  if (!packagesAreInstalled()) {
    process.stderr.write('Installing packages …\n');
    await must(run('npm', ['ci', '--no-audit', '--no-fund'], { stdio: ['ignore', 2, 2] }), 'npm ci');
  }
  if (!clientIsGenerated()) {
    process.stderr.write('Generating the database client …\n');
    // Only Prisma's migrate commands need the engine that Prisma would download. This project does not use them.
    const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/false', PRISMA_HIDE_UPDATE_MESSAGE: '1' };
    await must(runPackage('prisma', ['generate'], { stdio: ['ignore', 2, 2], env }), 'prisma generate');
  }
}

async function must(exit, what) {
  const code = await exit;
  if (code !== 0) throw new Error(`${what} failed (exit code ${code})`);
}

/** Whether npm's record of the installed packages matches package-lock.json, except for other platforms. */
function packagesAreInstalled() {
  const wanted = packagesOf('package-lock.json');
  const installed = packagesOf('node_modules/.package-lock.json');
  return Object.entries(wanted).every(
    ([name, { version, optional }]) =>
      name === '' || installed[name]?.version === version || (optional && installed[name] === undefined),
  );
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(path.join(ROOT, file), 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw error;
  }
}

function clientIsGenerated() {
  const generated = timeOf('src/db/generated/client.ts');
  return generated !== undefined && generated >= (timeOf('prisma/schema.prisma') ?? 0);
}

function timeOf(file) {
  return statSync(path.join(ROOT, file), { throwIfNoEntry: false })?.mtimeMs;
}
