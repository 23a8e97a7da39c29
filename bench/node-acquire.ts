import { z } from 'zod';
import { NodeStatus } from '../src/model/statuses/node-status.js';
import { Child } from './support/child.js';
import { median, table, takeTurns, verdict } from './support/figures.js';
import { load } from './support/load.js';
import type { Site } from './support/site.js';
import { execute, select } from './support/sql.js';

const NODES = 5_000;
const AMOUNT = 2_048;
const WARM_UP = 2;
const ROUNDS = 7;
const LEAST = 0.5;

/**
 * 32 connections acquire nodes. The floor is the bare UPDATE on 32 connections to PostgreSQL. This floor has no HTTP,
 * so the same UPDATE in bare Fastify is a second floor.
 */
export async function nodeAcquire(site: Site): Promise<string> {
  const databaseUrl = await site.database('acquire', NODES);
  await using region = await site.region(databaseUrl);
  await using floor = new Child(new URL('./floors/acquire.js', import.meta.url), {
    args: [databaseUrl],
    log: site.log,
  });
  const floorUrl = new URL(await floor.ask(z.string(), 'url'));

  const over = (url: URL, path: string) => async () => {
    const next = () => ({ method: 'POST', path, authorization: site.signer.header() }) as const;
    const { perSecond } = await load(url, next, { amount: AMOUNT });
    return perSecond;
  };
  const ways = [
    over(region.api, `${region.api.pathname}nodes/?op=acquire`),
    () => floor.ask(z.number(), 'acquire', AMOUNT),
    over(floorUrl, '/'),
  ].map((way) => () => onReadyNodes(databaseUrl, way));

  await takeTurns(WARM_UP, ways);
  const [rate = 0, bare = 0, inFastify = 0] = (await takeTurns(ROUNDS, ways)).map(median);
  const row = (name: string, floorRate: number) => [
    rate.toFixed(0),
    name,
    floorRate.toFixed(0),
    ...verdict(rate / floorRate, { least: LEAST }),
  ];
  return table(
    ['acquired/s', 'floor', 'floor/s', 'ratio', 'aim', 'met'],
    [row('UPDATE', bare), row('UPDATE in Fastify', inFastify)],
  );
}

/**
 * Makes all nodes ready, as if they were new, and runs `work`.
 * @throws Error when `work` did not acquire AMOUNT nodes
 */
async function onReadyNodes(databaseUrl: string, work: () => Promise<number>): Promise<number> {
  await execute(databaseUrl, RELEASE, 'VACUUM ANALYZE nodes', 'CHECKPOINT');
  const rate = await work();
  const [row] = await select<{ count: number }>(databaseUrl, COUNT);
  if (row?.count !== AMOUNT) throw new Error(`${row?.count} nodes are acquired instead of ${AMOUNT}`);
  return rate;
}

const RELEASE = `UPDATE nodes SET status = ${NodeStatus.READY}, owner_id = NULL, token_id = NULL
  WHERE status <> ${NodeStatus.READY}`;
const COUNT = `SELECT count(*)::int FROM nodes WHERE status = ${NodeStatus.ALLOCATED}`;
