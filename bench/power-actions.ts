import { PowerRegion } from './power/run.js';
import { median, quantile, table } from './support/figures.js';
import { CONNECTIONS } from './support/load.js';
import type { Site } from './support/site.js';

const ACTIONS = 1_000;
const ROUNDS = 3;

/** 1,000 power actions, each by its own request, with a driver that takes 50 ms. */
export async function powerActions(site: Site): Promise<string> {
  await using region = await PowerRegion.start(site, 'power_actions', ACTIONS, true);
  const nodes = await region.nodes();
  const rows: string[][] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await region.forget();
    const began = performance.timeOrigin + performance.now();
    const answered = await region.powerOn(nodes, CONNECTIONS);
    const requestsMs = Math.max(...answered.values()) - began;
    const ends = await region.ends(nodes);
    const waits = nodes.map((id) => Math.max(0, (ends.get(id)?.began ?? Number.NaN) - (answered.get(id) ?? 0)));
    const totalMs = Math.max(...[...ends.values()].map(({ ended }) => ended)) - began;
    const figures = [ACTIONS / (totalMs / 1_000), ACTIONS / (requestsMs / 1_000), median(waits), quantile(waits, 0.99)];
    rows.push(figures.map((figure) => figure.toFixed(0)));
  }
  return table(['actions/s', 'requests/s', 'start p50 ms', 'start p99 ms'], rows);
}
