// npm run bench:against COMMIT [--rounds N] [benchmark …]: runs the benchmarks of another commit and of this checkout.
// They run in turn, so that both see the same noise. Prints the median of each figure side by side.
import { parseArgs } from 'node:util';
import { compareRuns } from './lib/bench-tables.mjs';
import { capture, withCheckout } from './lib/checkout.mjs';
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

await withCheckout(commit, async (checkout) => {
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
});

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
