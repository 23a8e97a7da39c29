import { once } from 'node:events';
import pg from 'pg';
import { expect, test } from 'vitest';
import { startPowerWorker } from '../../../src/power/actions/worker.js';
import type { PowerType } from '../../../src/power/driver/driver.js';
import { PowerConnError } from '../../../src/power/driver/errors.js';
import { freshDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { memoryLog } from '../../support/log.js';
import { ask, environmentWith, poweredNodes } from '../support.js';

const NODES = 1_000;

/** A BMC that never answers: its actions end at their deadline. */
const dead: PowerType = {
  name: 'dead',
  description: 'Dead BMC',
  settings: [],
  required: [],
  driver: {
    tools: [],
    timeoutSeconds: 1,
    async on({ signal }) {
      if (!signal.aborted) await once(signal, 'abort');
      throw new PowerConnError('The BMC does not answer.');
    },
  },
};

test('power actions of 1,000 dead BMCs, while connections are taken for 6 seconds, fail no job for want of a connection', async () => {
  await using fresh = await freshDatabase();
  const nodes = await poweredNodes(fresh.database, NODES, 'ether_wake');
  await ask(fresh.database, nodes, 'on');
  const { log, lines } = memoryLog('warn');
  const services = { database: fresh.database, environment: environmentWith(), log, powerTypes: () => dead };

  // The first jobs wait for this lock with all connections of the worker, and the other jobs wait for a connection.
  const holder = new pg.Client({ connectionString: fresh.url });
  await holder.connect();
  await holder.query('BEGIN; LOCK TABLE power_actions');
  const jobs = await startPowerWorker(services, {});
  try {
    await holder.query('SELECT pg_sleep(6)');
    await holder.end();
    await eventually(async () => {
      const { rows } = await fresh.database.pool.query(
        'SELECT count(*)::int AS tried FROM power_actions WHERE tries > 0',
      );
      expect(rows).toEqual([{ tried: NODES }]);
    });
    const { rows } = await fresh.database.pool.query(
      'SELECT last_error FROM graphile_worker.jobs WHERE last_error IS NOT NULL LIMIT 3',
    );
    expect(rows).toEqual([]);
    expect(lines.filter((line) => JSON.parse(line).level >= 50)).toEqual([]);
  } finally {
    await jobs.stop();
  }
}, 120_000);
