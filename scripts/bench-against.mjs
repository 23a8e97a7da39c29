// npm run bench:against COMMIT [--rounds N] [benchmark …]: runs the benchmarks of another commit and of this checkout.
// They run in turn, so that both see the same noise. Prints the median of each figure side by side.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compareRuns } from './lib/bench-tables.mjs';
import { ROOT } from './lib/run.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '3' } },
});
const [commit, ...benchmarks] = positionals;
const rounds = Number(values.rounds);
if (!commit || !Number.isInteger(rounds) || rounds < 1) {
  process.stderr.write('Usage: npm run bench:against -- COMMIT [--rounds N] [benchmark …]\n');
  process.exit(2);
}

const folder = await mkdtemp(path.join(tmpdir(), 'maas-region-against-'));
const checkout = path.join(folder, 'checkout');
await capture('git', ['worktree', 'add', '--quiet', '--detach', checkout, commit], ROOT);
try {
  const runs = { before: [], after: [] };
  for (let round = 1; round <= rounds; round += 1) {
    for (const [side, place] of [
      ['before', checkout],
      ['after', ROOT],
    ]) {
      process.stderr.write(`Round ${round} of ${rounds}, ${side === 'before' ? commit : 'this checkout'} …\n`);
      runs[side].push(await capture(process.execPath, ['scripts/bench.mjs', ...benchmarks], place));
    }
  }
  printComparison(compareRuns(runs.before, runs.after));
} finally {
  await capture('git', ['worktree', 'remove', '--force', checkout], ROOT);
  await rm(folder, { recursive: true, force: true });
}

/** Runs a program in a folder. @returns what it printed @throws Error when it fails */
function capture(program, args, cwd) {
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

function printComparison(figures) {
  const lines = [
    ['benchmark', 'row', 'figure', 'before', 'after', 'after/before'],
    ...figures.map(({ benchmark, row, figure, before, after, ratio }) =>
      [benchmark, row, figure, before, after, ratio.toFixed(2)].map(String),
    ),
  ];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  for (const line of lines) {
    process.stdout.write(`${line.map((cell, column) => cell.padEnd(widths[column])).join('  ')}\n`);
  }
}
