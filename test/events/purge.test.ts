import { expect, test } from 'vitest';
import { recordAudit } from '../../src/events/audit.js';
import { purgeAudit, purgeEvents } from '../../src/events/purge.js';
import { recordEvent } from '../../src/events/record.js';
import { auditRecords } from '../support/audit.js';
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

test('purgeAudit deletes audit records older than the given days, and no others', async () => {
  const { database } = fresh;
  for (const operation of ['old', 'new']) {
    const origin = 'CLI' as const;
    await recordAudit(database, { origin, username: 'root', address: 'host', operation, objects: [], parameters: [] });
  }
  await database.pool.query("UPDATE audit_records SET created = now() - interval '31 days' WHERE operation = 'old'");
  await purgeAudit(database, 32);
  expect(await auditRecords(database)).toHaveLength(2);
  await purgeAudit(database, 30);
  expect((await auditRecords(database)).map(({ operation }) => operation)).toEqual(['new']);
});
