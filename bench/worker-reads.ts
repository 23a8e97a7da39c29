import { median, table, takeTurns, verdict } from './support/figures.js';
import { load } from './support/load.js';
import { nodeReads } from './support/node-reads.js';
import type { Served } from './support/served.js';
import type { Site } from './support/site.js';

const NODES = 1_000;
const ROUNDS = 5;
const READS = 6_000;
const LEAST = 1;

/**
 * 32 connections read nodes from one process, and from two workers (`WORKERS=2`). The ratio is that of reads for each
 * CPU second of the region. Reads a second depend on the cores that clients and PostgreSQL leave.
 */
export async function workerReads(site: Site): Promise<string> {
  const databaseUrl = await site.database('worker_reads', NODES);
  const next = await nodeReads(site, databaseUrl);
  await using one = await site.serve({ DATABASE_URL: databaseUrl });
  await using two = await site.serve({ DATABASE_URL: databaseUrl, WORKERS: '2' });
  const read = (region: Served) => async () => {
    const before = region.cpuMs();
    const { perSecond } = await load(region.api, () => next(region.api), { amount: READS });
    return { perSecond, perCpuSecond: (READS * 1_000) / (region.cpuMs() - before) };
  };
  const ways = [read(one), read(two)];
  await takeTurns(1, ways);
  const [ones = [], twos = []] = await takeTurns(ROUNDS, ways);
  const [rate, workersRate] = [ones, twos].map((reads) => median(reads.map(({ perSecond }) => perSecond)).toFixed(0));
  const cpu = median(ones.map(({ perCpuSecond }) => perCpuSecond));
  const workersCpu = median(twos.map(({ perCpuSecond }) => perCpuSecond));
  return table(
    ['1: reads/CPU s', '2: reads/CPU s', 'ratio', 'aim', 'met', '1: reads/s', '2: reads/s'],
    [
      [
        cpu.toFixed(0),
        workersCpu.toFixed(0),
        ...verdict(workersCpu / cpu, { least: LEAST }),
        rate ?? '',
        workersRate ?? '',
      ],
    ],
  );
}
