import { median, table, takeTurns, verdict } from './support/figures.js';
import { load, type Throughput } from './support/load.js';
import type { Region } from './support/region.js';
import type { Site } from './support/site.js';
import { select } from './support/sql.js';

const NODES = 10_000;
const LISTS = 16;
const ROUNDS = 3;
const SECONDS = 5;
const MOST = 5;

/** Others read nodes and ask whether the process lives, while one caller lists all nodes 16 times at once. */
export async function listFairness(site: Site): Promise<string> {
  const databaseUrl = await site.database('fairness', NODES);
  const ids = await select<{ system_id: string }>(databaseUrl, 'SELECT system_id FROM nodes ORDER BY random()');
  await using region = await site.region(databaseUrl);
  const alone = () => measureOthers(site, region, ids);
  const beside = async () => {
    const listing = load(region.api, () => listRequest(site, region), { seconds: SECONDS, connections: LISTS });
    const [others] = await Promise.all([measureOthers(site, region, ids), listing]);
    return others;
  };
  await listOnce(site, region);
  const [idle = [], busy = []] = await takeTurns(ROUNDS, [alone, beside]);
  const rows = [0, 1].map((index) => {
    const [before, during] = [idle, busy].map((rounds) =>
      median(rounds.map((round) => round[index]?.p99 ?? Number.NaN)),
    );
    if (before === undefined || during === undefined) throw new Error('nothing was measured');
    return [
      index === 0 ? 'read' : 'livez',
      before.toFixed(1),
      during.toFixed(1),
      ...verdict(during / before, { most: MOST }),
    ];
  });
  return table(['request', 'p99 ms', 'beside lists', 'ratio', 'aim', 'met'], rows);
}

/** Latencies of reads and of livez, on a connection each. */
function measureOthers(site: Site, region: Region, ids: readonly { system_id: string }[]): Promise<Throughput[]> {
  let sent = 0;
  const read = () => {
    sent += 1;
    const path = `${region.api.pathname}nodes/${ids[sent % ids.length]?.system_id}/`;
    return { method: 'GET', path, authorization: site.signer.header() } as const;
  };
  const livez = () => ({ method: 'GET', path: '/livez', authorization: '' }) as const;
  return Promise.all([read, livez].map((next) => load(region.api, next, { seconds: SECONDS, connections: 1 })));
}

function listRequest(site: Site, region: Region) {
  return { method: 'GET', path: `${region.api.pathname}nodes/?op=list`, authorization: site.signer.header() } as const;
}

async function listOnce(site: Site, region: Region): Promise<void> {
  await load(region.api, () => listRequest(site, region), { amount: 1, connections: 1 });
}
