import { z } from 'zod';
import { Child, type Usage } from './support/child.js';
import { exchange } from './support/exchange.js';
import { median, table, takeTurns, verdict } from './support/figures.js';
import type { Site } from './support/site.js';

/** The numbers of nodes and rounds, and the greatest ratio to the floor. */
const CASES = [
  { nodes: 100, rounds: 60, most: 1.5 },
  { nodes: 1_000, rounds: 25, most: 1.5 },
  { nodes: 10_000, rounds: 9, most: 2 },
];
const WARM_UP = 5;
const HEAD = ['nodes', 'gzip', 'MB', 'ms', 'floor ms', 'ratio', 'aim', 'met', 'peak MB', 'floor', 'stall ms', 'floor'];

/** One client lists all nodes. The floor is one statement and JSON.stringify (and gzip), without HTTP. */
export async function nodeList(site: Site): Promise<string> {
  const rows: string[][] = [];
  for (const { nodes, rounds, most } of CASES) {
    const databaseUrl = await site.database(`list_${nodes}`, nodes);
    for (const gzip of [false, true])
      rows.push([`${nodes}`, ...(await measure(site, databaseUrl, gzip, rounds, most))]);
  }
  return table(HEAD, rows);
}

/** Measures in new processes, so that no memory of other lists counts. */
async function measure(site: Site, databaseUrl: string, gzip: boolean, rounds: number, most: number) {
  await using region = await site.region(databaseUrl);
  await using floor = new Child(new URL('./floors/list.js', import.meta.url), { args: [databaseUrl], log: site.log });
  const url = new URL('nodes/?op=list', region.api);
  const ours = () =>
    exchange(url, {
      method: 'GET',
      headers: { authorization: site.signer.header(), 'accept-encoding': gzip ? 'gzip' : 'identity' },
    });
  const bare = async () => ({ ms: await floor.ask(z.number(), 'list', gzip), bytes: 0 });

  await takeTurns(WARM_UP, [bare, ours]);
  await Promise.all([region.watch(), floor.watch()]);
  const [floors = [], lists = []] = await takeTurns(rounds, [bare, ours]);
  const usage = await Promise.all([region.usage(), floor.usage()]);

  const ms = median(lists.map((list) => list.ms));
  const floorMs = median(floors.map((list) => list.ms));
  const size = ((lists[0]?.bytes ?? 0) / 1e6).toFixed(2);
  const times = [ms.toFixed(1), floorMs.toFixed(1), ...verdict(ms / floorMs, { most })];
  return [gzip ? 'yes' : 'no', size, ...times, ...costs(usage)];
}

function costs(usage: readonly Usage[]): string[] {
  const peaks = usage.map(({ peakBytes }) => (peakBytes / 1e6).toFixed(0));
  const stalls = usage.map(({ stallMs }) => stallMs.toFixed(0));
  return [...peaks, ...stalls];
}
