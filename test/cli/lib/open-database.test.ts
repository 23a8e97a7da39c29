import pg from 'pg';
import { expect, test } from 'vitest';
import { ADVISORY_LOCKS } from '../../../src/db/advisory-locks.js';
import { freshDatabase } from '../../support/database.js';
import { useCommands } from '../commands/support.js';

const { maas } = useCommands();

test('apikey with an unfinished migration says whether it is running or has failed', async () => {
  await using fresh = await freshDatabase(2);
  await fresh.database.pool.query(
    `UPDATE _prisma_migrations SET finished_at = NULL
     WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations)`,
  );
  const apikey = () => maas(['apikey', '--username', 'u'], '', { DATABASE_URL: fresh.url });
  const migrating = new pg.Client({ connectionString: fresh.url });
  await migrating.connect();
  await migrating.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCKS.MIGRATION]);
  expect(await apikey()).toMatchObject({ code: 1, err: expect.stringMatching(/ is being migrated\. Try again/) });
  await migrating.end();
  expect(await apikey()).toMatchObject({ code: 1, err: expect.stringMatching(/A migration failed earlier/) });
});
