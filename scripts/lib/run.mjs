import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Runs a program in the project's folder, without a shell, with the output of this process. This process ignores SIGINT
 * and SIGTERM meanwhile, so that the program can stop in order.
 * @returns the exit code of the program; 128 + 15 when a signal ended it
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

/** Runs an executable of an installed package (`vitest`, `prisma`) with the Node.js of this process. */
export function runPackage(name, args, options, executable = name.split('/').at(-1)) {
  // Without `require`, as packages may not export their manifest.
  const folder = path.join(ROOT, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = typeof bin === 'string' ? bin : bin[executable];
  return run(process.execPath, [path.join(folder, file), ...args], options);
}
