// Reads the JSON report of vitest. Prints `PASSED FAILED` on the first line, then the ten slowest files.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const SLOWEST = 10;

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const files = report.testResults
  .map(({ name, startTime, endTime }) => ({ name: path.relative('.', name), seconds: (endTime - startTime) / 1_000 }))
  .sort((one, other) => other.seconds - one.seconds);
const lines = [
  `${report.numPassedTests} ${report.numFailedTests}`,
  '',
  `The slowest of ${files.length} test files:`,
  ...files.slice(0, SLOWEST).map(({ name, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${name}`),
];
process.stdout.write(`${lines.join('\n')}\n`);
