import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Runs a program in the project's folder, without a shell, on this process's own output. SIGINT and SIGTERM are left
 * to it, so that it can stop in order.
 * @returns its exit code; 128 + 15 when a signal ended it
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
    const pass = (signal) => child.kill(signal);
    process.on('SIGINT', pass).on('SIGTERM', pass);
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('SIGINT', pass).off('SIGTERM', pass);
      resolve(code ?? 143);
    });
  });
}

/** Runs an executable of an installed package (`vitest`, `prisma`) by this very Node. */
export function runPackage(name, args, options, executable = name.split('/').at(-1)) {
  // Not by `require`: a package may not export its manifest.
  const folder = path.join(ROOT, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = typeof bin === 'string' ? bin : bin[executable];
  return run(process.execPath, [path.join(folder, file), ...args], options);
}
