import { median, table, takeTurns, verdict } from './support/figures.js';
import type { Region } from './support/region.js';
import type { Site } from './support/site.js';
import { execute } from './support/sql.js';
import { preseedRequest, readMachines, storm, stormDatabase } from './support/storm.js';

const NODES = 500;
const ROUNDS = 5;
const WARM_UP = 1;
/** The least ratio to the other build. */
const LEAST = 3;
const HEAD = ['first preseeds/s', 'base', 'ratio', 'aim', 'met', 'p50 ms', 'p99 ms'];

/**
 * 500 machines request their first preseeds over 64 connections, so that the region creates the credentials of each one.
 * Figures are medians of five rounds. With `--base`, they alternate with rounds of the other build.
 */
export async function firstPreseed(site: Site, base: Site | undefined): Promise<string> {
  const databaseUrl = await stormDatabase(site, 'first', NODES);
  const baseUrl = base && (await stormDatabase(base, 'first', NODES));
  await using own = await site.region(databaseUrl);
  await using other = baseUrl === undefined ? undefined : await base?.region(baseUrl);
  const ways = [() => requestAll(own, databaseUrl)];
  if (other && baseUrl !== undefined) ways.push(() => requestAll(other, baseUrl));
  await takeTurns(WARM_UP, ways);
  const [rounds = [], baseRounds = []] = await takeTurns(ROUNDS, ways);
  const perSecond = median(rounds.map((round) => round.perSecond));
  const basePerSecond = median(baseRounds.map((round) => round.perSecond));
  const compared = other
    ? [basePerSecond.toFixed(0), ...verdict(perSecond / basePerSecond, { least: LEAST })]
    : ['', '', '', ''];
  const latency = [median(rounds.map(({ p50 }) => p50)), median(rounds.map(({ p99 }) => p99))];
  return table(HEAD, [[perSecond.toFixed(0), ...compared, ...latency.map((ms) => ms.toFixed(0))]]);
}

async function requestAll(region: Region, databaseUrl: string) {
  await execute(databaseUrl, FORGET_KEYS);
  const machines = await readMachines(databaseUrl);
  return storm(region.api, machines.map(preseedRequest));
}

const FORGET_KEYS = `
  DELETE FROM consumers c USING tokens t, node_keys k WHERE t.consumer_id = c.id AND k.token_id = t.id`;
