import { setTimeout as sleep } from 'node:timers/promises';
import { median, table, takeTurns, verdict } from './support/figures.js';
import type { Served } from './support/served.js';
import type { Site } from './support/site.js';

const ROUNDS = 7;
const IDLE_MS = 5_000;
const MOST = { time: 0.6, memory: 0.8 };

/**
 * `serve` on existing data, with a PostgreSQL of its own and with the one of its data folder: the time to the first
 * answer, and the resident memory after some idle seconds. Compares this build with another
 * (`npm run bench -- --base COMMIT serve-start`).
 */
export async function serveStart(site: Site, base: Site | undefined): Promise<string> {
  if (!base) return 'needs a build to compare with: npm run bench -- --base COMMIT serve-start';
  const rows = [
    ['DATABASE_URL', ...(await compare([base, site], withDatabase))],
    ['embedded', ...(await compare([base, site], withDataFolder))],
  ];
  return table(HEAD, rows);
}

const HEAD = ['PostgreSQL', 'base ms', 'ms', 'ratio', 'aim', 'met', 'base MB', 'idle MB', 'ratio', 'aim', 'met'];

/** Makes the data of a region, and returns the settings with which `serve` uses it. */
type Prepare = (site: Site) => Promise<NodeJS.ProcessEnv>;

const withDatabase: Prepare = async (site) => ({ DATABASE_URL: await site.database('start', 0) });

const withDataFolder: Prepare = async (site) => {
  const settings = { MAAS_DATA_DIR: site.file('embedded') };
  await using _first = await site.serve(settings);
  return settings;
};

interface Start {
  readonly ms: number;
  readonly bytes: number;
}

/** The medians of the other build and of this one, with their ratios. */
async function compare([base, own]: readonly [Site, Site], prepare: Prepare): Promise<string[]> {
  const start = (site: Site, settings: NodeJS.ProcessEnv) => async () => measure(await site.serve(settings));
  const ways = [start(base, await prepare(base)), start(own, await prepare(own))];
  const [before = [], after = []] = await takeTurns(ROUNDS, ways);
  const cells = (figure: (start: Start) => number, most: number) => {
    const [was, is] = [median(before.map(figure)), median(after.map(figure))];
    return [was.toFixed(0), is.toFixed(0), ...verdict(is / was, { most })];
  };
  return [...cells(({ ms }) => ms, MOST.time), ...cells(({ bytes }) => bytes / 1e6, MOST.memory)];
}

async function measure(served: Served): Promise<Start> {
  await using region = served;
  await sleep(IDLE_MS);
  return { ms: region.firstAnswerMs, bytes: region.rss() };
}
