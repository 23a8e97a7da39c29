import type { Usage } from './support/child.js';
import { exchange } from './support/exchange.js';
import { median, table, takeTurns, verdict } from './support/figures.js';
import type { Region } from './support/region.js';
import type { Site } from './support/site.js';
import { execute } from './support/sql.js';

const NODES = 10_000;
const CHANGED = NODES / 100;
const ROUNDS = 15;
const WARM_UP = 3;
const FIRST_ROUNDS = 5;
const MOST = { first: 1, poll: 1 / 8, memory: 0.75 };

/** One side of the comparison. */
interface Side {
  readonly site: Site;
  readonly databaseUrl: string;
}

/**
 * A client lists all nodes again and again, while 1 % of them change between two lists. Compares this build with
 * another (`npm run bench -- --base COMMIT node-poll`), in time and CPU time of the region, and for the first list of a
 * new process.
 */
export async function nodePoll(site: Site, base: Site | undefined): Promise<string> {
  if (!base) return 'needs a build to compare with: npm run bench -- --base COMMIT node-poll';
  const sides: Sides = [await sideOf(base), await sideOf(site)];
  const rows: string[][] = [];
  for (const gzip of [false, true]) {
    rows.push([gzip ? 'yes' : 'no', 'first', ...(await compareFirst(sides, gzip))]);
    rows.push([gzip ? 'yes' : 'no', '1 %', ...(await comparePolls(sides, gzip))]);
  }
  return table(HEAD, rows);
}

/** The other build and this one. */
type Sides = readonly [Side, Side];

async function sideOf(site: Site): Promise<Side> {
  return { site, databaseUrl: await site.database('poll', NODES) };
}

const HEAD = [
  'gzip',
  'list',
  'base ms',
  'ms',
  'ratio',
  'aim',
  'met',
  'base CPU ms',
  'CPU ms',
  'ratio',
  'aim',
  'met',
  'base stall ms',
  'stall ms',
  'base peak MB',
  'peak MB',
  'ratio',
  'aim',
  'met',
];

async function compareFirst(sides: Sides, gzip: boolean): Promise<string[]> {
  const ways = sides.map(({ site, databaseUrl }) => async () => {
    await using region = await site.region(databaseUrl);
    return await list(site, region, gzip);
  });
  const lists = await takeTurns(FIRST_ROUNDS, ways);
  return [...compared(lists, 'ms', MOST.first), ...compared(lists, 'cpuMs', MOST.first), '', '', '', '', '', '', ''];
}

async function comparePolls([base, own]: Sides, gzip: boolean): Promise<string[]> {
  await using baseRegion = await base.site.region(base.databaseUrl);
  await using ownRegion = await own.site.region(own.databaseUrl);
  const poll =
    ({ site, databaseUrl }: Side, region: Region) =>
    async () => {
      await execute(databaseUrl, CHANGE);
      return list(site, region, gzip);
    };
  const ways = [poll(base, baseRegion), poll(own, ownRegion)];
  await takeTurns(WARM_UP, ways);
  const lists = await takeTurns(ROUNDS, ways);
  const peaks = lists.map((own) => own.map(({ peakBytes }) => ({ peakMb: peakBytes / 1e6 })).slice(-1));
  return [
    ...compared(lists, 'ms', MOST.poll),
    ...compared(lists, 'cpuMs', MOST.poll),
    ...lists.map((own) => Math.max(...own.map(({ stallMs }) => stallMs)).toFixed(0)),
    ...compared(peaks, 'peakMb', MOST.memory, 0),
  ];
}

const CHANGE = `UPDATE nodes SET cpu_count = 1 + cpu_count % 64 WHERE id IN (
  SELECT id FROM nodes ORDER BY random() LIMIT ${CHANGED})`;

/** The time of a list, and what the region used for it. Between the lists, the region is not watched. */
async function list(site: Site, region: Region, gzip: boolean): Promise<Usage & { ms: number }> {
  const headers = { authorization: site.signer.header(), 'accept-encoding': gzip ? 'gzip' : 'identity' };
  await region.watch();
  const { ms } = await exchange(new URL('nodes/?op=list', region.api), { method: 'GET', headers });
  return { ms, ...(await region.usage()) };
}

/** The medians of a figure of the other build and of this one, and their ratio. */
function compared<Key extends string>(
  [base = [], own = []]: readonly (readonly Readonly<Record<Key, number>>[])[],
  key: Key,
  most: number,
  digits = 1,
): string[] {
  const [before, after] = [base, own].map((figures) => median(figures.map((figure) => figure[key])));
  if (before === undefined || after === undefined) return [];
  return [before.toFixed(digits), after.toFixed(digits), ...verdict(after / before, { most })];
}
