import { PowerRegion } from './power/run.js';
import { DEAD } from './power/simulated.js';
import { median, table, verdict } from './support/figures.js';
import { load } from './support/load.js';
import type { Site } from './support/site.js';

const NODES = 1_000;
const DEAD_NODES = 200;
const ROUNDS = 5;
const MOST = 1.2;
const READ_SECONDS = 3;

/**
 * One request powers off 1,000 nodes, 200 of which have a dead BMC. The floor is the time for the 800 other nodes
 * alone. Rounds differ by a tenth, so their medians are compared. Also measures how long requests take, with and
 * without dead BMCs.
 */
export async function powerDead(site: Site): Promise<string> {
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await using region = await PowerRegion.start(site, `power_dead_${round}`, NODES, true);
    const nodes = await region.nodes();
    const [dead, live] = [nodes.slice(0, DEAD_NODES), nodes.slice(DEAD_NODES)];
    await region.setUp(new Map(dead.map((id) => [id, { power_user: 'maas', power_address: DEAD }])));
    await time(region, live, live);
    await region.forget();
    const alone = await time(region, live, live);
    const p99Alone = await reads(region);
    await region.forget();
    const together = await time(region, nodes.sort(), live);
    const p99Together = await reads(region);
    rounds.push({ together, alone, p99Together, p99Alone });
  }
  const middle = (name: keyof Round) => median(rounds.map((round) => round[name]));
  const medians = {
    together: middle('together'),
    alone: middle('alone'),
    p99Together: middle('p99Together'),
    p99Alone: middle('p99Alone'),
  };
  const rows = rounds.map((round, at) => [`${at + 1}`, ...cells(round)]);
  rows.push(['median', ...cells(medians), ...verdict(medians.together / medians.alone, { most: MOST })]);
  return table(['round', 'with dead ms', 'alone ms', 'read p99 ms', 'without', 'ratio', 'aim', 'met'], rows);
}

/** The figures of a round, in milliseconds. */
interface Round {
  readonly together: number;
  readonly alone: number;
  readonly p99Together: number;
  readonly p99Alone: number;
}

function cells({ together, alone, p99Together, p99Alone }: Round): string[] {
  return [together.toFixed(0), alone.toFixed(0), p99Together.toFixed(1), p99Alone.toFixed(1)];
}

/** Returns the milliseconds until all of `awaited` are off. */
async function time(region: PowerRegion, asked: readonly string[], awaited: readonly string[]): Promise<number> {
  const began = await region.release(asked);
  const ends = await region.ends(awaited);
  return Math.max(...awaited.map((id) => ends.get(id)?.ended ?? Number.NaN)) - began;
}

/** Measures reads of the API while actions wait for dead BMCs. */
async function reads(region: PowerRegion): Promise<number> {
  const [node = ''] = await region.nodes();
  const path = `${region.api.pathname}nodes/${node}/`;
  const { p99 } = await load(region.api, () => ({ method: 'GET', path, authorization: region.authorization }), {
    seconds: READ_SECONDS,
  });
  return p99;
}
