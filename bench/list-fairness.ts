import { z } from 'zod';
import { Child } from './support/child.js';
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
const LISTER = new URL('./support/lister.js', import.meta.url);

/** Others read nodes and ask whether the process lives, while one caller lists all nodes 16 times at once. */
export async function listFairness(site: Site): Promise<string> {
  const databaseUrl = await site.database('fairness', NODES);
  const ids = await select<{ system_id: string }>(databaseUrl, 'SELECT system_id FROM nodes ORDER BY random()');
  await using region = await site.region(databaseUrl);
  const lists = new URL('nodes/?op=list', region.api).href;
  await using lister = new Child(LISTER, { args: [lists, site.adminKey], log: site.log });
  const alone = () => measureOthers(site, region, ids);
  const beside = async () => {
    await lister.ask(z.unknown(), 'start', LISTS);
    const others = await measureOthers(site, region, ids);
    await lister.ask(z.unknown(), 'stop');
    return others;
  };
  await takeTurns(1, [alone, beside]);
  await region.watch();
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
  const { stallMs } = await region.usage();
  return `${table(['request', 'p99 ms', 'beside lists', 'ratio', 'aim', 'met'], rows)}\nlongest stall: ${stallMs.toFixed(0)} ms`;
}

/** Latencies of reads and of livez, on a connection each. */
function measureOthers(site: Site, region: Region, ids: readonly { system_id: string }[]): Promise<Throughput[]> {
  let sent = 0;
  const read = () => {
    sent += 1;
    const path = `${region.api.pathname}nodes/${ids[sent % ids.length]?.system_id}/`;
    return { method: 'GET', path, authorization: site.signer.header() } as const;
  };
  const livez = () => ({ method: 'GET', path: '/livez' }) as const;
  return Promise.all([read, livez].map((next) => load(region.api, next, { seconds: SECONDS, connections: 1 })));
}
