import { expect, test } from 'vitest';
import { purgeEvents } from '../../src/events/purge.js';
import { recordEvent } from '../../src/events/record.js';
import { useDatabase } from '../support/database.js';

const fresh = useDatabase(2);

test('purgeEvents deletes events and ended power actions older than ninety days, and nothing else', async () => {
  const { prisma, pool } = fresh.database;
  for (const description of ['old', 'new']) {
    await recordEvent(fresh.database, { level: 'INFO', type: 'Test', description });
  }
  await pool.query("UPDATE events SET created = now() - interval '91 days' WHERE description = 'old'");
  await pool.query(`INSERT INTO power_actions (system_id, power_type, change, state, ended) VALUES
    ('old', 'ipmi', 'on', 'done', now() - interval '91 days'), ('new', 'ipmi', 'on', 'failed', now()),
    ('waiting', 'ipmi', 'on', 'queued', NULL)`);
  await purgeEvents(fresh.database);
  expect(await prisma.event.findMany()).toMatchObject([{ description: 'new' }]);
  const actions = await prisma.powerAction.findMany({ orderBy: { systemId: 'asc' } });
  expect(actions.map(({ systemId }) => systemId)).toEqual(['new', 'waiting']);
});
