import { PowerRegion } from './power/run.js';
import { DEAD } from './power/simulated.js';
import { table, verdict } from './support/figures.js';
import { load } from './support/load.js';
import type { Site } from './support/site.js';

const NODES = 1_000;
const DEAD_NODES = 200;
const ROUNDS = 3;
const MOST = 1.2;
const READ_SECONDS = 3;

/**
 * 1,000 nodes are powered off by one request, 200 of which have a dead BMC. The floor is the time of the 800 others
 * alone. Beside it, how long requests take while the dead ones are waited for, and without any.
 */
export async function powerDead(site: Site): Promise<string> {
  const rows: string[][] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await using region = await PowerRegion.start(site, `power_dead_${round}`, NODES, true);
    const nodes = await region.nodes();
    const [dead, live] = [nodes.slice(0, DEAD_NODES), nodes.slice(DEAD_NODES)];
    await region.setUp(new Map(dead.map((id) => [id, { power_address: DEAD }])));
    await time(region, live, live);
    await region.forget();
    const alone = await time(region, live, live);
    const p99Alone = await reads(region);
    await region.forget();
    const together = await time(region, nodes.sort(), live);
    const p99Together = await reads(region);
    const ratio = verdict(together / alone, { most: MOST });
    rows.push([together.toFixed(0), alone.toFixed(0), ...ratio, p99Together.toFixed(1), p99Alone.toFixed(1)]);
  }
  return table(['with dead ms', 'alone ms', 'ratio', 'aim', 'met', 'read p99 ms', 'without'], rows);
}

/** How long it takes, until all of `awaited` are off. In milliseconds */
async function time(region: PowerRegion, asked: readonly string[], awaited: readonly string[]): Promise<number> {
  const began = await region.release(asked);
  const ends = await region.ends(awaited);
  return Math.max(...awaited.map((id) => ends.get(id)?.ended ?? Number.NaN)) - began;
}

/** How long reads of the API take while dead BMCs are waited for. */
async function reads(region: PowerRegion): Promise<number> {
  const [node = ''] = await region.nodes();
  const path = `${region.api.pathname}nodes/${node}/`;
  const { p99 } = await load(region.api, () => ({ method: 'GET', path, authorization: region.authorization }), {
    seconds: READ_SECONDS,
  });
  return p99;
}
