import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from './run.mjs';

/** Checks out a commit in a temporary folder, for the time of `work`. @returns the result of `work` */
export async function withCheckout(commit, work) {
  const folder = await mkdtemp(path.join(tmpdir(), 'maas-region-checkout-'));
  const checkout = path.join(folder, 'checkout');
  await capture('git', ['worktree', 'add', '--quiet', '--detach', checkout, commit], ROOT);
  try {
    return await work(checkout);
  } finally {
    await capture('git', ['worktree', 'remove', '--force', checkout], ROOT);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs a program in a folder. @returns what it printed @throws Error when it fails */
export function capture(program, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${program} ${args.join(' ')} in ${cwd} ended with ${code}`));
    });
  });
}
