// Writes src/model/series/series-table.ts from Debian's distro-info-data: every Ubuntu release since precise that was
// published by today, or by the day in the second argument.
//   apt-get install distro-info-data && node scripts/make-series.mjs [ubuntu.csv] [YYYY-MM-DD]
import { readFileSync, writeFileSync } from 'node:fs';

const [csv = '/usr/share/distro-info/ubuntu.csv', today = new Date().toISOString().slice(0, 10)] =
  process.argv.slice(2);
const FIRST = 'precise';

const [header, ...lines] = readFileSync(csv, 'utf8').trim().split('\n');
const columns = header.split(',');
const releases = lines.map((line) => {
  const cells = line.split(',');
  return Object.fromEntries(columns.map((column, at) => [column, cells[at]]));
});
const first = releases.findIndex(({ series }) => series === FIRST);
if (first < 0) throw new Error(`${csv} does not know ${FIRST}.`);

const rows = releases.slice(first).filter(({ release }) => release !== undefined && release <= today);
const table = rows.map(({ series, version, codename }) => {
  const [number] = version.split(' ');
  return `  { name: '${series}', version: '${number}', lts: ${version.endsWith('LTS')}, codename: '${codename}' },\n`;
});

writeFileSync(
  new URL('../src/model/series/series-table.ts', import.meta.url),
  `// Made by scripts/make-series.mjs from Debian's distro-info-data on ${today}. Do not edit.

export interface Series {
  /** As on the wire: the first word of the codename, in lower case. */
  readonly name: string;
  readonly version: string;
  /** With long-term support. */
  readonly lts: boolean;
  readonly codename: string;
}

/** Ubuntu releases, oldest first. */
export const SERIES: readonly Series[] = [
${table.join('')}];
`,
);
