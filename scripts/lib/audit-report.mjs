// node scripts/lib/audit-report.mjs FILE: prints a line about the JSON report of `npm audit`.
import { readFileSync } from 'node:fs';

let report = {};
try {
  report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
} catch {
  // npm prints no JSON when it cannot reach the registry.
}
const counts = report.metadata?.vulnerabilities;
if (counts === undefined) {
  process.stdout.write('npm audit: not available, the registry does not answer.\n');
} else {
  const names = Object.keys(report.vulnerabilities ?? {}).join(', ');
  const found = ['critical', 'high', 'moderate', 'low'].map((severity) => `${counts[severity]} ${severity}`).join(', ');
  process.stdout.write(`npm audit: ${counts.total} known (${found})${names && `: ${names}`}\n`);
}
