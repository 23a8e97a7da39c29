import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedDatabase, startEmbeddedDatabase } from '../../../src/db/embedded/embedded-database.js';
import { findPostmaster, stopPostmaster } from '../../../src/db/embedded/postmaster.js';
import { useDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { processes } from '../server.js';
import { Outage } from './outage.js';

const fresh = useDatabase();

beforeAll(() => Outage.build(), 120_000);

/** A PostgreSQL of its own, which may be frozen and stopped. */
const dir = mkdtempSync(path.join(tmpdir(), 'maas-cluster-'));
let postgres: EmbeddedDatabase;

beforeAll(async () => {
  postgres = await startEmbeddedDatabase({ dir, durable: false });
});

afterAll(async () => {
  await postgres.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** Sends a signal to all processes of that PostgreSQL; to the one that starts the others first. */
async function signal(name: 'SIGSTOP' | 'SIGCONT'): Promise<void> {
  const { pid: postmaster = 0 } = findPostmaster(dir) ?? {};
  process.kill(postmaster, name);
  for (const { pid, parent } of await processes()) if (parent === postmaster) process.kill(pid, name);
}

test('serve while PostgreSQL is frozen answers 503 in time, recovers, and stops in time', async () => {
  await using region = await Outage.start(postgres.url);
  try {
    await signal('SIGSTOP');
    await region.expectOutage();
    await region.expectOutage();
    await signal('SIGCONT');
    await region.expectReturn();
    await signal('SIGSTOP');
    await region.expectStop();
  } finally {
    await signal('SIGCONT');
  }
}, 120_000);

test('serve while PostgreSQL restarts answers 200 or 503 and nothing else, and recovers', async () => {
  await using region = await Outage.start(postgres.url);
  const statuses = new Set<number>();
  let restarted = false;
  const callers = Array.from({ length: 8 }, async (_, caller) => {
    for (let call = 0; !restarted || !statuses.has(503); call += 1) {
      const work = call % 4 === 0 ? region.write(`restart-${caller}-${call}`) : region.read();
      statuses.add((await work).status);
    }
  });
  await eventually(() => expect(statuses).toContain(200));
  // The test's own process starts it again.
  await stopPostmaster(dir);
  await region.expectReturn();
  restarted = true;
  await Promise.all(callers);
  expect([...statuses].sort()).toEqual([200, 503]);
  region.expectOnlyLog();
}, 120_000);

test('serve after a failover to a read-only PostgreSQL answers anonymous reads, and writes again after its promotion', async () => {
  await using region = await Outage.start(fresh.url);
  const { pool } = fresh.database;
  const { name } = (await pool.query('SELECT current_database() AS name')).rows[0];
  await pool.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
  // As in a failover, the clients of the old primary lose their connections, and the new ones are read-only.
  await pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
  await eventually(async () => {
    expect((await region.readAnonymously()).status).toBe(200);
    expect(await region.readyStatus()).toBe(503);
  });
  for (const reply of [await region.read(), await region.write('read-only')]) {
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '2']);
  }
  await pool.query(`BEGIN READ WRITE; ALTER DATABASE ${name} RESET default_transaction_read_only; COMMIT`);
  await region.expectReturn();
  region.expectOnlyLog();
}, 60_000);
