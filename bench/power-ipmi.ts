import { IpmiSim } from '../test/support/ipmi-sim.js';
import { PowerRegion } from './power/run.js';
import { median, quantile, table } from './support/figures.js';
import { CONNECTIONS } from './support/load.js';
import type { Site } from './support/site.js';

const BMCS = 10;
const NODES = 10 * BMCS;

/** Powers on 100 nodes by FreeIPMI. Each of ten simulated BMCs (package openipmi) has ten nodes. */
export async function powerIpmi(site: Site): Promise<string> {
  const bmcs = await Promise.all(Array.from({ length: BMCS }, () => IpmiSim.start()));
  try {
    return await measure(site, bmcs);
  } finally {
    for (const bmc of bmcs) await bmc[Symbol.asyncDispose]();
  }
}

async function measure(site: Site, bmcs: readonly IpmiSim[]): Promise<string> {
  await using region = await PowerRegion.start(site, 'power_ipmi', NODES, false);
  const nodes = await region.nodes();
  await region.setUp(new Map(nodes.map((id, at) => [id, { ...bmcs[at % BMCS]?.parameters, power_driver: 'LAN_2_0' }])));
  const began = performance.timeOrigin + performance.now();
  await region.powerOn(nodes, CONNECTIONS);
  const ends = [...(await region.ends(nodes)).values()];
  const times = ends.map((end) => end.ended - end.began);
  const perSecond = NODES / ((Math.max(...ends.map(({ ended }) => ended)) - began) / 1_000);
  const figures = [perSecond, median(times), quantile(times, 0.99)].map((figure) => figure.toFixed(1));
  return table(['actions/s', 'action p50 ms', 'action p99 ms'], [figures]);
}
