import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { ROOT } from '../cli/server.js';
import { send } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { makeAccount } from '../support/factories/accounts.js';
import { makeMaster } from '../support/factories/clusters.js';
import { makeReadyNodes } from '../support/factories/many-nodes.js';
import { Node } from '../support/shapes.js';
import { Site } from './acquire-history/site.js';

const CLIENTS = 40;

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, stdio: 'inherit' });
}, 120_000);

test('acquisitions whose answers are lost with a killed process give the same nodes by another process', async () => {
  await using site = await Site.open();
  await makeMaster(site.database);
  await makeReadyNodes(site.database, 2 * CLIENTS);
  const key = await makeAccount(site.database, 'client');
  await site.startProcesses();
  const acquire = (process: number, idempotencyKey: string) =>
    send(site.api(process), key, 'POST', 'nodes/?op=acquire', { headers: { 'idempotency-key': idempotencyKey } });
  const owned = async () => {
    const { rows } = await site.database.pool.query<{ system_id: string }>(
      'SELECT system_id FROM nodes WHERE owner_id IS NOT NULL ORDER BY id',
    );
    return rows.map(({ system_id }) => system_id);
  };

  const keys = Array.from({ length: CLIENTS }, () => randomUUID());
  const lost = Promise.allSettled(keys.map((each) => acquire(0, each)));
  await eventually(async () => expect((await owned()).length).toBeGreaterThan(0));
  const restart = await site.kill(0);
  await lost;
  const before = await owned();

  const nodes = await Promise.all(
    keys.map((each) => eventually(async () => (await acquire(1, each)).as(Node).system_id)),
  );
  expect(new Set(nodes).size).toBe(CLIENTS);
  expect(nodes).toEqual(expect.arrayContaining(before));
  expect([...nodes].sort()).toEqual((await owned()).sort());
  await restart();
  const again = await Promise.all(keys.map(async (each) => (await acquire(0, each)).as(Node).system_id));
  expect(again).toEqual(nodes);
}, 120_000);
