import { z } from 'zod';
import { LLDP_RESULT, LSHW_RESULT } from '../src/model/hardware/outputs.js';
import { Child, type Usage } from './support/child.js';
import { exchange } from './support/exchange.js';
import { median, table, takeTurns, verdict } from './support/figures.js';
import type { Site } from './support/site.js';
import { execute, select } from './support/sql.js';

const NODES = 1_000;
const LSHW_BYTES = 78_000;
const LLDP_BYTES = 2_000;
const ROUNDS = 7;
const WARM_UP = 1;
const MOST = 2;
const HEAD = ['nodes', 'MB', 'ms', 'floor ms', 'ratio', 'aim', 'met', 'peak MB', 'floor', 'stall ms', 'floor'];

/** The details of 1,000 nodes, 80 kB each. The floor reads them by one statement and keeps all in memory. */
export async function clusterDetails(site: Site): Promise<string> {
  const databaseUrl = await site.database('details', NODES);
  await execute(databaseUrl, results(LSHW_RESULT, LSHW_BYTES), results(LLDP_RESULT, LLDP_BYTES));
  const ids = await select<{ system_id: string }>(databaseUrl, 'SELECT system_id FROM nodes ORDER BY id');
  await using region = await site.region(databaseUrl);
  await using floor = new Child(new URL('./floors/details.js', import.meta.url), {
    args: [databaseUrl],
    log: site.log,
  });

  const [cluster] = await select<{ uuid: string }>(databaseUrl, 'SELECT uuid FROM nodegroups ORDER BY id LIMIT 1');
  const url = new URL(`nodegroups/${cluster?.uuid}/?op=details`, region.api);
  const body = Buffer.from(ids.map(({ system_id }) => `system_ids=${system_id}`).join('&'));
  const ours = () => {
    const headers = { authorization: site.signer.header(), 'content-type': 'application/x-www-form-urlencoded' };
    return exchange(url, { method: 'POST', headers, body });
  };
  const bare = async () => ({ ms: await floor.ask(z.number(), 'details'), bytes: 0 });

  await takeTurns(WARM_UP, [bare, ours]);
  await Promise.all([region.watch(), floor.watch()]);
  const [floors = [], all = []] = await takeTurns(ROUNDS, [bare, ours]);
  const usage = await Promise.all([region.usage(), floor.usage()]);

  const [ms, floorMs] = [median(all.map((one) => one.ms)), median(floors.map((one) => one.ms))];
  const size = ((all[0]?.bytes ?? 0) / 1e6).toFixed(1);
  const times = [ms.toFixed(0), floorMs.toFixed(0), ...verdict(ms / floorMs, { most: MOST })];
  return table(HEAD, [[`${NODES}`, size, ...times, ...costs(usage)]]);
}

function costs(usage: readonly Usage[]): string[] {
  const peaks = usage.map(({ peakBytes }) => (peakBytes / 1e6).toFixed(0));
  return [...peaks, ...usage.map(({ stallMs }) => stallMs.toFixed(0))];
}

/** SQL that stores an output of a script for every node. The text compresses about as well as lshw's output. */
const results = (name: string, bytes: number): string => `
  INSERT INTO commissioning_results (node_id, name, script_result, data)
  SELECT n.id, '${name}', 0, convert_to(left(string_agg('<node id="' || md5(n.id || ':' || i) || '" class="bus"/>', ''),
    ${bytes}), 'UTF8')
  FROM nodes n, generate_series(1, ${bytes} / 50) i GROUP BY n.id`;
