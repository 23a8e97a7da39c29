import { z } from 'zod';
import { Status } from '../src/model/nodes/status.js';
import { Child } from './support/child.js';
import { alternate, median, table, verdict } from './support/figures.js';
import { CONNECTIONS, load } from './support/load.js';
import type { Site } from './support/site.js';
import { execute, select } from './support/sql.js';

const NODES = 5_000;
const AMOUNT = 2_048;
const ROUNDS = 7;
const LEAST = 0.5;

/** 32 connections acquire nodes. The floor is the bare UPDATE on 32 connections to PostgreSQL, without HTTP. */
export async function nodeAcquire(site: Site): Promise<string> {
  const databaseUrl = await site.database('acquire', NODES);
  const [token] = await select<{ ownerId: number; tokenId: number }>(databaseUrl, TOKEN);
  await using region = await site.region(databaseUrl);
  await using floor = new Child(new URL('./floors/acquire.js', import.meta.url), {
    args: [databaseUrl],
    log: site.log,
  });

  const bare = () =>
    onReadyNodes(databaseUrl, () =>
      floor.ask(z.number(), 'acquire', { ...token, amount: AMOUNT, connections: CONNECTIONS }),
    );
  const url = new URL('nodes/?op=acquire', region.api);
  const next = () => ({ method: 'POST', headers: { authorization: site.signer.header() } }) as const;
  const ours = () => onReadyNodes(databaseUrl, async () => (await load(url, next, { amount: AMOUNT })).perSecond);

  await alternate(1, bare, ours);
  const [floors, acquires] = await alternate(ROUNDS, bare, ours);
  const rate = median(acquires);
  const floorRate = median(floors);
  return table(
    ['acquired/s', 'floor/s', 'ratio', 'aim', 'met'],
    [[rate.toFixed(0), floorRate.toFixed(0), ...verdict(rate / floorRate, { least: LEAST })]],
  );
}

const TOKEN = `SELECT u.id AS "ownerId", t.id AS "tokenId" FROM users u JOIN tokens t ON t.user_id = u.id
  WHERE u.username = 'admin'`;

/**
 * Runs `work` when all nodes are ready, as if for the first time.
 * @throws Error when it has not acquired as many as it was to
 */
async function onReadyNodes(databaseUrl: string, work: () => Promise<number>): Promise<number> {
  await execute(databaseUrl, RELEASE, 'VACUUM ANALYZE nodes', 'CHECKPOINT');
  const rate = await work();
  const [row] = await select<{ count: number }>(databaseUrl, COUNT);
  if (row?.count !== AMOUNT) throw new Error(`${row?.count} nodes are acquired instead of ${AMOUNT}`);
  return rate;
}

const RELEASE = `UPDATE nodes SET status = ${Status.READY}, owner_id = NULL, token_id = NULL WHERE status <> ${Status.READY}`;
const COUNT = `SELECT count(*)::int FROM nodes WHERE status = ${Status.ALLOCATED}`;
